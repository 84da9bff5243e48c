/**
 * A trouble code as people write it, and as its 24 bits: P0A0A is 0x0A0A00, P0A0A-16 has failure type 0x16.
 * SAE J2012 (the letter is the top two bits), ISO 14229-1 Annex D (the third byte).
 */
import { DTC_STATUS } from './tables.ts'

const LETTERS = 'PCBU'

/** The failure type is written only where there is one. */
export function dtcText(code: number): string {
  const digits = ((code >> 8) & 0x3fff).toString(16).toUpperCase().padStart(4, '0')
  const failureType = code & 0xff
  const suffix = failureType === 0 ? '' : `-${failureType.toString(16).toUpperCase().padStart(2, '0')}`
  return `${LETTERS[(code >> 22) & 3]}${digits}${suffix}`
}

/** Undefined for anything but a letter, four digits of which the first is 0-3, and perhaps a failure type. */
export function parseDtc(text: string): number | undefined {
  const match = /^([PCBU])([0-3][0-9A-F]{3})(?:-?([0-9A-F]{2}))?$/i.exec(text.trim())
  if (match === null) return undefined
  const letter = LETTERS.indexOf(match[1].toUpperCase())
  return letter * 0x400000 + Number.parseInt(match[2], 16) * 0x100 + Number.parseInt(match[3] ?? '00', 16)
}

/** The names of the bits that are set, in the order of Annex D. */
export function dtcStatusNames(status: number): (keyof typeof DTC_STATUS)[] {
  const names = Object.keys(DTC_STATUS) as (keyof typeof DTC_STATUS)[]
  return names.filter((name) => (status & DTC_STATUS[name]) !== 0)
}
