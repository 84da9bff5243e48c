/**
 * A witness of an attempt: it sees every record of the evidence once, in order, and keeps what an assessment asks about.
 *
 * An hour with a fast tool is millions of frames. Kept are what people did, and those answers of control units that can
 * show something; so evidence of any length is assessed in little memory, read part by part.
 */
import type { EvidenceRecord } from './evidence.ts'
import { createResponseReader, type EcuAddress, isCodesCleared, isReading } from './responses.ts'
import { createSeenResponses, type SeenResponses } from './seen-responses.ts'

const DEEDS = ['action', 'measurement', 'diagnosis', 'hazard'] as const

/** What a person did, and what came of it. */
export type Deed = Extract<EvidenceRecord, { kind: (typeof DEEDS)[number] }>

export type Testimony = {
  readonly recordCount: number
  /** In their order, each with its place in the evidence. */
  readonly deeds: readonly { readonly index: number; readonly record: Deed }[]
  readonly responses: SeenResponses
}

export type Witness = { see(record: EvidenceRecord): void; readonly testimony: Testimony }

export function createWitness(ecus: readonly EcuAddress[]): Witness {
  const deeds: { index: number; record: Deed }[] = []
  const responses = createSeenResponses(ecus.map(({ id }) => id))
  const readResponses = createResponseReader(ecus, (response) => {
    if (isReading(response) || isCodesCleared(response)) responses.add(response)
  })
  let recordCount = 0
  return {
    see(record) {
      const index = recordCount++
      if (isDeed(record)) deeds.push({ index, record })
      else readResponses(record, index)
    },
    get testimony() {
      return { recordCount, deeds, responses }
    },
  }
}

/** Of records that are all at hand. */
export function testimonyOf(records: Iterable<EvidenceRecord>, ecus: readonly EcuAddress[]): Testimony {
  const witness = createWitness(ecus)
  for (const record of records) witness.see(record)
  return witness.testimony
}

function isDeed(record: EvidenceRecord): record is Deed {
  return (DEEDS as readonly string[]).includes(record.kind)
}
