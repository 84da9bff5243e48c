/**
 * Bytes and values of on-board diagnostics: parameters by their formulas, and what a tester reads out of an answer.
 * SAE J1979, on CAN. Encoding is the ECU's side, decoding the tester's; bitmaps serve both.
 */
import { assert } from '@luban/stdx'
import { decodeScaled, encodeScaled } from '../uds/scaled.ts'
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE } from '../uds/tables.ts'
import type { ParameterValue } from './ecu.ts'
import { UNIT_AND_SCALING } from './monitor-tables.ts'
import { BITMAP_STEP, INFO_BYTE_LENGTH, INFO_TYPE, MODE, PARAMETERS } from './tables.ts'

/** Bytes of a parameter. A value beyond its range becomes the end of the range; a missing one is 0. */
export function encodeParameter(pid: number, value: ParameterValue): Uint8Array {
  if (value instanceof Uint8Array) return value
  const parameter = PARAMETERS.get(pid)
  assert(parameter !== undefined, `parameter 0x${pid.toString(16)} has no formula: give its bytes`)
  const bytes = new Uint8Array(parameter.byteLength)
  const values = typeof value === 'number' ? [value] : value
  parameter.fields.forEach((field, i) => {
    encodeScaled(values[i] ?? 0, field, bytes, field.firstByte, field.byteLength)
  })
  return bytes
}

/** Values in the order of the table's fields; undefined when the parameter is not in the table or cut short. */
export function decodeParameter(pid: number, bytes: Uint8Array): number[] | undefined {
  const parameter = PARAMETERS.get(pid)
  if (parameter === undefined || bytes.length < parameter.byteLength) return undefined
  return parameter.fields.map((field) => {
    const { firstByte, byteLength } = field
    return decodeScaled(bytes.subarray(firstByte, firstByte + byteLength), field)
  })
}

/** Which of the 32 identifiers after `base` exist; the last bit also says that a later bitmap has something to say. */
export function encodeBitmap(base: number, identifiers: Iterable<number>): Uint8Array {
  const bytes = new Uint8Array(4)
  for (const identifier of identifiers) {
    const bit = Math.min(identifier - base, BITMAP_STEP) - 1
    if (bit >= 0) bytes[bit >> 3] |= 0x80 >> (bit & 7)
  }
  return bytes
}

export function decodeBitmap(base: number, bytes: Uint8Array): number[] {
  const identifiers: number[] = []
  for (let bit = 0; bit < BITMAP_STEP; bit++) {
    if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) identifiers.push(base + 1 + bit)
  }
  return identifiers
}

export type ObdResponse =
  | { readonly kind: 'negative'; readonly mode: number; readonly nrc: number }
  | { readonly kind: 'parameters'; readonly parameters: readonly { pid: number; bytes: Uint8Array }[] }
  | { readonly kind: 'freezeFrame'; readonly parameters: readonly { pid: number; frame: number; bytes: Uint8Array }[] }
  | { readonly kind: 'dtcs'; readonly status: 'confirmed' | 'pending' | 'permanent'; readonly codes: readonly number[] }
  | { readonly kind: 'cleared' }
  | { readonly kind: 'supportedInfoTypes'; readonly base: number; readonly infoTypes: readonly number[] }
  | { readonly kind: 'text'; readonly infoType: number; readonly texts: readonly string[] }
  | { readonly kind: 'calibrationVerificationNumbers'; readonly numbers: readonly number[] }
  /** Of info type 08, 0B, 12 or 14, in the order of ./tables.ts. */
  | { readonly kind: 'counts'; readonly infoType: number; readonly counts: readonly number[] }
  | { readonly kind: 'supportedMonitors'; readonly base: number; readonly monitorIds: readonly number[] }
  | { readonly kind: 'monitorTests'; readonly tests: readonly MonitorTestReading[] }
  | { readonly kind: 'supportedControls'; readonly base: number; readonly testIds: readonly number[] }
  | { readonly kind: 'control'; readonly testId: number; readonly data: Uint8Array }

/** A result of mode 06 in its unit; an unknown scaling leaves the bare numbers, without sign. */
export type MonitorTestReading = {
  readonly monitorId: number
  readonly testId: number
  readonly unitAndScalingId: number
  readonly value: number
  readonly min: number
  readonly max: number
  readonly unit: string
}

export type ObdResponseFault = 'empty' | 'badLength' | 'unknownMode' | 'unknownParameter' | 'unknownInfoType'

/** What an ECU answered: anything may arrive, so this never throws. */
export function decodeObdResponse(message: Uint8Array): ObdResponse | ObdResponseFault {
  if (message.length === 0) return 'empty'
  if (message[0] === NEGATIVE_RESPONSE) {
    return message.length === 3 ? { kind: 'negative', mode: message[1], nrc: message[2] } : 'badLength'
  }
  switch (message[0] - POSITIVE_RESPONSE) {
    case MODE.currentData:
      return decodeParameters(message)
    case MODE.freezeFrame:
      return decodeFreezeFrame(message)
    case MODE.confirmedDtcs:
      return decodeDtcs(message, 'confirmed')
    case MODE.pendingDtcs:
      return decodeDtcs(message, 'pending')
    case MODE.permanentDtcs:
      return decodeDtcs(message, 'permanent')
    case MODE.clear:
      return message.length === 1 ? { kind: 'cleared' } : 'badLength'
    case MODE.monitorResults:
      return decodeMonitorResults(message)
    case MODE.control:
      return decodeControl(message)
    case MODE.vehicleInformation:
      return decodeInformation(message)
    default:
      return 'unknownMode'
  }
}

function decodeParameters(message: Uint8Array): ObdResponse | ObdResponseFault {
  const parameters: { pid: number; bytes: Uint8Array }[] = []
  for (let at = 1; at < message.length; ) {
    const pid = message[at]
    const byteLength = parameterByteLength(pid)
    if (byteLength === undefined) return 'unknownParameter'
    if (at + 1 + byteLength > message.length) return 'badLength'
    parameters.push({ pid, bytes: message.slice(at + 1, at + 1 + byteLength) })
    at += 1 + byteLength
  }
  return parameters.length === 0 ? 'badLength' : { kind: 'parameters', parameters }
}

function decodeFreezeFrame(message: Uint8Array): ObdResponse | ObdResponseFault {
  const parameters: { pid: number; frame: number; bytes: Uint8Array }[] = []
  for (let at = 1; at < message.length; ) {
    const pid = message[at]
    const byteLength = parameterByteLength(pid)
    if (byteLength === undefined) return 'unknownParameter'
    if (at + 2 + byteLength > message.length) return 'badLength'
    parameters.push({ pid, frame: message[at + 1], bytes: message.slice(at + 2, at + 2 + byteLength) })
    at += 2 + byteLength
  }
  return parameters.length === 0 ? 'badLength' : { kind: 'freezeFrame', parameters }
}

function parameterByteLength(pid: number): number | undefined {
  return pid % BITMAP_STEP === 0 ? 4 : PARAMETERS.get(pid)?.byteLength
}

function decodeDtcs(
  message: Uint8Array,
  status: 'confirmed' | 'pending' | 'permanent',
): ObdResponse | ObdResponseFault {
  if (message.length < 2 || message.length !== 2 + 2 * message[1]) return 'badLength'
  const codes: number[] = []
  for (let at = 2; at < message.length; at += 2) codes.push((message[at] << 8) | message[at + 1])
  return { kind: 'dtcs', status, codes }
}

/** Behind the monitor's own identifier. */
const TEST_BYTES = 8
const UNKNOWN_SCALING = { scale: 1, offset: 0, isSigned: false, unit: '' }

function decodeMonitorResults(message: Uint8Array): ObdResponse | ObdResponseFault {
  if (message.length < 2) return 'badLength'
  if (message[1] % BITMAP_STEP === 0) {
    const monitorIds = decodeBitmaps(message)
    return monitorIds ? { kind: 'supportedMonitors', base: message[1], monitorIds } : 'badLength'
  }
  if ((message.length - 1) % (1 + TEST_BYTES) !== 0) return 'badLength'
  const tests: MonitorTestReading[] = []
  for (let at = 1; at < message.length; at += 1 + TEST_BYTES) {
    tests.push(decodeTest(message[at], message.subarray(at + 1, at + 1 + TEST_BYTES)))
  }
  return { kind: 'monitorTests', tests }
}

/** Tests of one monitor, one behind the other, as J1979-2 has them in a data record; undefined when cut short. */
export function decodeMonitorTests(monitorId: number, record: Uint8Array): MonitorTestReading[] | undefined {
  if (record.length % TEST_BYTES !== 0) return undefined
  const tests: MonitorTestReading[] = []
  for (let at = 0; at < record.length; at += TEST_BYTES) {
    tests.push(decodeTest(monitorId, record.subarray(at, at + TEST_BYTES)))
  }
  return tests
}

function decodeTest(monitorId: number, bytes: Uint8Array): MonitorTestReading {
  const [testId, unitAndScalingId] = bytes
  const scaling = UNIT_AND_SCALING.get(unitAndScalingId) ?? UNKNOWN_SCALING
  const [value, min, max] = [2, 4, 6].map((at) => decodeScaled(bytes.subarray(at, at + 2), scaling))
  return { monitorId, testId, unitAndScalingId, value, min, max, unit: scaling.unit }
}

function decodeControl(message: Uint8Array): ObdResponse | ObdResponseFault {
  if (message.length < 2) return 'badLength'
  if (message[1] % BITMAP_STEP !== 0) return { kind: 'control', testId: message[1], data: message.slice(2) }
  const testIds = decodeBitmaps(message)
  return testIds ? { kind: 'supportedControls', base: message[1], testIds } : 'badLength'
}

/** What one or several bitmaps of an answer name; undefined when they are cut short. */
function decodeBitmaps(message: Uint8Array): number[] | undefined {
  if ((message.length - 1) % 5 !== 0) return undefined
  const identifiers: number[] = []
  for (let at = 1; at < message.length; at += 5) {
    if (message[at] % BITMAP_STEP !== 0) return undefined
    identifiers.push(...decodeBitmap(message[at], message.subarray(at + 1, at + 5)))
  }
  return identifiers
}

function decodeInformation(message: Uint8Array): ObdResponse | ObdResponseFault {
  if (message.length < 3) return 'badLength'
  const infoType = message[1]
  if (infoType % BITMAP_STEP === 0) {
    const infoTypes = decodeBitmaps(message)
    return infoTypes ? { kind: 'supportedInfoTypes', base: infoType, infoTypes } : 'badLength'
  }
  const byteLength = infoByteLength(infoType)
  if (byteLength === undefined) return 'unknownInfoType'
  if (message.length !== 3 + message[2] * byteLength) return 'badLength'
  const items: Uint8Array[] = []
  for (let at = 3; at < message.length; at += byteLength) items.push(message.subarray(at, at + byteLength))
  const numbers = () => items.map((bytes) => bytes.reduce((number, byte) => number * 256 + byte, 0))
  if (infoType === INFO_TYPE.calibrationVerificationNumber) {
    return { kind: 'calibrationVerificationNumbers', numbers: numbers() }
  }
  if (byteLength === 2) return { kind: 'counts', infoType, counts: numbers() }
  return { kind: 'text', infoType, texts: items.map(textOf) }
}

function infoByteLength(infoType: number): number | undefined {
  return (INFO_BYTE_LENGTH as Readonly<Record<number, number>>)[infoType]
}

/** ASCII, with the zeros that fill its place taken off. */
function textOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) if (byte !== 0) text += String.fromCharCode(byte)
  return text
}

/** ASCII filled with zeros up to `byteLength`, cut where it is longer. */
export function encodeText(text: string, byteLength: number): Uint8Array {
  const bytes = new Uint8Array(byteLength)
  for (let i = 0; i < Math.min(text.length, byteLength); i++) bytes[i] = text.charCodeAt(i) & 0x7f
  return bytes
}
