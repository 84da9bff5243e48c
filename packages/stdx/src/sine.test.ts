import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cosineOfTurns, sineOfTurns } from './sine.ts'

test('sine and cosine agree with the engine’s own over many turns', () => {
  fc.assert(
    fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (turns) => {
      assert(Math.abs(sineOfTurns(turns) - Math.sin(2 * Math.PI * turns)) < 1e-9)
      assert(Math.abs(cosineOfTurns(turns) - Math.cos(2 * Math.PI * turns)) < 1e-9)
    }),
  )
})

test('the quarters of a turn are exact', () => {
  assert.equal(sineOfTurns(0), 0)
  assert(Math.abs(sineOfTurns(0.25) - 1) < 1e-11)
  assert.equal(sineOfTurns(7.5), 0)
  assert(Math.abs(sineOfTurns(-0.25) + 1) < 1e-11)
})
