/**
 * A witness of an attempt: it sees every record of the evidence once, in order, and keeps what an assessment asks about.
 *
 * An hour with a fast tool is millions of frames. Kept are what people did, and those answers of control units that can
 * show something; so evidence of any length is assessed in little memory, read part by part.
 */
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'
import { createResponseReader, type EcuAddress, isCodesCleared, isReading } from './responses.ts'
import { createSeenFrames, type SeenFrame } from './seen-frames.ts'
import { createSeenResponses, type SeenResponses } from './seen-responses.ts'

const DEEDS = ['action', 'measurement', 'scope', 'diagnosis', 'hazard'] as const

/** What a person did, and what came of it. */
export type Deed = Extract<EvidenceRecord, { kind: (typeof DEEDS)[number] }>

export type Testimony = {
  readonly recordCount: number
  /** In their order, each with its place in the evidence. */
  readonly deeds: readonly { readonly index: number; readonly record: Deed }[]
  readonly responses: SeenResponses
  readonly frames: readonly SeenFrame[]
  /** When an instructor had the station's time stopped, and the limit with it. The last may have no end. */
  readonly pauses: readonly Pause[]
  readonly interventions: readonly Intervention[]
}

/** What an instructor did to the station; `number`: the place of the fault in the truth. */
export type Intervention = { readonly index: number } & Pick<EvidenceOf<'intervention'>, 'event' | 'number'>

/** Wall time since the attempt started. */
export type Pause = { readonly fromMs: number; readonly untilMs: number }

export type Witness = { see(record: EvidenceRecord): void; readonly testimony: Testimony }

export function createWitness(ecus: readonly EcuAddress[]): Witness {
  const deeds: { index: number; record: Deed }[] = []
  const responses = createSeenResponses(ecus.map(({ id }) => id))
  const readResponses = createResponseReader(ecus, (response) => {
    if (isReading(response) || isCodesCleared(response)) responses.add(response)
  })
  const heard = createSeenFrames()
  const pauses: Pause[] = []
  const interventions: Intervention[] = []
  let recordCount = 0

  function seePace({ pace, wallMs }: EvidenceOf<'pace'>): void {
    const last = pauses.at(-1)
    if (pace === 0) {
      if (last?.untilMs !== Number.POSITIVE_INFINITY) pauses.push({ fromMs: wallMs, untilMs: Number.POSITIVE_INFINITY })
    } else if (last?.untilMs === Number.POSITIVE_INFINITY) {
      pauses.splice(-1, 1, { fromMs: last.fromMs, untilMs: wallMs })
    }
  }

  return {
    see(record) {
      const index = recordCount++
      if (record.kind === 'pace') seePace(record)
      if (record.kind === 'intervention') interventions.push({ index, event: record.event, number: record.number })
      if (isDeed(record)) deeds.push({ index, record })
      else readResponses(record, index)
      heard.see(record, index)
    },
    get testimony() {
      return { recordCount, deeds, responses, frames: heard.frames, pauses, interventions }
    },
  }
}

/** Of records that are all at hand. */
export function testimonyOf(records: Iterable<EvidenceRecord>, ecus: readonly EcuAddress[]): Testimony {
  const witness = createWitness(ecus)
  for (const record of records) witness.see(record)
  return witness.testimony
}

/** How much of the wall time up to then was no working time. */
export function pausedMsUntil(pauses: readonly Pause[], wallMs: number): number {
  return pauses.reduce((sum, { fromMs, untilMs }) => sum + Math.max(0, Math.min(untilMs, wallMs) - fromMs), 0)
}

function isDeed(record: EvidenceRecord): record is Deed {
  return (DEEDS as readonly string[]).includes(record.kind)
}
