/** Who may know what was wrong with the station of an attempt. */
import type { Actor } from '../context.ts'
import type { Attempt } from '../db/attempts.ts'

/**
 * Its trainee, or one of its team, once a cause was stated or the time was up: whoever gives up, or is stopped, may start the exercise
 * again. After an attempt in exam mode only when an examiner has recorded it as an exam. Anybody else who may read it, always.
 */
export function mayKnowCause(
  { userId, roles }: Actor,
  { trainee_id, status, mode }: Pick<Attempt, 'trainee_id' | 'status' | 'mode'>,
  { isExamRecorded }: { isExamRecorded: boolean },
): boolean {
  const isStaff = roles.has('instructor') || roles.has('examiner')
  if (trainee_id !== userId && isStaff) return true
  if (status !== 'submitted' && status !== 'signedOff') return false
  return mode === 'practice' || isExamRecorded
}
