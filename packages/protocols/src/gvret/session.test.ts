import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createCanInterfaces, frameBits } from '../can-interface/interface.ts'
import { type BusSetup, decodeReply, encodeCommand, type GvretReply } from './codec.ts'
import { createGvret } from './session.ts'

const BIT_RATE = 500_000
const CHARGING_BIT_RATE = 250_000
const BINARY = encodeCommand({ kind: 'binary' })
const ASK_FRAME: CanFrame = { id: 0x7e0, isExtended: false, data: hex('023E00') }
const ASK = encodeCommand({ kind: 'frame', bus: 0, frame: ASK_FRAME })
const ANSWER: CanFrame = { id: 0x7e8, isExtended: false, data: hex('027E00') }
const DATA: CanFrame = { id: 0x444, isExtended: false, data: hex('1FA0') }

/** A car's bus with one unit that answers TesterPresent on 7E0; with a line to a DC station, on which a battery unit echoes. */
function car({ hasCharging = false } = {}) {
  const bus = createCanBus()
  const chargingBus = createCanBus()
  const interfaces = createCanInterfaces(bus, BIT_RATE)
  const charging = createCanInterfaces(chargingBus, CHARGING_BIT_RATE)
  const heard: string[] = []
  const ecu = bus.attach('ecu', ({ id, data }, nowMs) => {
    heard.push(`${id.toString(16)}#${toHex(data)}`)
    if (id === 0x7e0 && toHex(data).startsWith('023E00')) ecu.send(ANSWER, nowMs)
  })
  const bms = chargingBus.attach('bms', ({ data }, nowMs) => {
    bms.send({ id: 0x1826f456, isExtended: true, data }, nowMs)
  })
  function connect() {
    const sent: Uint8Array[] = []
    const state = { isEnded: false }
    const session = createGvret({
      buses: hasCharging ? [interfaces, charging] : [interfaces],
      name: 'gvret #1',
      send: (bytes) => sent.push(bytes),
      end: () => {
        state.isEnded = true
      },
    })
    /** What comes back, each `send` an answer. */
    const say = (bytes: Uint8Array, nowMs = 0): GvretReply[] => {
      sent.length = 0
      session.receive(bytes, nowMs)
      return sent.map(replyOf)
    }
    return { session, sent, state, say }
  }
  return { ecu, heard, connect }
}

function replyOf(bytes: Uint8Array): GvretReply {
  const decoded = decodeReply(bytes)
  assert(decoded !== 'incomplete' && 'reply' in decoded && decoded.bytes === bytes.length, toHex(bytes))
  return decoded.reply
}

const setup = (...buses: readonly [BusSetup, BusSetup]) => encodeCommand({ kind: 'setupBuses', buses })
const ON: BusSetup = { bitRate: BIT_RATE, isEnabled: true, isListenOnly: false }
const OFF: BusSetup = { bitRate: 0, isEnabled: false, isListenOnly: false }

test('as SavvyCAN begins: binary, buses, parameters, device, time, alive; then frames go both ways', () => {
  const { connect, heard, ecu } = car()
  const { say, sent } = connect()
  assert.deepEqual(say(hex('E7 E7 F1 0C F1 06 F1 07 F1 01 F1 09'), 1234.5), [
    { kind: 'busCount', count: 1 },
    { kind: 'busParameters', buses: [ON, OFF] },
    { kind: 'deviceInfo', build: 618, eepromVersion: 32 },
    { kind: 'timeSync', timeUs: 1_234_500 },
    { kind: 'keepAlive' },
  ])
  assert.deepEqual(say(hex('F1 0D')), [{ kind: 'extendedBuses' }])
  assert.deepEqual(say(ASK, 2), [{ kind: 'frame', timeUs: 2000, bus: 0, frame: ANSWER }])
  assert.deepEqual(heard, ['7e0#023E00'])
  ecu.send(DATA, 3)
  assert.deepEqual(sent.map(replyOf).at(-1), { kind: 'frame', timeUs: 3000, bus: 0, frame: DATA })
})

test('before binary is asked for no frame is told or sent', () => {
  const { connect, ecu, heard } = car()
  const { say } = connect()
  ecu.send(DATA, 0)
  assert.deepEqual(say(ASK), [])
  assert.deepEqual(heard, [])
  assert.deepEqual(say(Uint8Array.of(...BINARY, ...ASK)).length, 1)
})

test('the line to a DC station is bus 1; frames for buses that are not there go nowhere', () => {
  const { connect, heard } = car({ hasCharging: true })
  const { say } = connect()
  say(BINARY)
  assert.deepEqual(say(hex('F1 0C')), [{ kind: 'busCount', count: 2 }])
  assert.deepEqual(say(hex('F1 06')), [{ kind: 'busParameters', buses: [ON, { ...ON, bitRate: CHARGING_BIT_RATE }] }])
  const frame: CanFrame = { id: 0x1c56f456, isExtended: true, data: hex('1122') }
  assert.deepEqual(say(encodeCommand({ kind: 'frame', bus: 1, frame })), [
    { kind: 'frame', timeUs: 0, bus: 1, frame: { ...frame, id: 0x1826f456 } },
  ])
  for (const bus of [2, 3]) assert.deepEqual(say(encodeCommand({ kind: 'frame', bus, frame })), [])
  assert.deepEqual(heard, [], 'none of it is on the diagnostic bus')
})

test('a bus that is off or at another rate hears nothing and reaches nobody; one that only listens hears', () => {
  const { connect, ecu, heard } = car()
  const { say, sent } = connect()
  say(BINARY)
  for (const [bus, isHearing] of [
    [OFF, false],
    [{ ...ON, isEnabled: false }, false],
    [{ ...ON, bitRate: 250_000 }, false],
    [{ ...ON, isListenOnly: true }, true],
  ] as const) {
    say(setup(bus, OFF))
    assert.deepEqual(say(hex('F1 06')), [{ kind: 'busParameters', buses: [bus, OFF] }])
    assert.deepEqual(say(ASK), [])
    ecu.send(DATA, 0)
    assert.equal(sent.length, Number(isHearing), JSON.stringify(bus))
  }
  assert.deepEqual(heard, [])
  say(hex('F1 05 20 A1 07 00 00 00 00 00')) // A rate alone, as older tools.
  assert.equal(say(ASK).length, 1)
})

test('a frame to be echoed comes back and reaches nobody', () => {
  const { connect, heard } = car()
  const { say } = connect()
  say(BINARY)
  const echo = encodeCommand({ kind: 'echoFrame', bus: 0, frame: ASK_FRAME })
  assert.deepEqual(say(echo, 1), [{ kind: 'frame', timeUs: 1000, bus: 0, frame: ASK_FRAME }])
  assert.deepEqual(heard, [])
})

test('what adapters have inputs and outputs for is taken, or answered with nothing', () => {
  const { connect } = car()
  const { say } = connect()
  assert.deepEqual(say(hex('F1 02')), [{ kind: 'digitalInputs' }])
  assert.deepEqual(say(hex('F1 03')), [{ kind: 'analogInputs' }])
  assert.deepEqual(say(hex('F1 04 FF F1 08 10 F1 0A 01 F1 0E 01 02 03 04 05 06 07 08 09 0A 0B 0C F1 09')), [
    { kind: 'keepAlive' },
  ])
})

test('unknown commands and bytes between are passed over up to the next one', () => {
  const { connect, heard } = car()
  const { say } = connect()
  say(BINARY)
  const heap = Uint8Array.of(...hex('0D 0A F1 77 12 13 F1'), ...ASK, ...hex('00 00 41'), ...ASK)
  assert.equal(say(heap).length, 2)
  assert.deepEqual(heard, ['7e0#023E00', '7e0#023E00'])
})

test('CAN FD and remote frames of others are not told', () => {
  const { connect, ecu } = car()
  const { say, sent } = connect()
  say(BINARY)
  ecu.send({ ...DATA, data: new Uint8Array(12), fd: { isBitRateSwitched: false, isErrorPassive: false } }, 0)
  ecu.send({ ...DATA, data: new Uint8Array(0), remoteBytes: 4 }, 0)
  assert.equal(sent.length, 0)
})

test('the clock begins anew after 2^32 microseconds', () => {
  const { connect } = car()
  assert.deepEqual(connect().say(hex('F1 01'), 2 ** 32 / 1000 + 5), [{ kind: 'timeSync', timeUs: 5000 }])
})

test('however the stream is cut, every frame comes whole and once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 40 }), (cuts) => {
      const { connect, heard } = car()
      const { session } = connect()
      const stream = Uint8Array.from([...BINARY, ...Array.from({ length: 20 }, () => [...ASK]).flat()])
      let at = 0
      for (const cut of cuts) {
        session.receive(stream.subarray(at, at + cut), 0)
        at += cut
      }
      session.receive(stream.subarray(at), 0)
      assert.equal(heard.length, 20)
    }),
  )
})

test('no bytes make a session throw, and it serves on behind them', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (pieces) => {
      const { connect, heard } = car()
      const { session, say } = connect()
      let nowMs = 0
      for (const piece of pieces) {
        nowMs += 10
        session.receive(piece, nowMs)
      }
      // What was begun takes no more than the longest command; then a bus may be off.
      session.receive(new Uint8Array(20), nowMs)
      for (let i = 0; i < 3; i++) {
        nowMs += 10
        session.service(nowMs)
      }
      say(Uint8Array.of(...BINARY, ...setup(ON, OFF)), nowMs)
      heard.length = 0
      say(ASK, nowMs + 1000)
      assert.deepEqual(heard, ['7e0#023E00'])
    }),
    { numRuns: 300 },
  )
})

test('a flood reaches the bus in its order, as fast as the wire is and no faster', () => {
  const { connect, heard } = car()
  const { session, say } = connect()
  say(BINARY)
  const wanted = 1_000
  let next = 0
  for (let nowMs = 0; heard.length < wanted; nowMs += 10) {
    assert(nowMs < 1_000, 'the flood was taken')
    for (; !session.isBusy() && next < wanted; next++) {
      const data = Uint8Array.of(0, 0, 0, 0, 0, 0, next >> 8, next)
      say(encodeCommand({ kind: 'frame', bus: 0, frame: { id: 0x100, isExtended: false, data } }), nowMs)
    }
    session.service(nowMs)
    const bits = heard.length * frameBits({ id: 0, isExtended: false, data: new Uint8Array(8) })
    assert(bits <= (BIT_RATE * (nowMs + 50)) / 1000, `${heard.length} frames in ${nowMs} ms`)
  }
  assert.deepEqual(
    heard.map((one) => Number.parseInt(one.slice(4), 16)),
    heard.map((_, number) => number),
  )
})

test('a host that does not heed isBusy loses the connection; after it, and after close, nothing is said or sent', () => {
  const { connect, ecu, heard } = car()
  const { session, sent, state, say } = connect()
  say(BINARY)
  for (let i = 0; i < 10_000 && !state.isEnded; i++) session.receive(ASK, 0)
  assert.equal(state.isEnded, true)
  const other = connect()
  other.say(BINARY)
  other.session.close()
  heard.length = sent.length = other.sent.length = 0
  ecu.send(DATA, 0)
  assert.deepEqual([say(ASK), other.say(ASK), heard, other.sent], [[], [], [], []])
})
