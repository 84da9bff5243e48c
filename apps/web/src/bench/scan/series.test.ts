import assert from 'node:assert/strict'
import test from 'node:test'
import { createSeries } from './series.ts'

test('curves have a hole where a round brought no value', () => {
  const series = createSeries()
  series.add(1, new Map([[5, 62]]))
  series.add(2, new Map())
  series.add(3, new Map([[5, 60]]))
  assert.deepEqual(series.table([5]), [
    [1, 2, 3],
    [62, null, 60],
  ])
  assert.deepEqual(series.extremes(5), { last: 60, min: 60, max: 62 })
  assert.deepEqual(series.extremes(6), {})
})

test('time on a curve always grows: a second value at the same moment replaces the first', () => {
  const series = createSeries()
  series.add(1, new Map([[5, 1]]))
  series.add(1, new Map([[5, 2]]))
  assert.deepEqual(series.table([5]), [[1], [2]])
})
