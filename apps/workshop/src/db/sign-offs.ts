/** Sign-offs: an instructor's judgement of a submitted attempt. Written once; the database refuses a change. */
import type { Assessment } from '@luban/lab'
import type { Database, DatabaseTransaction, JudgedCriterion, Row } from './schema.ts'

export type SignOff = Row<'sign_off'>

export type NewSignOff = {
  readonly attemptId: string
  readonly instructorId: string
  readonly criteria: readonly JudgedCriterion[]
  readonly passed: boolean
  readonly comment: string
  readonly at: Date
}

/** False when the attempt is not, or no more, waiting for one. */
export async function insertSignOff(
  db: DatabaseTransaction,
  signOff: NewSignOff,
  assessment: Assessment,
): Promise<boolean> {
  const inserted = await db
    .insertInto('sign_off')
    .values({
      attempt_id: signOff.attemptId,
      instructor_id: signOff.instructorId,
      criteria: JSON.stringify(signOff.criteria),
      passed: signOff.passed,
      comment: signOff.comment,
      at: signOff.at,
    })
    .onConflict((conflict) => conflict.column('attempt_id').doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows !== 1n) return false
  const updated = await db
    .updateTable('attempt')
    .set({ status: 'signedOff', assessment: JSON.stringify(assessment), score: assessment.points })
    .where('id', '=', signOff.attemptId)
    .where('status', '=', 'submitted')
    .executeTakeFirst()
  return updated.numUpdatedRows === 1n
}

export const findSignOff = (db: Database, attemptId: string): Promise<SignOff | undefined> =>
  db.selectFrom('sign_off').selectAll().where('attempt_id', '=', attemptId).executeTakeFirst()
