import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createCanInterfaces, frameBits } from '../can-interface/interface.ts'
import { decodeFrame, decodePacket, encodeFrame, encodePacket } from './codec.ts'
import { createCannelloni } from './session.ts'
import { GREETING } from './tables.ts'

const BIT_RATE = 500_000
const GREETING_BYTES = new TextEncoder().encode(GREETING)
const ASK = encodeFrame({ id: 0x7e0, isExtended: false, data: hex('023E00') })
const DATA: CanFrame = { id: 0x444, isExtended: false, data: hex('1FA0') }

/** A car's bus with one unit that answers TesterPresent on 7E0. */
function car() {
  const bus = createCanBus()
  const interfaces = createCanInterfaces(bus, BIT_RATE)
  const heard: string[] = []
  const ecu = bus.attach('ecu', ({ id, data }, nowMs) => {
    heard.push(`${id.toString(16)}#${toHex(data)}`)
    if (id === 0x7e0 && toHex(data).startsWith('023E00'))
      ecu.send({ id: 0x7e8, isExtended: false, data: hex('027E00') }, nowMs)
  })
  function connect(transport: 'tcp' | 'udp') {
    const sent: Uint8Array[] = []
    const state = { isEnded: false }
    const session = createCannelloni(
      {
        transport,
        interfaces,
        name: 'cannelloni #1',
        send: (bytes) => sent.push(bytes),
        end: () => {
          state.isEnded = true
        },
      },
      0,
    )
    const say = (bytes: Uint8Array, nowMs = 0): string[] => {
      sent.length = 0
      session.receive(bytes, nowMs)
      return sent.map(toHex)
    }
    return { session, sent, state, say }
  }
  return { ecu, heard, connect }
}

test('over TCP both sides greet; then frames go both ways, each in one send', () => {
  const { connect, heard, ecu } = car()
  const { say, sent } = connect('tcp')
  assert.deepEqual(sent.map(toHex), [toHex(GREETING_BYTES)])
  ecu.send(DATA, 0)
  assert.equal(sent.length, 1, 'nothing before the tool has greeted')
  assert.deepEqual(say(GREETING_BYTES), [])
  assert.deepEqual(say(ASK), ['000007E803027E00'])
  assert.deepEqual(heard, ['7e0#023E00'])
  ecu.send(DATA, 0)
  assert.equal(sent.length, 2)
})

test('however the stream is cut, every frame comes whole and once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 40 }), (cuts) => {
      const { connect, heard } = car()
      const { session } = connect('tcp')
      const stream = Uint8Array.from([...GREETING_BYTES, ...Array.from({ length: 20 }, () => [...ASK]).flat()])
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

test('who does not greet, or sends what cannot be read on, is cut off', () => {
  const { connect, heard } = car()
  const stranger = connect('tcp')
  stranger.say(new TextEncoder().encode('CANNELLONIv2'))
  const garbled = connect('tcp')
  garbled.say(GREETING_BYTES)
  garbled.say(hex('00 00 01 23 7F'))
  assert.deepEqual([stranger.state.isEnded, garbled.state.isEnded], [true, true])
  assert.deepEqual([stranger.say(ASK), garbled.say(ASK), heard], [[], [], []])
})

test('frames of a controller that reports an error, or that are none, are passed over', () => {
  const { connect, heard } = car()
  const { say } = connect('tcp')
  say(Uint8Array.of(...GREETING_BYTES, ...hex('20 00 00 04 01 00'), ...hex('00 00 08 00 00'), ...ASK))
  assert.deepEqual(heard, ['7e0#023E00'])
})

test('over UDP a packet holds several frames, and each frame of the car is a packet with the next number', () => {
  const { connect, ecu, heard } = car()
  const { say, sent } = connect('udp')
  assert.equal(sent.length, 0, 'no greeting')
  const frames = [DATA, { id: 0x7e0, isExtended: false, data: hex('023E00') }]
  assert.deepEqual(say(encodePacket({ sequence: 9, frames })), ['0200000001000007E803027E00'])
  assert.deepEqual(heard, ['444#1FA0', '7e0#023E00'])
  sent.length = 0
  for (let count = 0; count < 256; count++) ecu.send(DATA, 0)
  const numbers = sent.map((bytes) => (decodePacket(bytes) as { sequence: number }).sequence)
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => (i + 1) & 0xff),
  )
})

test('CAN FD and remote frames pass between two tools; control units are spared them', () => {
  const { connect, heard } = car()
  const a = connect('udp')
  const b = connect('tcp')
  b.say(GREETING_BYTES)
  const fd: CanFrame = { ...DATA, data: new Uint8Array(64), fd: { isBitRateSwitched: true, isErrorPassive: false } }
  const remote: CanFrame = { ...DATA, data: new Uint8Array(0), remoteBytes: 4 }
  a.say(encodePacket({ sequence: 0, frames: [fd, remote] }))
  const got = b.sent.map((bytes) => decodeFrame(bytes))
  assert.deepEqual(
    got.map((one) => typeof one === 'object' && 'frame' in one && one.frame),
    [fd, remote],
  )
  assert.deepEqual(heard, [])
})

test('a flood over TCP reaches the bus in its order, as fast as the wire is and no faster', () => {
  const { connect, heard } = car()
  const { session, say } = connect('tcp')
  say(GREETING_BYTES)
  const wanted = 1_000
  let next = 0
  for (let nowMs = 0; heard.length < wanted; nowMs += 10) {
    assert(nowMs < 1_000, 'the flood was taken')
    for (; !session.isBusy() && next < wanted; next++)
      say(encodeFrame({ id: 0x100, isExtended: false, data: Uint8Array.of(0, 0, 0, 0, 0, 0, next >> 8, next) }), nowMs)
    session.service(nowMs)
    const bits = heard.length * frameBits({ id: 0, isExtended: false, data: new Uint8Array(8) })
    assert(bits <= (BIT_RATE * (nowMs + 50)) / 1000, `${heard.length} frames in ${nowMs} ms`)
  }
  assert.deepEqual(
    heard.map((one) => Number.parseInt(one.slice(4), 16)),
    heard.map((_, number) => number),
  )
})

test('a flood over UDP loses packets, never the order, and asks nobody to wait', () => {
  const { connect, heard } = car()
  const { session, say } = connect('udp')
  const sent = 5_000
  for (let number = 0; number < sent; number++) {
    const data = Uint8Array.of(number >> 8, number)
    say(encodePacket({ sequence: number & 0xff, frames: [{ id: 0x100, isExtended: false, data }] }), number / 100)
    assert.equal(session.isBusy(), false)
  }
  session.service(100)
  const numbers = heard.map((one) => Number.parseInt(one.slice(4), 16))
  assert(numbers.length > 100 && numbers.length < sent, `${numbers.length} arrived`)
  assert.deepEqual(
    numbers,
    [...numbers].sort((a, b) => a - b),
  )
})

test('after close nothing is said or sent', () => {
  for (const transport of ['tcp', 'udp'] as const) {
    const { connect, ecu, heard } = car()
    const { session, sent, say } = connect(transport)
    session.close()
    sent.length = 0
    ecu.send(DATA, 0)
    say(transport === 'tcp' ? ASK : encodePacket({ sequence: 0, frames: [DATA] }))
    assert.deepEqual([sent, heard], [[], []])
  }
})

test('no bytes make a session throw, and everything that it says can be read', () => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom(GREETING_BYTES, ASK, hex('02 00 00 00 01 00 00 07 E0 03 02 3E 00')),
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), fc.boolean(), (stream, isUdp) => {
      const { session, sent } = car().connect(isUdp ? 'udp' : 'tcp')
      for (const [i, piece] of stream.entries()) {
        session.receive(piece, i)
        session.service(i)
      }
      for (const bytes of isUdp ? sent : sent.slice(1))
        assert.equal(typeof (isUdp ? decodePacket(bytes) : decodeFrame(bytes)), 'object')
    }),
  )
})
