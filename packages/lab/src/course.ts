/** The course of an attempt in the words of its assessment: what was stated, repaired and endangered, read once. */
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'
import type { Exercise } from './exercise.ts'
import type { FaultTruth, Seen } from './proofs.ts'
import type { DidLayout, EcuAddress } from './responses.ts'
import type { Component, Hazard } from './station.ts'
import type { Deed, Intervention, Pause, Testimony } from './witness.ts'

/** By what an attempt is assessed. */
export type AssessmentTerms = {
  readonly truth: readonly FaultTruth[]
  readonly exercise: Pick<Exercise, 'rubric' | 'timeLimitMin'>
  /** The station's components, with the prices of their repairs. */
  readonly components: readonly Component[]
  readonly dids: readonly DidLayout[]
  /** Kinds of actions that check a repair by using the station. */
  readonly checkingActions?: readonly string[]
}

export type AssessmentInput = AssessmentTerms & {
  readonly records: readonly EvidenceRecord[]
  readonly ecus: readonly EcuAddress[]
}

/** Who did what the exercise itself does before the trainee comes. */
const EXERCISE = 'exercise'

export type Course = {
  readonly terms: AssessmentTerms
  readonly recordCount: number
  /** What is to be found and put right. */
  readonly faults: readonly Cause[]
  /** What an instructor took away again: nobody need find it, and nobody is blamed for having worked on it. */
  readonly cleared: readonly Cause[]
  readonly seen: Seen
  readonly repairs: readonly Repair[]
  readonly pauses: readonly Pause[]
  readonly diagnoses: readonly (EvidenceOf<'diagnosis'> & { readonly index: number })[]
  /** Faults that were stated. */
  readonly foundCount: number
  /** Of 1; less when more was stated than there is. */
  readonly causeShare: number
}

/** `since`: the record of the evidence at which it came; -1 for what was there from the start. */
export type Cause = FaultTruth & { readonly since: number }

export type Repair = { readonly index: number; readonly component: string; readonly repair: string }

export function courseOf(testimony: Testimony, terms: AssessmentTerms): Course {
  const { recordCount, deeds, responses, frames, pauses } = testimony
  const { faults, cleared } = causesOf(terms.truth, testimony.interventions)
  const diagnoses = deeds.flatMap(({ index, record }) => (record.kind === 'diagnosis' ? [{ ...record, index }] : []))
  const actual = faults.length === 0 ? ['null null'] : faults.map(causeKey)
  const neutral = new Set(cleared.map(causeKey).filter((cause) => !actual.includes(cause)))
  const stated = new Set(diagnoses.flatMap(statedCauses).map(causeKey))
  for (const cause of neutral) stated.delete(cause)
  const foundCount = actual.filter((cause) => stated.has(cause)).length
  return {
    terms,
    recordCount,
    faults,
    cleared,
    seen: { deeds, responses, frames, dids: terms.dids },
    repairs: repairsOf(deeds),
    pauses,
    diagnoses,
    foundCount,
    causeShare: foundCount / Math.max(actual.length, stated.size),
  }
}

/** A cause as it is stated or as it is: equal keys, equal causes. */
const causeKey = ({ component, failureMode }: Pick<FaultTruth, 'component' | 'failureMode'>) =>
  `${component} ${failureMode}`

/** Every cause of a statement: there may be more than one thing wrong. */
export function statedCauses({ component, failureMode, also = [] }: EvidenceOf<'diagnosis'>) {
  return [{ component, failureMode }, ...also]
}

function causesOf(truth: readonly FaultTruth[], interventions: readonly Intervention[]) {
  const came = truth.flatMap((fault, number): (Cause & { isCleared: boolean })[] => {
    const indexOf = (event: Intervention['event']) =>
      interventions.find((one) => one.number === number && one.event === event)?.index
    const since = fault.isInjected === true ? indexOf('injected') : -1
    if (fault.component === null || since === undefined) return []
    return [{ ...fault, since, isCleared: indexOf('cleared') !== undefined }]
  })
  return { faults: came.filter(({ isCleared }) => !isCleared), cleared: came.filter(({ isCleared }) => isCleared) }
}

function repairsOf(deeds: Testimony['deeds']): Repair[] {
  return deeds.flatMap(({ index, record }) => {
    if (record.kind !== 'action' || record.by === EXERCISE || record.outcome.kind !== 'done') return []
    const { kind, component, repair } = record.action as { kind: string; component?: unknown; repair?: unknown }
    if (kind !== 'repair' || typeof component !== 'string' || typeof repair !== 'string') return []
    return [{ index, component, repair }]
  })
}

export function cureIndex(fault: Cause, { repairs }: Course): number | undefined {
  return repairs.find((repair) => isCure(repair, fault))?.index
}

/** What is not broken yet is not cured by any repair. */
export function isCure({ index, component, repair }: Repair, fault: Cause): boolean {
  if (index < fault.since) return false
  return fault.repairs.some((cure) => cure.component === component && cure.repair === repair)
}

/** Every critical error once: the record of the action that was one, and the `hazard` record only where there is none. */
export function hazardsOf({ deeds }: Testimony): { hazard: Hazard; index: number }[] {
  const hazards: { hazard: Hazard; index: number; tick: number }[] = []
  for (const { index, record } of deeds) {
    const hazard = hazardOf(record)
    if (hazard === undefined) continue
    const isKnown = hazards.some(
      (known) => known.tick === record.tick && known.hazard.kind === hazard.kind && known.hazard.at === hazard.at,
    )
    if (!isKnown) hazards.push({ hazard, index, tick: record.tick })
  }
  return hazards.map(({ hazard, index }) => ({ hazard, index }))
}

/** What a careful person would have seen to, each at the deed that it was lacking for. */
export function remarksOf({ deeds }: Testimony): { remark: string; index: number }[] {
  return deeds.flatMap(({ index, record }) => {
    if (record.kind !== 'action' || record.by === EXERCISE || record.outcome.kind !== 'done') return []
    return (record.outcome.remarks ?? []).map((remark) => ({ remark, index }))
  })
}

function hazardOf(record: Deed): Hazard | undefined {
  if (record.kind === 'hazard') return record.hazard
  if (record.kind === 'diagnosis') return undefined
  return record.by !== EXERCISE && record.outcome.kind === 'hazard' ? record.outcome.hazard : undefined
}
