/** What is written, read back by the formats' own rules. Whether tools read it is for `npm run interop`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHex } from '@luban/stdx'
import fc from 'fast-check'
import { type CanFrame, fdBytesHolding } from '../can/frame.ts'
import { formatAscHead, formatAscLine } from './asc.ts'
import { encodeCanPacket, encodePcapngHead } from './pcapng.ts'

const identifiers = fc.oneof(
  fc.nat(0x7ff).map((id) => ({ id, isExtended: false })),
  fc.nat(0x1fff_ffff).map((id) => ({ id, isExtended: true })),
)
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 8 }).map((data) => ({ data })),
  fc.nat(8).map((remoteBytes) => ({ data: new Uint8Array(0), remoteBytes })),
  fc
    .tuple(fc.uint8Array({ maxLength: 64 }), fc.boolean(), fc.boolean())
    .map(([bytes, isBitRateSwitched, isErrorPassive]) => {
      const data = new Uint8Array(fdBytesHolding(bytes.length))
      data.set(bytes)
      return { data, fd: { isBitRateSwitched, isErrorPassive } }
    }),
)
const frames: fc.Arbitrary<CanFrame> = fc
  .tuple(identifiers, contents)
  .map(([identifier, content]) => ({ ...identifier, ...content }))

test('every frame comes back from its ASC line', () => {
  fc.assert(
    fc.property(frames, fc.nat(1e9), (frame, timeMs) => {
      const words = formatAscLine({ timeMs, channel: 2, frame }).trim().split(/\s+/)
      assert.equal(Number(words.shift()), timeMs / 1000)
      const isFd = words[0] === 'CANFD'
      if (isFd) words.shift()
      assert.equal(words.shift(), '2')
      if (isFd) words.shift() // Its direction stands before the identifier.
      const id = words.shift() ?? ''
      assert.deepEqual([Number.parseInt(id.replace('x', ''), 16), id.endsWith('x')], [frame.id, frame.isExtended])
      const [kind, length, ...rest] = isFd ? ['d', words[3], ...words.slice(4)] : words.slice(1)
      if (frame.remoteBytes !== undefined) assert.deepEqual([kind, Number(length)], ['r', frame.remoteBytes])
      else assert.deepEqual(parseHex(rest.slice(0, Number(length)).join('')), frame.data)
      if (isFd)
        assert.deepEqual(
          words.slice(0, 2),
          [frame.fd?.isBitRateSwitched, frame.fd?.isErrorPassive].map(Number).map(String),
        )
    }),
  )
})

test('every frame comes back from its packet, with its time', () => {
  fc.assert(
    fc.property(frames, fc.nat(2_000_000_000_000), (frame, timeMs) => {
      const block = encodeCanPacket(timeMs, frame)
      const view = new DataView(block.buffer)
      assert.deepEqual([view.getUint32(4, true), view.getUint32(block.length - 4, true)], [block.length, block.length])
      assert.equal(view.getUint32(12, true) * 2 ** 32 + view.getUint32(16, true), timeMs * 1000)
      const packet = block.subarray(28, 28 + view.getUint32(20, true))
      const word = new DataView(packet.buffer, packet.byteOffset).getUint32(0)
      assert.deepEqual([word & 0x1fff_ffff, word >>> 31 === 1], [frame.id, frame.isExtended])
      assert.equal((word & 0x4000_0000) !== 0, frame.remoteBytes !== undefined)
      assert.equal(packet[4], frame.remoteBytes ?? frame.data.length)
      assert.equal((packet[5] & 4) !== 0, frame.fd !== undefined)
      assert.deepEqual(packet.slice(8), frame.data)
    }),
  )
})

for (const [what, timeMs, expected] of [
  ['midnight', Date.UTC(2026, 0, 1), 'Thu Jan 01 12:00:00.000 AM 2026'],
  ['noon', Date.UTC(2026, 1, 28, 12), 'Sat Feb 28 12:00:00.000 PM 2026'],
  ['a minute before midnight', Date.UTC(2024, 1, 29, 23, 59, 1, 7), 'Thu Feb 29 11:59:01.007 PM 2024'],
] as const) {
  test(`ASC tells ${what} by the twelve-hour clock`, () => {
    assert.equal(formatAscHead(timeMs).split('\n')[0], `date ${expected}`)
  })
}

test('a pcapng file begins with its section, two buses and the connections between them', () => {
  const head = encodePcapngHead('test')
  const view = new DataView(head.buffer)
  const found: number[][] = []
  for (let at = 0; at < head.length; at += view.getUint32(at + 4, true)) {
    found.push([view.getUint32(at, true), view.getUint16(at + 8, true)])
  }
  assert.deepEqual(found, [
    [0x0a0d0d0a, 0x3c4d],
    [1, 227],
    [1, 101],
    [1, 227],
  ])
})
