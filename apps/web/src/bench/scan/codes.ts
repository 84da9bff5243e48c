/** How a trouble code is written, and how a value of a data identifier is read. */
import { decodeScaled } from '@luban/protocols/uds/scaled'
import type { DidInfo } from '../../api/attempts.ts'

const SYSTEMS = ['P', 'C', 'B', 'U'] as const

/** SAE J2012: 0x0A0A00 is written "P0A0A-00"; the last two figures are the failure type. */
export function writeCode(code24: number): string {
  const code16 = code24 >> 8
  const figures = (code16 & 0x3fff).toString(16).toUpperCase().padStart(4, '0')
  const failureType = (code24 & 0xff).toString(16).toUpperCase().padStart(2, '0')
  return `${SYSTEMS[code16 >> 14]}${figures}-${failureType}`
}

/** The number of a record in its unit. */
export function readValue(info: DidInfo, record: Uint8Array): number {
  return decodeScaled(record, info)
}

/** As many decimals as one step of the raw value is worth. */
export function decimalsOf(info: DidInfo): number {
  const step = Math.abs(info.scale)
  return step >= 1 ? 0 : Math.min(4, Math.ceil(-Math.log10(step) - 1e-9))
}

/** Printable ASCII as text; anything else as hexadecimal bytes. */
export function textOf(record: Uint8Array): string {
  const trimmed = record.subarray(0, record.findLastIndex((byte) => byte !== 0 && byte !== 0x20) + 1)
  const isText = trimmed.length > 0 && trimmed.every((byte) => byte >= 0x20 && byte < 0x7f)
  if (isText) return String.fromCharCode(...trimmed)
  return [...record].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')
}
