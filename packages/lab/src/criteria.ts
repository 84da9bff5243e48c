/**
 * The automatic criteria of a rubric: how each is judged from the course of an attempt, and why.
 *
 * Reasons are codes with parameters; the sentences belong to whoever shows them, in four languages.
 * Invariant: no reason names a fault that the trainee did not find.
 */
import { type Cause, type Course, cureIndex, isCure, type Repair, statedCauses } from './course.ts'
import type { Criterion } from './exercise.ts'
import { firstProof } from './proofs.ts'
import { isCodesCleared, isCodesRead, isReading } from './responses.ts'
import type { Component } from './station.ts'
import { pausedMsUntil } from './witness.ts'

/** Every reason there is: whoever shows an assessment needs a sentence for each. */
export const REASONS = [
  'causeFound', // component, failureMode
  'noFaultFound', // The car has none, and that was stated.
  'causeMissed', // component, failureMode: as stated
  'causePartlyFound', // found, faults
  'noDiagnosis',
  'proved', // found, faults
  'proofMissing',
  'proofAfterRepair',
  'nothingToProve', // The instructor took away all that was wrong.
  'partsNotEarned', // Counts only with the cause found.
  'noNeedlessParts',
  'needlessPart', // component, repair, priceKzt; one reason for each
  'needlessPartsTotal', // priceKzt
  'withinTime', // minutes, limitMin
  'overTime', // minutes, limitMin
  'timeNotEarned',
  'cured',
  'notCured',
  'codesCleared',
  'codesNotCleared',
  'rechecked',
  'notRechecked',
  'codesReadOnSoundCar',
  'codesNotReadOnSoundCar',
  'awaitsInstructor',
  'assessedByInstructor',
  'safetyGate',
] as const

export type ReasonCode = (typeof REASONS)[number]

export type Reason = { readonly code: ReasonCode; readonly parameters: Readonly<Record<string, string | number>> }

/** `share` of the criterion's weight, and the places in the evidence that show it. */
export type Judged = {
  readonly share: number
  readonly reasons: readonly Reason[]
  readonly evidence: readonly number[]
}

export function judge(criterion: Exclude<Criterion, { kind: 'instructor' }>, course: Course): Judged {
  switch (criterion.kind) {
    case 'causeFound':
      return judgeCause(course)
    case 'proved':
      return judgeProof(course)
    case 'needlessParts':
      return judgeParts(course, criterion.zeroAtKzt)
    case 'time':
      return judgeTime(course, criterion.fullUntilPercent)
    case 'recheck':
      return course.faults.length === 0 ? judgeSoundCar(course) : judgeRecheck(course)
  }
}

function judgeCause({ faults, diagnoses, foundCount, causeShare }: Course): Judged {
  const evidence = diagnoses.map(({ index }) => index)
  const last = diagnoses.at(-1)
  if (last === undefined) return { share: 0, reasons: [reason('noDiagnosis')], evidence }
  const stated = statedCauses(last).map(({ component, failureMode }) => ({
    component: component ?? '',
    failureMode: failureMode ?? '',
  }))
  if (foundCount === 0) return { share: 0, reasons: stated.map((cause) => reason('causeMissed', cause)), evidence }
  if (causeShare < 1) {
    return {
      share: causeShare,
      reasons: [reason('causePartlyFound', { found: foundCount, faults: Math.max(1, faults.length) })],
      evidence,
    }
  }
  const reasons = faults.length === 0 ? [reason('noFaultFound')] : stated.map((cause) => reason('causeFound', cause))
  return { share: 1, reasons, evidence }
}

/** A proof counts while its fault is there: before it there is nothing to show, and after the repair nothing is left. */
function judgeProof(course: Course): Judged {
  const causes = course.faults.length === 0 ? soundOf(course) : course.faults
  if (causes.length === 0 && course.cleared.length > 0) {
    return { share: 1, reasons: [reason('nothingToProve')], evidence: [] }
  }
  const spanOf = (cause: Cause, until: number) => ({ after: cause.since, until })
  const found = causes.map((cause) =>
    firstProof(cause, course.seen, spanOf(cause, cureIndex(cause, course) ?? endOf(course))),
  )
  const proved = found.filter((proof) => proof !== undefined)
  const evidence = [...new Set(proved.flat())].sort((a, b) => a - b)
  if (causes.length > 0 && proved.length === causes.length) {
    return { share: 1, reasons: [reason('proved', { found: proved.length, faults: causes.length })], evidence }
  }
  const isLate = causes.some(
    (cause, i) => found[i] === undefined && firstProof(cause, course.seen, spanOf(cause, endOf(course))) !== undefined,
  )
  const reasons = [reason(isLate ? 'proofAfterRepair' : 'proofMissing')]
  return { share: causes.length === 0 ? 0 : proved.length / causes.length, reasons, evidence }
}

/** What shows that a car is sound, where nothing is wrong with it. */
function soundOf({ terms }: Course): Cause[] {
  return terms.truth.flatMap((fault) => (fault.component === null ? [{ ...fault, since: -1 }] : []))
}

function judgeParts(course: Course, zeroAtKzt: number): Judged {
  const needless = needlessRepairs(course).map((repair) => ({
    ...repair,
    priceKzt: priceKztOf(repair, course.terms.components),
  }))
  const evidence = needless.map(({ index }) => index)
  const each = needless.map(({ component, repair, priceKzt }) =>
    reason('needlessPart', { component, repair, priceKzt }),
  )
  if (course.causeShare === 0) return { share: 0, reasons: [reason('partsNotEarned'), ...each], evidence }
  if (needless.length === 0) return { share: 1, reasons: [reason('noNeedlessParts')], evidence }
  const priceKzt = needless.reduce((total, repair) => total + repair.priceKzt, 0)
  const share = Math.max(0, 1 - priceKzt / zeroAtKzt)
  return { share, reasons: [...each, reason('needlessPartsTotal', { priceKzt })], evidence }
}

/** Repairs that cured nothing, and cures done again on what was cured already. */
function needlessRepairs({ repairs, faults, cleared }: Course): Repair[] {
  const cured = new Set<Cause>()
  return repairs.filter((repair) => {
    const cures = [...faults, ...cleared].filter((fault) => !cured.has(fault) && isCure(repair, fault))
    for (const fault of cures) cured.add(fault)
    return cures.length === 0
  })
}

function priceKztOf({ component, repair }: Repair, components: readonly Component[]): number {
  const found = components.find(({ id }) => id === component)?.repairs.find(({ id }) => id === repair)
  return found?.priceKzt ?? 0
}

function judgeTime(course: Course, fullUntilPercent: number): Judged {
  const last = course.diagnoses.at(-1)
  if (last === undefined || course.causeShare === 0)
    return { share: 0, reasons: [reason('timeNotEarned')], evidence: [] }
  const limitMin = course.terms.exercise.timeLimitMin
  const minutes = (last.wallMs - pausedMsUntil(course.pauses, last.wallMs)) / 60_000
  const fullMin = (limitMin * fullUntilPercent) / 100
  const share = minutes <= fullMin ? 1 : Math.max(0, (limitMin - minutes) / (limitMin - fullMin || 1))
  const parameters = { minutes: Math.ceil(minutes), limitMin }
  return {
    share,
    reasons: [reason(minutes <= limitMin ? 'withinTime' : 'overTime', parameters)],
    evidence: [last.index],
  }
}

function judgeRecheck(course: Course): Judged {
  const cures = course.faults.map((fault) => cureIndex(fault, course))
  if (cures.some((index) => index === undefined)) {
    return { share: 0, reasons: [reason('notCured')], evidence: [] }
  }
  const curedAt = Math.max(...(cures as number[]))
  const clearedAt = course.seen.responses.find(
    (response) => response.index > curedAt && isCodesCleared(response),
  )?.index
  const checkedAt = firstCheck(course, clearedAt ?? curedAt)
  const reasons = [
    reason('cured'),
    reason(clearedAt === undefined ? 'codesNotCleared' : 'codesCleared'),
    reason(checkedAt === undefined ? 'notRechecked' : 'rechecked'),
  ]
  const evidence = [curedAt, clearedAt, checkedAt].filter((index) => index !== undefined)
  return { share: evidence.length / 3, reasons, evidence }
}

/** The car was used, read or measured again after the record `from`. */
function firstCheck({ terms, seen }: Course, from: number): number | undefined {
  const { checkingActions = ['start'] } = terms
  const readAt = seen.responses.find((response) => response.index > from && isReading(response))?.index
  const usedAt = seen.deeds.find(
    ({ index, record }) =>
      index > from &&
      ((record.kind === 'measurement' && record.outcome.kind === 'reading') ||
        (record.kind === 'action' && record.outcome.kind === 'done' && checkingActions.includes(record.action.kind))),
  )?.index
  const found = [readAt, usedAt].filter((index) => index !== undefined)
  return found.length === 0 ? undefined : Math.min(...found)
}

/** A sound car has nothing to cure; that it stores no code is what has to be looked at. */
function judgeSoundCar(course: Course): Judged {
  const read = course.seen.responses.find(isCodesRead)
  return read === undefined
    ? { share: 0, reasons: [reason('codesNotReadOnSoundCar')], evidence: [] }
    : { share: 1, reasons: [reason('codesReadOnSoundCar')], evidence: [read.index] }
}

function endOf({ diagnoses, recordCount }: Course): number {
  return diagnoses.at(-1)?.index ?? recordCount
}

export function reason(code: ReasonCode, parameters: Reason['parameters'] = {}): Reason {
  return { code, parameters }
}
