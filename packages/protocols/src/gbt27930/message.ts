/**
 * The 22 messages of GB/T 27930-2015: values to bytes and back. Clause 10.
 *
 * Their layout is ./tables.ts; here is how a field is packed. A value beyond the ends of its field is sent as that end,
 * as a sensor would show it. Bits that nobody uses are ones, in what we send.
 */
import { assert } from '@luban/stdx'
import {
  type CodeField,
  type Field,
  MESSAGE_CODES,
  MESSAGES,
  type MessageCode,
  type NumberField,
  type StateField,
  type TextField,
} from './tables.ts'

type ValueOf<F> = F extends { states: readonly (infer S)[] }
  ? S
  : F extends { codes: infer C }
    ? keyof C
    : F extends { isText: true }
      ? string
      : F extends { isOptional: true }
        ? number | undefined
        : number

type FieldsOf<C extends MessageCode> = {
  readonly [F in (typeof MESSAGES)[C]['fields'][number] as F['name']]: ValueOf<F>
}

/** Time of day as the charger knows it; nobody says in which zone. */
export type ChargerTime = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

type ListsOf = {
  CTS: { readonly time: ChargerTime | undefined }
  /** Up to 256 cells. */
  BMV: { readonly cells: readonly { readonly volts: number; readonly group: number }[] }
  /** Up to 128 places. */
  BMT: { readonly temperaturesDegC: readonly number[] }
  BSP: { readonly reserved: Uint8Array }
}

export type MessageOf<C extends MessageCode> = { readonly kind: C } & FieldsOf<C> &
  (C extends keyof ListsOf ? ListsOf[C] : unknown)
export type Message = { [C in MessageCode]: MessageOf<C> }[MessageCode]

export type MessageFault = 'unknownGroup' | 'badLength' | 'unknownCode' | 'badTime'

export function encodeMessage(message: Message): Uint8Array {
  if (message.kind === 'CTS') return encodeTime(message.time)
  if (message.kind === 'BMV') return encodeCells(message.cells)
  if (message.kind === 'BMT') return encodeTemperatures(message.temperaturesDegC)
  if (message.kind === 'BSP') {
    assert(message.reserved.length >= 1 && message.reserved.length <= MESSAGES.BSP.bytes, 'BSP has up to 16 bytes')
    return message.reserved.slice()
  }
  const { bytes, fields } = MESSAGES[message.kind]
  const data = new Uint8Array(bytes).fill(0xff)
  const values = message as unknown as Record<string, unknown>
  for (const field of fields as readonly Field[]) encodeField(data, field, values[field.name])
  return data
}

const CODE_OF_GROUP: ReadonlyMap<number, MessageCode> = new Map(MESSAGE_CODES.map((code) => [MESSAGES[code].pgn, code]))

/** What the other side sent: anything may arrive, so this never throws. */
export function decodeMessage(pgn: number, data: Uint8Array): Message | MessageFault {
  const kind = CODE_OF_GROUP.get(pgn)
  if (kind === undefined) return 'unknownGroup'
  const { bytes, bytesMin, fields } = MESSAGES[kind]
  if (data.length < bytesMin) return 'badLength'
  if (kind === 'CTS') return decodeTime(data)
  if (kind === 'BMV') return decodeCells(data)
  if (kind === 'BMT') return { kind, temperaturesDegC: [...data.subarray(0, bytes)].map((raw) => raw - 50) }
  if (kind === 'BSP') return { kind, reserved: data.slice(0, bytes) }
  const whole = new Uint8Array(bytes).fill(0xff)
  whole.set(data.subarray(0, bytes))
  const message: Record<string, unknown> = { kind }
  for (const field of fields as readonly Field[]) {
    const value = decodeField(whole, field)
    if (value === UNKNOWN_CODE) return 'unknownCode'
    message[field.name] = value
  }
  return message as unknown as Message
}

const UNKNOWN_CODE = Symbol('a value that the standard gives no meaning')

function encodeField(data: Uint8Array, field: Field, value: unknown): void {
  if ('states' in field) encodeState(data, field, value as string)
  else if ('codes' in field) encodeCode(data, field, value as string)
  else if ('isText' in field) encodeText(data, field, value as string)
  else if (value !== undefined) encodeNumber(data, field, value as number)
  else assert(field.isOptional, `${field.name} must be told`)
}

function decodeField(data: Uint8Array, field: Field): unknown {
  if ('states' in field) return field.states[(data[field.at - 1] >> (field.bit - 1)) & 3]
  if ('codes' in field) return decodeCode(data, field)
  if ('isText' in field) return decodeText(data, field)
  return decodeNumber(data, field)
}

function encodeState(data: Uint8Array, { name, at, bit, states }: StateField, value: string): void {
  const raw = states.indexOf(value)
  assert(raw >= 0, `${name} has no state "${value}"`)
  data[at - 1] = (data[at - 1] & ~(3 << (bit - 1))) | (raw << (bit - 1))
}

function encodeCode(data: Uint8Array, { name, at, codes }: CodeField, value: string): void {
  assert(Object.hasOwn(codes, value), `${name} has no value "${value}"`)
  data[at - 1] = codes[value]
}

function decodeCode(data: Uint8Array, { at, codes, otherwise }: CodeField): unknown {
  for (const name in codes) if (codes[name] === data[at - 1]) return name
  return otherwise ?? UNKNOWN_CODE
}

/** Printable ASCII; the rest of the field is ones. */
function encodeText(data: Uint8Array, { name, at, bytes }: TextField, text: string): void {
  assert(/^[ -~]*$/.test(text) && text.length <= bytes, `${name} has up to ${bytes} ASCII characters`)
  for (let i = 0; i < text.length; i++) data[at - 1 + i] = text.charCodeAt(i)
}

/** Up to the first byte that is no printable ASCII: some fill with zeros. */
function decodeText(data: Uint8Array, { at, bytes }: TextField): string {
  let text = ''
  for (let i = at - 1; i < at - 1 + bytes && data[i] >= 0x20 && data[i] < 0x7f; i++)
    text += String.fromCharCode(data[i])
  return text
}

function encodeNumber(data: Uint8Array, field: NumberField, value: number): void {
  const { at, bytes, bits = [0, bytes * 8] } = field
  assert(Number.isFinite(value), `${field.name} is a number`)
  const { perUnit = 1, offset = 0, isCharging } = field
  const [first, count] = bits
  const raw = Math.round((isCharging ? -value : value) * perUnit) - offset * perUnit
  // All ones would say that nothing is told.
  const rawMax = 2 ** count - (field.isOptional ? 2 : 1)
  const bounded = Math.min(Math.max(raw, 0), rawMax)
  for (let bit = 0; bit < count; bit++) {
    const place = first + bit
    const mask = 1 << (place & 7)
    const isSet = Math.floor(bounded / 2 ** bit) % 2 === 1
    const byte = at - 1 + (place >> 3)
    data[byte] = isSet ? data[byte] | mask : data[byte] & ~mask
  }
}

function decodeNumber(data: Uint8Array, field: NumberField): number | undefined {
  const { at, bytes, perUnit = 1, offset = 0, isCharging, isOptional } = field
  const [first, count] = field.bits ?? [0, bytes * 8]
  let whole = 0
  for (let byte = bytes - 1; byte >= 0; byte--) whole = whole * 0x100 + data[at - 1 + byte]
  const raw = Math.floor(whole / 2 ** first) % 2 ** count
  if (isOptional && raw === 2 ** count - 1) return undefined
  const value = (raw + offset * perUnit) / perUnit
  return isCharging ? 0 - value : value
}

const toBcd = (value: number) => ((value / 10) << 4) | (value % 10)
const fromBcd = (byte: number) => (byte >> 4 < 10 && (byte & 15) < 10 ? (byte >> 4) * 10 + (byte & 15) : Number.NaN)

/** SPN 2823: seconds first, each byte two decimal digits; all ones when the charger has no clock. */
function encodeTime(time: ChargerTime | undefined): Uint8Array {
  if (time === undefined) return new Uint8Array(MESSAGES.CTS.bytes).fill(0xff)
  const { year, month, day, hour, minute, second } = time
  assert(year >= 0 && year <= 9999, 'a year has four digits')
  return Uint8Array.from([second, minute, hour, day, month, year % 100, Math.floor(year / 100)], toBcd)
}

function decodeTime(data: Uint8Array): MessageOf<'CTS'> | MessageFault {
  if (data.subarray(0, MESSAGES.CTS.bytes).every((byte) => byte === 0xff)) return { kind: 'CTS', time: undefined }
  const [second, minute, hour, day, month, years, centuries] = Array.from(data, fromBcd)
  const isTime = second < 60 && minute < 60 && hour < 24 && day >= 1 && day <= 31 && month >= 1 && month <= 12
  const year = centuries * 100 + years
  return isTime && !Number.isNaN(year) ? { kind: 'CTS', time: { year, month, day, hour, minute, second } } : 'badTime'
}

/** SPN 3101 to 3356: twelve bits of hundredths of a volt, four of the group. */
function encodeCells(cells: MessageOf<'BMV'>['cells']): Uint8Array {
  assert(cells.length >= 1 && cells.length <= 256, 'BMV tells of up to 256 cells')
  const data = new Uint8Array(cells.length * 2)
  for (const [index, { volts, group }] of cells.entries()) {
    const raw = Math.min(Math.max(Math.round(volts * 100), 0), 0xfff) | (group << 12)
    data[index * 2] = raw
    data[index * 2 + 1] = raw >> 8
  }
  return data
}

function decodeCells(data: Uint8Array): MessageOf<'BMV'> | MessageFault {
  if (data.length % 2 !== 0 || data.length > MESSAGES.BMV.bytes) return 'badLength'
  const cells: { volts: number; group: number }[] = []
  for (let at = 0; at < data.length; at += 2) {
    const raw = data[at] | (data[at + 1] << 8)
    cells.push({ volts: (raw & 0xfff) / 100, group: raw >> 12 })
  }
  return { kind: 'BMV', cells }
}

function encodeTemperatures(temperaturesDegC: readonly number[]): Uint8Array {
  assert(temperaturesDegC.length >= 1 && temperaturesDegC.length <= MESSAGES.BMT.bytes, 'BMT tells of up to 128 places')
  return Uint8Array.from(temperaturesDegC, (degC) => Math.min(Math.max(Math.round(degC) + 50, 0), 0xff))
}
