import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { isFdLength } from '../can/frame.ts'
import { decodeFrame, encodeFrame, type Frame, type FrameLayout, frameCapacity } from './frame.ts'
import { FD_PADDING, TX_DL } from './tables.ts'

const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength })

/** A layout and a frame that it holds. */
const framed: fc.Arbitrary<[FrameLayout, Frame]> = fc
  .record({ txDl: fc.constantFrom(...TX_DL), addressByte: fc.option(fc.nat(255), { nil: undefined }) })
  .chain((layout) => framesOf(layout).map((frame) => [layout, frame]))

function framesOf(layout: FrameLayout): fc.Arbitrary<Frame> {
  const { singleBytes, firstBytes, firstBytesEscaped, consecutiveBytes } = frameCapacity(layout)
  const kind = <Kind extends Frame['kind']>(name: Kind) => fc.constant(name)
  const first = (min: number, max: number, length: number) =>
    fc.record({ kind: kind('first'), messageLength: fc.integer({ min, max }), data: bytes(length, length) })
  return fc.oneof(
    fc.record({ kind: kind('single'), data: bytes(1, singleBytes) }),
    first(singleBytes + 1, 4095, firstBytes),
    first(4096, 0xffff_ffff, firstBytesEscaped),
    fc.record({ kind: kind('consecutive'), sequence: fc.nat(15), data: bytes(1, consecutiveBytes) }),
    flowControls,
  )
}

const flowControls: fc.Arbitrary<Frame> = fc.record({
  kind: fc.constant('flowControl' as const),
  status: fc.constantFrom('continueToSend' as const, 'wait' as const, 'overflow' as const),
  blockSize: fc.nat(255),
  separationUs: fc.oneof(
    fc.nat(127).map((ms) => ms * 1000),
    fc.integer({ min: 1, max: 9 }).map((n) => n * 100),
  ),
})

const addressBytesOf = ({ addressByte }: FrameLayout) => (addressByte === undefined ? 0 : 1)

test('every frame survives encode then decode, in every layout', () => {
  fc.assert(
    fc.property(framed, ([layout, frame]) => {
      const found = decodeFrame(encodeFrame(frame, undefined, layout), addressBytesOf(layout))
      // CAN FD has not every length: a consecutive frame may come back with its padding.
      assert.deepEqual(unpadded(found, frame), { ...frame })
    }),
  )
})

function unpadded(found: ReturnType<typeof decodeFrame>, { kind, ...frame }: Frame): ReturnType<typeof decodeFrame> {
  if (kind !== 'consecutive' || typeof found === 'string' || found.kind !== kind || !('data' in frame)) return found
  assert(found.data.subarray(frame.data.length).every((byte) => byte === FD_PADDING))
  return { ...found, data: found.data.slice(0, frame.data.length) }
}

test('a frame has its address byte first, a length that there is, and no more than it may', () => {
  fc.assert(
    fc.property(framed, fc.constantFrom(undefined, 0xaa, 0x00), ([layout, frame], padding) => {
      const payload = encodeFrame(frame, padding, layout)
      assert(isFdLength(payload.length) && payload.length <= layout.txDl)
      if (frame.kind === 'first') assert.equal(payload.length, layout.txDl)
      if (layout.addressByte !== undefined) assert.equal(payload[0], layout.addressByte)
    }),
  )
})

test('padding fills eight bytes, beyond them the next length, and changes nothing before it', () => {
  fc.assert(
    fc.property(framed, fc.constantFrom(0xaa, 0xcc, 0x00), ([layout, frame], padding) => {
      const payload = encodeFrame(frame, padding, layout)
      const short = encodeFrame(frame, undefined, layout)
      assert.equal(payload.length, Math.max(8, short.length))
      if (payload.length > 8) return
      assert.deepEqual(payload.subarray(0, short.length), short)
      assert(payload.subarray(short.length).every((byte) => byte === padding))
      if (frame.kind !== 'consecutive') assert.deepEqual(decodeFrame(payload, addressBytesOf(layout)), { ...frame })
    }),
  )
})

test('no bytes make decode throw', () => {
  const noise = fc.tuple(fc.nat(0x3f), bytes(0, 70)).map(([head, rest]) => Uint8Array.of(head, ...rest))
  const addressBytes = fc.constantFrom(0 as const, 1 as const)
  fc.assert(fc.property(fc.oneof(noise, bytes(0, 70)), addressBytes, (any, at) => void decodeFrame(any, at)))
})

test('a view into a larger buffer decodes as the bytes that it shows', () => {
  const payload = encodeFrame({ kind: 'first', messageLength: 70_000, data: new Uint8Array(2) })
  const buffer = Uint8Array.of(0xff, 0xff, 0xff, ...payload, 0xff)
  assert.deepEqual(decodeFrame(buffer.subarray(3, 11)), decodeFrame(payload))
})

test('every length of a CAN FD single frame is one that needs the escape, or refused', () => {
  for (const at of [0, 1] as const)
    for (let length = 0; length <= 0xff; length++) {
      const payload = new Uint8Array(64)
      payload[at + 1] = length
      const frame = decodeFrame(payload, at)
      if (length < 8 - at || length > 62 - at) assert.equal(frame, 'badLength')
      else assert(typeof frame !== 'string' && frame.kind === 'single' && frame.data.length === length)
    }
})

test('a CAN FD frame beyond eight bytes has its length behind the escape, not in the low digit', () => {
  for (let low = 1; low <= 0xf; low++)
    assert.equal(decodeFrame(Uint8Array.of(low, 8, ...new Uint8Array(10))), 'badLength')
})

test('every length of a message stands in a first frame where a single frame would not hold it', () => {
  for (const txDl of TX_DL)
    for (const at of [0, 1] as const) {
      const { singleBytes } = frameCapacity({ txDl, addressByte: at === 0 ? undefined : 0x55 })
      for (let length = 1; length <= 4095; length++) {
        const payload = new Uint8Array(txDl)
        payload.set([0x10 | (length >> 8), length & 0xff], at)
        const frame = decodeFrame(payload, at)
        if (length <= singleBytes) assert.equal(frame, 'badLength')
        else assert(typeof frame !== 'string' && frame.kind === 'first' && frame.messageLength === length)
      }
    }
})

test('every first byte is one kind of frame or a named fault', () => {
  const kinds = ['single', 'first', 'consecutive', 'flowControl']
  for (let first = 0; first <= 0xff; first++) {
    const payload = Uint8Array.of(first, 8, 8, 8, 8, 8, 8, 8)
    const frame = decodeFrame(payload)
    // Behind an address byte the same, but that a single frame holds a byte less.
    const addressed = decodeFrame(Uint8Array.of(0x55, ...payload.subarray(0, 7)), 1)
    assert.equal(shown(addressed).split(' ')[0], first === 0x07 ? 'fault' : shown(frame).split(' ')[0])
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
  const [address, rest] = payload.includes(' | ') ? payload.split(' | ') : ['', payload]
  test(`decodes ${payload}`, () =>
    assert.equal(shown(decodeFrame(hex(`${address}${rest}`), address === '' ? 0 : 1)), expected))
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
