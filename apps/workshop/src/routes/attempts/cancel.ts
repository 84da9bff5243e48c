/** A trainee gives an attempt up: it ends without an assessment, and its evidence stays. */
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { AttemptParams, ownRunningAttempt } from './own-attempt.ts'
import { StatusSchema } from './schemas.ts'

export const cancelAttempt = route({
  method: 'POST',
  path: '/api/attempts/:id/cancel',
  summary: 'Give a running attempt up.',
  permission: 'attempt:act',
  params: AttemptParams,
  reply: Type.Object({ status: StatusSchema }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'STATION_UNAVAILABLE'],

  async handle(context, { params }) {
    const running = await ownRunningAttempt(context, params.id)
    const { status, reason } = await running.end({ status: 'cancelled', reason: 'cancelledByTrainee' })
    if (status !== 'cancelled') throw new ApiError('ATTEMPT_CLOSED', { reason })
    return { status }
  },
})
