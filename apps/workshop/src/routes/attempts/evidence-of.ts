/**
 * The evidence file of an attempt, for those who may read it: its trainee after the end, instructors and examiners
 * at any time. A running attempt's trainee may not: the file holds the seed.
 */
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Context } from '../../context.ts'
import type { Attempt } from '../../db/attempts.ts'
import { isRecordedExam } from '../../db/certification.ts'
import type { ErrorCode } from '../../errors.ts'
import { ApiError } from '../../errors.ts'
import { findKeptEvidence } from '../../evidence/kept.ts'
import { truthAtByte } from '../../evidence/parts.ts'
import { mayKnowCause } from '../../policies/attempts.ts'
import { readableAttempt, seesAll } from './own-attempt.ts'

export const EVIDENCE_ERRORS = [
  'ATTEMPT_NOT_FOUND',
  'ATTEMPT_RUNNING',
  'EVIDENCE_NOT_FOUND',
  'EVIDENCE_CHANGED',
] as const satisfies readonly ErrorCode[]

/** Where it lies, with the truth at its end. Only for what is read of it here: `evidenceToTake` is what goes out whole. */
export async function evidencePath(context: Context, attemptId: string): Promise<string> {
  return (await findEvidenceOf(context, attemptId)).path
}

/** The file for whoever asks: byte for byte as it was sealed, or cut before the truth for a trainee who may not know it. */
export async function evidenceToTake(context: Context, attemptId: string): Promise<Readable> {
  const { attempt, path } = await findEvidenceOf(context, attemptId)
  const isExamRecorded = attempt.mode === 'exam' && (await isRecordedExam(context.db, attempt.id))
  const endByte = mayKnowCause(context.actor, attempt, { isExamRecorded }) ? undefined : await truthAtByte(path)
  return createReadStream(path, endByte === undefined ? {} : { end: endByte - 1 }) // `end` is the last byte that goes out.
}

async function findEvidenceOf(context: Context, attemptId: string) {
  const attempt = await readableAttempt(context, attemptId)
  const isOwn = attempt.trainee_id === context.actor.userId
  // Somebody who is an instructor too is still the trainee of an attempt of their own.
  if (attempt.status === 'running' && (isOwn || !seesAll(context))) throw new ApiError('ATTEMPT_RUNNING')
  return { attempt, path: await keptEvidenceOf(context, attempt) }
}

/** Its path, written up to now and, once it is over, as it was sealed. Whoever asks must be allowed what they are told of it. */
export async function keptEvidenceOf({ services }: Context, attempt: Attempt): Promise<string> {
  await services.attempts
    .find(attempt.id)
    ?.station.call('flush', undefined)
    .catch(() => {}) // It has ended meanwhile, and then all of it is written.
  return await findKeptEvidence(services.attempts.evidencePath(attempt), attempt.evidence_sha256)
}
