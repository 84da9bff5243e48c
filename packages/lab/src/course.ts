/** The course of an attempt in the words of its assessment: what was stated, repaired and endangered, read once. */
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'
import type { Exercise } from './exercise.ts'
import type { FaultTruth, Seen } from './proofs.ts'
import type { DidLayout, EcuAddress } from './responses.ts'
import type { Component, Hazard } from './station.ts'
import type { Deed, Pause, Testimony } from './witness.ts'

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
  readonly faults: readonly FaultTruth[]
  readonly seen: Seen
  readonly repairs: readonly Repair[]
  readonly pauses: readonly Pause[]
  readonly diagnoses: readonly (EvidenceOf<'diagnosis'> & { readonly index: number })[]
  /** Faults that were stated. */
  readonly foundCount: number
  /** Of 1; less when more was stated than there is. */
  readonly causeShare: number
}

export type Repair = { readonly index: number; readonly component: string; readonly repair: string }

export function courseOf({ recordCount, deeds, responses, pauses }: Testimony, terms: AssessmentTerms): Course {
  const faults = terms.truth.filter(({ component }) => component !== null)
  const diagnoses = deeds.flatMap(({ index, record }) => (record.kind === 'diagnosis' ? [{ ...record, index }] : []))
  const stated = new Set(diagnoses.map(({ component, failureMode }) => `${component} ${failureMode}`))
  const actual = faults.length === 0 ? ['null null'] : faults.map((fault) => `${fault.component} ${fault.failureMode}`)
  const foundCount = actual.filter((cause) => stated.has(cause)).length
  return {
    terms,
    recordCount,
    faults,
    seen: { deeds, responses, dids: terms.dids },
    repairs: repairsOf(deeds),
    pauses,
    diagnoses,
    foundCount,
    causeShare: foundCount / Math.max(actual.length, stated.size),
  }
}

function repairsOf(deeds: Testimony['deeds']): Repair[] {
  return deeds.flatMap(({ index, record }) => {
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

function hazardOf(record: Deed): Hazard | undefined {
  if (record.kind === 'hazard') return record.hazard
  if (record.kind === 'diagnosis') return undefined
  return record.by !== EXERCISE && record.outcome.kind === 'hazard' ? record.outcome.hazard : undefined
}
