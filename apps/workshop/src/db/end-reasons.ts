/** Why an attempt ended: every reason that is written down, and whose doing it was. */
import type { Hazard } from '@luban/lab'

export type EndReason =
  | 'diagnosisStated'
  | 'timeIsUp'
  | 'cancelledByTrainee'
  | Hazard['kind']
  | 'traineeGone'
  | 'evidenceFull'
  | 'traineeShutOut'
  | 'roleWithdrawn'
  | 'stationUnavailable'
  | 'stationLost'
  | 'serverStopped'
  | 'notAssessable'

/**
 * What was the workshop's doing takes nothing from a candidate, be it a failure or an administrator's decision. Whoever
 * left, or filled the evidence, has seen the car: not to count that would let everyone look for an easier one.
 */
const DOERS: Readonly<Record<EndReason, 'trainee' | 'workshop'>> = {
  diagnosisStated: 'trainee',
  timeIsUp: 'trainee',
  cancelledByTrainee: 'trainee',
  liveContact: 'trainee',
  workWithoutIsolation: 'trainee',
  liveInsulationTest: 'trainee',
  traineeGone: 'trainee',
  evidenceFull: 'trainee',
  traineeShutOut: 'workshop',
  roleWithdrawn: 'workshop',
  stationUnavailable: 'workshop',
  stationLost: 'workshop',
  serverStopped: 'workshop',
  notAssessable: 'workshop',
}

export const END_REASONS = Object.keys(DOERS) as readonly EndReason[]

/** The ends that a candidate may not be held to. */
export const ENDS_OF_OURS = END_REASONS.filter((reason) => DOERS[reason] === 'workshop')

/** Is this one of the attempts that an exam allows? `null`: it still runs. */
export const takesExamAttempt = (mode: 'practice' | 'exam', reason: string | null): boolean =>
  mode === 'exam' && !ENDS_OF_OURS.some((ours) => ours === reason)
