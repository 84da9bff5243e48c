/**
 * The evidence file of an attempt, for those who may read it: its trainee after the end, instructors and examiners
 * at any time. A running attempt's trainee may not: the file holds the seed.
 */
import { readFile } from 'node:fs/promises'
import type { Context } from '../../context.ts'
import { ApiError } from '../../errors.ts'
import { readableAttempt, seesAll } from './own-attempt.ts'

export async function evidenceBytes(context: Context, attemptId: string): Promise<Uint8Array> {
  const { actor, services } = context
  const attempt = await readableAttempt(context, attemptId)
  const isOwn = attempt.trainee_id === actor.userId
  // Somebody who is an instructor too is still the trainee of an attempt of their own.
  if (attempt.status === 'running' && (isOwn || !seesAll(context))) throw new ApiError('ATTEMPT_RUNNING')
  await services.attempts
    .find(attemptId)
    ?.station.call('flush', undefined)
    .catch(() => {}) // It has ended meanwhile, and then all of it is written.
  const path = services.attempts.evidencePath(attempt)
  const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined)
  if (bytes === undefined) throw new ApiError('EVIDENCE_NOT_FOUND')
  return bytes
}
