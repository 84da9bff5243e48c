import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  ATTEMPT_EVENTS,
  ATTEMPT_STATUSES,
  type AttemptStatus,
  afterEvent,
  type EndingEvent,
  endedBy,
  isFinal,
  isRunning,
  TRANSITIONS,
} from './attempt.ts'

const events = fc.array(fc.constantFrom(...ATTEMPT_EVENTS), { maxLength: 12 })

/** The statuses an attempt goes through; an event that is not possible leaves it where it is. */
function life(happenings: readonly (typeof ATTEMPT_EVENTS)[number][]): AttemptStatus[] {
  const statuses: AttemptStatus[] = ['running']
  for (const event of happenings) {
    const next = afterEvent(statuses[statuses.length - 1], event)
    statuses.push(typeof next === 'string' ? next : statuses[statuses.length - 1])
  }
  return statuses
}

test('an attempt moves forward at most twice, whatever happens in whatever order', () => {
  fc.assert(
    fc.property(events, (happenings) => {
      const statuses = life(happenings)
      const moves = statuses.filter((status, i) => i > 0 && status !== statuses[i - 1])
      assert(moves.length <= 2)
      assert(!moves.includes('running'))
    }),
  )
})

test('a stopped, cancelled or interrupted attempt is never signed off', () => {
  fc.assert(
    fc.property(events, (happenings) => {
      const statuses = life(happenings)
      if (statuses.at(-1) === 'signedOff') assert(statuses.includes('submitted'))
      for (const dead of ['stopped', 'cancelled', 'interrupted'] as const) {
        const from = statuses.indexOf(dead)
        if (from >= 0) assert(statuses.slice(from).every((status) => status === dead))
      }
    }),
  )
})

test('what is not in the table is answered with a reason and changes nothing', () => {
  for (const status of ATTEMPT_STATUSES) {
    for (const event of ATTEMPT_EVENTS) {
      const expected = TRANSITIONS[status][event] ?? { fault: 'notPossible', status, event }
      assert.deepEqual(afterEvent(status, event), expected)
    }
  }
})

test('only a running attempt has a live station, and every status but running and submitted is final', () => {
  assert.deepEqual(ATTEMPT_STATUSES.filter(isRunning), ['running'])
  assert.deepEqual(ATTEMPT_STATUSES.filter(isFinal), ['stopped', 'cancelled', 'interrupted', 'signedOff'])
})

test('every event but a sign-off ends a running attempt, in the status of the table', () => {
  for (const event of ATTEMPT_EVENTS) {
    if (event !== 'signedOff') assert.equal(endedBy(event), TRANSITIONS.running[event])
  }
  assert.throws(() => endedBy('signedOff' as EndingEvent), /ends no attempt/)
})

test('every status can be reached from running', () => {
  const reached = new Set<AttemptStatus>(['running'])
  for (const status of reached) for (const next of Object.values(TRANSITIONS[status])) reached.add(next)
  assert.deepEqual([...reached].sort(), [...ATTEMPT_STATUSES].sort())
})
