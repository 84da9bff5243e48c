import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exponential, naturalLogarithm } from './exponential.ts'

const near = (actual: number, expected: number) =>
  assert(Math.abs(actual - expected) <= 2e-15 * Math.abs(expected) + 5e-324, `${actual}, not ${expected}`)

test('the exponential is that of the engine, to the last digits', () => {
  fc.assert(fc.property(fc.double({ min: -700, max: 709, noNaN: true }), (x) => near(exponential(x), Math.exp(x))))
  assert.equal(exponential(0), 1)
  assert.deepEqual([exponential(800), exponential(-800)], [Number.POSITIVE_INFINITY, 0])
  assert(Number.isNaN(exponential(Number.NaN)))
})

test('the logarithm is that of the engine, and undoes the exponential', () => {
  const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(positive, (x) => {
      assert(Math.abs(naturalLogarithm(x) - Math.log(x)) <= 4e-16 * Math.abs(Math.log(x)) + 2e-16)
    }),
    { numRuns: 1000 },
  )
  fc.assert(
    fc.property(fc.double({ min: -300, max: 300, noNaN: true }), (x) => {
      assert(Math.abs(naturalLogarithm(exponential(x)) - x) <= 1e-13)
    }),
  )
  assert.deepEqual([naturalLogarithm(1), naturalLogarithm(0)], [0, Number.NEGATIVE_INFINITY])
  assert(Number.isNaN(naturalLogarithm(-1)))
})

test('the bits are those that every engine gives: worked once, kept here', () => {
  let sum = 0
  for (let i = 1; i <= 1000; i++) sum += exponential(-i / 97) * naturalLogarithm(1 + i / 31)
  assert.equal(sum, GOLDEN)
})

const GOLDEN = 114.72115710386997
