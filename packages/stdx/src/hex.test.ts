import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AssertionError } from './assert.ts'
import { hex, parseHex, toHex } from './hex.ts'

test('bytes survive as hexadecimal text', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.deepEqual(parseHex(toHex(bytes)), bytes)))
})

test('any text is parsed or refused, and only whole bytes of hexadecimal digits are parsed', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const isHex = /^[0-9a-fA-F]*$/.test(text.replaceAll(' ', '')) && text.replaceAll(' ', '').length % 2 === 0
      assert.equal(parseHex(text) !== undefined, isHex)
    }),
  )
})

test('a constant that is not hexadecimal is our own bug', () => {
  assert.throws(() => hex('1G'), AssertionError)
})
