/** A trainee does something to the station. A critical error ends the attempt at once. */
import { route } from '../../route.ts'
import { CarActionSchema } from './action-schema.ts'
import { AttemptParams, ownWorkingAttempt } from './own-attempt.ts'
import { ActionOutcomeSchema } from './schemas.ts'

export const act = route({
  method: 'POST',
  path: '/api/attempts/:id/actions',
  summary: 'Do something to the station. The answer comes when the evidence holds it.',
  permission: 'attempt:act',
  params: AttemptParams,
  body: CarActionSchema,
  reply: ActionOutcomeSchema,
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'STATION_PAUSED', 'STATION_UNAVAILABLE'],

  async handle(context, { params, body }) {
    const running = await ownWorkingAttempt(context, params.id)
    const outcome = await running.station.call('act', { action: body, by: context.actor.userId })
    if (outcome.kind === 'hazard') await running.settled // Whoever reads the attempt next finds it stopped.
    return outcome
  },
})
