/**
 * What an examiner may say of an exam: every criterion judged, and passed only where that is true.
 *
 * Practical: evidence and examiner together reach the pass mark. The examiner's marks for what the evidence has judged
 * are kept beside it and move no points; a criterion that waits for a person counts in full or not at all.
 * Oral: every criterion of the scheme is met; there is nothing else to go by.
 */
import { type Assessment, type OralCriterion, type Rubric, signOff } from '@luban/lab'
import type { ExamCriterion, JudgedCriterion } from '../db/schema.ts'
import { ApiError } from '../errors.ts'

export type ExamVerdict = { readonly criteria: readonly JudgedCriterion[]; readonly passed: boolean }

/** The criteria to keep, or throws the error that says what is missing. `assessment` is null for an attempt that was given up or broken off. */
export function judgedPractical(
  { assessment, rubric }: { readonly assessment: Assessment | null; readonly rubric: Rubric | undefined },
  { criteria, passed }: ExamVerdict,
): ExamCriterion[] {
  if (assessment === null || !assessment.gate.isPassed) {
    if (passed) throw new ApiError('EXAM_ATTEMPT_STOPPED')
    return [] // Nothing in it is there to be judged.
  }
  const met = metOf(assessment.criteria, criteria)
  if (passed) assertPassMark(assessment, met)
  return named(criteria, rubric?.criteria ?? [])
}

/** The criteria to keep, or throws the error that says what is missing. */
export function judgedOral(asked: readonly OralCriterion[], { criteria, passed }: ExamVerdict): ExamCriterion[] {
  const met = metOf(asked, criteria)
  const unmet = asked.find(({ id }) => !met.get(id))
  if (passed && unmet !== undefined) throw new ApiError('EXAM_CRITERION_UNMET', { criterion: unmet.id })
  return named(criteria, asked)
}

/** Each criterion once, none of them unknown and none left out. */
function metOf(known: readonly { readonly id: string }[], judged: readonly JudgedCriterion[]): Map<string, boolean> {
  const met = new Map(judged.map(({ id, isMet }) => [id, isMet]))
  for (const { id } of judged) {
    if (!known.some((criterion) => criterion.id === id) || met.size !== judged.length) {
      throw new ApiError('BODY_MALFORMED', { at: `criteria: ${id}`, problem: 'is not one of the criteria, once' })
    }
  }
  const missing = known.find(({ id }) => !met.has(id))
  if (missing !== undefined) throw new ApiError('EXAM_INCOMPLETE', { criterion: missing.id })
  return met
}

function assertPassMark(assessment: Assessment, met: ReadonlyMap<string, boolean>): void {
  // The evidence alone may reach the pass mark; an examiner who found nothing met has not passed anybody.
  if (![...met.values()].includes(true)) throw new ApiError('EXAM_NOTHING_MET')
  const marks = assessment.criteria
    .filter(({ kind }) => kind === 'instructor')
    .map(({ id, pointsMax }) => [id, met.get(id) ? pointsMax : 0])
  const judged = signOff(assessment, Object.fromEntries(marks))
  if ('fault' in judged || judged.isPassed !== true) {
    throw new ApiError('EXAM_BELOW_PASS_MARK', { passMark: assessment.passMark })
  }
}

type Named = { readonly id: string; readonly name: NonNullable<ExamCriterion['name']> }

function named(judged: readonly JudgedCriterion[], names: readonly Named[]): ExamCriterion[] {
  return judged.map((criterion) => {
    const name = names.find(({ id }) => id === criterion.id)?.name
    return name === undefined ? criterion : { ...criterion, name }
  })
}
