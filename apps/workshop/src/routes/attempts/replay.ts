/**
 * An attempt to be played back on the bench's panels, while it is rebuilt here from its evidence, after its end.
 *
 * It tells what the trainee was shown and did, and nothing of the fault: so a trainee who was stopped, or who waits for the
 * result of an exam, may watch it too.
 */
import { caseWith } from '@luban/lab'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { findBasis } from '../../db/attempt-basis.ts'
import { listInjectedTruth } from '../../db/attempt-injections.ts'
import type { Attempt } from '../../db/attempts.ts'
import { ApiError } from '../../errors.ts'
import type { TrackOrder } from '../../evidence/tracks.ts'
import { realModelOf } from '../../real/real-model.ts'
import { FILE, FileReply, route } from '../../route.ts'
import { EVIDENCE_ERRORS, keptEvidenceOf } from './evidence-of.ts'
import { AttemptParams, readableAttempt } from './own-attempt.ts'

export const replayAttempt = route({
  method: 'GET',
  path: '/api/attempts/:id/replay',
  summary: 'What was seen and done, ten times a second, as lines of JSON in the order of time; after the end.',
  permission: 'attempt:read',
  params: AttemptParams,
  query: Type.Object(
    {
      look: Type.Optional(
        Type.String({
          pattern: '^\\d{1,9}$',
          description:
            'Of a running scope not each look is told. This place of the evidence: its curve, and nothing else.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  reply: FILE,
  errors: [...EVIDENCE_ERRORS, 'REPLAY_IMPOSSIBLE'],

  async handle(context, { params: { id }, query: { look } }) {
    const attempt = await readableAttempt(context, id)
    if (attempt.status === 'running') throw new ApiError('ATTEMPT_RUNNING')
    const start = await startOf(context, attempt)
    const lookAt = look === undefined ? undefined : Number(look)
    const path = await keptEvidenceOf(context, attempt)
    return new FileReply(
      'application/x-ndjson; charset=utf-8',
      context.services.tracks.play({ path, ...start, lookAt }),
    )
  },
})

/** What the evidence does not hold: the fault, and the settings that could tell it. */
async function startOf({ db, services }: Context, attempt: Attempt): Promise<Omit<TrackOrder, 'path'>> {
  const basis = await findBasis(db, attempt.id)
  // What a real car did cannot be done again.
  if (basis !== undefined && realModelOf(basis.model) !== undefined) throw new ApiError('REPLAY_IMPOSSIBLE')
  const exercise = services.attempts.exercise(attempt.exercise_id, basis?.exerciseVersion)
  if (basis === undefined || exercise === undefined) throw new ApiError('REPLAY_IMPOSSIBLE')
  const faults = basis.truth.map(({ id }) => id)
  const settings = caseWith(exercise, faults)?.settings ?? exercise.start.settings
  const injected = (await listInjectedTruth(db, attempt.id)).map(({ id }) => id)
  return { modelId: basis.model, start: { seed: attempt.seed, faults, settings }, injected }
}
