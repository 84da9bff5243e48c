/**
 * The CAN frames of an attempt as a candump log, which most CAN tools can show and play back.
 * Who sent a frame is not in the format and gets lost: all frames are on one channel.
 */
import { formatCandump } from '@luban/protocols/can/candump'
import { canFrameOf, type EvidenceRecord } from './evidence.ts'

export function candumpOf(records: readonly EvidenceRecord[], channel = 'can0'): string {
  const startedAtMs = records.find((record) => record.kind === 'opened')?.startedAtMs ?? 0
  const lines: string[] = []
  for (const record of records) {
    if (record.kind !== 'frame') continue
    const frame = canFrameOf(record)
    if (frame === undefined) continue
    lines.push(`${formatCandump({ timeMs: Math.max(0, startedAtMs) + record.wallMs, channel, frame })}\n`)
  }
  return lines.join('')
}
