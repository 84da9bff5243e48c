import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secondsUntil, startOf, workshopNowMs } from './workshop-clock.ts'

const TOLD = { now: '2026-11-23T09:00:00.000Z', heardMs: 5000 }
const AT = '2026-11-23T09:00:10.000Z'

test('a countdown goes by what the workshop said and what has passed since, whatever this device believes', () => {
  assert.equal(workshopNowMs(TOLD, 5000), Date.parse(TOLD.now))
  assert.deepEqual(
    [5000, 5001, 6000, 14_999, 15_000, 99_000].map((atMs) => secondsUntil(AT, TOLD, atMs)),
    [10, 10, 9, 1, 0, 0],
  )
})

test('a start lies ahead, within thirty days', () => {
  const local = (ms: number) => {
    const at = new Date(Date.parse(TOLD.now) + ms)
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
  }
  const minute = 60_000
  const month = 30 * 24 * 60 * minute
  assert.equal(startOf(local(minute), TOLD, 5000), '2026-11-23T09:01:00.000Z')
  assert.equal(startOf(local(0), TOLD, 5000), undefined)
  assert.equal(startOf(local(minute), TOLD, 5000 + minute), undefined, 'while the page stayed open')
  assert.equal(startOf(local(month), TOLD, 5000), '2026-12-23T09:00:00.000Z')
  assert.equal(startOf(local(month + minute), TOLD, 5000), undefined)
  assert.equal(startOf('', TOLD, 5000), undefined)
})
