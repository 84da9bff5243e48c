import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import { sha256 } from './sha256.ts'

test('the digests are those of the standard for its examples', () => {
  const digest = (text: string) => toHex(sha256(new TextEncoder().encode(text))).toLowerCase()
  assert.equal(digest(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  assert.equal(digest('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('every length up to five blocks, and random messages, hash as in OpenSSL', () => {
  const agrees = (message: Uint8Array) =>
    assert.deepEqual(sha256(message), new Uint8Array(createHash('sha256').update(message).digest()))
  for (let length = 0; length <= 320; length++) agrees(new Uint8Array(length).fill(length))
  fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), agrees))
})
