/** An instructor judges what no machine can, and says whether the attempt counts. Once, and never one's own. */
import { type Assessment, signOff as assessSignedOff, type SignOffFault } from '@luban/lab'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import type { Attempt } from '../../db/attempts.ts'
import { isOfCompetition } from '../../db/competitions.ts'
import type { DatabaseTransaction } from '../../db/schema.ts'
import { findSignOff, insertSignOff } from '../../db/sign-offs.ts'
import { ApiError } from '../../errors.ts'
import { findKeptEvidence } from '../../evidence/kept.ts'
import { route } from '../../route.ts'
import { AttemptParams, readableAttempt } from '../attempts/own-attempt.ts'
import { AssessmentSchema, StatusSchema } from '../attempts/schemas.ts'

export const signOffAttempt = route({
  method: 'POST',
  path: '/api/attempts/:id/sign-off',
  summary: 'Judge the criteria that wait for an instructor, and close the attempt.',
  permission: 'attempt:signOff',
  params: AttemptParams,
  body: Type.Object(
    {
      criteria: Type.Array(
        Type.Object(
          {
            id: Type.String({ minLength: 1, maxLength: 100 }),
            points: Type.Integer({ minimum: 0, maximum: 100 }),
            comment: Type.Optional(Type.String({ maxLength: 2000 })),
          },
          { additionalProperties: false },
        ),
        { maxItems: 50 },
      ),
      passed: Type.Boolean(),
      comment: Type.String({ maxLength: 2000 }),
    },
    { additionalProperties: false },
  ),
  reply: Type.Object({ status: StatusSchema, assessment: AssessmentSchema }),
  errors: [
    'ATTEMPT_NOT_FOUND',
    'ATTEMPT_RUNNING',
    'ATTEMPT_NOT_SUBMITTED',
    'ATTEMPT_IS_EXAM',
    'ATTEMPT_IS_COMPETITION',
    'ATTEMPT_SIGNED_OFF',
    'INSTRUCTOR_IS_TRAINEE',
    'SIGN_OFF_INCOMPLETE',
    'EVIDENCE_NOT_FOUND',
    'EVIDENCE_CHANGED',
    'BODY_MALFORMED',
  ],

  async handle(context, { params, body: { criteria, passed, comment } }) {
    const attempt = await readableAttempt(context, params.id)
    if (await isOfCompetition(context.db, attempt.id)) throw new ApiError('ATTEMPT_IS_COMPETITION')
    const assessment = judged(assessmentToSign(attempt, context), criteria)
    if (passed && assessment.isPassed !== true) {
      throw new ApiError('BODY_MALFORMED', { at: 'passed', problem: `the pass mark is ${assessment.passMark} points` })
    }
    // Nobody vouches for an attempt whose evidence is not the one it was assessed from.
    await findKeptEvidence(context.services.attempts.evidencePath(attempt), attempt.evidence_sha256)
    const marks = criteria.map((mark) => ({ ...mark, isMet: mark.points > 0 }))
    const signOff = {
      attemptId: attempt.id,
      instructorId: context.actor.userId,
      criteria: marks,
      passed,
      comment,
      at: context.now(),
    }
    return await context.change(async (db) => {
      if (!(await insertSignOff(db, signOff, assessment))) throw await whyNot(db, attempt.id)
      return {
        result: { status: 'signedOff' as const, assessment },
        audit: {
          action: 'attempt.signOff',
          subject: `attempt:${attempt.id}`,
          detail: { passed, points: assessment.points ?? undefined, isGuided: attempt.is_guided || undefined },
        },
      }
    })
  },
})

function assessmentToSign(attempt: Attempt, { actor }: Context): Assessment {
  if (attempt.trainee_id === actor.userId) throw new ApiError('INSTRUCTOR_IS_TRAINEE')
  if (attempt.mode === 'exam') throw new ApiError('ATTEMPT_IS_EXAM')
  if (attempt.status === 'running') throw new ApiError('ATTEMPT_RUNNING')
  if (attempt.status === 'signedOff') throw new ApiError('ATTEMPT_SIGNED_OFF')
  if (attempt.status !== 'submitted' || attempt.assessment === null) throw new ApiError('ATTEMPT_NOT_SUBMITTED')
  return attempt.assessment as Assessment
}

function judged(assessment: Assessment, criteria: readonly { id: string; points: number }[]): Assessment {
  const twice = criteria.find(({ id }, i) => criteria.findIndex((other) => other.id === id) !== i)
  if (twice !== undefined) {
    throw new ApiError('BODY_MALFORMED', { at: `criteria: ${twice.id}`, problem: 'judged twice: say which holds' })
  }
  const points = Object.fromEntries(criteria.map(({ id, points }) => [id, points]))
  const signed = assessSignedOff(assessment, points)
  if ('fault' in signed) throw refusalOf(signed)
  return signed
}

function refusalOf(fault: SignOffFault): ApiError {
  switch (fault.fault) {
    case 'missing':
      return new ApiError('SIGN_OFF_INCOMPLETE', { criterion: fault.criterion })
    case 'gateClosed':
      return new ApiError('ATTEMPT_NOT_SUBMITTED')
    case 'unknownCriterion':
    case 'notForInstructor':
    case 'pointsOutOfRange':
      return new ApiError('BODY_MALFORMED', { at: `criteria: ${fault.criterion}`, problem: fault.fault })
  }
}

/** Two instructors at the same moment: the second is told what the first did. */
async function whyNot(db: DatabaseTransaction, attemptId: string): Promise<ApiError> {
  return new ApiError((await findSignOff(db, attemptId)) === undefined ? 'ATTEMPT_NOT_SUBMITTED' : 'ATTEMPT_SIGNED_OFF')
}
