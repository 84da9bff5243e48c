/**
 * What an attempt is judged by: the truth about its station, and its exercise's rubric and time, as they were at its
 * start. Content may have changed by the time when it is judged, after a crash above all.
 *
 * Invariant: nobody is sent it; what people may know of it comes from the assessment and the sealed evidence.
 */
import type { FaultTruth, Rubric } from '@luban/lab'
import type { Database, DatabaseTransaction } from './schema.ts'

export type AttemptBasis = {
  /** Of the station. */
  readonly model: string
  readonly exerciseVersion: number
  readonly timeLimitMin: number
  readonly rubric: Rubric
  readonly truth: readonly FaultTruth[]
}

export async function insertBasis(db: DatabaseTransaction, attemptId: string, basis: AttemptBasis): Promise<void> {
  await db
    .insertInto('attempt_basis')
    .values({
      attempt_id: attemptId,
      model: basis.model,
      exercise_version: basis.exerciseVersion,
      time_limit_min: basis.timeLimitMin,
      rubric: JSON.stringify(basis.rubric),
      truth: JSON.stringify(basis.truth),
    })
    .execute()
}

/** Of the exercise as it was started; nothing else of what is kept. */
export async function findExerciseVersion(db: Database, attemptId: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('attempt_basis')
    .select('exercise_version')
    .where('attempt_id', '=', attemptId)
    .executeTakeFirst()
  return row?.exercise_version
}

/** Undefined for an attempt that was started before anything was kept. */
export async function findBasis(db: Database, attemptId: string): Promise<AttemptBasis | undefined> {
  const row = await db.selectFrom('attempt_basis').selectAll().where('attempt_id', '=', attemptId).executeTakeFirst()
  if (row === undefined) return undefined
  return {
    model: row.model,
    exerciseVersion: row.exercise_version,
    timeLimitMin: row.time_limit_min,
    rubric: row.rubric,
    truth: row.truth,
  }
}
