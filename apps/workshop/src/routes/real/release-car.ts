/** An instructor lets a trainee act on a real car: clear its codes, move its actuators, write; or no longer. */
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { AttemptParams, guidedAttempt } from '../attempts/own-attempt.ts'

export const releaseCar = route({
  method: 'POST',
  path: '/api/attempts/:id/release',
  summary: 'Let the trainee act on the real car of this attempt, or only read it.',
  permission: 'class:guide',
  params: AttemptParams,
  body: Type.Object({ isReleased: Type.Boolean() }, { additionalProperties: false }),
  reply: Type.Object({ isReleased: Type.Boolean() }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'NOT_A_REAL_CAR', 'STATION_UNAVAILABLE'],

  async handle(context, { params, body: { isReleased } }) {
    const running = await guidedAttempt(context, params.id)
    if (running.adapter === undefined) throw new ApiError('NOT_A_REAL_CAR')
    await running.station.call('release', { isReleased, by: context.actor.userId })
    return { isReleased }
  },
})
