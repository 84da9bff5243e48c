/**
 * Faults that instructors put into a station while its trainee worked: the part of the truth that came later.
 *
 * Invariant: as for the truth of the start, nobody is sent it; a row says that the fault was to come, the evidence whether
 * it came.
 */
import type { FaultTruth } from '@luban/lab'
import type { Database, DatabaseTransaction } from './schema.ts'

export type Injection = {
  readonly attemptId: string
  /** Its place in the truth of the attempt, behind what was wrong at the start. */
  readonly number: number
  readonly truth: FaultTruth
  readonly instructorId: string
  readonly at: Date
}

export async function insertInjection(db: DatabaseTransaction, injection: Injection): Promise<void> {
  await db
    .insertInto('attempt_injection')
    .values({
      attempt_id: injection.attemptId,
      number: injection.number,
      truth: JSON.stringify(injection.truth),
      instructor_id: injection.instructorId,
      at: injection.at,
    })
    .execute()
}

/** In the order of their places in the truth. */
export async function listInjectedTruth(db: Database, attemptId: string): Promise<FaultTruth[]> {
  const rows = await db
    .selectFrom('attempt_injection')
    .select('truth')
    .where('attempt_id', '=', attemptId)
    .orderBy('number')
    .execute()
  return rows.map(({ truth }) => truth)
}
