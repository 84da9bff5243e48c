/** The petrol car's frames on the bus, read by its own DBC file as a foreign tool reads them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CanFrame } from '@luban/protocols/can/frame'
import { compileMessage } from '@luban/protocols/dbc/codec'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import type { Car } from '../../car.ts'
import { CARS, createCar } from '../../index.ts'

const { database } = decodeDbc(CARS['haval-jolion'].dbc ?? '')
const SENDERS: Readonly<Record<string, string>> = {
  engine: 'Engine',
  transmission: 'Transmission',
  brakes: 'Brakes',
  body: 'Body',
}

function run(car: Car, seconds: number): void {
  for (let i = 0; i < 100 * seconds; i++) car.step()
}

function listen(car: Car, seconds: number) {
  const frames: { frame: CanFrame; sender: string }[] = []
  let isListening = true
  car.bus.record((frame, sender) => {
    if (isListening) frames.push({ frame, sender })
  })
  run(car, seconds)
  isListening = false
  const values: Record<string, number> = {}
  for (const { frame } of frames) {
    const message = database.messages.find(({ id }) => id === frame.id)
    assert(message !== undefined, `${frame.id.toString(16)} is in the file`)
    const physical = new Float64Array(message.signals.length)
    compileMessage(message).decode(frame.data, physical)
    for (const [i, { name }] of message.signals.entries()) values[name] = physical[i]
  }
  return { frames, values }
}

test('each frame comes from its unit, as often as the file says, and tells what the dashboard shows', () => {
  const car = createCar('haval-jolion', { seed: 2 })
  run(car, 1)
  assert.equal(listen(car, 1).frames.length, 0) // Off, the bus is quiet.
  car.act({ kind: 'start' })
  run(car, 6)
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 0.4, brake: 0 })
  run(car, 6)
  const { frames, values } = listen(car, 2)
  for (const { id, name, sender, attributes } of database.messages) {
    const own = frames.filter(({ frame }) => frame.id === id)
    const periodMs = Number(attributes.find((attribute) => attribute.name === 'GenMsgCycleTime')?.value)
    assert.equal(own.length, 2000 / periodMs, name)
    for (const frame of own) assert.equal(SENDERS[frame.sender], sender, name)
  }
  const { engine, speedKmh } = car.view()
  assert(Math.abs(values.EngineSpeed - (engine?.rpm ?? 0)) < 40)
  assert(Math.abs(values.Speed - speedKmh) < 1 && Math.abs(values.WheelRearLeft - speedKmh) < 1)
  assert.equal(`D${values.Gear}`, engine?.gear)
  assert.equal(values.EngineRunning, 1)
  assert(values.EngineTorque > 20 && values.FuelUsed > 0)
})

test('a transmission control unit that is unplugged sends nothing more, the others go on', () => {
  const car = createCar('haval-jolion', { seed: 2 })
  run(car, 1)
  car.act({ kind: 'power', to: 'on' })
  run(car, 2)
  car.act({ kind: 'connector', connector: 'transmission.a', plugged: false })
  run(car, 1)
  const senders = new Set(listen(car, 1).frames.map(({ sender }) => sender))
  assert.deepEqual([...senders].sort(), ['body', 'brakes', 'engine'])
})
