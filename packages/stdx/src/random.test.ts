import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitRandom } from './random.ts'

/** Pearson's statistic of `count` draws over `bins` equal bins of [0, 1). */
function chiSquared(draw: (i: number) => number, count: number, bins: number): number {
  const seen = new Array<number>(bins).fill(0)
  for (let i = 0; i < count; i++) seen[Math.floor(draw(i) * bins)]++
  return seen.reduce((sum, n) => sum + (n - count / bins) ** 2 / (count / bins), 0)
}

// 99.99 % of uniform samples stay below 148 with 99 degrees of freedom.
for (const [along, draw] of [
  ['ticks', (i: number) => unitRandom(1, i, 0)],
  ['indexes', (i: number) => unitRandom(1, 0, i)],
  ['seeds', (i: number) => unitRandom(i, 0, 0)],
] as const) {
  test(`draws along ${along} are uniform`, () => assert(chiSquared(draw, 100_000, 100) < 148))
}

test('a draw has its address and no history', () => {
  const before = unitRandom(5, 6, 7)
  unitRandom(5, 6, 8)
  assert.equal(unitRandom(5, 6, 7), before)
})
