/** A trainee says that a message of the instructor was read. */
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { ownRunningAttempt } from '../attempts/own-attempt.ts'

export const confirmMessage = route({
  method: 'POST',
  path: '/api/attempts/:id/messages/:number/read',
  summary: 'Confirm that a message of the instructor was read.',
  permission: 'attempt:act',
  params: Type.Object({
    id: Type.String({ format: 'uuid' }),
    number: Type.String({ pattern: '^\\d{1,4}$' }),
  }),
  reply: Type.Object({ isRead: Type.Boolean() }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'MESSAGE_NOT_FOUND', 'STATION_UNAVAILABLE'],

  async handle(context, { params }) {
    const running = await ownRunningAttempt(context, params.id)
    if (!(await running.confirmRead(Number(params.number), context.actor.userId)))
      throw new ApiError('MESSAGE_NOT_FOUND')
    return { isRead: true }
  },
})
