/** A trainee opens the hint of a step of a guided attempt: the evidence keeps that, and the exercise's own words are told. */
import { GuideStepSchema, WordsSchema } from '@luban/lab'
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { or } from '../schemas.ts'
import { ownRunningAttempt } from './own-attempt.ts'

export const openHint = route({
  method: 'POST',
  path: '/api/attempts/:id/hints/:step',
  summary: 'Open the hint of a step of a guided attempt; the evidence keeps that it was.',
  permission: 'attempt:act',
  params: Type.Object({ id: Type.String({ format: 'uuid' }), step: GuideStepSchema }),
  /** `own`: of this exercise, beside those of the method; null where it has none. */
  reply: Type.Object({ own: or(WordsSchema) }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'ATTEMPT_NOT_GUIDED', 'STATION_UNAVAILABLE'],

  async handle(context, { params: { id, step } }) {
    const running = await ownRunningAttempt(context, id)
    const isOpen = await running.station.call('hint', { step, by: context.actor.userId })
    if (!isOpen) throw new ApiError('ATTEMPT_NOT_GUIDED')
    return { own: running.exercise.hints?.[step] ?? null }
  },
})
