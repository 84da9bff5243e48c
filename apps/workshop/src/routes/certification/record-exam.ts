/**
 * An examiner records an exam: practical, of the candidate's attempt in exam mode, or oral, of what the candidate could
 * explain. Which of them, the scheme says. That the examiner did not train the candidate, the database holds too.
 */
import type { Assessment, ExamCondition } from '@luban/lab'
import { Type } from 'typebox'
import { examConditionOf } from '../../certification/conditions.ts'
import { type ExamVerdict, judgedOral, judgedPractical } from '../../certification/exam-judgement.ts'
import { schemeOf } from '../../certification/register-entry.ts'
import type { Context } from '../../context.ts'
import { findBasis } from '../../db/attempt-basis.ts'
import { findAttemptOf, hasTrained, recordExam as record, takeApplication } from '../../db/certification.ts'
import type { DatabaseTransaction, ExamCriterion } from '../../db/schema.ts'
import { ApiError } from '../../errors.ts'
import { findKeptEvidence } from '../../evidence/kept.ts'
import { route } from '../../route.ts'
import { JudgedCriterionSchema } from '../schemas.ts'

export const recordExam = route({
  method: 'POST',
  path: '/api/applications/:applicationId/exam',
  summary: 'Record the exam of an application.',
  permission: 'exam:record',
  params: Type.Object({ applicationId: Type.String() }),
  body: Type.Object({
    attemptId: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'What a practical exam judges; an oral one has none.' }),
    ),
    criteria: Type.Array(JudgedCriterionSchema, { maxItems: 100 }),
    passed: Type.Boolean(),
    comment: Type.String({ maxLength: 4000 }),
  }),
  reply: Type.Object({ status: Type.Literal('examined') }),
  errors: [
    'APPLICATION_NOT_FOUND',
    'SCHEME_NOT_FOUND',
    'EXAM_RECORDED_ALREADY',
    'EXAM_MEANS_MISMATCH',
    'ATTEMPT_NOT_OF_CANDIDATE',
    'EXAM_ATTEMPT_STOPPED',
    'EXAM_INCOMPLETE',
    'EXAM_CRITERION_UNMET',
    'EXAM_NOTHING_MET',
    'EXAM_BELOW_PASS_MARK',
    'EVIDENCE_NOT_FOUND',
    'EVIDENCE_CHANGED',
    'EXAMINER_TRAINED_CANDIDATE',
    'EXAMINER_IS_CANDIDATE',
  ],

  async handle(context, { params, body }) {
    const { actor, now, services, change } = context
    return await change(async (db) => {
      const application = await takeApplication(db, params.applicationId)
      if (!application) throw new ApiError('APPLICATION_NOT_FOUND')
      if (application.status !== 'submitted') throw new ApiError('EXAM_RECORDED_ALREADY')
      const scheme = schemeOf(services.content, application.scheme_id, application.scheme_version)
      if (!scheme) throw new ApiError('SCHEME_NOT_FOUND')

      const [condition, candidateId] = [examConditionOf(scheme), application.candidate_id]
      if ((condition.means === 'practical') !== (body.attemptId !== undefined)) {
        throw new ApiError('EXAM_MEANS_MISMATCH', { means: condition.means })
      }
      await assertDidNotTrain(context, db, { candidateId, years: condition.independenceYears })
      const criteria = await judged(context, db, { condition, candidateId, verdict: body })
      await record(db, {
        application_id: application.id,
        examiner_id: actor.userId,
        means: condition.means,
        attempt_id: body.attemptId ?? null,
        criteria: JSON.stringify(criteria),
        passed: body.passed,
        comment: body.comment,
        at: now(),
      })
      const { attemptId, passed } = body
      const detail = { means: condition.means, ...(attemptId !== undefined && { attempt: attemptId }), passed }
      return {
        result: { status: 'examined' as const },
        audit: { action: 'exam.record', subject: `application:${application.id}`, detail },
      }
    })
  },
})

/** A scheme may ask for more years than the two that the database holds for all. */
async function assertDidNotTrain(
  { actor, now }: Context,
  db: DatabaseTransaction,
  { candidateId, years }: { readonly candidateId: string; readonly years: number },
): Promise<void> {
  const since = new Date(now())
  since.setUTCFullYear(since.getUTCFullYear() - years)
  if (await hasTrained(db, { instructorId: actor.userId, traineeId: candidateId, since })) {
    throw new ApiError('EXAMINER_TRAINED_CANDIDATE')
  }
}

type Judging = {
  readonly condition: ExamCondition
  readonly candidateId: string
  readonly verdict: ExamVerdict & { readonly attemptId?: string }
}

async function judged(
  { services: { attempts } }: Context,
  db: DatabaseTransaction,
  { condition, candidateId, verdict }: Judging,
): Promise<ExamCriterion[]> {
  if (condition.means === 'oral') return judgedOral(condition.criteria, verdict)
  const attempt = await findAttemptOf(db, verdict.attemptId ?? '', candidateId)
  if (!attempt || !condition.exercises.includes(attempt.exercise_id)) throw new ApiError('ATTEMPT_NOT_OF_CANDIDATE')
  const rubric = (await findBasis(db, attempt.id))?.rubric ?? attempts.exercise(attempt.exercise_id)?.rubric
  const criteria = judgedPractical({ assessment: attempt.assessment as Assessment | null, rubric }, verdict)
  // Nobody vouches for an attempt whose evidence is not the one it was assessed from.
  if (attempt.evidence_sha256 !== null) await findKeptEvidence(attempts.evidencePath(attempt), attempt.evidence_sha256)
  return criteria
}
