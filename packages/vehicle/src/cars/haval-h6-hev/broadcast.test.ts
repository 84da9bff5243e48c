/** The hybrid car's frames on the bus, read by its own DBC file as a foreign tool reads them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Car } from '../../car.ts'
import { CONTACTOR_STATES } from '../../ecus/contactors.ts'
import { createCar } from '../../index.ts'
import { atCar } from '../../test-bench.ts'
import { assertAsTheFileSays, listenTo, runCar, sendersOf } from '../../testing/frames.ts'
import { MODES, SELECTORS } from './ecus/signals.ts'

const SENDERS = ['bms', 'body', 'brakes', 'engine', 'hcu', 'inverter']

function ready(options: { faults?: readonly string[] } = {}): Car {
  const car = createCar('haval-h6-hev', { seed: 2, ...options })
  runCar(car, 1)
  car.act({ kind: 'start' })
  runCar(car, 6)
  return car
}

test('each frame comes from its unit, as often as the file says, and tells what dashboard and identifiers show', () => {
  const car = createCar('haval-h6-hev', { seed: 2 })
  runCar(car, 1)
  assert.equal(listenTo(car, 1).frames.length, 0) // Off, the bus is quiet.
  car.act({ kind: 'start' })
  runCar(car, 6)
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 0.3, brake: 0 })
  runCar(car, 5)
  const heard = listenTo(car, 2)
  assertAsTheFileSays(car, heard, 2)
  assert.deepEqual(sendersOf(heard), SENDERS)
  const { values } = heard
  const { speedKmh } = car.view()
  const bench = atCar(car)
  assert.equal(SELECTORS[values.Selector], 'D')
  assert.equal(CONTACTOR_STATES[values.Contactors], 'closed')
  assert(Math.abs(values.Speed - speedKmh) < 1 && Math.abs(values.WheelFrontLeft - speedKmh) < 1)
  assert(Math.abs(values.PackVolts - bench.value('bms', 0x3103)) < 3)
  assert(Math.abs(values.TractionSpeed - bench.value('inverter', 0x3220)) < 60)
  assert(Math.abs(values.PackAmperes - bench.value('bms', 0x3104)) < 10)
  assert(Math.abs(values.GeneratorTorque - bench.value('inverter', 0x3211)) < 10)
  assert(values.LampReady === 1 && values.Ready === 1 && values.LampHybrid === 0)
})

test('the mode goes from electric to the engine’s, and the machines’ torques show who turns the crank', () => {
  const car = ready()
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 0.2, brake: 0 })
  runCar(car, 1)
  const electric = listenTo(car, 0.5).values
  assert.equal(MODES[electric.Mode], 'electric')
  assert(electric.PackAmperes > 10 && electric.TractionTorque > 20 && electric.TractionSpeed > 100)
  assert(electric.EngineRunning === 0 && electric.EngineSpeed === 0 && electric.EngineWanted === 0)
  car.act({ kind: 'pedal', accelerator: 1, brake: 0 })
  runCar(car, 4)
  const pulled = listenTo(car, 1).values
  assert(pulled.EngineRunning === 1 && pulled.EngineSpeed > 1000 && pulled.EngineTorque > 50)
  assert(MODES.indexOf('series') <= pulled.Mode && pulled.GeneratorSpeed > pulled.EngineSpeed)
})

test('the battery’s control unit off the bus: none of its frames is in the trace, the others go on', () => {
  const car = ready({ faults: ['hybrid-14-bms-cut-off'] })
  const heard = listenTo(car, 1)
  assert.deepEqual(
    sendersOf(heard),
    SENDERS.filter((id) => id !== 'bms'),
  )
  assert(!('PackVolts' in heard.values))
})

test('a tester silences a unit’s own frames, and lets it speak again', () => {
  const car = createCar('haval-h6-hev', { seed: 2 })
  runCar(car, 1)
  car.act({ kind: 'power', to: 'on' })
  runCar(car, 2)
  const bench = atCar(car)
  assert.equal(bench.ask('inverter', '1003')?.slice(0, 4), '5003')
  assert.equal(bench.ask('inverter', '280301'), '6803')
  const ownFrames = () => {
    const ids = listenTo(car, 1).frames.filter(({ sender }) => sender === 'inverter')
    return ids.length
  }
  assert.equal(ownFrames(), 0)
  assert.equal(bench.ask('inverter', '280001'), '6800')
  assert(ownFrames() > 0)
})
