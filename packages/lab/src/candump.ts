/**
 * The CAN frames of an attempt as a candump log, which most CAN tools can show and play back.
 * Who sent a frame is not in the format and gets lost: the diagnostic bus is `can0`, a line to a DC station `can1`.
 */
import { formatCandump } from '@luban/protocols/can/candump'
import { canFrameOf, type EvidenceRecord } from './evidence.ts'

/** `startMs`: when the attempt started, since 1970; of the records themselves when they say it. */
export function candumpOf(records: readonly EvidenceRecord[], startMs = startOf(records)): string {
  const lines: string[] = []
  for (const record of records) {
    if (record.kind !== 'frame') continue
    const frame = canFrameOf(record)
    if (frame === undefined) continue
    const timeMs = startMs + Math.max(0, record.wallMs)
    lines.push(`${formatCandump({ timeMs, channel: `can${record.channel ?? 0}`, frame })}\n`)
  }
  return lines.join('')
}

function startOf(records: readonly EvidenceRecord[]): number {
  return Math.max(0, records.find((record) => record.kind === 'opened')?.startedAtMs ?? 0)
}
