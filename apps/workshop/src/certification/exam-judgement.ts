/**
 * What an examiner may say of an exam attempt: every criterion judged, and passed only where evidence and examiner
 * together reach the pass mark.
 *
 * The examiner's marks for what the evidence has judged are kept beside it and move no points; a criterion that waits
 * for a person counts in full or not at all.
 */
import { type Assessment, signOff } from '@luban/lab'
import type { JudgedCriterion } from '../db/schema.ts'
import { ApiError } from '../errors.ts'

export type ExamVerdict = { readonly criteria: readonly JudgedCriterion[]; readonly passed: boolean }

/** Throws the error that says what is missing. `assessment` is null for an attempt that was given up or broken off. */
export function assertExamVerdict(assessment: Assessment | null, { criteria, passed }: ExamVerdict): void {
  if (assessment === null || !assessment.gate.isPassed) {
    if (passed) throw new ApiError('EXAM_ATTEMPT_STOPPED')
    return // Nothing in it is there to be judged.
  }
  const met = new Map(criteria.map(({ id, isMet }) => [id, isMet]))
  for (const { id } of criteria) {
    const isKnown = assessment.criteria.some((criterion) => criterion.id === id)
    if (!isKnown || met.size !== criteria.length) {
      throw new ApiError('BODY_MALFORMED', { at: `criteria: ${id}`, problem: 'is not one of the rubric, once' })
    }
  }
  const missing = assessment.criteria.find(({ id }) => !met.has(id))
  if (missing !== undefined) throw new ApiError('EXAM_INCOMPLETE', { criterion: missing.id })
  if (!passed) return

  const marks = assessment.criteria
    .filter(({ kind }) => kind === 'instructor')
    .map(({ id, pointsMax }) => [id, met.get(id) ? pointsMax : 0])
  const judged = signOff(assessment, Object.fromEntries(marks))
  if ('fault' in judged || judged.isPassed !== true) {
    throw new ApiError('EXAM_BELOW_PASS_MARK', { passMark: assessment.passMark })
  }
}
