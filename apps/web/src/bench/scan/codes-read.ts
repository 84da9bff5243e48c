/** The trouble codes of control units as the deeds of an attempt tell them: what was read last of each, and when. */
import type { Dtc } from '@luban/protocols/uds/codec'
import type { Deed } from '../bench.ts'
import { lastChange } from './last-change.ts'
import { type Answer, readTroubleCodes } from './tester.ts'

export type CodesRead = {
  readonly answer: Answer<readonly Dtc[]>
  readonly readAtMs: number
  /** What had been done to the car before. */
  readonly change: Deed | undefined
}

/** ReadDTCInformation by status, ISO 14229-1. */
const BY_STATUS = '1902'
const ANY_STATUS = 0xff

export async function codesReadIn(deeds: readonly Deed[]): Promise<ReadonlyMap<string, CodesRead>> {
  const reads = new Map<string, CodesRead>()
  for (const [i, deed] of deeds.entries()) {
    if (deed.kind !== 'diagnostic' || !deed.request.startsWith(BY_STATUS)) continue
    const answer = await readTroubleCodes(async () => deed.response, ANY_STATUS)
    reads.set(deed.ecu, { answer, readAtMs: deed.stationMs, change: lastChange(deeds.slice(0, i)) })
  }
  return reads
}
