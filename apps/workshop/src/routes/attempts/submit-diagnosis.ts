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

function checkExists({ component, failureMode, also = [] }: Diagnosis, model: WorldModel | undefined): void {
  if (component === null && failureMode === null) {
    if (also.length > 0) throw malformed('also', 'nothing is wrong, and something is: say which of them holds')
    return
  }
  const causes = [{ component, failureMode }, ...also]
  for (const [i, cause] of causes.entries()) {
    const at = i === 0 ? '' : `also/${i - 1}/`
    const found = model?.components.find(({ id }) => id === cause.component)
    if (found === undefined) throw malformed(`${at}component`, 'the station has no such component')
    const hasMode = found.failureModes.some(({ id }) => id === cause.failureMode)
    if (!hasMode) throw malformed(`${at}failureMode`, 'the component has no such failure mode')
    const isSame = (other: (typeof causes)[number]) =>
      other.component === cause.component && other.failureMode === cause.failureMode
    if (causes.findIndex(isSame) < i) throw malformed(`also/${i - 1}`, 'this cause is stated twice')
  }
}

const malformed = (at: string, problem: string) => new ApiError('BODY_MALFORMED', { at, problem })
