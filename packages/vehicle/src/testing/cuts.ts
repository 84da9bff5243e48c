/**
 * Cuts of a car's wires and contacts, for tests: whether what each control unit then tells, to a tester and unasked, what the
 * meters read and what the scope shows is what the solved network has at the same terminals, and the currents still balance.
 */

import { compileMessage } from '@luban/protocols/dbc/codec'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import { decodeObdResponse, decodeParameter } from '@luban/protocols/obd/codec'
import { assert, hex, unitRandom } from '@luban/stdx'
import { thermistorDegC } from '../ecus/thermistor.ts'
import { CARS } from '../index.ts'
import type { Network } from '../network/network.ts'
import type { Bench } from '../test-bench.ts'
import { lookAt } from './scope-bench.ts'

/** The terminals at which a meter finds what a unit tells, and how far a rounded reading may be off. */
type Place = {
  readonly red: string
  readonly black: string
  readonly within: number
  /** What the unit makes of these volts. */
  readonly reading?: (volts: number, between: (red: string, black: string) => number) => number
}
export type Sense = Place & { readonly ecu: string; readonly did: number }
/** Told as the law has it (SAE J1979, mode 01). */
export type ParameterSense = Place & { readonly ecu: string; readonly pid: number }
/** Told unasked, as the car's DBC file names it. */
export type SignalSense = Place & {
  readonly signal: string
  /** Of what the network has; always when nothing is said. */
  readonly isTold?: (found: number) => boolean
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

const pedal = (pid: number, number: 1 | 2): ParameterSense => ({
  ...{ ecu: 'engine', pid, red: `engine.pedal${number}`, black: 'engine.ground', within: 0.25 },
  reading: (volts, between) =>
    Math.min(100, (100 * Math.max(0, volts)) / Math.max(1, between(`engine.reference${number}`, 'engine.ground'))),
})

export const supplyParameter = (ecu: string): ParameterSense => ({
  ...{ ecu, pid: 0x42, red: `${ecu}.supply`, black: `${ecu}.ground`, within: 0.011 },
})

const engineCoolant = {
  ...{ red: 'engine.coolant', black: 'engine.ground', within: 1.1 },
  reading: (volts: number) => Math.max(-40, Math.min(215, thermistorDegC(volts))),
}

export const ENGINE_PARAMETERS: readonly ParameterSense[] = [
  supplyParameter('engine'),
  pedal(0x49, 1),
  pedal(0x4a, 2),
  { ...engineCoolant, ecu: 'engine', pid: 0x05 },
]
export const ENGINE_SIGNAL: SignalSense = {
  ...engineCoolant,
  signal: 'CoolantTemperature',
  isTold: (degC) => degC > -40 && degC < 215, // Beyond, the unit tells another in its place.
}

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

/**
 * One car lives through the cut of each of its wires and contacts, one after another, as it is driven: what was compared, by
 * kind. A wire is whole again before the next is cut; who has lost READY by it starts again.
 */
export function compareEveryCut(options: {
  readonly branches: readonly { readonly name: string }[]
  readonly bench: Bench
  readonly network: Network
  readonly senses: readonly Sense[]
  readonly parameters: readonly ParameterSense[]
  readonly signal: SignalSense
  /** Not while an engine runs: its sparks and injections are on its ground, and the network has their mean. */
  readonly isScoped?: boolean
}): Record<'cuts' | 'identifiers' | 'parameters' | 'frames' | 'voltmeter' | 'splices' | 'scope', number> {
  const { branches, bench, network, senses, parameters, signal, isScoped = false } = options
  const between = (red: string, black: string) => network.voltsBetween(network.node(red), network.node(black))
  const found = ({ red, black, reading = notBelowZero }: Place) => reading(between(red, black), between)
  const told = { cuts: 0, identifiers: 0, parameters: 0, frames: 0, voltmeter: 0, splices: 0, scope: 0 }
  const heard = lastOf(bench, signal.signal)
  const splices = splicesOf(bench)
  const metered = senses.filter(({ ecu, red }) => red.startsWith(`${ecu}.`) && !IS_FAST.test(red))
  const cuts = branches.flatMap(({ name }) => (/^(wire|contact)\./.test(name) ? [name] : []))
  // Without its ground a unit's current finds other ways, and a fuse there melts.
  const fuses = branches.flatMap(({ name }) => {
    const fuse = network.branch(name)
    return /fuse/i.test(name) && !cuts.includes(name) ? [[fuse, network.ohm(fuse)] as const] : []
  })
  for (const [i, name] of cuts.entries()) {
    const branch = network.branch(name)
    const soundOhm = network.ohm(branch)
    network.setOhm(branch, Number.POSITIVE_INFINITY)
    bench.run(CUT_S)
    heard.takeValue() // Of who has gone silent meanwhile.
    bench.run(LISTENING_S)
    told.cuts++
    told.identifiers += compareSenses(bench, network, senses, name)
    for (const sense of parameters) {
      const value = parameterOf(bench, sense)
      if (value === undefined) continue
      assertNear(value, found(sense), sense.within, `${name}: ${sense.ecu} mode 01 ${sense.pid.toString(16)}`)
      told.parameters++
    }
    const value = heard.takeValue()
    if (value !== undefined && (signal.isTold?.(found(signal)) ?? true)) {
      assertNear(value, found(signal), signal.within, `${name}: ${signal.signal} on the bus`)
      told.frames++
    }
    const { red, black } = metered[i % metered.length]
    const volts = between(red, black)
    // It loads what it measures with 10 MΩ.
    assertNear(
      bench.measure('voltmeter', red, black),
      volts,
      0.011 + 0.01 * Math.abs(volts),
      `${name}: meter at ${red}`,
    )
    told.voltmeter++
    const splice = splices[i % splices.length]
    const sum = splice.reduce((amps, { id, isFrom }) => {
      const clamped = bench.read({ instrument: 'clamp', wire: id })
      return amps + (isFrom ? -clamped : clamped)
    }, 0)
    assertNear(sum, 0, 0.006 * splice.length, `${name}: at the splice of ${splice.map(({ id }) => id).join()}`)
    told.splices++
    if (isScoped && i % SCOPED_OF === 0) {
      const seen = lookAt(bench.car, { red, black })
      assertNear(seen.voltsMean, volts, 0.02 + 0.01 * Math.abs(volts), `${name}: scope at ${red}`)
      told.scope++
    }
    const residual = network.kirchhoffResidualAmps()
    assert(residual < 1e-5, `${name}: ${residual} A`)
    network.setOhm(branch, soundOhm)
    for (const [fuse, ohm] of fuses) if (network.ohm(fuse) !== ohm) network.setOhm(fuse, ohm)
    if (!bench.car.view().isReady) {
      bench.car.act({ kind: 'power', to: 'on' })
      bench.car.act({ kind: 'start' })
    }
  }
  return told
}

/** Temperatures are looked at once a second. */
const CUT_S = 1
const LISTENING_S = 0.2
const SCOPED_OF = 24
/** What swings while one looks: a meter shows its amplitude, or another moment of it. */
const IS_FAST = /sine|excitation|lambda|airMass/i

function assertNear(value: number, expected: number, within: number, where: string): void {
  assert(Math.abs(value - expected) <= within, `${where}: ${value}, the network has ${expected}`)
}

function parameterOf(bench: Bench, { ecu, pid }: ParameterSense): number | undefined {
  const answer = bench.ask(ecu, `01${pid.toString(16).padStart(2, '0')}`)
  if (answer === undefined) return undefined
  const told = decodeObdResponse(hex(answer))
  const bytes = typeof told !== 'string' && 'parameters' in told ? told.parameters[0].bytes : undefined
  return bytes && decodeParameter(pid, bytes)?.[0]
}

/** As it was last sent, told once. */
function lastOf({ car }: Bench, name: string): { takeValue(): number | undefined } {
  const { messages } = decodeDbc(CARS[car.model.id].dbc ?? '').database
  const message = messages.find(({ signals }) => signals.some((signal) => signal.name === name))
  assert(message !== undefined, `${name} is in the file`)
  const place = message.signals.findIndex((signal) => signal.name === name)
  const codec = compileMessage(message)
  const physical = new Float64Array(message.signals.length)
  let isHeard = false
  car.bus.record(({ id, data }) => {
    if (id !== message.id) return
    codec.decode(data, physical)
    isHeard = true
  })
  return {
    takeValue() {
      const value = isHeard ? physical[place] : undefined
      isHeard = false
      return value
    },
  }
}

/** The wires of each: what flows in by some flows out by the others. */
function splicesOf({ car: { model } }: Bench): { id: string; isFrom: boolean }[][] {
  const wires = new Map<string, { id: string; isFrom: boolean }[]>()
  for (const { id, from, to } of model.harness.wires)
    for (const [end, isFrom] of [
      [from, true],
      [to, false],
    ] as const)
      if (end.startsWith('splice.')) wires.set(end, [...(wires.get(end) ?? []), { id, isFrom }])
  return [...wires.values()]
}
