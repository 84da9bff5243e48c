/**
 * A trainee lets the station run faster while waiting, as far as the exercise allows; never in an exam.
 *
 * The station itself goes back to the pace of the real world when the waiting time that its world asks for is over.
 */
import { paceMaxOf } from '@luban/lab'
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { AttemptParams, ownWorkingAttempt } from './own-attempt.ts'

export const setPace = route({
  method: 'POST',
  path: '/api/attempts/:id/pace',
  summary:
    'Set how many times faster than wall time the station runs, at most until its waiting time is over; the answer is what now holds.',
  permission: 'attempt:act',
  params: AttemptParams,
  body: Type.Object({ pace: Type.Number({ minimum: 1, maximum: 1000 }) }, { additionalProperties: false }),
  reply: Type.Object({ pace: Type.Number() }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'STATION_PAUSED', 'PACE_FIXED', 'STATION_UNAVAILABLE'],

  async handle(context, { params, body: { pace } }) {
    const running = await ownWorkingAttempt(context, params.id)
    if (pace > 1 && paceMaxOf(running.exercise, running.mode) === 1) throw new ApiError('PACE_FIXED')
    return { pace: await running.setPace(pace) }
  },
})
