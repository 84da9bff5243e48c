/** An instructor stops the time of a station, so that its class looks up, and lets it go on. Never in an exam. */
import { Type } from 'typebox'
import { route } from '../../route.ts'
import { AttemptParams, guidedPractice } from '../attempts/own-attempt.ts'

export const pauseStation = route({
  method: 'POST',
  path: '/api/attempts/:id/pause',
  summary: 'Stop the time of a station and of its limit together, or let both go on.',
  permission: 'class:guide',
  params: AttemptParams,
  body: Type.Object({ isPaused: Type.Boolean() }, { additionalProperties: false }),
  reply: Type.Object({ isPaused: Type.Boolean() }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'EXAM_UNTOUCHED', 'STATION_UNAVAILABLE'],

  async handle(context, { params, body: { isPaused } }) {
    const running = await guidedPractice(context, params.id)
    await running.pause(isPaused)
    return { isPaused: running.isPaused }
  },
})
