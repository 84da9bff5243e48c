import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import { encodeDoip } from './message.ts'
import { createDoipStream } from './stream.ts'

const PAYLOAD_BYTES_MAX = 100

/** What a stream reports when it is fed `bytes` cut at `cuts`. */
function reports(bytes: Uint8Array, cuts: readonly number[] = []): string[] {
  const found: string[] = []
  const stream = createDoipStream(PAYLOAD_BYTES_MAX, {
    onPayload: (header, payload) => found.push(`${header.payloadType.toString(16)} ${toHex(payload)}`),
    onFault: (fault) => found.push(fault),
  })
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  let start = 0
  for (const end of [...ends, bytes.length]) {
    stream.push(bytes.slice(start, end))
    start = end
  }
  return found
}

const diagnostic = (length: number) =>
  encodeDoip({ kind: 'diagnosticMessage', sourceAddress: 0x0e80, targetAddress: 0x1001, data: new Uint8Array(length) })
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const pieces = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 96 }).map(diagnostic),
    fc.integer({ min: 97, max: 400 }).map(diagnostic), // Too large.
    fc.constant(encodeDoip({ kind: 'aliveCheckRequest' })),
    fc.nat(20).map((length) => join(Uint8Array.of(2, 0xfd, 0x77, 0x77, 0, 0, 0, length), new Uint8Array(length))),
    fc.uint8Array({ maxLength: 12 }),
  ),
  { maxLength: 8 },
)

test('how the bytes are cut into pieces changes nothing', () => {
  fc.assert(
    fc.property(pieces, fc.array(fc.nat(), { maxLength: 40 }), (parts, cuts) => {
      const bytes = join(...parts)
      assert.deepEqual(reports(bytes, cuts), reports(bytes))
    }),
    { numRuns: 500 },
  )
})

test('bytes that come one by one make the same messages', () => {
  const bytes = join(diagnostic(3), encodeDoip({ kind: 'aliveCheckRequest' }), diagnostic(96))
  const everyByte = Array.from({ length: bytes.length }, (_, i) => i)
  assert.deepEqual(reports(bytes, everyByte), reports(bytes))
  assert.equal(reports(bytes).length, 3)
})

test('a message that is too large is passed over, and the next one is read', () => {
  assert.deepEqual(reports(join(diagnostic(300), encodeDoip({ kind: 'aliveCheckRequest' }))), ['messageTooLarge', '7 '])
})

test('an unknown payload type is passed over, and the next one is read', () => {
  const unknown = Uint8Array.of(2, 0xfd, 0x77, 0x77, 0, 0, 0, 2, 0xaa, 0xbb)
  assert.deepEqual(reports(join(unknown, encodeDoip({ kind: 'aliveCheckRequest' }))), ['unknownPayloadType', '7 '])
})

test('after an incorrect pattern nothing more is read', () => {
  assert.deepEqual(reports(join(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), diagnostic(3))), ['incorrectPatternFormat'])
})

test('a length of four gigabytes takes no memory and reports once', () => {
  const header = Uint8Array.of(2, 0xfd, 0x80, 1, 0xff, 0xff, 0xff, 0xff)
  assert.deepEqual(reports(join(header, new Uint8Array(10_000)), [8, 100, 5000]), ['messageTooLarge'])
})
