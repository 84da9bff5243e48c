/**
 * The CAN frames of an attempt as a candump log, the text format of Linux can-utils (`candump -l`):
 * `(1700000000.000000) can0 7E0#0322F190`, one frame a line, time in seconds since 1970.
 *
 * Every tool that reads candump logs can play the attempt back. Who sent a frame is not in the format and gets lost.
 */
import type { EvidenceRecord } from './evidence.ts'

export type CandumpOptions = { readonly interfaceName?: string }

export function candumpOf(records: readonly EvidenceRecord[], { interfaceName = 'can0' }: CandumpOptions = {}): string {
  const startedAtMs = records.find((record) => record.kind === 'opened')?.startedAtMs ?? 0
  const lines: string[] = []
  for (const record of records) {
    if (record.kind !== 'frame') continue
    const id = record.id.toString(16).toUpperCase()
    // The number of digits tells 11-bit from 29-bit identifiers.
    const digits = id.padStart(record.isExtended ? 8 : 3, '0')
    lines.push(`(${secondsOf(startedAtMs + record.wallMs)}) ${interfaceName} ${digits}#${record.data}\n`)
  }
  return lines.join('')
}

/** Microseconds, written from whole numbers: a floating-point second of today has no room for them. */
function secondsOf(ms: number): string {
  const wholeMs = Math.floor(ms)
  const us = Math.min(999, Math.round((ms - wholeMs) * 1000))
  const seconds = Math.floor(wholeMs / 1000)
  return `${seconds}.${String((wholeMs % 1000) * 1000 + us).padStart(6, '0')}`
}
