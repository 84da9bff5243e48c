import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { decodeScaled, encodeScaled, type Scaling } from './scaled.ts'

/** Steps and offsets that cars use. */
const scalings: fc.Arbitrary<Scaling> = fc.record({
  scale: fc.constantFrom(1, 0.5, 0.25, 0.1, 0.01, 0.001, 10, 3, 100 / 255, 100 / 128, 1 / 64, 2 / 65_536),
  offset: fc.constantFrom(0, -40, -64, -100, -125, -500),
  isSigned: fc.boolean(),
})
const records = fc.uint8Array({ minLength: 1, maxLength: 6 })
const PLAIN: Scaling = { scale: 1, offset: 0, isSigned: false }
const encoded = (value: number, scaling: Scaling, byteLength: number) =>
  toHex(encodeScaled(value, scaling, new Uint8Array(byteLength)))

test('the bytes of every record survive decode then encode', () => {
  fc.assert(
    fc.property(records, scalings, (record, scaling) => {
      const value = decodeScaled(record, scaling)
      assert.deepEqual(encodeScaled(value, scaling, new Uint8Array(record.length)), record)
    }),
    { numRuns: 1000 },
  )
})

test('a value within its range comes back to half a step', () => {
  const cases = fc.tuple(scalings, fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 1, noNaN: true }))
  fc.assert(
    fc.property(cases, ([scaling, byteLength, share]) => {
      const { scale, offset, isSigned } = scaling
      const span = 256 ** byteLength
      const value = offset + scale * ((isSigned ? -span / 2 : 0) + share * (span - 1))
      const back = decodeScaled(encodeScaled(value, scaling, new Uint8Array(byteLength)), scaling)
      assert(Math.abs(back - value) <= 0.5 * scale * (1 + 1e-6), `${value} came back as ${back}`)
    }),
    { numRuns: 1000 },
  )
})

test('whatever is beyond the range becomes the end of the range, and what is no number raw 0', () => {
  const signed = { ...PLAIN, isSigned: true }
  assert.equal(encoded(1e9, PLAIN, 1), 'FF')
  assert.equal(encoded(-1, PLAIN, 1), '00')
  assert.equal(encoded(Number.POSITIVE_INFINITY, signed, 2), '7FFF')
  assert.equal(encoded(Number.NEGATIVE_INFINITY, signed, 2), '8000')
  assert.equal(encoded(Number.NaN, { ...PLAIN, offset: -40 }, 1), '00')
  fc.assert(
    fc.property(fc.double(), scalings, records, (value, scaling, record) => {
      const lowest = decodeScaled(hex(scaling.isSigned ? '80' : '00').slice(), scaling)
      const highest = decodeScaled(hex(scaling.isSigned ? '7F' : 'FF').slice(), scaling)
      const back = decodeScaled(encodeScaled(value, scaling, new Uint8Array(1)), scaling)
      assert(back >= lowest && back <= highest)
      assert.equal(encodeScaled(value, scaling, record), record) // The same array, however odd the value.
    }),
  )
})

test('a half is rounded upwards, below zero too', () => {
  const signed = { ...PLAIN, isSigned: true }
  assert.equal(encoded(2.5, PLAIN, 1), '03')
  assert.equal(encoded(2.4999, PLAIN, 1), '02')
  assert.equal(encoded(-2.5, signed, 1), 'FE')
  assert.equal(encoded(-0.4, signed, 1), '00')
})

test('every byte reads as its number, signed as its two’s complement', () => {
  for (let byte = 0; byte <= 0xff; byte++) {
    assert.equal(decodeScaled(Uint8Array.of(byte), PLAIN), byte)
    assert.equal(decodeScaled(Uint8Array.of(byte), { ...PLAIN, isSigned: true }), byte < 0x80 ? byte : byte - 0x100)
  }
})

test('no bytes make decode throw, none at all included', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), scalings, (record, scaling) => void decodeScaled(record, scaling)),
  )
  assert.equal(decodeScaled(hex(''), { scale: 1, offset: -40, isSigned: true }), -40)
})

for (const [text, scaling, value] of [
  ['1AF8', { scale: 0.25, offset: 0, isSigned: false }, 1726], // PID 0C
  ['7B', { scale: 1, offset: -40, isSigned: false }, 83], // PID 05
  ['FFE2', { scale: 0.1, offset: 0, isSigned: true }, -3], // the current of PID 9A
  ['1388', { scale: 0.1, offset: -500, isSigned: false }, 0], // 0009 of the battery management system
  ['0001E240', { scale: 0.1, offset: 0, isSigned: false }, 12_345.6], // PID A6
] as const) {
  test(`${text} says ${value}`, () => {
    assert(Math.abs(decodeScaled(hex(text), scaling) - value) < 1e-9)
    assert.equal(encoded(value, scaling, text.length / 2), text)
  })
}
