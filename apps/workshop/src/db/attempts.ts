/** Attempts: who practised what, how it ended, and the seal on the evidence. */
import type { Assessment, AttemptStatus, EndedStatus, GuideProgress, Mode } from '@luban/lab'
import type { ExpressionBuilder } from 'kysely'
import { ENDS_OF_OURS } from './end-reasons.ts'
import type { Database, DatabaseTransaction, Row, StatedCause, Tables } from './schema.ts'

export type Attempt = Row<'attempt'>

export type NewAttempt = {
  readonly id: string
  readonly exerciseId: string
  readonly traineeId: string
  readonly mode: Mode
  readonly seed: number
  readonly startedAt: Date
  /** Relative to the folder of evidence, so that the data folder can be moved. */
  readonly evidencePath: string
  readonly isGuided?: boolean
}

/** False when the trainee has an attempt running: the database allows one. */
export async function insertRunningAttempt(db: DatabaseTransaction, attempt: NewAttempt): Promise<boolean> {
  const inserted = await db
    .insertInto('attempt')
    .values({
      id: attempt.id,
      exercise_id: attempt.exerciseId,
      trainee_id: attempt.traineeId,
      mode: attempt.mode,
      seed: attempt.seed,
      status: 'running',
      started_at: attempt.startedAt,
      ended_at: null,
      end_reason: null,
      diagnosis: null,
      evidence_path: attempt.evidencePath,
      evidence_sha256: null,
      assessment: null,
      score: null,
      is_guided: attempt.isGuided === true,
    })
    .onConflict((conflict) => conflict.column('trainee_id').where('status', '=', 'running').doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}

/**
 * Exam attempts of a person at an exercise since an examiner last judged one of them, the one that runs included.
 * Which of them count, end-reasons.ts says.
 */
export async function countExamAttempts(db: Database, traineeId: string, exerciseId: string): Promise<number> {
  const judged = db
    .selectFrom('exam')
    .innerJoin('attempt as judged', 'judged.id', 'exam.attempt_id')
    .select(({ fn }) => fn.max('exam.at').as('at'))
    .where('judged.trainee_id', '=', traineeId)
    .where('judged.exercise_id', '=', exerciseId)
  const { count } = await db
    .selectFrom('attempt')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('trainee_id', '=', traineeId)
    .where('exercise_id', '=', exerciseId)
    .where('mode', '=', 'exam')
    .where(({ eb, or }) => or([eb('end_reason', 'is', null), eb('end_reason', 'not in', ENDS_OF_OURS)]))
    .where('started_at', '>', ({ fn, val }) => fn.coalesce(judged, val(new Date(0))))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export const findAttempt = (db: Database, id: string): Promise<Attempt | undefined> =>
  db.selectFrom('attempt').selectAll().where('id', '=', id).executeTakeFirst()

/** Of these people, those who are at a station now. */
export async function listBusy(db: Database, userIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (userIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('attempt')
    .select('trainee_id')
    .where('status', '=', 'running')
    .where('trainee_id', 'in', [...userIds])
    .execute()
  return new Set(rows.map(({ trainee_id }) => trainee_id))
}

export const findRunningAttempt = (db: Database, traineeId: string): Promise<Attempt | undefined> =>
  db
    .selectFrom('attempt')
    .selectAll()
    .where('trainee_id', '=', traineeId)
    .where('status', '=', 'running')
    .executeTakeFirst()

export const listRunningAttempts = (db: Database): Promise<Attempt[]> =>
  db.selectFrom('attempt').selectAll().where('status', '=', 'running').orderBy('started_at').execute()

export type AttemptFilter = {
  readonly traineeId?: string | undefined
  /** Of whoever is in this group now. */
  readonly groupId?: string | undefined
  readonly exerciseId?: string | undefined
  readonly status?: AttemptStatus | undefined
  readonly mode?: Mode | undefined
  /** Nobody signs them off. */
  readonly isWithoutCompetitions?: boolean
  /** Only attempts below this one: the way to the next page. */
  readonly below?: { readonly startedAt: Date; readonly id: string } | undefined
  readonly limit: number
}

/** The newest first, each with its trainee's names, the verdict of its sign-off, and whether an examiner has judged it. */
export async function listAttempts(db: Database, filter: AttemptFilter) {
  let query = db
    .selectFrom('attempt')
    .innerJoin('user', 'user.id', 'attempt.trainee_id')
    .leftJoin('sign_off', 'sign_off.attempt_id', 'attempt.id')
    .leftJoin('exam', 'exam.attempt_id', 'attempt.id')
    .selectAll('attempt')
    .select(['user.name as trainee_name', 'user.names as trainee_names', 'sign_off.passed as signed_off_passed'])
    .select(({ eb }) => eb('exam.attempt_id', 'is not', null).as('is_exam_recorded'))
    .orderBy('attempt.started_at', 'desc')
    .orderBy('attempt.id')
    .limit(filter.limit)
  if (filter.traineeId !== undefined) query = query.where('attempt.trainee_id', '=', filter.traineeId)
  const { groupId } = filter
  if (groupId !== undefined) {
    query = query.where('attempt.trainee_id', 'in', (eb) =>
      eb.selectFrom('class_group_member').select('user_id').where('group_id', '=', groupId),
    )
  }
  if (filter.exerciseId !== undefined) query = query.where('attempt.exercise_id', '=', filter.exerciseId)
  if (filter.status !== undefined) query = query.where('attempt.status', '=', filter.status)
  if (filter.mode !== undefined) query = query.where('attempt.mode', '=', filter.mode)
  if (filter.isWithoutCompetitions) {
    query = query.where(({ eb, not, exists }) =>
      not(
        exists(
          eb
            .selectFrom('competition_team')
            .select('competition_team.number')
            .whereRef('competition_team.attempt_id', '=', 'attempt.id'),
        ),
      ),
    )
  }
  if (filter.below !== undefined) query = query.where(isBelow(filter.below))
  return await query.execute()
}

/** Two people may start in the same millisecond: then their ids decide. */
function isBelow({ startedAt, id }: { readonly startedAt: Date; readonly id: string }) {
  return ({ eb, or, and }: ExpressionBuilder<Tables, 'attempt'>) =>
    or([
      eb('attempt.started_at', '<', startedAt),
      and([eb('attempt.started_at', '=', startedAt), eb('attempt.id', '>', id)]),
    ])
}

export type AttemptEnd = {
  readonly status: EndedStatus
  readonly reason: string
  readonly at: Date
  readonly diagnosis: StatedCause | null
  /** Null when there was no evidence left to seal. */
  readonly evidenceSha256: string | null
  readonly assessment: Assessment | null
  readonly guide?: GuideProgress | null
}

/** False when the attempt had ended already: an end is written once. */
export async function endAttempt(db: DatabaseTransaction, id: string, end: AttemptEnd): Promise<boolean> {
  const ended = await db
    .updateTable('attempt')
    .set({
      status: end.status,
      ended_at: end.at,
      end_reason: end.reason,
      diagnosis: end.diagnosis === null ? null : JSON.stringify(end.diagnosis),
      evidence_sha256: end.evidenceSha256,
      assessment: end.assessment === null ? null : JSON.stringify(end.assessment),
      score: end.assessment?.points ?? null,
      guide: end.guide ? JSON.stringify(end.guide) : null,
    })
    .where('id', '=', id)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return ended.numUpdatedRows === 1n
}
