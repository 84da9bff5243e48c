import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createJ1939Node, type J1939Node } from './session.ts'

const CHARGER = 0x56
const BMS = 0xf4
const counting = (length: number) => Uint8Array.from({ length }, (_, i) => i & 0xff)

type Witness = { node: J1939Node; messages: string[]; faults: string[] }

/** Frames for which `isLost` says so never reach this node. */
function attach(
  bus: ReturnType<typeof createCanBus>,
  address: number,
  isLost: (frame: CanFrame) => boolean = () => false,
) {
  const witness: Witness = { messages: [], faults: [], node: undefined as never }
  const port = bus.attach(address.toString(16), (frame, nowMs) => {
    if (!isLost(frame)) witness.node.receive(frame, nowMs)
  })
  witness.node = createJ1939Node({
    port,
    address,
    onMessage: ({ pgn, data }) => witness.messages.push(`${pgn.toString(16)} ${toHex(data)}`),
    onFault: ({ direction, reason }) => witness.faults.push(`${direction} ${reason}`),
  })
  return witness
}

/** One node, its peer played by hand. */
function alone(address = CHARGER) {
  const bus = createCanBus()
  const sent: string[] = []
  const peer = bus.attach('peer', (frame) => sent.push(toHex(frame.data)))
  const witness = attach(bus, address)
  const hear = (id: number, bytes: string, nowMs = 0) => peer.send({ id, isExtended: true, data: hex(bytes) }, nowMs)
  return { ...witness, sent, hear }
}

test('eight bytes are one frame, nine go by request and leave to send', () => {
  const bus = createCanBus()
  const ids: string[] = []
  bus.record(({ id }) => ids.push(id.toString(16)))
  const [charger, bms] = [attach(bus, CHARGER), attach(bus, BMS)]
  bms.node.send({ pgn: 0x1000, priority: 6, destination: CHARGER, data: counting(8) }, 0)
  assert.deepEqual(ids, ['181056f4'])
  bms.node.send({ pgn: 0x1100, priority: 7, destination: CHARGER, data: counting(9) }, 0)
  assert.deepEqual(ids.slice(1), ['1cec56f4', '1cecf456', '1ceb56f4', '1ceb56f4', '1cecf456'])
  assert.deepEqual(charger.messages, [`1000 ${toHex(counting(8))}`, `1100 ${toHex(counting(9))}`])
  assert(!bms.node.isBusyWith(0x1100))
})

test('every length up to 1785 bytes arrives whole, to one node and to everyone', () => {
  const bus = createCanBus()
  const [charger, bms] = [attach(bus, CHARGER), attach(bus, BMS)]
  let nowMs = 0
  for (const length of [0, 1, 8, 9, 14, 15, 49, 1784, 1785]) {
    for (const [pgn, destination] of [
      [0x200, CHARGER],
      [0xfeca, 0xff],
    ]) {
      bms.node.send({ pgn, priority: 6, destination, data: counting(length) }, nowMs)
      for (const end = nowMs + 260 * 50; nowMs < end; nowMs += 50) {
        bms.node.service(nowMs)
        charger.node.service(nowMs)
      }
      assert.equal(charger.messages.pop(), `${pgn.toString(16)} ${toHex(counting(length))}`)
    }
  }
  assert.deepEqual([charger.faults, bms.faults], [[], []])
})

test('a broadcast keeps a pause between its packets', () => {
  const { node, sent } = alone()
  node.send({ pgn: 0xfeca, priority: 6, destination: 0xff, data: counting(15) }, 0)
  for (let nowMs = 0; nowMs < 200; nowMs++) {
    node.service(nowMs)
    assert.equal(sent.length, 1 + Math.min(3, Math.floor(nowMs / 50)))
  }
})

test('a receiver that gives leave for two packets at a time gets them so', () => {
  const { node, sent, hear } = alone(BMS)
  node.send({ pgn: 0x200, priority: 7, destination: CHARGER, data: counting(28) }, 0)
  hear(0x1cecf456, '11 02 01 FF FF 00 02 00')
  assert.deepEqual(sent.slice(1), ['0100010203040506', '020708090A0B0C0D'])
  hear(0x1cecf456, '11 02 03 FF FF 00 02 00')
  assert.equal(sent.length, 5)
  hear(0x1cecf456, '13 1C 00 04 FF 00 02 00')
  assert(!node.isBusyWith(0x200))
})

test('a held connection waits for T4 and is given up then', () => {
  const { node, sent, hear, faults } = alone(BMS)
  node.send({ pgn: 0x200, priority: 7, destination: CHARGER, data: counting(28) }, 0)
  hear(0x1cecf456, '11 00 FF FF FF 00 02 00', 1000)
  node.service(2049)
  assert.deepEqual(faults, [])
  node.service(2050)
  assert.deepEqual(faults, ['sent timeout'])
  assert.equal(sent.at(-1), 'FF03FFFFFF000200')
})

test('a request that nobody answers is given up after T3, and the next message goes out', () => {
  const { node, sent, faults } = alone(BMS)
  node.send({ pgn: 0x200, priority: 7, destination: CHARGER, data: counting(49) }, 0)
  node.send({ pgn: 0x600, priority: 7, destination: CHARGER, data: counting(13) }, 0)
  node.service(1249)
  assert.equal(sent.length, 1)
  node.service(1250)
  assert.deepEqual(faults, ['sent timeout'])
  assert.deepEqual(sent.slice(1), ['FF03FFFFFF000200', '100D0002FF000600'])
})

test('an abort of the peer ends a message in either direction', () => {
  const sending = alone(BMS)
  sending.node.send({ pgn: 0x200, priority: 7, destination: CHARGER, data: counting(49) }, 0)
  sending.hear(0x1cecf456, 'FF 01 FF FF FF 00 02 00')
  assert.deepEqual([sending.faults, sending.node.isBusyWith(0x200)], [['sent busy'], false])
  const receiving = alone()
  receiving.hear(0x1cec56f4, '10 09 00 02 FF 00 11 00')
  receiving.hear(0x1cec56f4, 'FF 03 FF FF FF 00 11 00')
  receiving.hear(0x1ceb56f4, '01 00 01 02 03 04 05 06')
  receiving.hear(0x1ceb56f4, '02 07 08 FF FF FF FF FF')
  assert.deepEqual([receiving.faults, receiving.messages], [['received timeout'], []])
})

test('a packet lost in the middle is asked for again', () => {
  const bus = createCanBus()
  let lost = 0
  const charger = attach(bus, CHARGER, ({ id, data }) => id === 0x1ceb56f4 && data[0] === 3 && lost++ === 0)
  const bms = attach(bus, BMS)
  bms.node.send({ pgn: 0x200, priority: 7, destination: CHARGER, data: counting(49) }, 0)
  assert.deepEqual(charger.messages, [`200 ${toHex(counting(49))}`])
  assert.deepEqual([lost, charger.faults, bms.faults], [2, [], []])
})

test('a packet that never comes is asked for three times, then the message is dropped on both sides', () => {
  const bus = createCanBus()
  let lost = 0
  const charger = attach(bus, CHARGER, ({ id, data }) => id === 0x1ceb56f4 && data[0] === 3 && ++lost > 0)
  const bms = attach(bus, BMS)
  bms.node.send({ pgn: 0x200, priority: 7, destination: CHARGER, data: counting(49) }, 0)
  assert.deepEqual([charger.messages, lost], [[], 4])
  assert.deepEqual([charger.faults, bms.faults], [['received tooManyRetransmits'], ['sent tooManyRetransmits']])
})

test('a last packet that does not come ends the connection after T1, the first after T2', () => {
  for (const [packets, deadlineMs] of [
    [0, 1250],
    [1, 750],
  ]) {
    const { node, hear, sent, faults } = alone()
    hear(0x1cec56f4, '10 09 00 02 FF 00 11 00')
    if (packets === 1) hear(0x1ceb56f4, '01 00 01 02 03 04 05 06')
    node.service(deadlineMs - 1)
    assert.deepEqual(faults, [])
    node.service(deadlineMs)
    assert.deepEqual([faults, sent.at(-1)], [['received timeout'], 'FF03FFFFFF001100'])
  }
})

test('a broadcast with a packet missing is dropped without a word', () => {
  const { hear, sent, faults, messages } = alone()
  hear(0x1cecfff4, '20 0F 00 03 FF CA FE 00')
  hear(0x1cebfff4, '01 00 01 02 03 04 05 06')
  hear(0x1cebfff4, '03 0E FF FF FF FF FF FF')
  assert.deepEqual([sent, faults, messages], [[], ['received badSequenceNumber'], []])
})

test('a second message of one sender is refused while the first is on its way; the first again begins anew', () => {
  const { hear, sent, messages } = alone()
  hear(0x1cec56f4, '10 09 00 02 FF 00 11 00')
  hear(0x1cec56f4, '10 0D 00 02 FF 00 06 00')
  assert.deepEqual(sent, ['110201FFFF001100', 'FF01FFFFFF000600'])
  hear(0x1ceb56f4, '01 00 01 02 03 04 05 06')
  hear(0x1cec56f4, '10 09 00 02 FF 00 11 00')
  hear(0x1ceb56f4, '01 10 11 12 13 14 15 16')
  hear(0x1ceb56f4, '02 17 18 FF FF FF FF FF')
  assert.deepEqual(messages, ['1100 101112131415161718'])
})

test('of very many senders at once the first sixteen are heard, the others refused', () => {
  const { hear, sent } = alone()
  for (let source = 0; source < 20; source++) hear(0x1cec5600 + source, '10 09 00 02 FF 00 11 00')
  assert.equal(sent.filter((frame) => frame.startsWith('11')).length, 16)
  assert.equal(sent.filter((frame) => frame.startsWith('FF02')).length, 4)
})

test('the ninth message that waits is not taken', () => {
  const { node } = alone()
  const send = () => node.send({ pgn: 0x200, priority: 7, destination: BMS, data: counting(9) }, 0)
  assert.deepEqual(
    Array.from({ length: 10 }, send),
    Array.from({ length: 10 }, (_, i) => i < 9),
  )
})

test('frames for another node, of 11 bits, remote ones and those of CAN FD are not heard', () => {
  const { hear, messages, sent, node } = alone()
  hear(0x18102af4, '01')
  hear(0x1cec2af4, '10 09 00 02 FF 00 11 00')
  node.receive({ id: 0x456, isExtended: false, data: hex('01') }, 0)
  node.receive({ id: 0x181056f4, isExtended: true, data: hex(''), remoteBytes: 5 }, 0)
  const fd = { isBitRateSwitched: true, isErrorPassive: false }
  node.receive({ id: 0x181056f4, isExtended: true, data: hex('01'), fd }, 0)
  assert.deepEqual([messages, sent], [[], []])
})

test('after any frames at all, and a pause, a message still gets through', () => {
  const noise = fc.record({
    id: fc.oneof(fc.constantFrom(0x1cec56f4, 0x1ceb56f4, 0x1cecfff4, 0x1cebfff4, 0x1cecf456), fc.nat(0x1fff_ffff)),
    isExtended: fc.boolean(),
    data: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc
        .tuple(fc.constantFrom(16, 17, 19, 32, 255, 1, 2, 3), fc.nat(30), fc.constantFrom(0, 1), fc.nat(5))
        .map(([control, size, high, packets]) => Uint8Array.of(control, size, high, packets, 255, 0, 17, 0)),
    ),
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(noise, fc.nat(400)), { maxLength: 40 }), (frames) => {
      const bus = createCanBus()
      const [charger, bms] = [attach(bus, CHARGER), attach(bus, BMS)]
      const stranger = bus.attach('stranger', () => {})
      let nowMs = 0
      for (const [frame, pauseMs] of frames) {
        stranger.send({ ...frame, id: frame.isExtended ? frame.id : frame.id & 0x7ff }, nowMs)
        nowMs += pauseMs
        charger.node.service(nowMs)
        bms.node.service(nowMs)
      }
      nowMs += 5000
      charger.node.service(nowMs)
      bms.node.service(nowMs)
      charger.messages.length = 0
      bms.node.send({ pgn: 0x1100, priority: 7, destination: CHARGER, data: counting(30) }, nowMs)
      assert.deepEqual(charger.messages, [`1100 ${toHex(counting(30))}`])
    }),
  )
})

test('a reset forgets what is half sent, what waits behind it and what is half received', () => {
  const { node, hear, messages, sent } = alone()
  node.send({ pgn: 0x200, priority: 7, destination: BMS, data: counting(49) }, 0)
  node.send({ pgn: 0x600, priority: 7, destination: BMS, data: counting(13) }, 0)
  hear(0x1cec56f4, '10 09 00 02 FF 00 11 00')
  node.reset()
  const before = sent.length
  hear(0x1cec56f4, '11 07 01 FF FF 00 02 00')
  hear(0x1ceb56f4, '01 00 01 02 03 04 05 06')
  node.service(10_000)
  assert.deepEqual([messages, sent.length, node.isBusyWith(0x600)], [[], before, false])
})
