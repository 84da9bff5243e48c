/** A trainee puts two probes somewhere, a clamp around a wire, a gauge on its point, or aims a thermometer.
 * Touching what is live without protection ends the attempt. */
import { PROBE_INSTRUMENTS } from '@luban/lab'
import { Type } from 'typebox'
import { route } from '../../route.ts'
import { AttemptParams, ownWorkingAttempt } from './own-attempt.ts'
import { MeasurementOutcomeSchema } from './schemas.ts'

const Point = Type.String({ minLength: 1, maxLength: 100 })

export const measure = route({
  method: 'POST',
  path: '/api/attempts/:id/measurements',
  summary:
    'Measure between two points, around a wire, at a gauge point or on a surface. The answer comes when the evidence holds it.',
  permission: 'attempt:act',
  params: AttemptParams,
  body: Type.Union([
    Type.Object(
      { instrument: Type.Enum([...PROBE_INSTRUMENTS]), red: Point, black: Point },
      { additionalProperties: false },
    ),
    Type.Object({ instrument: Type.Literal('clamp'), wire: Point }, { additionalProperties: false }),
    Type.Object({ instrument: Type.Literal('gauge'), point: Point }, { additionalProperties: false }),
    Type.Object({ instrument: Type.Literal('thermometer'), surface: Point }, { additionalProperties: false }),
  ]),
  reply: MeasurementOutcomeSchema,
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'STATION_PAUSED', 'STATION_UNAVAILABLE'],

  async handle(context, { params, body }) {
    const running = await ownWorkingAttempt(context, params.id)
    const outcome = await running.station.call('measure', { measurement: body, by: context.actor.userId })
    if (outcome.kind === 'hazard') await running.settled
    return outcome
  },
})
