/** A trainee starts an exercise: a station comes alive, with doors of its own. */
import { paceMaxOf } from '@luban/lab'
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { endAttemptOfBarred } from '../../people/end-barred.ts'
import { SERIAL_KINDS } from '../../real/adapter.ts'
import { chosenAdapter } from '../../real/chosen-adapter.ts'
import { route } from '../../route.ts'
import { doorsAsSeen } from './doors-as-seen.ts'
import { DoorSchema, ModeSchema } from './schemas.ts'

/** Of a real car: one of the workshop's adapters, or one at the serial port of one's own computer. */
const AdapterChoiceSchema = Type.Union([
  Type.Object({ id: Type.String({ format: 'uuid' }) }, { additionalProperties: false }),
  Type.Object({ serial: Type.Enum([...SERIAL_KINDS]) }, { additionalProperties: false }),
])

export const startAttempt = route({
  method: 'POST',
  path: '/api/attempts',
  summary: 'Start an attempt at an exercise. A trainee has one running at a time.',
  permission: 'attempt:start',
  body: Type.Object(
    {
      exerciseId: Type.String({ minLength: 1, maxLength: 100 }),
      mode: ModeSchema,
      adapter: Type.Optional(AdapterChoiceSchema),
    },
    { additionalProperties: false },
  ),
  reply: Type.Object({ id: Type.String(), doors: Type.Array(DoorSchema), paceMax: Type.Number() }),
  errors: [
    'EXERCISE_NOT_FOUND',
    'BODY_MALFORMED',
    'ATTEMPT_OPEN_ALREADY',
    'EXAM_ATTEMPTS_SPENT',
    'STATIONS_FULL',
    'ADAPTER_NOT_FOUND',
    'ADAPTER_IN_USE',
    'STATION_UNAVAILABLE',
    'PERSON_SHUT_OUT',
    'ROLE_WITHDRAWN',
  ],

  async handle(context, { body: { exerciseId, mode, adapter } }) {
    const exercise = context.services.attempts.exercise(exerciseId)
    if (exercise === undefined || !context.services.attempts.catalogue.isOffered(exerciseId))
      throw new ApiError('EXERCISE_NOT_FOUND')
    if (!exercise.modes.includes(mode)) {
      throw new ApiError('BODY_MALFORMED', {
        at: 'mode',
        problem: `the exercise is offered as ${exercise.modes.join(', ')}`,
      })
    }
    const chosen = await chosenAdapter(context, exercise, adapter)
    const running = await context.services.attempts.start(context, exercise, mode, chosen)
    const barred = await endAttemptOfBarred(context, context.actor.userId)
    if (barred !== undefined) throw new ApiError(barred === 'traineeShutOut' ? 'PERSON_SHUT_OUT' : 'ROLE_WITHDRAWN')
    return {
      id: running.id,
      doors: doorsAsSeen(running.doors, context.request.headers.host),
      paceMax: paceMaxOf(exercise, mode),
    }
  },
})
