/**
 * A rubric applied to the evidence of an attempt: points per criterion, why, and the records that show it.
 *
 * Safety is a gate, not points: one hazard and every criterion counts zero, whatever else was done.
 * Invariants: the same evidence gives the same assessment; an empty attempt earns nothing.
 */
import { type AssessmentInput, type AssessmentTerms, type Course, courseOf, hazardsOf, remarksOf } from './course.ts'
import { judge, type Reason, reason } from './criteria.ts'
import type { Criterion } from './exercise.ts'
import type { Hazard } from './station.ts'
import { type Testimony, testimonyOf } from './witness.ts'

export type CriterionResult = {
  readonly id: string
  readonly kind: Criterion['kind']
  readonly pointsMax: number
  /** Null while it waits for the instructor. */
  readonly points: number | null
  readonly reasons: readonly Reason[]
  /** Places in the evidence that show it. */
  readonly evidence: readonly number[]
}

export type Assessment = {
  readonly rubric: { readonly id: string; readonly version: number }
  readonly criteria: readonly CriterionResult[]
  readonly gate: {
    readonly isPassed: boolean
    readonly hazards: readonly { readonly hazard: Hazard; readonly index: number }[]
    /** What was lacking without closing the gate; for the people who judge the method. */
    readonly remarks: readonly { readonly remark: string; readonly index: number }[]
  }
  readonly passMark: number
  readonly pointsMax: number
  /** The automatic criteria alone. */
  readonly automaticPoints: number
  /** Null while a criterion waits for the instructor. */
  readonly points: number | null
  readonly isPassed: boolean | null
}

export function assess({ records, ecus, ...terms }: AssessmentInput): Assessment {
  return assessTestimony(testimonyOf(records, ecus), terms)
}

/** The same for evidence of any length: a witness has read it part by part. */
export function assessTestimony(testimony: Testimony, terms: AssessmentTerms): Assessment {
  const course = courseOf(testimony, terms)
  const hazards = hazardsOf(testimony)
  const isGatePassed = hazards.length === 0
  const criteria = terms.exercise.rubric.criteria.map((criterion) =>
    isGatePassed
      ? resultOf(criterion, course)
      : closedByGate(
          criterion,
          hazards.map(({ index }) => index),
        ),
  )
  const { id, version, passMark } = terms.exercise.rubric
  return totalled({
    rubric: { id, version },
    passMark,
    criteria,
    gate: { isPassed: isGatePassed, hazards, remarks: remarksOf(testimony) },
  })
}

export type SignOffFault =
  | {
      readonly fault: 'unknownCriterion' | 'notForInstructor' | 'missing' | 'pointsOutOfRange'
      readonly criterion: string
    }
  | { readonly fault: 'gateClosed' }

/** The assessment with the instructor's points for the criteria that wait for them; all of them, and no other. */
export function signOff(assessment: Assessment, points: Readonly<Record<string, number>>): Assessment | SignOffFault {
  if (!assessment.gate.isPassed) return { fault: 'gateClosed' }
  for (const criterion of Object.keys(points)) {
    const result = assessment.criteria.find(({ id }) => id === criterion)
    if (result === undefined) return { fault: 'unknownCriterion', criterion }
    if (result.kind !== 'instructor') return { fault: 'notForInstructor', criterion }
    const isInRange =
      Number.isInteger(points[criterion]) && points[criterion] >= 0 && points[criterion] <= result.pointsMax
    if (!isInRange) return { fault: 'pointsOutOfRange', criterion }
  }
  const missing = assessment.criteria.find(({ id, kind }) => kind === 'instructor' && !Object.hasOwn(points, id))
  if (missing !== undefined) return { fault: 'missing', criterion: missing.id }
  const criteria = assessment.criteria.map((result) =>
    result.kind === 'instructor'
      ? { ...result, points: points[result.id], reasons: [reason('assessedByInstructor')] }
      : result,
  )
  return totalled({ ...assessment, criteria })
}

function totalled(parts: Pick<Assessment, 'rubric' | 'criteria' | 'gate' | 'passMark'>): Assessment {
  const { criteria, gate, passMark } = parts
  const sum = (results: readonly CriterionResult[]) => results.reduce((total, { points }) => total + (points ?? 0), 0)
  const isWhole = criteria.every(({ points }) => points !== null)
  const points = isWhole ? sum(criteria) : null
  return {
    rubric: parts.rubric,
    criteria,
    gate,
    passMark,
    pointsMax: criteria.reduce((total, { pointsMax }) => total + pointsMax, 0),
    automaticPoints: sum(criteria.filter(({ kind }) => kind !== 'instructor')),
    points,
    isPassed: points === null ? null : gate.isPassed && points >= passMark,
  }
}

function resultOf(criterion: Criterion, course: Course): CriterionResult {
  const { id, kind, weight } = criterion
  if (kind === 'instructor') {
    return { id, kind, pointsMax: weight, points: null, reasons: [reason('awaitsInstructor')], evidence: [] }
  }
  const { share, reasons, evidence } = judge(criterion, course)
  return { id, kind, pointsMax: weight, points: Math.round(weight * share), reasons, evidence }
}

function closedByGate({ id, kind, weight }: Criterion, evidence: readonly number[]): CriterionResult {
  return { id, kind, pointsMax: weight, points: 0, reasons: [reason('safetyGate')], evidence }
}
