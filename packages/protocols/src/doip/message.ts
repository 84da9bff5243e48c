/**
 * DoIP messages: the generic header and the payloads it carries, bytes to values and back. ISO 13400-2.
 *
 * One message per call: cutting a TCP stream into messages is ./stream.ts, order and timing are ./session.ts.
 * The same bytes go through TLS and over IPv6: see ./coverage.md for what is the host's.
 */
import { assert } from '@luban/stdx'
import { GENERIC_NACK, PAYLOAD_TYPE, type PayloadKind, PROTOCOL_VERSION } from './tables.ts'

/** Addresses are 16 bits; a `vin` is 17 characters, each one byte; `eid` and `gid` are 6 bytes. */
export type DoipMessage =
  | { kind: 'genericNack'; code: number }
  | { kind: 'vehicleIdentificationRequest' }
  | { kind: 'vehicleIdentificationRequestEid'; eid: Uint8Array }
  | { kind: 'vehicleIdentificationRequestVin'; vin: string }
  | {
      kind: 'vehicleIdentificationResponse'
      vin: string
      logicalAddress: number
      eid: Uint8Array
      gid: Uint8Array
      furtherAction: number
      syncStatus?: number
    }
  | { kind: 'routingActivationRequest'; sourceAddress: number; activationType: number; oem?: Uint8Array }
  | { kind: 'routingActivationResponse'; testerAddress: number; entityAddress: number; code: number; oem?: Uint8Array }
  | { kind: 'aliveCheckRequest' }
  | { kind: 'aliveCheckResponse'; sourceAddress: number }
  | { kind: 'entityStatusRequest' }
  | { kind: 'entityStatusResponse'; nodeType: number; maxSockets: number; openSockets: number; maxDataBytes?: number }
  | { kind: 'powerModeRequest' }
  | { kind: 'powerModeResponse'; mode: number }
  | { kind: 'diagnosticMessage'; sourceAddress: number; targetAddress: number; data: Uint8Array }
  | { kind: 'diagnosticAck'; sourceAddress: number; targetAddress: number; code: number; previous: Uint8Array }
  | { kind: 'diagnosticNack'; sourceAddress: number; targetAddress: number; code: number; previous: Uint8Array }

export type DoipHeader = { version: number; payloadType: number; payloadLength: number }

/** In the order in which the standard checks them; `truncated`: the bytes end before the message does. */
export type DoipFault = 'incorrectPatternFormat' | 'unknownPayloadType' | 'truncated' | 'invalidPayloadLength'

export const HEADER_BYTES = 8

/** Shortest and longest payload of each type. A diagnostic message holds at least one byte of user data. */
const PAYLOAD_BYTES: Readonly<Record<PayloadKind, readonly [min: number, max: number]>> = {
  genericNack: [1, 1],
  vehicleIdentificationRequest: [0, 0],
  vehicleIdentificationRequestEid: [6, 6],
  vehicleIdentificationRequestVin: [17, 17],
  vehicleIdentificationResponse: [32, 33],
  routingActivationRequest: [7, 11],
  routingActivationResponse: [9, 13],
  aliveCheckRequest: [0, 0],
  aliveCheckResponse: [2, 2],
  entityStatusRequest: [0, 0],
  entityStatusResponse: [3, 7],
  powerModeRequest: [0, 0],
  powerModeResponse: [1, 1],
  diagnosticMessage: [5, 0xffff_ffff],
  diagnosticAck: [5, 0xffff_ffff],
  diagnosticNack: [5, 0xffff_ffff],
}

const KIND_OF_TYPE: ReadonlyMap<number, PayloadKind> = new Map(
  Object.entries(PAYLOAD_TYPE).map(([kind, type]) => [type, kind as PayloadKind]),
)

export function encodeDoip(message: DoipMessage, version: number = PROTOCOL_VERSION.iso2012): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + payloadLengthOf(message))
  writeUint16(bytes, 0, (version << 8) | (version ^ 0xff))
  writeUint16(bytes, 2, PAYLOAD_TYPE[message.kind])
  writeUint32(bytes, 4, bytes.length - HEADER_BYTES)
  writePayload(bytes, message)
  return bytes
}

/** One whole message, as in a datagram. Anything may arrive, so this never throws; bytes behind the message are a fault. */
export function decodeDoip(bytes: Uint8Array): { version: number; message: DoipMessage } | DoipFault {
  if (bytes.length < HEADER_BYTES) return 'truncated'
  const header = decodeHeader(bytes)
  if (header === 'incorrectPatternFormat') return header
  if (!KIND_OF_TYPE.has(header.payloadType)) return 'unknownPayloadType'
  const rest = bytes.length - HEADER_BYTES
  if (rest < header.payloadLength) return 'truncated'
  if (rest > header.payloadLength) return 'invalidPayloadLength'
  const message = decodePayload(header.payloadType, bytes.subarray(HEADER_BYTES))
  return typeof message === 'string' ? message : { version: header.version, message }
}

/** The 8 bytes before every payload. `bytes` must hold them. Only the versions of the table are a correct pattern. */
export function decodeHeader(bytes: Uint8Array, offset = 0): DoipHeader | 'incorrectPatternFormat' {
  assert(bytes.length - offset >= HEADER_BYTES)
  const version = bytes[offset]
  if ((version ^ bytes[offset + 1]) !== 0xff || !isKnownVersion(version)) return 'incorrectPatternFormat'
  const payloadLength = readUint16(bytes, offset + 4) * 0x1_0000 + readUint16(bytes, offset + 6)
  return { version, payloadType: readUint16(bytes, offset + 2), payloadLength }
}

/** What may be wrong with a header alone, before its payload has come. */
export function judgeHeader(header: DoipHeader): 'unknownPayloadType' | 'invalidPayloadLength' | undefined {
  const kind = KIND_OF_TYPE.get(header.payloadType)
  if (kind === undefined) return 'unknownPayloadType'
  const [min, max] = PAYLOAD_BYTES[kind]
  return header.payloadLength < min || header.payloadLength > max ? 'invalidPayloadLength' : undefined
}

/** Byte fields are views of `payload`, not copies: a caller who keeps them copies them. */
export function decodePayload(
  payloadType: number,
  payload: Uint8Array,
): DoipMessage | 'unknownPayloadType' | 'invalidPayloadLength' {
  const kind = KIND_OF_TYPE.get(payloadType)
  if (kind === undefined) return 'unknownPayloadType'
  const [min, max] = PAYLOAD_BYTES[kind]
  if (payload.length < min || payload.length > max) return 'invalidPayloadLength'
  switch (kind) {
    case 'genericNack':
      return { kind, code: payload[0] }
    case 'vehicleIdentificationRequest':
    case 'aliveCheckRequest':
    case 'entityStatusRequest':
    case 'powerModeRequest':
      return { kind }
    case 'vehicleIdentificationRequestEid':
      return { kind, eid: payload }
    case 'vehicleIdentificationRequestVin':
      return { kind, vin: textOf(payload) }
    case 'vehicleIdentificationResponse':
      return decodeIdentification(payload)
    case 'routingActivationRequest':
      return decodeActivationRequest(payload)
    case 'routingActivationResponse':
      return decodeActivationResponse(payload)
    case 'aliveCheckResponse':
      return { kind, sourceAddress: readUint16(payload, 0) }
    case 'entityStatusResponse':
      return decodeEntityStatus(payload)
    case 'powerModeResponse':
      return { kind, mode: payload[0] }
    case 'diagnosticMessage':
      return {
        kind,
        sourceAddress: readUint16(payload, 0),
        targetAddress: readUint16(payload, 2),
        data: payload.subarray(4),
      }
    case 'diagnosticAck':
    case 'diagnosticNack':
      return {
        kind,
        sourceAddress: readUint16(payload, 0),
        targetAddress: readUint16(payload, 2),
        code: payload[4],
        previous: payload.subarray(5),
      }
  }
}

/** How a fault is answered: the standard has one code for bytes that are missing and for bytes too many. */
export function genericNackOf(fault: DoipFault | 'messageTooLarge' | 'outOfMemory'): DoipMessage {
  return { kind: 'genericNack', code: GENERIC_NACK[fault === 'truncated' ? 'invalidPayloadLength' : fault] }
}

function decodeIdentification(payload: Uint8Array): DoipMessage {
  return {
    kind: 'vehicleIdentificationResponse',
    vin: textOf(payload.subarray(0, 17)),
    logicalAddress: readUint16(payload, 17),
    eid: payload.subarray(19, 25),
    gid: payload.subarray(25, 31),
    furtherAction: payload[31],
    ...(payload.length === 33 ? { syncStatus: payload[32] } : {}),
  }
}

/** The four bytes reserved by the standard are not looked at; the four of the manufacturer may be absent. */
function decodeActivationRequest(payload: Uint8Array): DoipMessage | 'invalidPayloadLength' {
  if (payload.length !== 7 && payload.length !== 11) return 'invalidPayloadLength'
  return {
    kind: 'routingActivationRequest',
    sourceAddress: readUint16(payload, 0),
    activationType: payload[2],
    ...(payload.length === 11 ? { oem: payload.subarray(7) } : {}),
  }
}

function decodeActivationResponse(payload: Uint8Array): DoipMessage | 'invalidPayloadLength' {
  if (payload.length !== 9 && payload.length !== 13) return 'invalidPayloadLength'
  return {
    kind: 'routingActivationResponse',
    testerAddress: readUint16(payload, 0),
    entityAddress: readUint16(payload, 2),
    code: payload[4],
    ...(payload.length === 13 ? { oem: payload.subarray(9) } : {}),
  }
}

function decodeEntityStatus(payload: Uint8Array): DoipMessage | 'invalidPayloadLength' {
  if (payload.length !== 3 && payload.length !== 7) return 'invalidPayloadLength'
  return {
    kind: 'entityStatusResponse',
    nodeType: payload[0],
    maxSockets: payload[1],
    openSockets: payload[2],
    ...(payload.length === 7 ? { maxDataBytes: readUint16(payload, 3) * 0x1_0000 + readUint16(payload, 5) } : {}),
  }
}

function payloadLengthOf(message: DoipMessage): number {
  switch (message.kind) {
    case 'vehicleIdentificationResponse':
      return message.syncStatus === undefined ? 32 : 33
    case 'routingActivationRequest':
      return message.oem === undefined ? 7 : 11
    case 'routingActivationResponse':
      return message.oem === undefined ? 9 : 13
    case 'entityStatusResponse':
      return message.maxDataBytes === undefined ? 3 : 7
    case 'diagnosticMessage':
      assert(message.data.length >= 1)
      return 4 + message.data.length
    case 'diagnosticAck':
    case 'diagnosticNack':
      return 5 + message.previous.length
    default:
      return PAYLOAD_BYTES[message.kind][0]
  }
}

function writePayload(bytes: Uint8Array, message: DoipMessage): void {
  const at = HEADER_BYTES
  switch (message.kind) {
    case 'vehicleIdentificationRequest':
    case 'aliveCheckRequest':
    case 'entityStatusRequest':
    case 'powerModeRequest':
      return
    case 'genericNack':
      bytes[at] = message.code
      return
    case 'vehicleIdentificationRequestEid':
      writeExactly(bytes, at, message.eid, 6)
      return
    case 'vehicleIdentificationRequestVin':
      writeVin(bytes, at, message.vin)
      return
    case 'vehicleIdentificationResponse':
      writeVin(bytes, at, message.vin)
      writeUint16(bytes, at + 17, message.logicalAddress)
      writeExactly(bytes, at + 19, message.eid, 6)
      writeExactly(bytes, at + 25, message.gid, 6)
      bytes[at + 31] = message.furtherAction
      if (message.syncStatus !== undefined) bytes[at + 32] = message.syncStatus
      return
    case 'routingActivationRequest':
      writeUint16(bytes, at, message.sourceAddress)
      bytes[at + 2] = message.activationType
      if (message.oem !== undefined) writeExactly(bytes, at + 7, message.oem, 4)
      return
    case 'routingActivationResponse':
      writeUint16(bytes, at, message.testerAddress)
      writeUint16(bytes, at + 2, message.entityAddress)
      bytes[at + 4] = message.code
      if (message.oem !== undefined) writeExactly(bytes, at + 9, message.oem, 4)
      return
    case 'aliveCheckResponse':
      writeUint16(bytes, at, message.sourceAddress)
      return
    case 'entityStatusResponse':
      bytes[at] = message.nodeType
      bytes[at + 1] = message.maxSockets
      bytes[at + 2] = message.openSockets
      if (message.maxDataBytes !== undefined) writeUint32(bytes, at + 3, message.maxDataBytes)
      return
    case 'powerModeResponse':
      bytes[at] = message.mode
      return
    case 'diagnosticMessage':
      writeUint16(bytes, at, message.sourceAddress)
      writeUint16(bytes, at + 2, message.targetAddress)
      bytes.set(message.data, at + 4)
      return
    case 'diagnosticAck':
    case 'diagnosticNack':
      writeUint16(bytes, at, message.sourceAddress)
      writeUint16(bytes, at + 2, message.targetAddress)
      bytes[at + 4] = message.code
      bytes.set(message.previous, at + 5)
      return
  }
}

function isKnownVersion(version: number): boolean {
  return (
    version === PROTOCOL_VERSION.iso2012 || version === PROTOCOL_VERSION.iso2019 || version === PROTOCOL_VERSION.unknown
  )
}

function readUint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 8) | bytes[offset + 1]
}

function writeUint16(bytes: Uint8Array, offset: number, value: number): void {
  assert(value >= 0 && value <= 0xffff)
  bytes[offset] = value >> 8
  bytes[offset + 1] = value & 0xff
}

/** Byte by byte: a DataView costs as much as the rest of the message (measured). */
function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  writeUint16(bytes, offset, Math.floor(value / 0x1_0000))
  writeUint16(bytes, offset + 2, value % 0x1_0000)
}

function writeExactly(bytes: Uint8Array, offset: number, field: Uint8Array, length: number): void {
  assert(field.length === length, `this field of a DoIP message has ${length} bytes, not ${field.length}`)
  bytes.set(field, offset)
}

function writeVin(bytes: Uint8Array, offset: number, vin: string): void {
  assert(vin.length === 17, `a VIN has 17 characters, "${vin}" has not`)
  for (let i = 0; i < 17; i++) bytes[offset + i] = vin.charCodeAt(i)
}

/** One character a byte, so that whatever arrived goes back unchanged. */
function textOf(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i])
  return text
}
