/** The oscilloscope at the whole petrol car: what it shows has the mean of the network, and every fault on the wires. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Car } from '../../car.ts'
import { runCar } from '../../testing/frames.ts'
import { assertCrankTeeth, assertIgnition, assertInjector, lookAt } from '../../testing/scope-bench.ts'
import { type Fault, OPEN_OHM, setOhm } from './faults/fault.ts'
import { createJolionWith } from './station.ts'

function idling(faults: readonly Fault[] = []): Car {
  const car = createJolionWith({ seed: 5 }, faults)
  runCar(car, 1)
  car.act({ kind: 'start' })
  runCar(car, 8)
  return car
}

const look = (car: Car, red: string, volts: number) => lookAt(car, { red, black: 'ground.engine', volts })

test('an ignition coil on a scope: dwell, the kick of its spark, and the mean of the network', () => {
  assertIgnition(idling())
})

test('an injector on a scope: open as long as its unit says, then clamped at 60 V, and the mean of the network', () => {
  assertInjector(idling())
})

test('a coil that is open stays at the voltage of its supply; at the other end of a cut wire nothing is left', () => {
  const car = idling([cut('coil2.winding')])
  const trace = look(car, 'coil2.driver', 100)
  assert(!trace.isTriggered)
  assert(trace.voltsMax < 1, `${trace.voltsMax} V behind the open winding`)
  assert(look(car, 'coil1.driver', 100).isTriggered)
})

test('the crank sensor gives a square wave of 5 V while it turns, and a level without its supply', () => {
  assertCrankTeeth(idling())
  assert(!look(idling([cut('contact.crankSensor.supply')]), 'crankSensor.signal', 2.5).isTriggered)
})

const cut = (branch: string): Fault => ({
  ...{ id: branch, component: null, failureMode: null, codes: [], proofs: [], repairs: [] },
  apply: (physics) => setOhm(physics, branch, OPEN_OHM),
})
