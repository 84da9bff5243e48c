/** The course of an attempt in the words of its assessment: what was stated, repaired and endangered, read once. */
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'
import type { Exercise } from './exercise.ts'
import type { FaultTruth, Seen } from './proofs.ts'
import { type DidLayout, type EcuAddress, responsesOf } from './responses.ts'
import type { Component, Hazard } from './station.ts'

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

/** Who did what the exercise itself does before the trainee comes. */
const EXERCISE = 'exercise'

export type Course = {
  readonly input: AssessmentInput
  readonly faults: readonly FaultTruth[]
  readonly seen: Seen
  readonly repairs: readonly Repair[]
  readonly diagnoses: readonly (EvidenceOf<'diagnosis'> & { readonly index: number })[]
  /** Faults that were stated. */
  readonly foundCount: number
  /** Of 1; less when more was stated than there is. */
  readonly causeShare: number
}

export type Repair = { readonly index: number; readonly component: string; readonly repair: string }

export function courseOf(input: AssessmentInput): Course {
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
    seen: { records: input.records, responses: responsesOf(input.records, input.ecus), dids: input.dids },
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

export function cureIndex(fault: FaultTruth, { repairs }: Course): number | undefined {
  return repairs.find((repair) => isCure(repair, fault))?.index
}

export function isCure({ component, repair }: Repair, fault: FaultTruth): boolean {
  return fault.repairs.some((cure) => cure.component === component && cure.repair === repair)
}

/** Every critical error once: the record of the action that was one, and the `hazard` record only where there is none. */
export function hazardsOf(records: readonly EvidenceRecord[]): { hazard: Hazard; index: number }[] {
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
