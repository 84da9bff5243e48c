/**
 * What scan tools asked control units, and what these answered, told from the evidence: of the bench and of every tool at
 * a door. Also while the attempt runs: nothing is told that its trainee has not asked.
 */
import type { EcuAddress, ExchangeGroup } from '@luban/lab'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { findBasis } from '../../db/attempt-basis.ts'
import type { Attempt } from '../../db/attempts.ts'
import { createAsked } from '../../evidence/asked.ts'
import { route } from '../../route.ts'
import { keptEvidenceOf } from './evidence-of.ts'
import { AttemptParams, readableAttempt } from './own-attempt.ts'

const GroupsSchema = Type.Array(Type.Unsafe<ExchangeGroup>({ type: 'object', additionalProperties: true }))

const asked = createAsked()

export const readAsked = route({
  method: 'GET',
  path: '/api/attempts/:id/exchanges',
  summary: 'What scan tools asked and were answered, each question that was repeated once; while it runs, so far.',
  permission: 'attempt:read',
  params: AttemptParams,
  reply: Type.Object({
    groups: GroupsSchema,
    cited: GroupsSchema,
    leftOutCount: Type.Integer({ description: 'Exchanges that only the evidence file tells.' }),
  }),
  errors: ['ATTEMPT_NOT_FOUND', 'EVIDENCE_NOT_FOUND', 'EVIDENCE_CHANGED'],

  async handle(context, { params }) {
    const attempt = await readableAttempt(context, params.id)
    const path = await keptEvidenceOf(context, attempt)
    const isOver = attempt.status !== 'running'
    const { groups, cited, leftOutCount } = await asked.read({
      path,
      isOver,
      ecus: await ecusOf(context, attempt),
      places: citedPlaces(attempt),
    })
    return { groups: [...groups], cited: [...cited], leftOutCount }
  },
})

/** Of the station that the attempt was started with; none when it is gone from this workshop. */
async function ecusOf({ db, services }: Context, attempt: Attempt): Promise<readonly EcuAddress[]> {
  const basis = await findBasis(db, attempt.id)
  const modelId = basis?.model ?? services.attempts.exercise(attempt.exercise_id)?.station
  return (modelId === undefined ? undefined : services.attempts.model(modelId))?.ecus ?? []
}

function citedPlaces({ assessment }: Attempt): number[] {
  const criteria = (assessment as { criteria?: readonly { evidence: readonly number[] }[] } | null)?.criteria ?? []
  return criteria.flatMap(({ evidence }) => evidence)
}
