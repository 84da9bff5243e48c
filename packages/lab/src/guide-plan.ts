/**
 * The plan of a guided attempt: the steps of the diagnosis method that its station allows, each with the criteria of the
 * rubric that it earns.
 *
 * Invariant: a plan follows from what everybody may know, the rubric and the station. It is the same whatever is wrong.
 */
import { type Static, Type } from 'typebox'
import type { Rubric } from './exercise.ts'
import type { Component } from './station.ts'
import { WordsSchema } from './words.ts'

/** In the order in which they are taught. */
export const GUIDE_STEPS = [
  'observe',
  'readCodes',
  'readValues',
  'makeSafe',
  'measure',
  'repair',
  'verify',
  'conclude',
] as const

export type GuideStepId = (typeof GUIDE_STEPS)[number]

export const GuideStepSchema = Type.Enum([...GUIDE_STEPS])

/** As the evidence keeps it, from the first record on. `criteria`: ids of the rubric. */
export const GuidePlanSchema = Type.Array(Type.Object({ id: GuideStepSchema, criteria: Type.Array(Type.String()) }))

export type GuidePlan = Static<typeof GuidePlanSchema>

/** What an exercise may add to the method's own hints, step by step. It may name neither a cause nor where it shows. */
export const GuideHintsSchema = Type.Partial(
  Type.Object(
    Object.fromEntries(GUIDE_STEPS.map((id) => [id, WordsSchema])) as Record<GuideStepId, typeof WordsSchema>,
  ),
  { additionalProperties: false },
)

export type GuideHints = Static<typeof GuideHintsSchema>

/** Steps that not every case asks for: a sound car needs no repair, and 12 V no isolation. */
export const STEPS_IF_NEEDED: ReadonlySet<GuideStepId> = new Set(['makeSafe', 'repair', 'verify'])

/** Which step earns a criterion. Time is earned by all of them together. */
const EARNED_BY = {
  causeFound: 'conclude',
  proved: 'measure',
  needlessParts: 'repair',
  recheck: 'verify',
} as const satisfies Partial<Record<Rubric['criteria'][number]['kind'], GuideStepId>>

export function guidePlanOf(
  { criteria }: Pick<Rubric, 'criteria'>,
  { components }: { readonly components: readonly Component[] },
): GuidePlan {
  // At a real car nobody's hands and probes are ours: what is done there leaves no evidence.
  const hasHands = components.some(({ repairs }) => repairs.length > 0)
  const hasHighVoltage = hasHands && components.some(({ isHighVoltage }) => isHighVoltage)
  const steps = GUIDE_STEPS.filter((id) => {
    if (id === 'makeSafe') return hasHighVoltage
    return hasHands || (id !== 'observe' && id !== 'measure' && id !== 'repair')
  })
  return steps.map((id) => ({ id, criteria: criteria.filter((one) => earningStep(one) === id).map(({ id }) => id) }))
}

function earningStep(criterion: Rubric['criteria'][number]): GuideStepId | undefined {
  if (criterion.kind === 'instructor') return criterion.readsReport === true ? 'conclude' : undefined
  return criterion.kind === 'time' ? undefined : EARNED_BY[criterion.kind]
}
