/**
 * The life of an attempt, as a table: what may happen in which status, and where it leads.
 *
 * Pure: who acts and when is the server's to record. Invariant: no way leads out of a final status, and only a
 * submitted attempt can be signed off, so a stopped one can never count for a certificate.
 */
import { assert } from '@luban/stdx'

export const ATTEMPT_STATUSES = ['running', 'submitted', 'stopped', 'cancelled', 'interrupted', 'signedOff'] as const

export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number]

/** Why the attempt moves on. `timeIsUp` submits what is there; `stationLost` is our failure, never the trainee's. */
export const ATTEMPT_EVENTS = [
  'diagnosisStated',
  'timeIsUp',
  'hazard',
  'cancelledByTrainee',
  'stationLost',
  'signedOff',
] as const

export type AttemptEvent = (typeof ATTEMPT_EVENTS)[number]

export const TRANSITIONS: Readonly<Record<AttemptStatus, Readonly<Partial<Record<AttemptEvent, AttemptStatus>>>>> = {
  running: {
    diagnosisStated: 'submitted',
    timeIsUp: 'submitted',
    hazard: 'stopped',
    cancelledByTrainee: 'cancelled',
    stationLost: 'interrupted',
  },
  submitted: { signedOff: 'signedOff' },
  stopped: {},
  cancelled: {},
  interrupted: {},
  signedOff: {},
}

export type AttemptFault = {
  readonly fault: 'notPossible'
  readonly status: AttemptStatus
  readonly event: AttemptEvent
}

/** The status after `event`, or why there is none. Never throws: two people may act at the same moment. */
export function afterEvent(status: AttemptStatus, event: AttemptEvent): AttemptStatus | AttemptFault {
  return TRANSITIONS[status][event] ?? { fault: 'notPossible', status, event }
}

/** How an attempt can end at its station: what is not running, and waits for nobody or for its sign-off. */
export type EndedStatus = Exclude<AttemptStatus, 'running' | 'signedOff'>

/** Why a running attempt ends. */
export type EndingEvent = Exclude<AttemptEvent, 'signedOff'>

export function endedBy(event: EndingEvent): EndedStatus {
  const status = afterEvent('running', event)
  assert(typeof status === 'string' && status !== 'running' && status !== 'signedOff', `${event} ends no attempt`)
  return status
}

/** The station is alive and takes actions. */
export function isRunning(status: AttemptStatus): boolean {
  return status === 'running'
}

/** Nothing can change it any more. */
export function isFinal(status: AttemptStatus): boolean {
  return Object.keys(TRANSITIONS[status]).length === 0
}
