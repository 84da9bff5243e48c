/**
 * Who won a competition: teams at the same fault on cars of their own, by what the assessment of each attempt says.
 *
 * The rule (docs/decisions/0009): who found the cause and repaired the car comes before who did not; a team that was stopped
 * for safety comes last, for nothing counts beside that; among equals the counted time decides, which is the time that was
 * taken, a minute for each `PENALTY_KZT` of needless parts, and `REMARK_MIN` minutes for each remark about safety. Equal
 * teams share a place.
 */
import type { Assessment } from './assessment.ts'
import type { AttemptStatus } from './attempt.ts'

/** Needless parts of this price cost a team one minute. */
export const PENALTY_KZT = 2000

/** A remark about safety costs a team more minutes than the precaution would have: leaving it out never pays. */
export const REMARK_MIN = 5

export type TeamResult = {
  /** Undefined before the common start. */
  readonly status: AttemptStatus | undefined
  /** Milliseconds that the team worked; until now while it works. */
  readonly workedMs: number
  readonly assessment: Assessment | undefined
}

export type Outcome = 'waiting' | 'running' | 'solved' | 'unsolved' | 'stopped' | 'ended'

export type Standing = {
  readonly outcome: Outcome
  /** From 1; null while the team works, or when it ended without an answer. */
  readonly place: number | null
  readonly workedMs: number
  readonly needlessKzt: number
  /** What was lacking for safety without stopping the attempt. */
  readonly remarkCount: number
  /** The time, and what needless parts and remarks cost. */
  readonly countedMs: number
}

/** In the order of `results`. */
export function standingsOf(results: readonly TeamResult[]): Standing[] {
  const judged = results.map((result) => {
    const needlessKzt = needlessKztOf(result.assessment)
    const remarkCount = result.assessment?.gate.remarks?.length ?? 0 // Assessments of before they were remarked have none.
    const countedMs = result.workedMs + (needlessKzt / PENALTY_KZT + remarkCount * REMARK_MIN) * 60_000
    return { outcome: outcomeOf(result), workedMs: result.workedMs, needlessKzt, remarkCount, countedMs }
  })
  const isBefore = (one: (typeof judged)[number], other: (typeof judged)[number]) => {
    const [a, b] = [ORDER.indexOf(one.outcome), ORDER.indexOf(other.outcome)]
    // Whoever was stopped was not a little slower: those share the last place.
    return a !== b ? a < b : one.outcome !== 'stopped' && one.countedMs < other.countedMs
  }
  const ranked = judged.filter(({ outcome }) => ORDER.includes(outcome))
  return judged.map((team) => ({
    ...team,
    place: ORDER.includes(team.outcome) ? 1 + ranked.filter((other) => isBefore(other, team)).length : null,
  }))
}

const ORDER: readonly Outcome[] = ['solved', 'unsolved', 'stopped']

function outcomeOf({ status, assessment }: TeamResult): Outcome {
  if (status === undefined) return 'waiting'
  if (status === 'running') return 'running'
  if (status === 'stopped' || assessment?.gate.isPassed === false) return 'stopped'
  if (assessment === undefined) return 'ended'
  return isSolved(assessment) ? 'solved' : 'unsolved'
}

/** The whole cause was found and, where the rubric asks for it, the car was cured. */
function isSolved({ criteria }: Assessment): boolean {
  return criteria.every(({ kind, points, pointsMax, reasons }) => {
    if (kind === 'causeFound') return points === pointsMax
    return kind !== 'recheck' || !reasons.some(({ code }) => code === 'notCured')
  })
}

function needlessKztOf(assessment: Assessment | undefined): number {
  const reasons = assessment?.criteria.flatMap((criterion) => criterion.reasons) ?? []
  return reasons.reduce((total, { code, parameters }) => {
    return code === 'needlessPart' ? total + Number(parameters.priceKzt) : total
  }, 0)
}
