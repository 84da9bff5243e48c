/** Whose attempt it is: the first lines of every handler here. What is not yours does not exist: 404, never 403. */
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { type Attempt, findAttempt } from '../../db/attempts.ts'
import { isInTeamOf } from '../../db/competitions.ts'
import { ApiError } from '../../errors.ts'
import type { RunningAttempt } from '../../stations/running-attempt.ts'

export const AttemptParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** To see any attempt is part of an instructor's and an examiner's work. */
export function seesAll({ actor }: Context): boolean {
  return actor.roles.has('instructor') || actor.roles.has('examiner')
}

export async function readableAttempt(context: Context, id: string): Promise<Attempt> {
  const attempt = await findAttempt(context.db, id)
  if (attempt === undefined) throw new ApiError('ATTEMPT_NOT_FOUND')
  const { userId } = context.actor
  const mayRead = attempt.trainee_id === userId || seesAll(context) || (await isInTeamOf(context.db, id, userId))
  if (!mayRead) throw new ApiError('ATTEMPT_NOT_FOUND')
  return attempt
}

/** The trainee's own attempt, or the team's, while it runs. The trainee counts as present from now on. */
export async function ownRunningAttempt({ actor, db, services }: Context, id: string): Promise<RunningAttempt> {
  const running = services.attempts.find(id)
  if (running === undefined) {
    const attempt = await findAttempt(db, id)
    throw new ApiError(attempt?.trainee_id === actor.userId ? 'ATTEMPT_CLOSED' : 'ATTEMPT_NOT_FOUND')
  }
  if (!running.mayWork(actor.userId)) throw new ApiError('ATTEMPT_NOT_FOUND')
  running.touch()
  return running
}

/** The same for what a person does at the car: while an instructor has stopped the time, nobody gains any. */
export async function ownWorkingAttempt(context: Context, id: string): Promise<RunningAttempt> {
  const running = await ownRunningAttempt(context, id)
  if (running.isPaused) throw new ApiError('STATION_PAUSED')
  return running
}

/** Somebody else's attempt while it runs: nobody guides themselves. */
export async function guidedAttempt({ actor, db, services }: Context, id: string): Promise<RunningAttempt> {
  const running = services.attempts.find(id)
  if (running !== undefined && !running.mayWork(actor.userId)) return running
  const attempt = await findAttempt(db, id)
  const isOver = attempt !== undefined && attempt.trainee_id !== actor.userId
  throw new ApiError(isOver ? 'ATTEMPT_CLOSED' : 'ATTEMPT_NOT_FOUND')
}

/** And only in practice. */
export async function guidedPractice(context: Context, id: string): Promise<RunningAttempt> {
  const running = await guidedAttempt(context, id)
  if (running.mode === 'exam') throw new ApiError('EXAM_UNTOUCHED')
  if (running.team !== undefined) throw new ApiError('COMPETITION_UNTOUCHED')
  return running
}
