/** The oscilloscope at the whole petrol car: what it shows has the mean of the network, and every fault on the wires. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Car, ScopeOutcome } from '../../car.ts'
import type { ScopeTrace } from '../../scope/capture.ts'
import { type Fault, OPEN_OHM, setOhm } from './faults/fault.ts'
import { createJolionWith } from './station.ts'

function idling(faults: Parameters<typeof createJolionWith>[1] = []) {
  const car = createJolionWith({ seed: 5 }, faults)
  const run = (seconds: number) => {
    for (let i = 0; i < 100 * seconds; i++) car.step()
  }
  run(1)
  car.act({ kind: 'start' })
  run(8)
  return { car, run }
}

function traceOf(outcome: ScopeOutcome): ScopeTrace {
  assert(outcome.kind === 'capture')
  while (!outcome.capture.advance(10_000));
  return outcome.capture.trace()
}

const PER_DIVISION_S = 2e-3
const WINDOW_S = 10 * PER_DIVISION_S

function look(car: Car, red: string, edge: 'rising' | 'falling', volts: number) {
  const channels = [{ red, black: 'ground.engine' }]
  const trigger = { channel: 0, edge, volts, mode: 'auto' } as const
  const trace = traceOf(car.beginScope({ channels, secondsPerDivision: PER_DIVISION_S, trigger }))
  return { ...trace.channels[0], isTriggered: trace.isTriggered }
}

function metered(car: Car, red: string): number {
  const outcome = car.measure({ instrument: 'voltmeter', red, black: 'ground.engine' })
  assert(outcome.kind === 'reading' && typeof outcome.reading.value === 'number')
  return outcome.reading.value
}

/** A cycle is longer than the screen: beyond what it shows the stage rests. */
function cycleMean({ volts, voltsMean }: { volts: readonly number[]; voltsMean: number }, rpm: number): number {
  const periodS = 120 / rpm
  const restVolts = volts[volts.length - 1]
  return restVolts + ((voltsMean - restVolts) * WINDOW_S) / periodS
}

const rpmOf = (car: Car) => car.view().engine?.rpm ?? 0

test('an ignition coil on a scope: dwell, the kick of its spark, and the mean of the network', () => {
  const { car } = idling()
  for (let cylinder = 1; cylinder <= 4; cylinder++) {
    const red = `coil${cylinder}.driver`
    const trace = look(car, red, 'falling', 6)
    assert(trace.isTriggered)
    assert(trace.voltsMax > 240 && trace.voltsMax < 300, `${red}: ${trace.voltsMax} V`)
    const charging = (trace.volts.filter((volts) => volts < 2 && volts > -1).length / trace.volts.length) * WINDOW_S
    assert(charging > 2e-3 && charging < 4e-3, `${red} charges for ${charging} s`)
    const [mean, expected] = [cycleMean(trace, rpmOf(car)), metered(car, red)]
    assert(Math.abs(mean - expected) < 0.01 * expected, `${red}: ${mean} V, and ${expected} V in the network`)
  }
})

test('an injector on a scope: open as long as its unit says, then clamped at 60 V, and the mean of the network', () => {
  const { car } = idling()
  const trace = look(car, 'injector3.driver', 'falling', 6)
  assert(trace.isTriggered)
  assert(trace.voltsMax > 58 && trace.voltsMax < 65)
  const [mean, expected] = [cycleMean(trace, rpmOf(car)), metered(car, 'injector3.driver')]
  assert(Math.abs(mean - expected) < 0.01 * expected, `${mean} V, and ${expected} V in the network`)
})

test('a coil that is open stays at the voltage of its supply; at the other end of a cut wire nothing is left', () => {
  const { car } = idling([cut('coil2.winding')])
  const trace = look(car, 'coil2.driver', 'rising', 100)
  assert(!trace.isTriggered)
  assert(trace.voltsMax < 1, `${trace.voltsMax} V behind the open winding`)
  assert(look(car, 'coil1.driver', 'rising', 100).isTriggered)
})

test('the crank sensor gives a square wave of 5 V while it turns, and a level without its supply', () => {
  const { car } = idling()
  const { isTriggered, voltsMin, voltsMax } = look(car, 'crankSensor.signal', 'rising', 2.5)
  assert(isTriggered && voltsMin < 0.4 && voltsMax > 4.5)
  const dead = idling([cut('contact.crankSensor.supply')]).car
  assert(!look(dead, 'crankSensor.signal', 'rising', 2.5).isTriggered)
})

const cut = (branch: string): Fault => ({
  ...{ id: branch, component: null, failureMode: null, codes: [], proofs: [], repairs: [] },
  apply: (physics) => setOhm(physics, branch, OPEN_OHM),
})
