/** An examiner judges a candidate's exam attempt. That they did not train the candidate, the database holds too. */
import type { Assessment } from '@luban/lab'
import { Type } from 'typebox'
import { examTermsOf } from '../../certification/conditions.ts'
import { assertExamVerdict } from '../../certification/exam-judgement.ts'
import { schemeOf } from '../../certification/register-entry.ts'
import { findAttemptOf, hasTrained, recordExam as record, takeApplication } from '../../db/certification.ts'
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
    attemptId: Type.String({ minLength: 1, maxLength: 100 }),
    criteria: Type.Array(JudgedCriterionSchema, { maxItems: 100 }),
    passed: Type.Boolean(),
    comment: Type.String({ maxLength: 4000 }),
  }),
  reply: Type.Object({ status: Type.Literal('examined') }),
  errors: [
    'APPLICATION_NOT_FOUND',
    'SCHEME_NOT_FOUND',
    'EXAM_RECORDED_ALREADY',
    'ATTEMPT_NOT_OF_CANDIDATE',
    'EXAM_ATTEMPT_STOPPED',
    'EXAM_INCOMPLETE',
    'EXAM_BELOW_PASS_MARK',
    'EVIDENCE_NOT_FOUND',
    'EVIDENCE_CHANGED',
    'EXAMINER_TRAINED_CANDIDATE',
    'EXAMINER_IS_CANDIDATE',
  ],

  async handle({ actor, now, services: { attempts, content }, change }, { params, body }) {
    return await change(async (db) => {
      const application = await takeApplication(db, params.applicationId)
      if (!application) throw new ApiError('APPLICATION_NOT_FOUND')
      if (application.status !== 'submitted') throw new ApiError('EXAM_RECORDED_ALREADY')
      const scheme = schemeOf(content, application.scheme_id, application.scheme_version)
      if (!scheme) throw new ApiError('SCHEME_NOT_FOUND')

      const { exercises, independenceYears } = examTermsOf(scheme)
      const attempt = await findAttemptOf(db, body.attemptId, application.candidate_id)
      if (!attempt || !exercises.includes(attempt.exercise_id)) throw new ApiError('ATTEMPT_NOT_OF_CANDIDATE')
      // A scheme may ask for more years than the two that the database holds for all.
      const since = new Date(now())
      since.setUTCFullYear(since.getUTCFullYear() - independenceYears)
      if (await hasTrained(db, { instructorId: actor.userId, traineeId: application.candidate_id, since })) {
        throw new ApiError('EXAMINER_TRAINED_CANDIDATE')
      }
      assertExamVerdict(attempt.assessment as Assessment | null, body)
      if (attempt.evidence_sha256 !== null) {
        await findKeptEvidence(attempts.evidencePath(attempt), attempt.evidence_sha256)
      }
      await record(db, {
        application_id: application.id,
        examiner_id: actor.userId,
        attempt_id: body.attemptId,
        criteria: JSON.stringify(body.criteria),
        passed: body.passed,
        comment: body.comment,
        at: now(),
      })
      const detail = { attempt: body.attemptId, passed: body.passed }
      return {
        result: { status: 'examined' as const },
        audit: { action: 'exam.record', subject: `application:${application.id}`, detail },
      }
    })
  },
})
