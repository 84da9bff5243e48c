import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import type { CanFrame } from '../can/frame.ts'
import { FD_DATA_BYTES } from '../can/tables.ts'
import { decodeFrame, decodePacket, encodeFrame, encodePacket } from './codec.ts'

const identifiers = fc.oneof(
  fc.nat(0x7ff).map((id) => ({ id, isExtended: false })),
  fc.nat(0x1fff_ffff).map((id) => ({ id, isExtended: true })),
)
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const contents: fc.Arbitrary<Omit<CanFrame, 'id' | 'isExtended'>> = fc.oneof(
  fc.uint8Array({ maxLength: 8 }).map((data) => ({ data })),
  fc.nat(8).map((remoteBytes) => ({ data: new Uint8Array(0), remoteBytes })),
  fc
    .tuple(fc.constantFrom(...FD_DATA_BYTES).chain(exactly), fc.boolean(), fc.boolean())
    .map(([data, isBitRateSwitched, isErrorPassive]) => ({ data, fd: { isBitRateSwitched, isErrorPassive } })),
)
const frames: fc.Arbitrary<CanFrame> = fc.tuple(identifiers, contents).map(([id, content]) => ({ ...id, ...content }))

test('every frame survives encode then decode, with anything behind it', () => {
  fc.assert(
    fc.property(frames, fc.uint8Array({ maxLength: 20 }), (frame, more) => {
      const bytes = encodeFrame(frame)
      assert.deepEqual(decodeFrame(Uint8Array.of(...bytes, ...more)), { bytes: bytes.length, frame })
    }),
    { numRuns: 1000 },
  )
})

test('a frame is incomplete up to its last byte', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const bytes = encodeFrame(frame)
      for (let length = 0; length < bytes.length; length++)
        assert.equal(decodeFrame(bytes.subarray(0, length)), 'incomplete')
    }),
  )
})

test('every packet survives encode then decode', () => {
  fc.assert(
    fc.property(fc.array(frames, { maxLength: 12 }), fc.nat(255), (all, sequence) => {
      assert.deepEqual(decodePacket(encodePacket({ sequence, frames: all })), { sequence, frames: all })
    }),
  )
})

test('no bytes make a decoder throw, and none is read twice or for ever', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 90 }),
    fc.uint8Array({ maxLength: 60 }).map((rest) => Uint8Array.of(2, 0, 7, 0, 9, ...rest)),
  )
  fc.assert(
    fc.property(noise, (bytes) => {
      decodePacket(bytes)
      const decoded = decodeFrame(bytes)
      if (typeof decoded === 'object') assert(decoded.bytes > 0 && decoded.bytes <= bytes.length)
    }),
  )
})

test('every length byte is one of a frame, of a frame with a fault, or the end of the stream', () => {
  const bytes = new Uint8Array(80)
  for (let length = 0; length <= 0xff; length++) {
    bytes[4] = length
    const decoded = decodeFrame(bytes)
    const count = length & 0x7f
    const isLength = length < 0x80 ? count <= 8 : (FD_DATA_BYTES as readonly number[]).includes(count)
    if (count > 64) assert.equal(decoded, 'unreadable', `${length}`)
    else assert.equal(typeof decoded === 'object' && 'frame' in decoded, isLength, `${length}`)
  }
})

for (const line of readFileSync(new URL('vectors/bytes.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [what, text, expected] = line.split(' | ')
  test(`the ${what} ${text}`, () => {
    const decoded = what === 'packet' ? decodePacket(hex(text)) : decodeFrame(hex(text))
    const shown = JSON.stringify(decoded, (_, value) => (value instanceof Uint8Array ? toHex(value) : value))
    assert.equal(shown, expected)
  })
}
