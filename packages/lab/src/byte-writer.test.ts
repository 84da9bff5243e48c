import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import { type ByteWriter, createByteWriter } from './byte-writer.ts'

const wholeNumbers = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1),
)

function textOf(write: (writer: ByteWriter) => void): string {
  const writer = createByteWriter()
  write(writer)
  return new TextDecoder().decode(writer.take())
}

test('a whole number is written with the digits that JSON gives it', () => {
  fc.assert(
    fc.property(wholeNumbers, (value) =>
      assert.equal(
        textOf((writer) => writer.decimal(value)),
        JSON.stringify(value),
      ),
    ),
  )
})

test('every power of ten and its neighbours are whole', () => {
  for (let power = 1; power < 1e15; power *= 10) {
    for (const value of [power - 1, power, power + 1]) {
      assert.equal(
        textOf((writer) => writer.decimal(value)),
        String(value),
      )
    }
  }
})

test('what is not a whole number is our own bug, not a digit', () => {
  for (const value of [-1, 0.5, Number.NaN, Infinity, 2 ** 53]) assert.throws(() => createByteWriter().decimal(value))
})

test('bytes are written with the digits of their hexadecimal text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      assert.equal(
        textOf((writer) => writer.hex(bytes)),
        toHex(bytes),
      ),
    ),
  )
})

test('a 64-bit field holds every whole number that a number can', () => {
  fc.assert(
    fc.property(wholeNumbers, (value) => {
      const writer = createByteWriter()
      writer.u64(value)
      assert.equal(new DataView(writer.take().slice().buffer).getBigUint64(0, true), BigInt(value))
    }),
  )
})

test('the buffer grows under every kind of field, and loses nothing', () => {
  const writer = createByteWriter()
  const piece = new TextEncoder().encode('workshop')
  let expected = ''
  for (let i = 0; i < 20_000; i++) {
    writer.ascii(piece)
    writer.decimal(i)
    writer.hex(piece)
    expected += `workshop${i}${toHex(piece)}`
  }
  assert.equal(new TextDecoder().decode(writer.take()), expected)
})

test('a position is written over until its bytes are taken', () => {
  const writer = createByteWriter()
  writer.u32(1)
  writer.take()
  writer.u32(2)
  writer.patchU32(4, 3)
  assert.deepEqual([...writer.take()], [3, 0, 0, 0])
  assert.throws(() => writer.patchU32(4, 5))
})
