/**
 * Random cuts of a car's wires and contacts, for tests: which branches, and whether what each control unit then tells is what
 * the solved network has at that unit's own terminals.
 */
import { assert, unitRandom } from '@luban/stdx'
import type { Network } from '../network/network.ts'
import type { Bench } from '../test-bench.ts'

/** What a unit tells, the terminals at which a meter finds it, and how far a rounded reading may be off. */
export type Sense = {
  readonly ecu: string
  readonly did: number
  readonly red: string
  readonly black: string
  readonly within: number
  /** What the unit makes of these volts. */
  readonly reading?: (volts: number, between: (red: string, black: string) => number) => number
}

/** Everyone's supply, in hundredths of a volt. */
export const supplySense = (ecu: string, did: number): Sense => ({
  ...{ ecu, did, red: `${ecu}.supply`, black: `${ecu}.ground`, within: 0.011 },
})

const atEngine = (did: number, terminal: string, within = 0.002): Sense => ({
  ...{ ecu: 'engine', did, red: `engine.${terminal}`, black: 'engine.ground', within },
})

/** Of the engine control unit, which the petrol and the hybrid car have alike. */
export const ENGINE_SENSES: readonly Sense[] = [
  supplySense('engine', 0x2001),
  atEngine(0x2006, 'pedal1'),
  atEngine(0x2007, 'pedal2'),
  atEngine(0x2008, 'throttle1'),
  atEngine(0x2009, 'throttle2'),
  atEngine(0x200a, 'airMass'),
  // The unit looks at it ten times a second.
  atEngine(0x2005, 'coolant', 0.03),
  { ecu: 'engine', did: 0x200d, red: 'engine.lambdaUp', black: 'engine.lambdaUpReturn', within: 0.002 },
  { ecu: 'engine', did: 0x200e, red: 'engine.lambdaDown', black: 'engine.lambdaDownReturn', within: 0.002 },
]

/** So many of its wires and contacts, the same for one seed. */
export function randomCuts(branches: readonly { readonly name: string }[], seed: number, count: number): string[] {
  const wires = branches.flatMap(({ name }) => (/^(wire|contact)\./.test(name) ? [name] : []))
  return Array.from({ length: count }, (_, i) => wires[Math.floor(wires.length * unitRandom(seed, i, 0))])
}

/** What lies below 0 V no unit can tell. */
const notBelowZero = (volts: number) => Math.max(0, volts)

/** How many readings were compared: a unit without supply answers nothing. */
export function compareSenses(bench: Bench, network: Network, senses: readonly Sense[], where: string): number {
  const between = (red: string, black: string) => network.voltsBetween(network.node(red), network.node(black))
  let compared = 0
  for (const { ecu, did, red, black, reading = notBelowZero, within } of senses) {
    if (bench.ask(ecu, `22${did.toString(16).padStart(4, '0')}`) === undefined) continue
    const told = bench.value(ecu, did)
    const found = reading(between(red, black), between)
    assert(Math.abs(told - found) <= within, `${where}: ${ecu} ${did.toString(16)} tells ${told}, the network ${found}`)
    compared++
  }
  return compared
}
