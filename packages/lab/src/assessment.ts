/**
 * A rubric applied to the evidence of an attempt: points per criterion, why, and the records that show it.
 *
 * Reasons are codes with parameters; the sentences belong to whoever shows them, in four languages.
 * Safety is a gate, not points: one hazard and every criterion counts zero, whatever else was done.
 * Invariants: the same evidence gives the same assessment; an empty attempt earns nothing; no reason names a fault that
 * the trainee did not find.
 */
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'
import type { Criterion, Exercise } from './exercise.ts'
import {
  codesOf,
  type DidLayout,
  didValue,
  type EcuAddress,
  type EcuResponse,
  isCodesCleared,
  isCodesRead,
  isReading,
  responsesOf,
} from './responses.ts'
import type { Component, Hazard, Instrument } from './station.ts'

/** A range of values: a missing end is open. */
export type Range = { readonly min?: number; readonly max?: number }

/** A reading that shows a cause. `OL` of a meter for ohms counts as endless. */
export type Proof =
  /** Of a voltage: from the first point (red) to the second; the probes swapped count with the other sign. */
  | ({
      readonly kind: 'measurement'
      readonly instrument: Instrument
      readonly points: readonly [string, string]
    } & Range)
  | ({ readonly kind: 'did'; readonly ecu: string; readonly did: number } & Range)
  /** Two values of one ECU read within this station time of each other, the second taken from the first. */
  | ({
      readonly kind: 'didDifference'
      readonly ecu: string
      readonly did: number
      readonly minus: number
      readonly withinMs: number
    } & Range)
  | { readonly kind: 'dtc'; readonly ecu: string; readonly code24: number }
  /** All of them, in any order. */
  | { readonly kind: 'all'; readonly proofs: readonly Proof[] }

/** What was wrong, how it can be shown and what puts it right: a world's fault fits. Both null: nothing was wrong. */
export type FaultTruth = {
  readonly id: string
  readonly component: string | null
  readonly failureMode: string | null
  /** Any one of them is enough. */
  readonly proofs: readonly Proof[]
  /** Any one of them cures. */
  readonly repairs: readonly { readonly component: string; readonly repair: string }[]
}

export type AssessmentInput = {
  readonly records: readonly EvidenceRecord[]
  readonly truth: readonly FaultTruth[]
  readonly exercise: Pick<Exercise, 'rubric' | 'timeLimitMin'>
  /** The station's components, with the prices of their repairs. */
  readonly components: readonly Component[]
  readonly ecus: readonly EcuAddress[]
  readonly dids: readonly DidLayout[]
  /** Kinds of actions that check a repair by using the station. */
  readonly checkingActions?: readonly string[]
}

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
  }
  readonly passMark: number
  readonly pointsMax: number
  /** The automatic criteria alone. */
  readonly automaticPoints: number
  /** Null while a criterion waits for the instructor. */
  readonly points: number | null
  readonly isPassed: boolean | null
}

/** Who did what the exercise itself does before the trainee comes. */
const EXERCISE = 'exercise'

export function assess(input: AssessmentInput): Assessment {
  const course = courseOf(input)
  const hazards = hazardsOf(input.records)
  const isGatePassed = hazards.length === 0
  const criteria = input.exercise.rubric.criteria.map((criterion) =>
    isGatePassed
      ? resultOf(criterion, course)
      : closedByGate(
          criterion,
          hazards.map(({ index }) => index),
        ),
  )
  const { id, version, passMark } = input.exercise.rubric
  return totalled({ rubric: { id, version }, passMark, criteria, gate: { isPassed: isGatePassed, hazards } })
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

/** The attempt in the words of its assessment: read once, used by every criterion. */
type Course = {
  readonly input: AssessmentInput
  readonly faults: readonly FaultTruth[]
  readonly responses: readonly EcuResponse[]
  readonly repairs: readonly Repair[]
  readonly diagnoses: readonly (EvidenceOf<'diagnosis'> & { readonly index: number })[]
  /** Faults that were stated. */
  readonly foundCount: number
  /** Of 1; less when more was stated than there is. */
  readonly causeShare: number
}

type Repair = { readonly index: number; readonly component: string; readonly repair: string }

function courseOf(input: AssessmentInput): Course {
  const faults = input.truth.filter(({ component }) => component !== null)
  const diagnoses = input.records.flatMap((record, index) =>
    record.kind === 'diagnosis' ? [{ ...record, index }] : [],
  )
  const stated = new Set(diagnoses.map(({ component, failureMode }) => `${component} ${failureMode}`))
  const actual = faults.length === 0 ? ['null null'] : faults.map((fault) => `${fault.component} ${fault.failureMode}`)
  const foundCount = actual.filter((cause) => stated.has(cause)).length
  return {
    input,
    faults,
    responses: responsesOf(input.records, input.ecus),
    repairs: repairsOf(input.records),
    diagnoses,
    foundCount,
    causeShare: foundCount / Math.max(actual.length, stated.size),
  }
}

function repairsOf(records: readonly EvidenceRecord[]): Repair[] {
  return records.flatMap((record, index) => {
    if (record.kind !== 'action' || record.by === EXERCISE || record.outcome.kind !== 'done') return []
    const { kind, component, repair } = record.action as { kind: string; component?: unknown; repair?: unknown }
    if (kind !== 'repair' || typeof component !== 'string' || typeof repair !== 'string') return []
    return [{ index, component, repair }]
  })
}

/** Every critical error once: the record of the action that was one, and the `hazard` record only where there is none. */
function hazardsOf(records: readonly EvidenceRecord[]): { hazard: Hazard; index: number }[] {
  const hazards: { hazard: Hazard; index: number; tick: number }[] = []
  for (const [index, record] of records.entries()) {
    const hazard = hazardOf(record)
    if (hazard === undefined) continue
    const isKnown = hazards.some(
      (known) => known.tick === record.tick && known.hazard.kind === hazard.kind && known.hazard.at === hazard.at,
    )
    if (!isKnown) hazards.push({ hazard, index, tick: record.tick })
  }
  return hazards.map(({ hazard, index }) => ({ hazard, index }))
}

function hazardOf(record: EvidenceRecord): Hazard | undefined {
  if (record.kind === 'hazard') return record.hazard
  if (record.kind !== 'action' && record.kind !== 'measurement') return undefined
  return record.by !== EXERCISE && record.outcome.kind === 'hazard' ? record.outcome.hazard : undefined
}

type Judged = { readonly share: number; readonly reasons: readonly Reason[]; readonly evidence: readonly number[] }

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

function judge(criterion: Exclude<Criterion, { kind: 'instructor' }>, course: Course): Judged {
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
  const stated = { component: last.component ?? '', failureMode: last.failureMode ?? '' }
  if (foundCount === 0) return { share: 0, reasons: [reason('causeMissed', stated)], evidence }
  if (causeShare < 1) {
    return {
      share: causeShare,
      reasons: [reason('causePartlyFound', { found: foundCount, faults: Math.max(1, faults.length) })],
      evidence,
    }
  }
  return { share: 1, reasons: [faults.length === 0 ? reason('noFaultFound') : reason('causeFound', stated)], evidence }
}

/** A proof counts when it was taken before its fault was repaired: afterwards there is nothing left to show. */
function judgeProof(course: Course): Judged {
  const causes = course.faults.length === 0 ? course.input.truth : course.faults
  const found = causes.map((cause) => firstProof(cause, course, cureIndex(cause, course) ?? endOf(course)))
  const proved = found.filter((proof) => proof !== undefined)
  const evidence = [...new Set(proved.flat())].sort((a, b) => a - b)
  if (causes.length > 0 && proved.length === causes.length) {
    return { share: 1, reasons: [reason('proved', { found: proved.length, faults: causes.length })], evidence }
  }
  const isLate = causes.some(
    (cause, i) => found[i] === undefined && firstProof(cause, course, endOf(course)) !== undefined,
  )
  const reasons = [reason(isLate ? 'proofAfterRepair' : 'proofMissing')]
  return { share: causes.length === 0 ? 0 : proved.length / causes.length, reasons, evidence }
}

/** The records of the first of its proofs that was taken before the record `until`. */
function firstProof(cause: FaultTruth, course: Course, until: number): number[] | undefined {
  for (const proof of cause.proofs) {
    const shown = shownBy(proof, course, until)
    if (shown !== undefined) return shown
  }
  return undefined
}

function shownBy(proof: Proof, course: Course, until: number): number[] | undefined {
  switch (proof.kind) {
    case 'measurement': {
      const index = course.input.records.findIndex((record, i) => i < until && isShownByMeter(record, proof))
      return index < 0 ? undefined : [index]
    }
    case 'did':
      return firstIndex(course, until, (response) => isWithin(didOf(response, proof.ecu, proof.did, course), proof))
    case 'didDifference':
      return shownByDifference(proof, course, until)
    case 'dtc':
      return firstIndex(
        course,
        until,
        (response) => response.ecu === proof.ecu && codesOf(response).includes(proof.code24),
      )
    case 'all': {
      const parts = proof.proofs.map((part) => shownBy(part, course, until))
      return parts.length > 0 && parts.every((part) => part !== undefined) ? parts.flat() : undefined
    }
  }
}

function isShownByMeter(record: EvidenceRecord, proof: Proof & { kind: 'measurement' }): boolean {
  if (record.kind !== 'measurement' || record.outcome.kind !== 'reading') return false
  const { instrument, red, black } = record.measurement
  if (instrument !== proof.instrument) return false
  const [first, second] = proof.points
  const isStraight = red === first && black === second
  const isSwapped = red === second && black === first
  if (!isStraight && !isSwapped) return false
  const { value } = record.outcome.reading
  const size = value === 'OL' ? Infinity : value
  return isWithin(isSwapped && instrument === 'voltmeter' ? -size : size, proof)
}

function shownByDifference(
  proof: Proof & { kind: 'didDifference' },
  course: Course,
  until: number,
): number[] | undefined {
  const values = (did: number) =>
    course.responses.flatMap((response) => {
      const value = response.index < until ? didOf(response, proof.ecu, did, course) : undefined
      return value === undefined ? [] : [{ value, index: response.index, stationMs: response.stationMs }]
    })
  const taken = values(proof.minus)
  for (const one of values(proof.did)) {
    const other = taken.find(
      (candidate) =>
        Math.abs(candidate.stationMs - one.stationMs) <= proof.withinMs && isWithin(one.value - candidate.value, proof),
    )
    if (other !== undefined) return [...new Set([one.index, other.index])]
  }
  return undefined
}

function firstIndex(course: Course, until: number, isShown: (response: EcuResponse) => boolean): number[] | undefined {
  const response = course.responses.find((candidate) => candidate.index < until && isShown(candidate))
  return response === undefined ? undefined : [response.index]
}

function didOf(response: EcuResponse, ecu: string, did: number, { input }: Course): number | undefined {
  return response.ecu === ecu ? didValue(response, did, input.dids) : undefined
}

function isWithin(value: number | undefined, { min = -Infinity, max = Infinity }: Range): boolean {
  return value !== undefined && value >= min && value <= max
}

function judgeParts(course: Course, zeroAtKzt: number): Judged {
  const needless = needlessRepairs(course).map((repair) => ({
    ...repair,
    priceKzt: priceKztOf(repair, course.input.components),
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
function needlessRepairs({ repairs, faults }: Course): Repair[] {
  const cured = new Set<string>()
  return repairs.filter((repair) => {
    const fault = faults.find((candidate) => !cured.has(candidate.id) && isCure(repair, candidate))
    if (fault !== undefined) cured.add(fault.id)
    return fault === undefined
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
  const limitMin = course.input.exercise.timeLimitMin
  const minutes = last.wallMs / 60_000
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
  const clearedAt = course.responses.find((response) => response.index > curedAt && isCodesCleared(response))?.index
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
function firstCheck({ input, responses }: Course, from: number): number | undefined {
  const { records, checkingActions = ['start'] } = input
  const readAt = responses.find((response) => response.index > from && isReading(response))?.index ?? -1
  const usedAt = records.findIndex(
    (record, index) =>
      index > from &&
      ((record.kind === 'measurement' && record.outcome.kind === 'reading') ||
        (record.kind === 'action' && record.outcome.kind === 'done' && checkingActions.includes(record.action.kind))),
  )
  const found = [readAt, usedAt].filter((index) => index >= 0)
  return found.length === 0 ? undefined : Math.min(...found)
}

/** A sound car has nothing to cure; that it stores no code is what has to be looked at. */
function judgeSoundCar(course: Course): Judged {
  const read = course.responses.find(isCodesRead)
  return read === undefined
    ? { share: 0, reasons: [reason('codesNotReadOnSoundCar')], evidence: [] }
    : { share: 1, reasons: [reason('codesReadOnSoundCar')], evidence: [read.index] }
}

function cureIndex(fault: FaultTruth, { repairs }: Course): number | undefined {
  return repairs.find((repair) => isCure(repair, fault))?.index
}

function isCure({ component, repair }: Repair, fault: FaultTruth): boolean {
  return fault.repairs.some((cure) => cure.component === component && cure.repair === repair)
}

function endOf({ diagnoses, input }: Course): number {
  return diagnoses.at(-1)?.index ?? input.records.length
}

function reason(code: ReasonCode, parameters: Reason['parameters'] = {}): Reason {
  return { code, parameters }
}
