/** A trainee looks through the scope. The station goes on while the curves are solved. */
import { Type } from 'typebox'
import { route } from '../../route.ts'
import { AttemptParams, ownWorkingAttempt } from './own-attempt.ts'
import { ScopeReplySchema } from './schemas.ts'

const Point = Type.String({ minLength: 1, maxLength: 100 })
const Channel = Type.Object({ red: Point, black: Point }, { additionalProperties: false })

export const lookThroughScope = route({
  method: 'POST',
  path: '/api/attempts/:id/scope',
  summary: 'Show one or two voltages over time. The answer comes when the evidence holds it.',
  permission: 'attempt:act',
  params: AttemptParams,
  body: Type.Object(
    {
      channels: Type.Array(Channel, { minItems: 1, maxItems: 2 }),
      secondsPerDivision: Type.Number({ minimum: 5e-6, maximum: 2e-3 }),
      trigger: Type.Object(
        {
          channel: Type.Integer({ minimum: 0, maximum: 1 }),
          edge: Type.Enum(['rising', 'falling']),
          volts: Type.Number({ minimum: -1000, maximum: 1000 }),
          mode: Type.Enum(['auto', 'normal']),
        },
        { additionalProperties: false },
      ),
    },
    { additionalProperties: false },
  ),
  reply: ScopeReplySchema,
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'STATION_PAUSED', 'STATION_UNAVAILABLE'],

  async handle(context, { params, body }) {
    const running = await ownWorkingAttempt(context, params.id)
    const channel = Math.min(body.trigger.channel, body.channels.length - 1)
    const settings = { ...body, trigger: { ...body.trigger, channel } }
    const outcome = await running.station.call('scope', { settings, by: context.actor.userId })
    if (outcome.kind === 'hazard') await running.settled
    return outcome
  },
})
