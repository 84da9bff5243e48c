/**
 * Random cuts of a car's wires and contacts, for tests: whether what each control unit then tells is what the solved network
 * has at that unit's own terminals, and the currents still balance.
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
function randomCuts(branches: readonly { readonly name: string }[], seed: number, count: number): string[] {
  const wires = branches.flatMap(({ name }) => (/^(wire|contact)\./.test(name) ? [name] : []))
  return Array.from({ length: count }, (_, i) => wires[Math.floor(wires.length * unitRandom(seed, i, 0))])
}

/** What lies below 0 V no unit can tell. */
const notBelowZero = (volts: number) => Math.max(0, volts)

/** How many readings were compared: a unit without supply answers nothing. */
function compareSenses(bench: Bench, network: Network, senses: readonly Sense[], where: string): number {
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

type CutCar = { readonly bench: Bench; readonly network: Network }

/** One car for each cut, compared when it is on and once more when it may have started. All codes that came are told. */
export function compareAfterCuts(options: {
  readonly branches: readonly { readonly name: string }[]
  readonly seed: number
  readonly count: number
  readonly senses: readonly Sense[]
  stand(cutBranch: string): CutCar
  switchOn(bench: Bench): void
  start(bench: Bench): void
}): { compared: number; codes: ReadonlySet<string> } {
  const { branches, seed, count, senses, stand, switchOn, start } = options
  const codes = new Set<string>()
  let compared = 0
  for (const branch of randomCuts(branches, seed, count)) {
    const { bench, network } = stand(branch)
    switchOn(bench)
    compared += compareSenses(bench, network, senses, `${branch}, on`)
    start(bench)
    compared += compareSenses(bench, network, senses, `${branch}, started`)
    assert(network.kirchhoffResidualAmps() < 1e-5, `${branch}: ${network.kirchhoffResidualAmps()} A`)
    for (const code of bench.codes()) codes.add(code)
  }
  return { compared, codes }
}
