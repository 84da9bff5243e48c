import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex } from '@luban/stdx'
import fc from 'fast-check'
import { decodeErrorFrame, ERROR_FLAG, encodeErrorId, errorDetails } from './error-frame.ts'
import { ERROR_CLASSES } from './tables.ts'

test('every set of classes survives encode then decode', () => {
  for (let bits = 1; bits < 1 << ERROR_CLASSES.length; bits++) {
    const error = decodeErrorFrame(ERROR_FLAG + bits, new Uint8Array(8))
    assert(typeof error !== 'string')
    assert.equal(encodeErrorId(error), ERROR_FLAG + bits)
  }
})

test('no identifier and no bytes make decode throw', () => {
  const ids = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.nat(0x3ff).map((bits) => ERROR_FLAG + bits),
  )
  fc.assert(fc.property(ids, fc.uint8Array({ maxLength: 10 }), (id, data) => void decodeErrorFrame(id, data)))
})

test('a data frame, an unknown class and missing detail have names', () => {
  assert.equal(decodeErrorFrame(0x123, new Uint8Array(8)), 'notAnErrorFrame')
  assert.equal(decodeErrorFrame(2 * ERROR_FLAG, new Uint8Array(8)), 'notAnErrorFrame')
  assert.equal(decodeErrorFrame(ERROR_FLAG, new Uint8Array(8)), 'unknownErrorClass')
  assert.equal(decodeErrorFrame(ERROR_FLAG + 0x1000_0000, new Uint8Array(8)), 'unknownErrorClass')
  assert.equal(decodeErrorFrame(ERROR_FLAG + 1, new Uint8Array(7)), 'badData')
})

test('the detail of a passive controller that lost a stuffed bit reads in words', () => {
  const error = decodeErrorFrame(0x2000_020e, hex('0B 30 84 00 00 00 80 7F'))
  assert(typeof error !== 'string')
  assert.deepEqual(error.classes, ['lostArbitration', 'controllerProblem', 'protocolViolation', 'errorCounters'])
  assert.deepEqual(errorDetails(error), {
    lostAtBit: 11,
    controller: ['rxPassive', 'txPassive'],
    violations: ['stuff', 'onTransmission'],
    txErrors: 128,
    rxErrors: 127,
  })
})
