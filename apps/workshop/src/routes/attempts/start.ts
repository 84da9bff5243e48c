/** A trainee starts an exercise: a station comes alive, with doors of its own. */
import { type Exercise, paceMaxOf } from '@luban/lab'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { ApiError } from '../../errors.ts'
import { endAttemptOfBarred } from '../../people/end-barred.ts'
import { SERIAL_KINDS } from '../../real/adapter.ts'
import { type AdapterChoice, chosenAdapter } from '../../real/chosen-adapter.ts'
import { realModelOf } from '../../real/real-model.ts'
import { chosenRig } from '../../rigs/claim.ts'
import { fitsRig } from '../../rigs/fit.ts'
import { route } from '../../route.ts'
import type { StartPlace } from '../../stations/attempts.ts'
import { RigCodeSchema } from '../rigs/schemas.ts'
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
      isGuided: Type.Optional(
        Type.Boolean({ description: 'Practice with guidance: its steps are shown, and hints can be opened.' }),
      ),
      rigCode: Type.Optional(RigCodeSchema),
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
    'RIG_NOT_FOUND',
    'RIG_UNFIT',
    'RIG_OUT_OF_ORDER',
    'RIG_IN_USE',
    'RIG_BOOKED',
    'STATION_UNAVAILABLE',
    'PERSON_SHUT_OUT',
    'ROLE_WITHDRAWN',
  ],

  async handle(context, { body: { exerciseId, mode, adapter, rigCode, isGuided = false } }) {
    const exercise = context.services.attempts.exercise(exerciseId)
    if (exercise === undefined || !context.services.attempts.catalogue.isOffered(exerciseId))
      throw new ApiError('EXERCISE_NOT_FOUND')
    if (!exercise.modes.includes(mode)) {
      throw new ApiError('BODY_MALFORMED', {
        at: 'mode',
        problem: `the exercise is offered as ${exercise.modes.join(', ')}`,
      })
    }
    if (isGuided && mode !== 'practice') {
      throw new ApiError('BODY_MALFORMED', { at: 'isGuided', problem: 'only practice is guided' })
    }
    const place = await placeOf(context, exercise, { adapter, rigCode })
    const running = await context.services.attempts.start(context, exercise, mode, { ...place, isGuided })
    const barred = await endAttemptOfBarred(context, context.actor.userId)
    if (barred !== undefined) throw new ApiError(barred === 'traineeShutOut' ? 'PERSON_SHUT_OUT' : 'ROLE_WITHDRAWN')
    return {
      id: running.id,
      doors: doorsAsSeen(running.doors, context.request.headers.host),
      paceMax: paceMaxOf(exercise, mode),
    }
  },
})

type Chosen = { readonly adapter: AdapterChoice | undefined; readonly rigCode: string | undefined }

/** A rig brings its own adapter; an adapter that hangs on a rig brings the rig, with its bookings and defects. */
async function placeOf(context: Context, exercise: Exercise, { adapter, rigCode }: Chosen): Promise<StartPlace> {
  if (rigCode !== undefined && adapter !== undefined) {
    throw new ApiError('BODY_MALFORMED', { at: 'adapter', problem: 'the rig has its own' })
  }
  const adapterId = adapter !== undefined && 'id' in adapter ? adapter.id : undefined
  const rig = await chosenRig(context, { rigCode, adapterId })
  if (rigCode === undefined || rig === undefined) {
    return { adapter: await chosenAdapter(context, exercise, adapter), rigCode: rig?.code }
  }
  if (!fitsRig(exercise, { modelId: rig.model_id, adapterKind: rig.adapter_kind })) throw new ApiError('RIG_UNFIT')
  const isReal = realModelOf(exercise.station) !== undefined
  const own = isReal && rig.adapter_id !== null ? { id: rig.adapter_id } : undefined
  return { adapter: await chosenAdapter(context, exercise, own), rigCode }
}
