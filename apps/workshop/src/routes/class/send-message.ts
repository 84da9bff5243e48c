/** An instructor writes to a trainee who works: it stands on the bench until it is confirmed, and in the evidence for good. */
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { AttemptParams, guidedAttempt } from '../attempts/own-attempt.ts'

export const MESSAGE_CHARACTERS_MAX = 500

export const sendMessage = route({
  method: 'POST',
  path: '/api/attempts/:id/messages',
  summary: 'Write to the trainee of a running attempt, in any language; the evidence keeps it, in an exam too.',
  permission: 'class:guide',
  params: AttemptParams,
  body: Type.Object(
    { text: Type.String({ minLength: 1, maxLength: MESSAGE_CHARACTERS_MAX, pattern: '\\S' }) },
    { additionalProperties: false },
  ),
  reply: Type.Object({ isSent: Type.Boolean() }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'MESSAGES_FULL', 'STATION_UNAVAILABLE'],

  async handle(context, { params, body: { text } }) {
    const running = await guidedAttempt(context, params.id)
    if (!(await running.say(text.trim(), context.actor.userId))) throw new ApiError('MESSAGES_FULL')
    return { isSent: true }
  },
})
