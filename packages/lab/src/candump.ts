/**
 * The CAN frames of an attempt as a candump log, which most CAN tools can show and play back.
 * Who sent a frame is not in the format and gets lost: all frames are on one channel.
 */
import { formatCandump } from '@luban/protocols/can/candump'
import { parseHex } from '@luban/stdx'
import type { EvidenceRecord } from './evidence.ts'

export function candumpOf(records: readonly EvidenceRecord[], channel = 'can0'): string {
  const startedAtMs = records.find((record) => record.kind === 'opened')?.startedAtMs ?? 0
  const lines: string[] = []
  for (const record of records) {
    if (record.kind !== 'frame') continue
    const { id, isExtended, data, wallMs } = record
    const bytes = parseHex(data) ?? new Uint8Array(0)
    // What cannot be a classical frame can only come from a file that somebody changed.
    if (bytes.length > 8 || (!isExtended && id > 0x7ff)) continue
    const frame = { id, isExtended, data: bytes }
    lines.push(`${formatCandump({ timeMs: Math.max(0, startedAtMs) + wallMs, channel, frame })}\n`)
  }
  return lines.join('')
}
