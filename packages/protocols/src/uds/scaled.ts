/**
 * Scaled values: a quantity as the few bytes of a data record, `offset + scale * raw`, raw high byte first.
 * So are the parameters of SAE J1979 and most data identifiers of ISO 14229-1 written; a control unit encodes, and
 * whoever reads (a tester, an assessment) decodes with the same pair.
 *
 * Rounding: to the nearest step, a half upwards. Saturation: a value beyond the range of its bytes becomes the end of
 * the range, and what is no number becomes raw 0: a sensor's odd moment may not stop an answer.
 */
import { assert } from '@luban/stdx'

/** `isSigned`: raw is a two's complement. */
export type Scaling = { readonly scale: number; readonly offset: number; readonly isSigned: boolean }

/** With more a double could not tell one step from the next. */
const BYTES_MAX = 6

/** Fills `record`, or `byteLength` bytes of it from `at` on, and gives it back: nothing is allocated. */
export function encodeScaled(
  value: number,
  { scale, offset, isSigned }: Scaling,
  record: Uint8Array,
  at = 0,
  byteLength = record.length - at,
): Uint8Array {
  assert(byteLength >= 1 && byteLength <= BYTES_MAX, 'a scaled value has 1 to 6 bytes')
  assert(scale !== 0, 'a scale of 0 says nothing')
  const span = spanOf(byteLength)
  const lowest = isSigned ? -span / 2 : 0
  const raw = Math.round((value - offset) / scale)
  let rest = Number.isNaN(raw) ? 0 : Math.min(Math.max(raw, lowest), lowest + span - 1)
  if (rest < 0) rest += span
  for (let i = at + byteLength - 1; i >= at; i--) {
    record[i] = rest % 0x100
    rest = Math.floor(rest / 0x100)
  }
  return record
}

/** Anything may arrive, so this never throws; a record without bytes is raw 0. */
export function decodeScaled(record: Uint8Array, { scale, offset, isSigned }: Scaling): number {
  let raw = 0
  for (let i = 0; i < record.length; i++) raw = raw * 0x100 + record[i]
  if (isSigned && record[0] >= 0x80) raw -= spanOf(record.length)
  return offset + scale * raw
}

/** How many numbers so many bytes tell apart. */
function spanOf(byteLength: number): number {
  let span = 1
  for (let i = 0; i < byteLength; i++) span *= 0x100
  return span
}
