/** A trainee states the cause: the station closes, the evidence is sealed, the attempt is assessed. */
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import type { Diagnosis } from '../../stations/messages.ts'
import type { WorldModel } from '../../stations/world.ts'
import { AttemptParams, ownRunningAttempt } from './own-attempt.ts'
import { DiagnosisSchema, StatusSchema } from './schemas.ts'

export const submitDiagnosis = route({
  method: 'POST',
  path: '/api/attempts/:id/diagnosis',
  summary: 'State the cause, chosen from all components and failure modes of the station, or that there is none.',
  permission: 'attempt:act',
  params: AttemptParams,
  body: DiagnosisSchema,
  reply: Type.Object({ status: StatusSchema }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'BODY_MALFORMED', 'STATION_UNAVAILABLE'],

  async handle(context, { params, body }) {
    const running = await ownRunningAttempt(context, params.id)
    checkExists(body, context.services.attempts.model(running.exercise.station))
    const { status, reason, isByThis } = await running.end({
      status: 'submitted',
      reason: 'diagnosisStated',
      diagnosis: tidied(body),
      by: context.actor.userId,
    })
    // The time, a hazard or another tab, with a diagnosis of its own, was faster.
    if (!isByThis) throw new ApiError('ATTEMPT_CLOSED', { reason })
    return { status }
  },
})

/** A report of blanks is none. */
function tidied({ report, ...cause }: Diagnosis): Diagnosis {
  const text = report?.trim() ?? ''
  return text === '' ? cause : { ...cause, report: text }
}

function checkExists({ component, failureMode }: Diagnosis, model: WorldModel | undefined): void {
  if (component === null && failureMode === null) return
  const found = model?.components.find(({ id }) => id === component)
  if (found === undefined) throw malformed('component', 'the station has no such component')
  const hasMode = found.failureModes.some(({ id }) => id === failureMode)
  if (!hasMode) throw malformed('failureMode', 'the component has no such failure mode')
}

const malformed = (at: string, problem: string) => new ApiError('BODY_MALFORMED', { at, problem })
