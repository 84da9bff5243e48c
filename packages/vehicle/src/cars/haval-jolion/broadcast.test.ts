/** The petrol car's frames on the bus, read by its own DBC file as a foreign tool reads them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCar } from '../../index.ts'
import { assertAsTheFileSays, listenTo, runCar, sendersOf } from '../../testing/frames.ts'

test('each frame comes from its unit, as often as the file says, and tells what the dashboard shows', () => {
  const car = createCar('haval-jolion', { seed: 2 })
  runCar(car, 1)
  assert.equal(listenTo(car, 1).frames.length, 0) // Off, the bus is quiet.
  car.act({ kind: 'start' })
  runCar(car, 6)
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 0.4, brake: 0 })
  runCar(car, 6)
  const heard = listenTo(car, 2)
  assertAsTheFileSays(car, heard, 2)
  const { values } = heard
  const { engine, speedKmh } = car.view()
  assert(Math.abs(values.EngineSpeed - (engine?.rpm ?? 0)) < 40)
  assert(Math.abs(values.Speed - speedKmh) < 1 && Math.abs(values.WheelRearLeft - speedKmh) < 1)
  assert.equal(`D${values.Gear}`, engine?.gear)
  assert.equal(values.EngineRunning, 1)
  assert(values.EngineTorque > 20 && values.FuelUsed > 0)
})

test('a transmission control unit that is unplugged sends nothing more, the others go on', () => {
  const car = createCar('haval-jolion', { seed: 2 })
  runCar(car, 1)
  car.act({ kind: 'power', to: 'on' })
  runCar(car, 2)
  car.act({ kind: 'connector', connector: 'transmission.a', plugged: false })
  runCar(car, 1)
  assert.deepEqual(sendersOf(listenTo(car, 1)), ['body', 'brakes', 'engine'])
})
