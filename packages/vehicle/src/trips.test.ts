/**
 * How trouble codes come and go over trips, as a tool at the diagnosis connector sees it: by the law's modes through an
 * ELM327, and by UDS.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCar } from './index.ts'
import { atCar, type Bench } from './test-bench.ts'

/** Lines to the engine control unit of a car, echo off: the answers without blanks. */
function elm327(bench: Bench): (line: string) => string {
  let text = ''
  const side = {
    send(bytes: Uint8Array) {
      text += new TextDecoder().decode(bytes)
    },
    close() {},
  }
  const connection = bench.car.plugElm327(side, bench.nowMs())
  const say = (line: string) => {
    connection.service(bench.nowMs())
    text = ''
    connection.receive(new TextEncoder().encode(`${line}\r`), bench.nowMs())
    bench.run(2)
    connection.service(bench.nowMs())
    return text.replaceAll(/[\r\s>]/g, '')
  }
  for (const line of ['ATE0', 'ATSP6', 'ATSH7E0']) say(line)
  return say
}

/** Until every unit sleeps: then the trip is over. */
function switchOff(bench: Bench): void {
  bench.act({ kind: 'power', to: 'off' })
  bench.run(15)
}

function stop(bench: Bench): void {
  bench.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
  bench.run(40)
  bench.act({ kind: 'selector', to: 'P' }, { kind: 'pedal', accelerator: 0, brake: 0 })
}

function switchOn(bench: Bench): void {
  bench.act({ kind: 'power', to: 'on' })
  bench.run(5)
}

/** A trip in which the coolant sensor is judged, and no more is needed. */
function shortTrip(bench: Bench): void {
  switchOn(bench)
  switchOff(bench)
}

function openJolion(faults: readonly string[] = []) {
  const bench = atCar(createCar('haval-jolion', { seed: 1, faults: [...faults], broadcast: false }))
  bench.run(1)
  const plug = (plugged: boolean) => bench.act({ kind: 'connector', connector: 'coolantSensor.a', plugged })
  return { bench, plug, say: elm327(bench) }
}

const NONE = { stored: '4300', pending: '4700', permanent: '4A00', lamp: false }
const PENDING = { ...NONE, pending: '47010118' }
const CONFIRMED = { stored: '43010118', pending: '47010118', permanent: '4A010118', lamp: true }

/** Modes 03, 07 and 0A, and the lamp: as the tool has it (PID 01), which is as the driver sees it. */
function told(bench: Bench, say: (line: string) => string) {
  const status = Number.parseInt(say('0101').slice(4, 6), 16)
  const lamp = (status & 0x80) !== 0
  assert.equal(bench.car.view().lamps.includes('checkEngine'), lamp)
  const stored = say('03')
  assert.equal(status & 0x7f, Number.parseInt(stored.slice(2, 4), 16), 'only confirmed codes are counted')
  return { stored, pending: say('07'), permanent: say('0A'), lamp }
}

const COOLANT_HIGH = '011800'
/** Its byte of status by UDS. */
function statusOf(bench: Bench, ecu: string, code: string): number {
  const answer = bench.ask(ecu, '1902FF') ?? ''
  const at = answer.indexOf(code, 6)
  assert(at > 0, `${ecu} does not have ${code}`)
  return Number.parseInt(answer.slice(at + 6, at + 8), 16)
}

test('a car that comes with a fault: nothing is told before, and its first failing trip confirms', () => {
  const { bench, say } = openJolion(['petrol-04-coolant-sensor-open'])
  bench.act({ kind: 'power', to: 'on' })
  bench.run(1) // It wakes; its test takes two seconds.
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH), 0x50)
  bench.run(4)
  assert.deepEqual(told(bench, say), CONFIRMED)
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH), 0xaf)
})

test('a fault that comes to a car that has passed: pending in the first trip, confirmed with the lamp in the second', () => {
  const { bench, plug, say } = openJolion()
  shortTrip(bench)
  plug(false)
  switchOn(bench)
  assert.deepEqual(told(bench, say), PENDING)
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH), 0x27)
  assert.equal(say('020200'), '4202000118', 'the first trip freezes')
  assert.equal(say('020500'), '42050000', 'at -40 degrees')
  switchOff(bench)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(1)
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH) & 0x0c, 0x04, 'still pending before it is judged again')
  bench.run(4)
  assert.deepEqual(told(bench, say), CONFIRMED)
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH), 0xaf)
  assert.equal(say('020200'), '4202000118', 'and the frame stays')
})

test('a key-off-on reset is the end of a trip and the begin of another to its unit, as the key is; a hard reset is not', () => {
  const { bench, plug } = openJolion()
  shortTrip(bench)
  plug(false)
  switchOn(bench)
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH), 0x27)
  assert.equal(bench.ask('engine', '1101'), '5101')
  bench.run(5)
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH), 0x27)
  assert.equal(bench.ask('engine', '1102'), '5102')
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH), 0x65, 'not yet tested in this trip')
  bench.run(5)
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH), 0xaf)
  assert.deepEqual(bench.codes(), ['engine P0118-00'], 'and no other unit missed it')
})

test('a unit restarts with a key-off-on reset and goes on as after the key: the car starts and drives', () => {
  for (const model of ['haval-jolion', 'haval-h6-hev', 'byd-atto-3']) {
    const bench = atCar(createCar(model, { seed: 1, broadcast: false }))
    bench.run(1)
    switchOn(bench)
    for (const { id } of bench.car.model.ecus) assert.equal(bench.ask(id, '1102'), '5102', `${model} ${id}`)
    bench.run(3)
    bench.act({ kind: 'start' })
    bench.run(6)
    assert(bench.car.view().isReady, model)
    bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.3, brake: 0 })
    bench.run(5)
    assert(bench.car.view().speedKmh > 5, model)
    assert.deepEqual(bench.codes({ arePendingToo: true }), [], model)
  }
})

test('a trip that passes between two that fail takes the pending code away, and the next failure is a first one', () => {
  const { bench, plug, say } = openJolion()
  shortTrip(bench)
  plug(false)
  shortTrip(bench)
  plug(true)
  switchOn(bench)
  assert.equal(told(bench, say).pending, '47010118', 'until that trip is over')
  switchOff(bench)
  plug(false)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(1)
  assert.deepEqual([bench.ask('engine', '07'), bench.ask('engine', '020200')], ['4700', '4202000000'])
  bench.run(4)
  assert.deepEqual(told(bench, say), PENDING)
})

test('cleared with the fault still there, it takes two trips again, while the permanent code stays', () => {
  const { bench, say } = openJolion(['petrol-04-coolant-sensor-open'])
  switchOn(bench)
  assert.equal(say('04'), '44')
  bench.run(5)
  assert.deepEqual(told(bench, say), { ...PENDING, permanent: '4A010118' })
  switchOff(bench)
  switchOn(bench)
  assert.deepEqual(told(bench, say), CONFIRMED)
})

test('the lamp goes out after the third trip that passes, and the permanent code with it; the code stays', () => {
  const { bench, plug, say } = openJolion(['petrol-04-coolant-sensor-open'])
  shortTrip(bench)
  bench.car.clear('petrol-04-coolant-sensor-open')
  plug(true)
  for (let trip = 1; trip <= 3; trip++) {
    switchOn(bench)
    assert.deepEqual(told(bench, say), { ...CONFIRMED, pending: trip === 1 ? '47010118' : '4700' }, `trip ${trip}`)
    switchOff(bench)
  }
  switchOn(bench)
  assert.deepEqual(told(bench, say), { ...NONE, stored: '43010118' })
})

test('a permanent code that was cleared stays after a trip round the block, and goes after a drive', () => {
  const { bench, say } = openJolion(['petrol-04-coolant-sensor-open'])
  shortTrip(bench)
  bench.car.clear('petrol-04-coolant-sensor-open')
  switchOn(bench)
  assert.equal(say('04'), '44')
  switchOff(bench)
  shortTrip(bench)
  bench.act({ kind: 'start' })
  bench.run(40)
  assert.deepEqual(told(bench, say), { ...NONE, permanent: '4A010118' }, 'its test has passed, twice')
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.25, brake: 0 })
  bench.run(570)
  stop(bench)
  assert.equal(say('0A'), '4A010118', 'the drive is not over')
  switchOff(bench)
  switchOn(bench)
  assert.deepEqual(told(bench, say), NONE)
})

test('a clear of one unit’s code by UDS begins its trips anew', () => {
  const { bench } = openJolion(['petrol-04-coolant-sensor-open'])
  switchOn(bench)
  assert.equal(bench.ask('engine', `14${COOLANT_HIGH}`), '54')
  bench.run(5)
  assert.equal(statusOf(bench, 'engine', COOLANT_HIGH), 0x27)
})

/** Turns enough for the misfire test, and its monitors have looked. */
const IDLE_S = 100
const BIT = { misfire: 0x10, components: 0x40 }

test('a dead coil blinks the lamp at once; its codes are pending, and readiness waits for the second trip', () => {
  const { bench, say } = openJolion()
  const idle = () => {
    bench.act({ kind: 'start' })
    bench.run(IDLE_S)
  }
  const incomplete = (pid: string) => Number.parseInt(say(pid).slice(6, 8), 16) & (BIT.misfire | BIT.components)
  switchOn(bench)
  assert.equal(incomplete('0101'), BIT.misfire | BIT.components)
  idle()
  assert.deepEqual([incomplete('0101'), incomplete('0141')], [0, 0])
  assert.deepEqual(told(bench, say), NONE)
  switchOff(bench)
  switchOn(bench)
  assert.equal(say('04'), '44')

  bench.car.inject('petrol-01-coil-open')
  idle()
  assert(bench.car.view().lamps.includes('checkEngineBlinking'))
  assert.deepEqual(bench.codes(), [])
  assert.deepEqual(bench.codes({ arePendingToo: true }).sort(), ['engine P0302-00', 'engine P0352-00'])
  assert.equal(say('020200'), '4202000302')
  assert.equal(incomplete('0101'), BIT.misfire | BIT.components, 'one failure is no verdict')
  assert.equal(incomplete('0141'), 0, 'though the tests have run in this trip')
  assert.notEqual(say('06A3').slice(8, 12), '0000', 'and mode 06 has their result')
  switchOff(bench)
  switchOn(bench)
  assert.equal(told(bench, say).lamp, false, 'it blinks no more, and is not lit')
  idle()
  assert.deepEqual(bench.codes().sort(), ['engine P0302-00', 'engine P0352-00'])
  assert.equal(incomplete('0101'), 0)
})

test('a warm-up is an engine that grew 22 K warmer, to 70 °C: not a longer trip, nor one with a warm engine', () => {
  const bench = atCar(createCar('haval-jolion', { seed: 1, broadcast: false, settings: { engineDegC: 40 } }))
  bench.run(1)
  const say = elm327(bench)
  const start = () => {
    bench.act({ kind: 'start' })
    bench.run(5)
    assert(bench.car.view().isReady)
  }
  start()
  for (let second = 0; second < 600 && (bench.car.view().engine?.coolantDegC ?? 0) < 72; second++) {
    bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.2, brake: 0 })
    bench.run(1)
  }
  assert((bench.car.view().engine?.coolantDegC ?? 0) >= 72)
  assert.equal(say('0130'), '413000', 'the trip is not over')
  stop(bench)
  switchOff(bench)
  switchOn(bench)
  assert.equal(say('0130'), '413001')
  start()
  switchOff(bench)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(610) // Without the engine.
  switchOff(bench)
  switchOn(bench)
  assert.equal(say('0130'), '413001')
})

test('what limps home or makes high voltage unsafe waits for no second trip', () => {
  for (const [model, fault, code] of [
    ['haval-jolion', 'petrol-13-pedal-track', 'engine P2138-00'],
    ['haval-h6-hev', 'hybrid-02-service-plug-open', 'bms P0A0A-00'],
    ['byd-atto-3', 'ev-08-thermistor-open', 'bms P0A9B-00'],
  ] as const) {
    const bench = atCar(createCar(model, { seed: 1, broadcast: false }))
    bench.run(1)
    shortTrip(bench)
    bench.car.inject(fault)
    switchOn(bench)
    assert(bench.codes().includes(code), `${model}: ${bench.codes().join()}`)
  }
})

test('a drifted thermistor of the hybrid’s motor is pending after one trip and confirmed after two', () => {
  const bench = atCar(createCar('haval-h6-hev', { seed: 1, broadcast: false }))
  bench.run(1)
  shortTrip(bench)
  bench.car.inject('hybrid-10-motor-thermistor-drift')
  const CODE = '0A2B00'
  switchOn(bench)
  assert.equal(statusOf(bench, 'inverter', CODE), 0x27)
  assert.equal(bench.ask('inverter', '190208'), '5902FF')
  switchOff(bench)
  switchOn(bench)
  assert.equal(statusOf(bench, 'inverter', CODE), 0xaf)
})
