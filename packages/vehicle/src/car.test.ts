import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CanFrame } from '@luban/protocols/can/frame'
import { type DoipMessage, decodePayload } from '@luban/protocols/doip/message'
import { createDoipStream } from '@luban/protocols/doip/stream'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { CHARGER_TYPES } from './car.ts'
import { CARS, type CarAction, createCar, PROBE_INSTRUMENTS, securityKey } from './index.ts'
import { type Bench, standAt } from './test-bench.ts'

const MODEL = CARS['byd-atto-3'].model

/** Lines of an ELM327 client, echo off. */
function elm327(bench: Bench): (line: string) => string {
  let text = ''
  const side = {
    send(bytes: Uint8Array) {
      text += new TextDecoder().decode(bytes)
    },
    close() {},
  }
  const connection = bench.car.plugElm327(side, 0)
  let nowMs = 0
  /** One line and its whole answer, as after a while. */
  const say = (line: string) => {
    connection.service(nowMs)
    text = ''
    connection.receive(new TextEncoder().encode(`${line}\r`), nowMs)
    nowMs += 2_000
    connection.service(nowMs)
    return text.replaceAll('\r', ' ').replace('>', '').trim()
  }
  say('ATE0')
  return say
}

test('an ELM327 on its door reads the speed of the motor, the code and the VIN', () => {
  const bench = standAt({ faults: ['ev-01-interlock-open'] })
  bench.start()
  const say = elm327(bench)
  assert.match(say('0100'), /41 00/)
  assert.match(say('010C1'), /^41 0C 00 00$/)
  say('ATSH7E7')
  assert.equal(say('03'), '43 01 0A 0A')
  assert.match(say('0142'), /^41 42 3[0-9A-F] [0-9A-F]{2}$/)
  say('ATSH7E0')
  assert.match(say('0902'), /49 02 01 4C 47 58/) // "LGX"
})

test('what the ELM327 says of the 12 V system, the meter says too', () => {
  const bench = standAt()
  bench.start()
  const say = elm327(bench)
  say('0100')
  say('ATSH7E0')
  const [, , high, low] = say('0142').split(' ')
  const volts = Number.parseInt(high + low, 16) / 1000
  assert(Math.abs(volts - bench.measure('voltmeter', 'drive.supply', 'drive.ground')) < 0.02)
})

test('the adapter lives on its own pin: dumb without the 12 V battery, and then it reads what the meter reads', () => {
  const bench = standAt()
  const pin = () => `${bench.measure('voltmeter', 'diagnosis.16', 'chassis').toFixed(1)}V`
  bench.act({ kind: 'battery12V', connected: false })
  bench.run(1)
  const say = elm327(bench)
  assert.equal(say('ATRV'), '')
  bench.act({ kind: 'battery12V', connected: true })
  bench.run(1)
  say('ATE0')
  assert.equal(say('ATRV'), pin())
  const before = pin()
  bench.start()
  assert.notEqual(pin(), before)
  assert.equal(say('ATRV'), pin())
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  bench.act({ kind: 'battery12V', connected: false })
  bench.run(1)
  assert.equal(say('ATRV'), '')
})

function doip(bench: Bench) {
  const received: (DoipMessage | string)[] = []
  let isClosed = false
  /** A read of TCP may hold more than one message, or less. */
  const stream = createDoipStream(0x1000, {
    onPayload: ({ payloadType }, payload) => received.push(decodePayload(payloadType, payload.slice())),
    onFault: (fault) => received.push(fault),
  })
  const side = {
    send: (bytes: Uint8Array) => stream.push(bytes),
    close() {
      isClosed = true
    },
  }
  const connection = bench.car.connectDoip(side, 0)
  return { received, send: (text: string) => connection.receive(hex(text), 0), isClosed: () => isClosed }
}

/** What the gateway says on the network about itself: the power mode. */
const powerMode = (bench: Bench) => toHex(bench.car.doipDatagram(hex('02FD400300000000')) ?? hex(''))
const POWER_MODE_READY = '02FD40040000000101'
const POWER_MODE_NOT_READY = '02FD40040000000100'

test('the power mode is ready while every unit behind the gateway listens, and only then', () => {
  const bench = standAt()
  assert.equal(powerMode(bench), POWER_MODE_NOT_READY)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(1)
  assert.equal(powerMode(bench), POWER_MODE_READY)
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  assert.equal(powerMode(bench), POWER_MODE_NOT_READY)
})

test('a gateway without supply answers no socket: those that were open end, a new one ends at once', () => {
  const bench = standAt()
  const before = doip(bench)
  before.send('02FD0005 00000007 0E80 00 00000000')
  assert.equal(before.received.length, 1)
  bench.act({ kind: 'battery12V', connected: false })
  bench.run(1)
  assert(before.isClosed())
  const dark = doip(bench)
  dark.send('02FD0005 00000007 0E80 00 00000000')
  assert.deepEqual([dark.received, dark.isClosed()], [[], true])
  bench.act({ kind: 'battery12V', connected: true })
  bench.run(1)
  const after = doip(bench)
  after.send('02FD0005 00000007 0E80 00 00000000')
  assert.equal(after.received.length, 1)
  assert(!after.isClosed())
})

test('with power off battery and drive fall asleep: NO DATA at the adapter, unreachable over DoIP', () => {
  const bench = standAt()
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  const say = elm327(bench)
  const { received, send } = doip(bench)
  send('02FD0005 00000007 0E80 00 00000000')
  const answers = () => {
    received.splice(0)
    for (const address of ['1007', '1001', '1002']) send(`02FD8001 00000006 0E80 ${address} 3E00`)
    return received.map((message) => {
      assert(typeof message !== 'string')
      return message.kind === 'diagnosticNack' ? message.code : message.kind
    })
  }
  const ANSWERED = ['diagnosticAck', 'diagnosticMessage']
  say('ATSP6')
  for (const [id, answer] of [
    ['7E7', '7E 00'],
    ['7E0', '7E 00'],
  ]) {
    say(`ATSH${id}`)
    assert.equal(say('3E00'), answer)
  }
  assert.deepEqual(answers(), [...ANSWERED, ...ANSWERED, ...ANSWERED])
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  for (const id of ['7E7', '7E0']) {
    say(`ATSH${id}`)
    assert.equal(say('3E00'), 'NO DATA')
  }
  assert.deepEqual(answers(), [6, 6, ...ANSWERED]) // The body stays awake: it waits for the key.
})

test('a DoIP tester activates routing and reads the code of the battery management system', () => {
  const bench = standAt({ faults: ['ev-01-interlock-open'] })
  bench.start()
  const { received, send } = doip(bench)
  send('02FD0005 00000007 0E80 00 00000000')
  send('02FD8001 00000007 0E80 1007 190208')
  const answer = received.find((message) => typeof message !== 'string' && message.kind === 'diagnosticMessage')
  assert(answer !== undefined && typeof answer !== 'string' && answer.kind === 'diagnosticMessage')
  assert.equal(toHex(answer.data), '5902FF0A0A00AF')
})

test('a DoIP request to a unit goes over the bus; one to the gateway itself is recorded beside it', () => {
  const bench = standAt()
  bench.start()
  const frames: string[] = []
  const off: string[] = []
  bench.car.bus.record((frame, sender) => void frames.push(`${sender} ${frame.id.toString(16)}`))
  bench.car.recordDiagnostics((ecu, request, response) => void off.push(`${ecu} ${toHex(request)} ${toHex(response)}`))
  const { send } = doip(bench)
  send('02FD0005 00000007 0E80 00 00000000')
  send('02FD8001 00000007 0E80 1001 22010A')
  send('02FD8001 00000006 0E80 1000 3E00')
  assert.deepEqual(frames, ['gateway 7e0', 'drive 7e8'])
  assert.deepEqual(off, ['gateway 3E00 7E00'])
})

test('the announcement names the VIN that every unit answers', () => {
  const bench = standAt({ seed: 77 })
  bench.start()
  const vinHex = toHex(new TextEncoder().encode(bench.car.vin))
  assert(toHex(bench.car.doipAnnouncement()).includes(vinHex))
  for (const { id } of MODEL.ecus) assert.equal(bench.ask(id, '22F190'), `62F190${vinHex}`)
  assert.equal(bench.ask('bms', '22F188'), '7F2231') // As the real car.
})

test('every identifier of the model can be read, with as many bytes as it says', () => {
  const bench = standAt()
  bench.start()
  for (const { ecu, did, bytes } of MODEL.dids) {
    const id = did.toString(16).padStart(4, '0').toUpperCase()
    const answer = bench.ask(ecu, `22${id}`)
    assert.match(answer ?? '', new RegExp(`^62${id}[0-9A-F]{${2 * bytes}}$`), `${ecu} ${id}`)
  }
})

test('meter and control units agree, in READY and at rest', () => {
  const bench = standAt()
  bench.act({ kind: 'gloves', on: true })
  bench.start()
  const agree = (ecu: string, did: number, red: string, black: string, tolerance: number) => {
    const difference = bench.value(ecu, did) - bench.measure('voltmeter', red, black)
    assert(Math.abs(difference) <= tolerance, `${ecu} ${did.toString(16)}: ${difference} V`)
  }
  for (const moment of ['READY', 'power off']) {
    agree('bms', 0x0008, 'pack.plus', 'pack.minus', 0.6)
    agree('bms', 0x2004, 'hv.plus', 'hv.minus', 0.15)
    agree('drive', 0x0101, 'motorController.plus', 'motorController.minus', 0.15)
    agree('bms', 0x2003, 'bms.interlockIn', 'bms.ground', 0.02)
    agree('body', 0x0201, 'body.supply', 'body.ground', 0.02)
    if (moment === 'READY') bench.act({ kind: 'power', to: 'off' })
    bench.run(1)
  }
})

test('the insulation self-test agrees with the insulation tester on an isolated car', () => {
  const bench = standAt()
  bench.act({ kind: 'power', to: 'on' })
  bench.run(3)
  bench.ask('bms', '1003')
  const answer = bench.ask('bms', '31012008')
  assert.match(answer ?? '', /^71012008/)
  const packKohm = Number.parseInt(answer?.slice(8) ?? '', 16)
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  bench.isolate()
  // The disconnect is out, so the two halves of the pack insulate on their own.
  const upper = bench.measure('insulationTester', 'pack.plus', 'chassis')
  const lower = bench.measure('insulationTester', 'pack.minus', 'chassis')
  const togetherKohm = (upper * lower) / (upper + lower) / 1000
  assert(Math.abs(togetherKohm - packKohm) < 0.15 * packKohm, `${togetherKohm} kΩ and ${packKohm} kΩ`)
})

test('an actuator test runs the pump, in the extended session only, and ends with it', () => {
  const bench = standAt()
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  assert.equal(bench.ask('drive', '2F01100301'), '7F2F7F')
  bench.ask('drive', '1003')
  assert.equal(bench.ask('drive', '2F01100301'), '6F01100301')
  bench.run(0.2)
  assert(bench.measure('voltmeter', 'pump.plus', 'chassis') > 11)
  bench.run(10) // S3 runs out.
  assert(bench.measure('voltmeter', 'pump.plus', 'chassis') < 0.1)
})

test('the precharge contactor clicks for a tester that has the key, and never in READY', () => {
  const bench = standAt()
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  const unlock = () => {
    bench.ask('bms', '1003')
    const seed = bench.ask('bms', '2701')?.slice(4) ?? ''
    return bench.ask('bms', `2702${toHex(securityKey(hex(seed)))}`)
  }
  bench.ask('bms', '1003')
  assert.equal(bench.ask('bms', '2F20100301'), '7F2F33')
  assert.equal(unlock(), '6702')
  assert.equal(bench.ask('bms', '2F20100301'), '6F20100301')
  bench.run(0.5)
  assert(bench.measure('voltmeter', 'pack.prechargeDriver', 'chassis') < 1)
  bench.ask('bms', '1001')
  bench.run(0.5)
  assert(bench.measure('voltmeter', 'pack.prechargeDriver', 'chassis') > 11)
  assert(bench.start())
  assert.equal(unlock(), '6702')
  assert.equal(bench.ask('bms', '2F20100301'), '7F2F22')
})

test('a code keeps a snapshot of the moment, and is cleared only at rest', () => {
  const bench = standAt({ faults: ['ev-05-cell-resistance'] })
  bench.start()
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 1, brake: 0 })
  bench.run(6)
  const snapshot = bench.ask('bms', '19040A7F0001')
  assert.match(snapshot ?? '', /^59040A7F00/)
  const amps = Number.parseInt(snapshot?.slice((snapshot.indexOf('0009') ?? 0) + 4).slice(0, 4) ?? '', 16) * 0.1 - 500
  assert(amps > 80, `${amps} A`)
  assert.equal(bench.ask('bms', '14FFFFFF'), '7F1488')
  bench.act({ kind: 'pedal', accelerator: 0, brake: 1 })
  bench.run(10)
  assert.equal(bench.ask('bms', '14FFFFFF'), '54')
  assert.deepEqual(bench.codes(), [])
})

test('the battery management system sends its five frames ten times a second', () => {
  const bench = standAt({ broadcast: true })
  bench.start()
  const seen: CanFrame[] = []
  bench.car.bus.record((frame) => void seen.push(frame))
  bench.run(1)
  for (const id of [0x444, 0x438, 0x43a, 0x344, 0x345]) {
    assert.equal(seen.filter((frame) => frame.id === id).length, 10, id.toString(16))
  }
  assert.equal(seen.find(({ id }) => id === 0x344)?.data[0], 0x84)
})

test('without its 12 V battery the car is dark and silent', () => {
  const bench = standAt()
  bench.act({ kind: 'battery12V', connected: false })
  bench.run(1)
  assert.deepEqual(bench.car.act({ kind: 'power', to: 'on' }), { kind: 'refused', reason: 'noSupply' })
  assert.equal(bench.ask('gateway', '3E00'), undefined)
  assert.equal(bench.car.doipDatagram(hex('02FD000100000000')), undefined)
})

test('it charges from the grid, and neither starts nor drives meanwhile', () => {
  const bench = standAt()
  bench.act({ kind: 'charger', plugged: true })
  bench.run(5)
  assert(bench.car.view().isCharging)
  const before = bench.value('bms', 0x1ffc)
  // 6 V for 53 % of the time and -12 V for the rest, as a meter shows it.
  assert(Math.abs(bench.measure('voltmeter', 'inlet.pilot', 'chassis') - (0.533 * 6 - 0.467 * 12)) < 0.2)
  bench.act({ kind: 'power', to: 'on' })
  assert.deepEqual(bench.car.act({ kind: 'start' }), { kind: 'refused', reason: 'chargerPlugged' })
  bench.run(600)
  assert(bench.value('bms', 0x1ffc) - before > 1.5) // 7 kW for ten minutes of 60 kWh.
  bench.act({ kind: 'charger', plugged: false })
  bench.run(5)
  assert(!bench.car.view().isCharging)
  assert.deepEqual(bench.codes(), [])
})

test('one seed gives one history, byte for byte; another seed another', () => {
  const story = (seed: number) => {
    const bench = standAt({ seed, faults: ['ev-05-cell-resistance'], broadcast: true })
    bench.start()
    bench.driveHard()
    bench.ask('bms', '190208')
    return bench.car.stateHash()
  }
  assert.equal(story(11), story(11))
  assert.notEqual(story(11), story(12))
})

test('an action taken one step later gives another state', () => {
  const hash = (steps: number) => {
    const bench = standAt()
    for (let i = 0; i < steps; i++) bench.car.step()
    bench.act({ kind: 'power', to: 'on' })
    for (let i = steps; i < 100; i++) bench.car.step()
    return bench.car.stateHash()
  }
  assert.notEqual(hash(10), hash(11))
})

test('an unknown car or fault is named together with those there are', () => {
  assert.throws(() => createCar('lada', { seed: 1 }), /"lada".*byd-atto-3/)
  assert.throws(() => createCar('byd-atto-3', { seed: 1, faults: ['nope'] }), /"nope".*ev-01-interlock-open/)
})

const pointIds = fc.constantFrom(...MODEL.points.map(({ id }) => id), 'nowhere')
const instruments = fc.constantFrom(...PROBE_INSTRUMENTS)
const onOff = fc.boolean()
const actions: fc.Arbitrary<CarAction> = fc.oneof(
  fc.record({ kind: fc.constant('power' as const), to: fc.constantFrom('off' as const, 'on' as const) }),
  fc.constantFrom<CarAction>(
    { kind: 'start' },
    { kind: 'takeKeyAway' },
    { kind: 'bringKeyBack' },
    { kind: 'proveTester' },
  ),
  fc.record({ kind: fc.constant('pedal' as const), accelerator: fc.double(), brake: fc.double() }),
  fc.record({
    kind: fc.constant('selector' as const),
    to: fc.constantFrom('P' as const, 'R' as const, 'N' as const, 'D' as const),
  }),
  fc.record(
    { kind: fc.constant('charger' as const), plugged: onOff, type: fc.constantFrom(...CHARGER_TYPES) },
    { requiredKeys: ['kind', 'plugged'] },
  ),
  fc.record({ kind: fc.constantFrom('gloves' as const, 'barrier' as const, 'lockout' as const), on: onOff }),
  fc.record({ kind: fc.constant('battery12V' as const), connected: onOff }),
  fc.record({ kind: fc.constant('serviceDisconnect' as const), inserted: onOff }),
  fc.record({
    kind: fc.constant('repair' as const),
    component: fc.constantFrom(...MODEL.components.map(({ id }) => id), 'nothing'),
    repair: fc.constantFrom('replace', 'reseat', 'charge', 'nothing'),
  }),
  fc.record({
    kind: fc.constant('connector' as const),
    connector: fc.constantFrom(...MODEL.harness.connectors.map(({ id }) => id), 'nothing'),
    plugged: onOff,
  }),
)

test('whatever a person does in whatever order, the state stays finite and currents balance', () => {
  const deeds = fc.array(fc.tuple(actions, instruments, pointIds, pointIds, fc.nat(60)), { maxLength: 40 })
  fc.assert(
    fc.property(deeds, fc.constantFrom(...CARS['byd-atto-3'].faults.map(({ id }) => id)), (list, fault) => {
      const car = createCar('byd-atto-3', { seed: 9, faults: [fault] })
      for (const [action, instrument, red, black, steps] of list) {
        car.act(action)
        const outcome = car.measure({ instrument, red, black })
        if (outcome.kind === 'reading') assert(outcome.reading.value === 'OL' || Number.isFinite(outcome.reading.value))
        for (let i = 0; i < steps; i++) car.step()
        const { speedKmh, powerKw, volts12 } = car.view()
        assert([speedKmh, powerKw, volts12].every(Number.isFinite))
        assert(speedKmh < 165 && volts12 < 15 && volts12 > -0.5)
      }
    }),
    { numRuns: 60 },
  )
})

test('the model is whole: four languages everywhere, enough to choose from, and it never names a fault', () => {
  assert(MODEL.components.length >= 25 && MODEL.points.length >= 30)
  let texts = 0
  JSON.stringify(MODEL, (key, value) => {
    if (key !== 'name' && key !== 'text') return value
    for (const language of ['kk', 'ru', 'zh', 'en']) {
      assert(typeof value[language] === 'string' && value[language].length > 0, JSON.stringify(value))
      assert(!value[language].includes('undefined'))
    }
    texts++
    return value
  })
  assert(texts > 300)
  const text = JSON.stringify(MODEL)
  for (const { id } of CARS['byd-atto-3'].faults) assert(!text.includes(id))
})

test('ids of one kind are unique, and every fault names a component, a mode and repairs of the model', () => {
  const unique = (ids: readonly (string | number)[]) => assert.equal(new Set(ids).size, ids.length)
  unique(MODEL.points.map(({ id }) => id))
  unique(MODEL.components.map(({ id }) => id))
  unique(MODEL.dids.map(({ ecu, did }) => `${ecu} ${did}`))
  unique(MODEL.dtcs.map(({ code24 }) => code24))
  for (const { component, failureMode, repairs } of CARS['byd-atto-3'].faults) {
    if (component === null) continue
    const found = MODEL.components.find(({ id }) => id === component)
    assert(found?.failureModes.some(({ id }) => id === failureMode))
    for (const { repair } of repairs) assert(found?.repairs.some(({ id }) => id === repair))
  }
})

test('what a person sees never differs by the fault before anything is used', () => {
  const first = JSON.stringify(standAt({ settings: { startSocPercent: 60, battery12VPercent: 90 } }).car.view())
  for (const { id } of CARS['byd-atto-3'].faults) {
    const bench = standAt({ faults: [id], settings: { startSocPercent: 60, battery12VPercent: 90 } })
    assert.equal(JSON.stringify(bench.car.view()), first)
  }
})
