/** The frames on the bus, read by the car's own DBC file as a foreign tool reads them, against what the units answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CanFrame } from '@luban/protocols/can/frame'
import { compileMessage } from '@luban/protocols/dbc/codec'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import { CARS } from '../../index.ts'
import { atCar, type Bench, standAt } from '../../test-bench.ts'
import type { Physics } from './physics.ts'
import { createAtto3With } from './station.ts'

const { database, faults } = decodeDbc(CARS['byd-atto-3'].dbc ?? '')
const MESSAGES = new Map(database.messages.map((message) => [message.id, message]))

test('the DBC file of the car has no fault, and no signal of it has the place of another', () => {
  assert.deepEqual(faults, [])
  const names = database.messages.flatMap(({ signals }) => signals.map(({ name }) => name))
  assert.equal(new Set(names).size, names.length)
})

/** Frames of a while, and the last value of each signal. */
function listen(bench: Bench, seconds: number) {
  const frames: { frame: CanFrame; sender: string }[] = []
  let isListening = true
  bench.car.bus.record((frame, sender) => {
    if (isListening && frame.id < 0x700) frames.push({ frame, sender })
  })
  bench.run(seconds)
  isListening = false
  const values: Record<string, number> = {}
  for (const { frame } of frames) {
    const message = MESSAGES.get(frame.id)
    assert(message !== undefined, `${frame.id.toString(16)} is in the file`)
    const physical = new Float64Array(message.signals.length)
    compileMessage(message).decode(frame.data, physical)
    for (const [i, { name }] of message.signals.entries()) if (!Number.isNaN(physical[i])) values[name] = physical[i]
  }
  return { frames, values }
}

test('each frame comes from its unit, as often as the file says', () => {
  const bench = standAt({ broadcast: true })
  bench.start()
  const { frames } = listen(bench, 2)
  const senders: Record<string, string> = { bms: 'Battery', drive: 'Drive', body: 'Body' }
  for (const { id, name, sender, attributes } of database.messages) {
    const own = frames.filter(({ frame }) => frame.id === id)
    const periodMs = Number(attributes.find((attribute) => attribute.name === 'GenMsgCycleTime')?.value)
    assert.equal(own.length, 2000 / periodMs, name)
    for (const frame of own) assert.equal(senders[frame.sender], sender, name)
  }
})

test('the voltages of all cells come, three a frame, as the control unit senses them', () => {
  const bench = standAt({ broadcast: true, faults: ['ev-06-imbalance'] })
  bench.start()
  const { frames, values } = listen(bench, 4.5)
  const cells = Array.from({ length: 126 }, (_, i) => values[`Cell${i + 1}`])
  assert(cells.every((millivolts) => millivolts > 3000 && millivolts < 3600))
  assert.equal(Math.max(...cells), cells[bench.value('bms', 0x2009) - 1])
  const [first, second] = frames.filter(({ frame }) => frame.id === 0x43d).map(({ frame }) => frame.data)
  assert.equal(second[0], (first[0] + 1) % 42)
  // As Battery-Emulator reads it: low byte, then four bits.
  assert.equal(first[1] | ((first[2] & 0x0f) << 8), cells[3 * first[0]])
})

test('standing in READY, what the frames say is what the units answer a tester', () => {
  const bench = standAt({ broadcast: true, settings: { ambientDegC: 31 } })
  bench.start()
  bench.run(5)
  const { values } = listen(bench, 2)
  const near = (signal: string, ecu: string, did: number, tolerance: number, scale = 1) => {
    const told = bench.value(ecu, did) * scale
    assert(Math.abs(values[signal] - told) <= tolerance, `${signal}: ${values[signal]}, and the unit says ${told}`)
  }
  near('PackVolts', 'bms', 0x0008, 1)
  near('PackAmperes', 'bms', 0x0009, 1)
  near('StateOfChargeFine', 'bms', 0x1ffc, 0.1)
  near('InsulationPerVolt', 'bms', 0x2002, 2)
  near('BusVolts', 'drive', 0x0101, 1)
  near('DischargeLimit', 'bms', 0x000b, 0.2)
  near('ChargeLimit', 'bms', 0x000a, 0.2)
  near('WeakestCellVolts', 'bms', 0x002b, 0.003, 0.001)
  near('StrongestCellVolts', 'bms', 0x002d, 0.003, 0.001)
  near('LowestTemperature', 'bms', 0x0031, 1)
  near('HighestTemperature', 'bms', 0x0032, 1)
  near('AmbientTemperature', 'body', 0x0207, 1)
  for (let module = 1; module <= 10; module++) near(`Module${module}`, 'bms', 0x016c + 8 * (module - 1) + 5, 1)
  assert.deepEqual([values.MainContactors, values.Precharge, values.HighVoltageOn], [1, 0, 1])
  assert.deepEqual([values.PowerIsOn, values.Selector, values.SpeedKmh, values.NoModule], [0x82, 1, 0, 0xffff])
  assert(Math.abs(values.Odometer - bench.car.view().odometerKm) < 0.1)
})

test('driving, speed, pedals and selector follow; a broken resolver marks the wheel speeds as wrong', () => {
  const bench = standAt({ broadcast: true })
  bench.start()
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.5, brake: 0 })
  bench.run(6)
  const { values } = listen(bench, 0.5)
  const speedKmh = bench.car.view().speedKmh
  assert(speedKmh > 20)
  for (const signal of ['SpeedKmh', 'FrontLeft', 'FrontRight', 'RearLeft', 'RearRight']) {
    assert(Math.abs(values[signal] - speedKmh) < 5, `${signal} ${values[signal]}`)
  }
  assert.deepEqual([values.Selector, values.BrakePressed, values.FrontLeftFault], [4, 0, 0])
  assert(Math.abs(values.Accelerator - 0.5) < 0.05 && Math.abs(values.RawAccelerator - 63) < 7)

  const open =
    (branch: string) =>
    ({ network }: Physics) =>
      network.setOhm(network.branch(branch), Number.POSITIVE_INFINITY)
  const fault = {
    id: 'x',
    component: null,
    failureMode: null,
    codes: [],
    proofs: [],
    repairs: [],
    apply: open('motor.sine'),
  }
  const broken = atCar(createAtto3With({ seed: 1, broadcast: true }, [fault]))
  broken.start()
  assert.deepEqual(
    ['FrontLeftFault', 'RearRightFault'].map((signal) => listen(broken, 0.5).values[signal]),
    [1, 1],
  )
})

test('the wheel speeds are counted from 0 to 15, and their bytes add up to 255', () => {
  const bench = standAt({ broadcast: true })
  bench.start()
  const frames = listen(bench, 3.2).frames.filter(({ frame }) => frame.id === 0x1f0)
  const counters = frames.map(({ frame }) => frame.data[6] >> 4)
  for (const [i, counter] of counters.slice(1).entries()) assert.equal(counter, (counters[i] + 1) % 16)
  assert.equal(new Set(counters).size, 16)
  for (const { frame } of frames) assert.equal(frame.data.reduce((sum, byte) => sum + byte, 0) & 0xff, 0xff)
})

test('charging, the frames say so and how much', () => {
  const bench = standAt({ broadcast: true, settings: { startSocPercent: 50 } })
  bench.act({ kind: 'charger', plugged: true })
  bench.run(8)
  const { values } = listen(bench, 2)
  assert.deepEqual([values.ChargeState, values.IsAlternatingCurrent, values.HoursLeft], [3, 1, 255])
  assert(values.ChargePower > 5 && values.ChargePower < 7, `${values.ChargePower} kW`)
})

test('a unit that is told to be silent, or has no supply, sends none of its frames; a car that is off none at all', () => {
  const bench = standAt({ broadcast: true })
  bench.start()
  bench.ask('drive', '1003')
  assert.equal(bench.ask('drive', '280301'), '6803')
  assert.deepEqual([...new Set(listen(bench, 1).frames.map(({ sender }) => sender))].sort(), ['bms', 'body'])
  bench.act({ kind: 'power', to: 'off' })
  bench.run(20)
  assert.deepEqual(listen(bench, 2).frames, [])
})
