/**
 * Scaling data: what an ECU tells of how to read a record (ReadScalingDataByIdentifier). ISO 14229-1:2020, Annex C.
 *
 * A constant of a formula is a mantissa of 12 bits times ten to the power of an exponent of 4 bits, both signed; one
 * that does not fit exactly becomes the nearest that does.
 * Left out: stateAndConnectionType, and validity masks of bit-mapped records.
 */
import { assert } from '@luban/stdx'
import type { Scaling } from './scaled.ts'

/** The high nibble of a scalingByte, in the standard's order; the low one counts the bytes of the parameter. */
const TYPES = [
  'unsignedNumeric',
  'signedNumeric',
  'bitMappedReportedWithOutMask',
  'bitMappedReportedWithMask',
  'binaryCodedDecimal',
  'stateEncodedVariable',
  'ascii',
  'signedFloatingPoint',
  'packet',
  'formula',
  'unitFormat',
] as const
const FORMULA_TYPE = TYPES.indexOf('formula')
const UNIT_TYPE = TYPES.indexOf('unitFormat')
const UNSUPPORTED: readonly string[] = ['bitMappedReportedWithOutMask', 'formula', 'unitFormat']
export type NumericType = Exclude<(typeof TYPES)[number], 'bitMappedReportedWithOutMask' | 'formula' | 'unitFormat'>

/** formulaIdentifier, and how many constants each has. */
export const FORMULA = { scaleAndOffset: 0x00, scale: 0x06, offset: 0x08 } as const
const CONSTANT_COUNTS = [2, 2, 3, 2, 2, 3, 1, 1, 1, 2]

/** Units and the prefixes that come before them. */
export const UNIT = {
  none: 0x00,
  second: 0x08,
  hour: 0x0a,
  ampere: 0x0d,
  volt: 0x0e,
  ohm: 0x10,
  celsius: 0x17,
  watt: 0x21,
  pascal: 0x24,
  kilometrePerHour: 0x30,
  revolutionsPerMinute: 0x33,
  percent: 0x35,
  newtonMetre: 0x38,
  kilo: 0x45,
  milli: 0x4a,
} as const

export type ScalingPart =
  | { readonly kind: 'parameter'; readonly type: NumericType; readonly byteLength: number }
  | { readonly kind: 'formula'; readonly formula: number; readonly constants: readonly number[] }
  | { readonly kind: 'unit'; readonly unit: number }

export type ScalingFault = 'cutShort' | 'unknownType' | 'unknownFormula'

export function encodeScaling(parts: readonly ScalingPart[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(partBytes))
}

function partBytes(part: ScalingPart): number[] {
  switch (part.kind) {
    case 'parameter':
      assert(part.byteLength >= 0 && part.byteLength <= 0x0f, 'a parameter of scaling data has up to 15 bytes')
      return [(TYPES.indexOf(part.type) << 4) | part.byteLength]
    case 'formula':
      assert(part.constants.length === CONSTANT_COUNTS[part.formula], 'a formula has its number of constants')
      return [FORMULA_TYPE << 4, part.formula, ...part.constants.flatMap(constantBytes)]
    case 'unit':
      assert(part.unit >= 0 && part.unit <= 0xff, 'a unit is one byte')
      return [UNIT_TYPE << 4, part.unit]
  }
}

/** Anything may arrive, so this never throws. */
export function decodeScaling(bytes: Uint8Array): ScalingPart[] | ScalingFault {
  const parts: ScalingPart[] = []
  for (let at = 0; at < bytes.length; ) {
    const part = partAt(bytes, at)
    if (typeof part === 'string') return part
    parts.push(part)
    at += byteLengthOf(part)
  }
  return parts
}

function partAt(bytes: Uint8Array, at: number): ScalingPart | ScalingFault {
  const type = bytes[at] >> 4
  if (type === UNIT_TYPE) return at + 1 < bytes.length ? { kind: 'unit', unit: bytes[at + 1] } : 'cutShort'
  if (type === FORMULA_TYPE) return formulaAt(bytes, at + 1)
  const name = TYPES[type]
  if (name === undefined || UNSUPPORTED.includes(name)) return 'unknownType'
  return { kind: 'parameter', type: name as NumericType, byteLength: bytes[at] & 0x0f }
}

function formulaAt(bytes: Uint8Array, at: number): ScalingPart | ScalingFault {
  if (at >= bytes.length) return 'cutShort'
  const formula = bytes[at]
  const count = CONSTANT_COUNTS[formula]
  if (count === undefined) return 'unknownFormula'
  if (at + 1 + 2 * count > bytes.length) return 'cutShort'
  const constants = Array.from({ length: count }, (_, i) => constantAt(bytes, at + 1 + 2 * i))
  return { kind: 'formula', formula, constants }
}

function byteLengthOf(part: ScalingPart): number {
  switch (part.kind) {
    case 'parameter':
      return 1
    case 'formula':
      return 2 + 2 * part.constants.length
    case 'unit':
      return 2
  }
}

const EXPONENT_MIN = -8
const EXPONENT_MAX = 7
const MANTISSA_MAX = 0x7ff
/** Ten to the power of -8 to 8; written out, so that every engine has the same. */
const POWERS = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]

/** The exponent nearest to 0 that holds the value exactly, else the one that loses least. */
function constantBytes(value: number): number[] {
  assert(Math.abs(value) <= MANTISSA_MAX * POWERS[EXPONENT_MAX - EXPONENT_MIN], `${value} is too large for a constant`)
  let best = { error: Infinity, mantissa: 0, exponent: 0 }
  for (let exponent = EXPONENT_MIN; exponent <= EXPONENT_MAX; exponent++) {
    const mantissa = Math.round(value / POWERS[exponent - EXPONENT_MIN])
    if (Math.abs(mantissa) > MANTISSA_MAX) continue
    const error = Math.abs(constantOf(mantissa, exponent) - value)
    if (error < best.error || (error === best.error && Math.abs(exponent) < Math.abs(best.exponent)))
      best = { error, mantissa, exponent }
  }
  const bits = ((best.exponent & 0x0f) << 12) | (best.mantissa & 0xfff)
  return [bits >> 8, bits & 0xff]
}

function constantAt(bytes: Uint8Array, at: number): number {
  const bits = (bytes[at] << 8) | bytes[at + 1]
  return constantOf(((bits & 0xfff) << 20) >> 20, (bits << 16) >> 28)
}

/** Divided where the exponent is negative: 3 / 10 is the nearest double to 0.3, and 3 * 0.1 is not. */
function constantOf(mantissa: number, exponent: number): number {
  return exponent < 0 ? mantissa / POWERS[-exponent - EXPONENT_MIN] : mantissa * POWERS[exponent - EXPONENT_MIN]
}

/** Of a record that `encodeScaled` writes; `units` are prefixes first. */
export function linearScaling(
  { scale, offset, isSigned }: Scaling,
  byteLength: number,
  units: readonly number[],
): ScalingPart[] {
  const type = isSigned ? 'signedNumeric' : 'unsignedNumeric'
  const formula: ScalingPart[] =
    scale === 1 && offset === 0
      ? []
      : [{ kind: 'formula', formula: FORMULA.scaleAndOffset, constants: [scale, offset] }]
  return [
    { kind: 'parameter', type, byteLength },
    ...formula,
    ...units.map((unit) => ({ kind: 'unit' as const, unit })),
  ]
}
