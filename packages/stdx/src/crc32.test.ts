import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 as reference } from 'node:zlib'
import fc from 'fast-check'
import { CRC_START, crc32, crcOf, crcResult } from './crc32.ts'

test('the checksum is CRC-32 as of its published check value', () => {
  assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926)
  assert.equal(crc32(new Uint8Array(0)), 0)
})

test('any bytes have the checksum that zlib gives them, wherever they begin in memory', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(16), (bytes, skipped) => {
      const piece = bytes.subarray(skipped)
      assert.equal(crc32(piece), reference(piece))
    }),
  )
})

test('pieces of any length give the checksum of the whole', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(30), { maxLength: 20 }), (bytes, lengths) => {
      let state = CRC_START
      let at = 0
      for (const length of [...lengths, bytes.length]) {
        const end = Math.min(bytes.length, at + length)
        state = crcOf(state, bytes, at, end)
        at = end
      }
      assert.equal(crcResult(state), crc32(bytes))
    }),
  )
})
