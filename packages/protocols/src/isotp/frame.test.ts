import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { decodeFrame, encodeFrame, type Frame } from './frame.ts'

const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength })

const frames: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ kind: fc.constant('single' as const), data: bytes(1, 7) }),
  fc.record({
    kind: fc.constant('first' as const),
    messageLength: fc.integer({ min: 8, max: 4095 }),
    data: bytes(6, 6),
  }),
  fc.record({ kind: fc.constant('consecutive' as const), sequence: fc.nat(15), data: bytes(1, 7) }),
  fc.record({
    kind: fc.constant('flowControl' as const),
    status: fc.constantFrom('continueToSend' as const, 'wait' as const, 'overflow' as const),
    blockSize: fc.nat(255),
    separationUs: fc.oneof(
      fc.nat(127).map((ms) => ms * 1000),
      fc.integer({ min: 1, max: 9 }).map((n) => n * 100),
    ),
  }),
)

test('every frame survives encode then decode', () => {
  fc.assert(fc.property(frames, (frame) => assert.deepEqual(decodeFrame(encodeFrame(frame)), { ...frame })))
})

test('padding fills eight bytes and changes nothing but the length of a consecutive frame', () => {
  fc.assert(
    fc.property(frames, fc.constantFrom(0xaa, 0xcc, 0x00), (frame, padding) => {
      const payload = encodeFrame(frame, padding)
      const short = encodeFrame(frame)
      assert.equal(payload.length, 8)
      assert.deepEqual(payload.subarray(0, short.length), short)
      assert(payload.subarray(short.length).every((byte) => byte === padding))
      if (frame.kind !== 'consecutive') assert.deepEqual(decodeFrame(payload), { ...frame })
    }),
  )
})

test('no bytes make decode throw', () => {
  fc.assert(fc.property(bytes(0, 64), (noise) => void decodeFrame(noise)))
})

test('every first byte is one kind of frame or a named fault', () => {
  const kinds = ['single', 'first', 'consecutive', 'flowControl']
  for (let first = 0; first <= 0xff; first++) {
    const frame = decodeFrame(Uint8Array.of(first, 8, 8, 8, 8, 8, 8, 8))
    const low = first & 0xf
    if (first > 0x3f) assert.equal(frame, 'unknownType')
    else if (first > 0x32) assert.equal(frame, 'unknownFlowStatus')
    else if (first >> 4 === 0 && (low < 1 || low > 7)) assert.equal(frame, 'badLength')
    else assert(typeof frame !== 'string' && frame.kind === kinds[first >> 4])
  }
})

test('every STmin byte is a separation, the reserved ones 127 ms', () => {
  for (let stmin = 0; stmin <= 0xff; stmin++) {
    const frame = decodeFrame(Uint8Array.of(0x30, 0, stmin))
    assert(typeof frame !== 'string' && frame.kind === 'flowControl')
    const isReserved = (stmin >= 0x80 && stmin <= 0xf0) || stmin >= 0xfa
    const us = stmin >= 0xf1 && stmin <= 0xf9 ? (stmin - 0xf0) * 100 : stmin * 1000
    assert.equal(frame.separationUs, isReserved ? 127_000 : us)
  }
})

for (const line of readFileSync(new URL('./vectors/frames.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [payload, expected] = line.split(' => ')
  test(`decodes ${payload}`, () => assert.equal(shown(decodeFrame(hex(payload))), expected))
}

function shown(frame: ReturnType<typeof decodeFrame>): string {
  if (typeof frame === 'string') return `fault ${frame}`
  switch (frame.kind) {
    case 'single':
      return `single ${toHex(frame.data)}`
    case 'first':
      return `first ${frame.messageLength} ${toHex(frame.data)}`
    case 'consecutive':
      return `consecutive ${frame.sequence} ${toHex(frame.data)}`
    case 'flowControl':
      return `flowControl ${frame.status} ${frame.blockSize} ${frame.separationUs}`
  }
}
