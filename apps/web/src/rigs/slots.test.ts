import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byDay, currentAndNext, dayAhead, nextQuarter, problemOfStart, spanOf } from './slots.ts'

const at = (day: string, from: string, until: string) => ({
  startsAt: new Date(`${day}T${from}`).toISOString(),
  endsAt: new Date(`${day}T${until}`).toISOString(),
})
const ms = (day: string, time: string) => Date.parse(`${day}T${time}`)
const BOOKINGS = [
  at('2026-11-30', '09:00', '10:00'),
  at('2026-11-30', '10:00', '11:00'),
  at('2026-12-01', '00:00', '01:00'),
]

test('who is there now and who comes next; at the minute of a change it is the next one', () => {
  const [first, second, third] = BOOKINGS
  assert.deepEqual(currentAndNext(BOOKINGS, ms('2026-11-30', '08:00')), { next: first })
  assert.deepEqual(currentAndNext(BOOKINGS, ms('2026-11-30', '09:59')), { now: first, next: second })
  assert.deepEqual(currentAndNext(BOOKINGS, ms('2026-11-30', '10:00')), { now: second, next: third })
  assert.deepEqual(currentAndNext(BOOKINGS, ms('2026-12-01', '01:00')), {})
})

test('bookings stand under the day of this browser on which they start', () => {
  const days = byDay(BOOKINGS)
  assert.deepEqual(
    days.map(({ day, bookings }) => [day, bookings.length]),
    [
      ['2026-11-30', 2],
      ['2026-12-01', 1],
    ],
  )
})

test('a booking begins at a quarter of an hour, also over midnight', () => {
  assert.deepEqual(nextQuarter(ms('2026-11-30', '09:01')), { day: '2026-11-30', time: '09:15' })
  assert.deepEqual(nextQuarter(ms('2026-11-30', '09:15')), { day: '2026-11-30', time: '09:15' })
  assert.deepEqual(nextQuarter(ms('2026-11-30', '23:50')), { day: '2026-12-01', time: '00:00' })
})

test('a span needs a whole day and time', () => {
  assert.equal(spanOf('', '09:00', 60), undefined)
  assert.equal(spanOf('2026-11-30', '', 60), undefined)
  assert.deepEqual(spanOf('2026-11-30', '09:00', 60), BOOKINGS[0])
})

test('a booking begins neither in the past nor later than fourteen days ahead, to the minute', () => {
  const nowMs = ms('2026-11-30', '09:00')
  const problemAt = (day: string, time: string) => problemOfStart(spanOf(day, time, 60)?.startsAt ?? '', nowMs)
  assert.equal(problemAt('2026-11-30', '08:54'), 'past')
  assert.equal(problemAt('2026-11-30', '08:55'), undefined)
  assert.deepEqual([dayAhead(nowMs, 0), dayAhead(nowMs, 14)], ['2026-11-30', '2026-12-14'])
  assert.equal(problemAt('2026-12-14', '09:00'), undefined)
  assert.equal(problemAt('2026-12-14', '09:01'), 'tooFar')
  assert.equal(dayAhead(ms('2026-12-20', '23:59'), 14), '2027-01-03')
})
