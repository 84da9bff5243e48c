import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex } from '@luban/stdx'
import fc from 'fast-check'
import { countFrameBits, DOMINANT, decodeFrameBits, encodeFrameBits } from './bits.ts'
import type { CanFrame } from './frame.ts'

const frames = fc
  .record({
    isExtended: fc.boolean(),
    id: fc.integer({ min: 0, max: 0x1fff_ffff }),
    data: fc.uint8Array({ maxLength: 8 }),
    remoteBytes: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
  })
  .map(({ isExtended, id, data, remoteBytes }): CanFrame => {
    const own = { isExtended, id: isExtended ? id : id & 0x7ff }
    return remoteBytes === undefined ? { ...own, data } : { ...own, data: new Uint8Array(0), remoteBytes }
  })

const text = (bits: Uint8Array) => Array.from(bits).join('')

test('a frame reads back from its own bits, acknowledged or not', () => {
  fc.assert(
    fc.property(frames, fc.boolean(), (frame, isAcknowledged) => {
      const { bits, slot } = encodeFrameBits(frame)
      if (isAcknowledged) bits[slot] = DOMINANT
      assert.deepEqual(decodeFrameBits(bits), { frame, isAcknowledged })
    }),
  )
})

test('bits are counted without being written', () => {
  const counts = { bits: 0, dominant: 0 }
  fc.assert(
    fc.property(frames, (frame) => {
      countFrameBits(frame, counts)
      const { bits } = encodeFrameBits(frame)
      assert.deepEqual(counts, { bits: bits.length, dominant: bits.filter((bit) => bit === DOMINANT).length })
    }),
    { numRuns: 1000 },
  )
})

test('whatever the bits, the reader returns a frame or names what is wrong', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200, max: 1 }), (bits) => {
      const read = decodeFrameBits(bits)
      assert(typeof read === 'string' ? ['cut', 'stuff', 'crc', 'form'].includes(read) : read.frame.data.length <= 8)
    }),
  )
})

test('one bit that turned is found, wherever it stands before the acknowledge slot', () => {
  const frame = { id: 0x7e8, isExtended: false, data: hex('03410D3C') }
  const { bits, slot } = encodeFrameBits(frame)
  for (let at = 0; at < slot; at++) {
    const turned = Uint8Array.from(bits)
    turned[at] ^= 1
    assert.equal(typeof decodeFrameBits(turned), 'string', `bit ${at}`)
  }
})

test('no five equal bits are followed by a sixth before the CRC delimiter', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const { bits, slot } = encodeFrameBits(frame)
      assert.doesNotMatch(text(bits.subarray(0, slot - 1)), /0{6}|1{6}/)
    }),
  )
})

/** A stuffed bit counts as the first of the next run. */
function unstuffed(bits: string): string {
  let plain = ''
  for (let at = 0, run = 0; at < bits.length; at++) {
    if (run < 5) plain += bits[at]
    run = run < 5 && bits[at] === bits[at - 1] ? run + 1 : 1
  }
  return plain
}

/** Divided as polynomials with whole numbers of any size: a second way to the same remainder. */
function remainder(bits: string): bigint {
  let rest = BigInt(`0b${bits}`) << 15n
  const divisor = 0xc599n
  const length = (value: bigint) => value.toString(2).length
  while (rest !== 0n && length(rest) >= 16) rest ^= divisor << BigInt(length(rest) - 16)
  return rest
}

test('the CRC is the remainder of the polynomial division', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const { bits, slot } = encodeFrameBits(frame)
      const plain = unstuffed(text(bits.subarray(0, slot - 1)))
      assert.equal(BigInt(`0b${plain.slice(-15)}`), remainder(plain.slice(0, -15)))
    }),
  )
})

test('the frames worked by hand have these bits', () => {
  const lines = readFileSync(new URL('./vectors/bits.txt', import.meta.url), 'utf8').split('\n')
  const vectors = lines.filter((line) => line !== '' && !line.startsWith('#'))
  assert(vectors.length >= 3)
  for (const vector of vectors) {
    const [id, data, bits] = vector.split(/\s+/)
    const isExtended = id.length === 8
    const frame = { id: Number.parseInt(id, 16), isExtended, data: data === '-' ? new Uint8Array(0) : hex(data) }
    assert.equal(text(encodeFrameBits(frame).bits), bits.replaceAll('.', ''), vector)
  }
})
