/**
 * What a tool that listened to the bus itself could hear: of each identifier a frame a second, and no more, for a bus carries
 * thousands. Only while such a tool was at a door; nobody else reads frames.
 */
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'

export type SeenFrame = Pick<EvidenceOf<'frame'>, 'stationMs' | 'sender' | 'id' | 'data'> & {
  readonly index: number
  /** Since when a tool has listened without a break. */
  readonly sinceMs: number
}

/** Doors that hand a tool all frames. */
const RAW_DOORS: ReadonlySet<string> = new Set(['socketcand', 'slcan', 'cannelloni', 'gvret'])
const EVERY_MS = 1000

export function createSeenFrames(): {
  readonly frames: readonly SeenFrame[]
  see(record: EvidenceRecord, index: number): void
} {
  const frames: SeenFrame[] = []
  const lastMs = new Map<number, number>()
  let toolCount = 0
  let sinceMs = 0

  function seePeer({ door, event, stationMs }: EvidenceOf<'peer'>): void {
    if (!RAW_DOORS.has(door)) return
    if (event === 'connected' && toolCount++ === 0) sinceMs = stationMs
    if (event === 'closed') toolCount = Math.max(0, toolCount - 1)
  }

  return {
    frames,
    see(record, index) {
      if (record.kind === 'peer') seePeer(record)
      if (record.kind !== 'frame' || toolCount === 0 || record.channel !== undefined) return
      const { stationMs, sender, id, data } = record
      if (stationMs - (lastMs.get(id) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return
      lastMs.set(id, stationMs)
      frames.push({ index, stationMs, sender, id, data, sinceMs })
    },
  }
}
