/** A scope at a whole car, for tests: a look at one point, what the car's network has there, and what an engine's coils show. */
import { assert } from '@luban/stdx'
import type { Car } from '../car.ts'
import type { Network } from '../network/network.ts'
import type { ChannelTrace, ScopeTrace } from '../scope/capture.ts'

export type Look = {
  readonly red: string
  readonly black: string
  readonly edge?: 'rising' | 'falling'
  readonly volts?: number
  readonly perDivisionS?: number
}
export type Seen = ChannelTrace & Pick<ScopeTrace, 'isTriggered' | 'startS' | 'pointS'>

const PER_DIVISION_S = 2e-3
const DIVISIONS = 10

export function lookAt(car: Car, { red, black, edge = 'rising', volts = 1e6, perDivisionS }: Look): Seen {
  const outcome = car.beginScope({
    channels: [{ red, black }],
    secondsPerDivision: perDivisionS ?? PER_DIVISION_S,
    trigger: { channel: 0, edge, volts, mode: 'auto' },
  })
  assert(outcome.kind === 'capture', JSON.stringify(outcome))
  while (!outcome.capture.advance(10_000));
  const { isTriggered, startS, pointS, channels } = outcome.capture.trace()
  return { ...channels[0], isTriggered, startS, pointS }
}

export const swingOf = ({ voltsMax, voltsMin }: ChannelTrace): number => voltsMax - voltsMin

export function metered(car: Car, red: string, black: string): number {
  const outcome = car.measure({ instrument: 'voltmeter', red, black })
  assert(outcome.kind === 'reading' && outcome.reading.value !== 'OL', JSON.stringify(outcome))
  return outcome.reading.value
}

/** Two of the millivolts that a scope is read in: nothing beside a channel's mean, but where that is zero. */
const READING_VOLTS = 0.002
const INPUT = { volts: 0, ohm: 1e6 } as const

/** Within 1 % of the mean of the network, that with the scope's own 1 MΩ. */
export function assertMean({ voltsMean }: ChannelTrace, expected: number, floorVolts = READING_VOLTS): void {
  const within = Math.max(0.01 * Math.abs(expected), floorVolts)
  assert(Math.abs(voltsMean - expected) <= within, `${voltsMean} V on the scope, ${expected} V in the network`)
}

export const probed = (network: Network, red: string, black: string): number =>
  network.probe(network.node(red), network.node(black), INPUT, 'now').volts

/** Of a coil: a cycle is longer than the screen, and beyond what it shows the stage rests. */
function cycleMean({ volts, voltsMean }: ChannelTrace, rpm: number): number {
  const restVolts = volts[volts.length - 1]
  return restVolts + ((voltsMean - restVolts) * DIVISIONS * PER_DIVISION_S * rpm) / 120
}

function assertMeanOfNetwork(car: Car, red: string, seen: Seen): void {
  const [mean, expected] = [cycleMean(seen, car.view().engine?.rpm ?? 0), metered(car, red, 'ground.engine')]
  assert(Math.abs(mean - expected) < 0.01 * expected, `${red}: ${mean} V, and ${expected} V in the network`)
}

/** Of a running engine: dwell, the kick of the spark, and the mean of the network. */
export function assertIgnition(car: Car): void {
  for (let cylinder = 1; cylinder <= 4; cylinder++) {
    const red = `coil${cylinder}.driver`
    const seen = lookAt(car, { red, black: 'ground.engine', edge: 'falling', volts: 6 })
    assert(seen.isTriggered, red)
    assert(seen.voltsMax > 240 && seen.voltsMax < 300, `${red}: ${seen.voltsMax} V`)
    const chargingShare = seen.volts.filter((volts) => volts < 2 && volts > -1).length / seen.volts.length
    const chargingS = chargingShare * DIVISIONS * PER_DIVISION_S
    assert(chargingS > 2e-3 && chargingS < 4e-3, `${red} charges for ${chargingS} s`)
    assertMeanOfNetwork(car, red, seen)
  }
}

/** Open as long as its unit says, then clamped at 60 V, and the mean of the network. */
export function assertInjector(car: Car): void {
  const red = 'injector3.driver'
  const seen = lookAt(car, { red, black: 'ground.engine', edge: 'falling', volts: 6 })
  assert(seen.isTriggered && seen.voltsMax > 58 && seen.voltsMax < 65, `${seen.voltsMax} V`)
  assertMeanOfNetwork(car, red, seen)
}

/** While it turns, a square wave of 5 V. */
export function assertCrankTeeth(car: Car): void {
  const seen = lookAt(car, { red: 'crankSensor.signal', black: 'ground.engine', volts: 2.5 })
  assert(seen.isTriggered && seen.voltsMin < 0.4 && seen.voltsMax > 4.5, `${seen.voltsMin} to ${seen.voltsMax} V`)
}
