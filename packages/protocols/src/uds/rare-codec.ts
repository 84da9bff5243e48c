/**
 * UDS messages that ordinary diagnosis does without, as a tester sees them: memory, transfers, data of the tester's own
 * making, events, authentication, the link. ISO 14229-1:2020. `./codec.ts` speaks them with the others.
 *
 * What follows the fixed fields of a service with many shapes (29, 2C, 86, 87) comes as bytes.
 */
import { assert } from '@luban/stdx'
import {
  codeAt,
  identifierAt,
  identifierBytes,
  locationAt,
  locationByteLengths,
  locationBytes,
  type MemoryLocation,
  unsignedAt,
} from './numbers.ts'
import { POSITIVE_RESPONSE, REPORT, SERVICE, SUPPRESS_POSITIVE_RESPONSE } from './tables.ts'

/** `format`: addressAndLengthFormatIdentifier, how many bytes the two numbers take. */
type Located = MemoryLocation & { format: number }

export type RareRequest =
  | ({ kind: 'readMemoryByAddress' } & Located)
  | { kind: 'readScalingDataByIdentifier'; did: number }
  | { kind: 'authentication'; task: number; parameters: Uint8Array; isQuiet: boolean }
  | { kind: 'readDataByPeriodicIdentifier'; mode: number; identifiers: readonly number[] }
  /** `did` is null where all are cleared; `source` is what the record is made of. */
  | {
      kind: 'dynamicallyDefineDataIdentifier'
      definition: number
      did: number | null
      source: Uint8Array
      isQuiet: boolean
    }
  | ({ kind: 'requestDownload'; dataFormat: number } & Located)
  | ({ kind: 'requestUpload'; dataFormat: number } & Located)
  | { kind: 'transferData'; counter: number; data: Uint8Array }
  | { kind: 'requestTransferExit'; parameters: Uint8Array }
  /** `parameters`: format and sizes behind the name, as the mode has them. */
  | { kind: 'requestFileTransfer'; mode: number; path: Uint8Array; parameters: Uint8Array }
  | ({ kind: 'writeMemoryByAddress'; data: Uint8Array } & Located)
  | { kind: 'responseOnEvent'; eventType: number; windowTime: number; parameters: Uint8Array; isQuiet: boolean }
  | { kind: 'linkControl'; control: number; parameters: Uint8Array; isQuiet: boolean }

export function encodeRareRequest(request: RareRequest): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([SERVICE[request.kind], ...parametersOf(request)])
}

function parametersOf(request: RareRequest): Iterable<number> {
  switch (request.kind) {
    case 'readMemoryByAddress':
      return [request.format, ...locationBytes(request, request.format)]
    case 'writeMemoryByAddress':
      assert(request.data.length === request.byteLength, 'a write carries as many bytes as it says')
      return [request.format, ...locationBytes(request, request.format), ...request.data]
    case 'requestDownload':
    case 'requestUpload':
      return [request.dataFormat, request.format, ...locationBytes(request, request.format)]
    case 'readScalingDataByIdentifier':
      return identifierBytes(request.did)
    case 'readDataByPeriodicIdentifier':
      return [request.mode, ...request.identifiers]
    case 'transferData':
      return [request.counter, ...request.data]
    case 'requestTransferExit':
      return request.parameters
    case 'requestFileTransfer':
      return [request.mode, ...identifierBytes(request.path.length), ...request.path, ...request.parameters]
    case 'authentication':
      return [quiet(request.task, request.isQuiet), ...request.parameters]
    case 'linkControl':
      return [quiet(request.control, request.isQuiet), ...request.parameters]
    case 'responseOnEvent':
      return [quiet(request.eventType, request.isQuiet), request.windowTime, ...request.parameters]
    case 'dynamicallyDefineDataIdentifier':
      assert(request.did !== null || request.source.length === 0, 'a record is defined under an identifier')
      return [
        quiet(request.definition, request.isQuiet),
        ...(request.did === null ? [] : identifierBytes(request.did)),
        ...request.source,
      ]
  }
}

function quiet(subFunction: number, isQuiet: boolean): number {
  assert(subFunction >= 0 && subFunction < SUPPRESS_POSITIVE_RESPONSE, 'a sub-function has seven bits')
  return isQuiet ? subFunction | SUPPRESS_POSITIVE_RESPONSE : subFunction
}

export type RareFault = 'unknownService' | 'badLength'

/** Of a message that has at least its first byte; never throws. */
export function decodeRareRequest(message: Uint8Array): RareRequest | RareFault {
  const { length } = message
  switch (message[0]) {
    case SERVICE.readMemoryByAddress:
      return located(message, 1, 0, (place) => ({ kind: 'readMemoryByAddress', ...place }))
    case SERVICE.writeMemoryByAddress:
      return decodeMemoryWrite(message)
    case SERVICE.requestDownload:
      return located(message, 2, 0, (place) => ({ kind: 'requestDownload', dataFormat: message[1], ...place }))
    case SERVICE.requestUpload:
      return located(message, 2, 0, (place) => ({ kind: 'requestUpload', dataFormat: message[1], ...place }))
    case SERVICE.readScalingDataByIdentifier:
      return length === 3 ? { kind: 'readScalingDataByIdentifier', did: identifierAt(message, 1) } : 'badLength'
    case SERVICE.readDataByPeriodicIdentifier:
      if (length < 2) return 'badLength'
      return { kind: 'readDataByPeriodicIdentifier', mode: message[1], identifiers: [...message.subarray(2)] }
    case SERVICE.transferData:
      return length >= 2 ? { kind: 'transferData', counter: message[1], data: message.slice(2) } : 'badLength'
    case SERVICE.requestTransferExit:
      return { kind: 'requestTransferExit', parameters: message.slice(1) }
    case SERVICE.requestFileTransfer: {
      const end = 4 + identifierAt(message, 2)
      if (length < 4 || length < end) return 'badLength'
      const path = message.slice(4, end)
      return { kind: 'requestFileTransfer', mode: message[1], path, parameters: message.slice(end) }
    }
    default:
      return decodeWithSubFunction(message)
  }
}

function decodeWithSubFunction(message: Uint8Array): RareRequest | RareFault {
  const sub = message[1] & ~SUPPRESS_POSITIVE_RESPONSE
  const isQuiet = (message[1] & SUPPRESS_POSITIVE_RESPONSE) !== 0
  const { length } = message
  switch (message[0]) {
    case SERVICE.authentication:
      return length >= 2 ? { kind: 'authentication', task: sub, parameters: message.slice(2), isQuiet } : 'badLength'
    case SERVICE.linkControl:
      return length >= 2 ? { kind: 'linkControl', control: sub, parameters: message.slice(2), isQuiet } : 'badLength'
    case SERVICE.responseOnEvent:
      if (length < 3) return 'badLength'
      return {
        kind: 'responseOnEvent',
        eventType: sub,
        windowTime: message[2],
        parameters: message.slice(3),
        isQuiet,
      }
    case SERVICE.dynamicallyDefineDataIdentifier: {
      if (length !== 2 && length < 4) return 'badLength'
      const did = length === 2 ? null : identifierAt(message, 2)
      return { kind: 'dynamicallyDefineDataIdentifier', definition: sub, did, source: message.slice(4), isQuiet }
    }
    default:
      return 'unknownService'
  }
}

/** Numbers longer than this hold no address that a double could tell from the next. */
const NUMBER_BYTES_MAX = 6

/** `at` is the place of the format; behind the two numbers as many bytes must follow as are given. */
function located<Message>(
  message: Uint8Array,
  at: number,
  trailingByteLength: number,
  make: (place: Located) => Message,
): Message | 'badLength' {
  if (message.length <= at) return 'badLength'
  const format = message[at]
  const lengths = locationByteLengths(format)
  const isReadable = lengths.address <= NUMBER_BYTES_MAX && lengths.byteLength <= NUMBER_BYTES_MAX
  const isWhole = message.length === at + 1 + lengths.address + lengths.byteLength + trailingByteLength
  return isReadable && isWhole ? make({ format, ...locationAt(message, at + 1, format) }) : 'badLength'
}

function decodeMemoryWrite(message: Uint8Array): RareRequest | RareFault {
  if (message.length < 2) return 'badLength'
  const lengths = locationByteLengths(message[1])
  const at = 2 + lengths.address + lengths.byteLength
  const data = message.slice(at)
  const write = located(message, 1, data.length, (place) => ({ kind: 'writeMemoryByAddress' as const, data, ...place }))
  return typeof write === 'object' && write.byteLength !== data.length ? 'badLength' : write
}

export type SevereDtc = {
  readonly severity: number
  /** Told by reports 08 and 09. */
  readonly functionalUnit?: number
  readonly code: number
  readonly status: number
}

export type RareResponse =
  | { readonly kind: 'readMemoryByAddress'; data: Uint8Array }
  | ({ readonly kind: 'writeMemoryByAddress' } & Located)
  /** `scaling` goes to `decodeScaling`. */
  | { readonly kind: 'readScalingDataByIdentifier'; did: number; scaling: Uint8Array }
  | { readonly kind: 'authentication'; task: number; returnValue: number; parameters: Uint8Array }
  /** `identifier` is null in the answer to the request; afterwards each record comes with its own. */
  | { readonly kind: 'readDataByPeriodicIdentifier'; identifier: number | null; record: Uint8Array }
  | { readonly kind: 'dynamicallyDefineDataIdentifier'; definition: number; did: number | null }
  /** Of one TransferData message, its identifier and counter included. */
  | { readonly kind: 'requestDownload' | 'requestUpload'; blockByteLengthMax: number }
  | { readonly kind: 'transferData'; counter: number; data: Uint8Array }
  | { readonly kind: 'requestTransferExit'; parameters: Uint8Array }
  /** 0 where nothing is transferred. `parameters`: format and sizes. */
  | { readonly kind: 'requestFileTransfer'; mode: number; blockByteLengthMax: number; parameters: Uint8Array }
  /** `count`: how often the event came, or how many events are watched. */
  | { readonly kind: 'responseOnEvent'; eventType: number; count: number; parameters: Uint8Array }
  | { readonly kind: 'linkControl'; control: number }
  | { readonly kind: 'dtcSeverityList'; report: number; availabilityMask: number; dtcs: readonly SevereDtc[] }
  /** Codes with their record, of a length that only the ECU's description tells. */
  | { readonly kind: 'dtcRecordsByNumber'; record: number; records: Uint8Array }

/** Of a message that has at least its first byte; never throws. */
export function decodeRareResponse(message: Uint8Array): RareResponse | RareFault {
  const { length } = message
  switch (message[0] - POSITIVE_RESPONSE) {
    case SERVICE.readMemoryByAddress:
      return length >= 2 ? { kind: 'readMemoryByAddress', data: message.slice(1) } : 'badLength'
    case SERVICE.writeMemoryByAddress:
      return located(message, 1, 0, (place) => ({ kind: 'writeMemoryByAddress', ...place }))
    case SERVICE.readScalingDataByIdentifier:
      if (length < 4) return 'badLength'
      return { kind: 'readScalingDataByIdentifier', did: identifierAt(message, 1), scaling: message.slice(3) }
    case SERVICE.readDataByPeriodicIdentifier:
      if (length === 2) return 'badLength'
      return { kind: 'readDataByPeriodicIdentifier', identifier: message[1] ?? null, record: message.slice(2) }
    case SERVICE.requestDownload:
      return decodeBlockLength('requestDownload', message)
    case SERVICE.requestUpload:
      return decodeBlockLength('requestUpload', message)
    case SERVICE.transferData:
      return length >= 2 ? { kind: 'transferData', counter: message[1], data: message.slice(2) } : 'badLength'
    case SERVICE.requestTransferExit:
      return { kind: 'requestTransferExit', parameters: message.slice(1) }
    case SERVICE.requestFileTransfer:
      return decodeFileAnswer(message)
    default:
      return decodeEcho(message)
  }
}

/** Responses that repeat a sub-function. */
function decodeEcho(message: Uint8Array): RareResponse | RareFault {
  const [, sub, third] = message
  const { length } = message
  switch (message[0] - POSITIVE_RESPONSE) {
    case SERVICE.authentication:
      if (length < 3) return 'badLength'
      return { kind: 'authentication', task: sub, returnValue: third, parameters: message.slice(3) }
    case SERVICE.responseOnEvent:
      if (length < 3) return 'badLength'
      return { kind: 'responseOnEvent', eventType: sub, count: third, parameters: message.slice(3) }
    case SERVICE.linkControl:
      return length === 2 ? { kind: 'linkControl', control: sub } : 'badLength'
    case SERVICE.dynamicallyDefineDataIdentifier: {
      if (length !== 2 && length !== 4) return 'badLength'
      const did = length === 2 ? null : identifierAt(message, 2)
      return { kind: 'dynamicallyDefineDataIdentifier', definition: sub, did }
    }
    default:
      return 'unknownService'
  }
}

/** The high nibble of lengthFormatIdentifier counts the bytes of the block length. */
function decodeBlockLength(kind: 'requestDownload' | 'requestUpload', message: Uint8Array): RareResponse | RareFault {
  const byteLength = message[1] >> 4
  if (message.length < 3 || message.length !== 2 + byteLength || byteLength > NUMBER_BYTES_MAX) return 'badLength'
  return { kind, blockByteLengthMax: unsignedAt(message, 2, byteLength) }
}

/** The block length stands behind a count of its bytes; a file that was removed has none. */
function decodeFileAnswer(message: Uint8Array): RareResponse | RareFault {
  if (message.length < 2) return 'badLength'
  const [, mode, byteLength = 0] = message
  const end = 3 + byteLength
  if (message.length > 2 && (message.length < end || byteLength > NUMBER_BYTES_MAX)) return 'badLength'
  const blockByteLengthMax = unsignedAt(message, 3, byteLength)
  return { kind: 'requestFileTransfer', mode, blockByteLengthMax, parameters: message.slice(end) }
}

/** Bytes before the codes of a severity list, and of each code. */
const SEVERITY_LAYOUT: Readonly<Record<number, readonly [head: number, step: number]>> = {
  [REPORT.dtcBySeverityMaskRecord]: [3, 6],
  [REPORT.severityInformationOfDtc]: [3, 6],
  [REPORT.wwhObdDtcByMaskRecord]: [6, 5],
}

/** Reports of 19 that `./codec.ts` does not know itself. The message has at least two bytes. */
export function decodeRareReport(message: Uint8Array): RareResponse | 'unknownReport' | 'badLength' {
  const report = message[1]
  if (report === REPORT.dtcExtDataRecordByRecordNumber) {
    if (message.length < 3) return 'badLength'
    return { kind: 'dtcRecordsByNumber', record: message[2], records: message.slice(3) }
  }
  const layout = SEVERITY_LAYOUT[report]
  if (layout === undefined) return 'unknownReport'
  const [head, step] = layout
  if (message.length < head || (message.length - head) % step !== 0) return 'badLength'
  const availabilityMask = report === REPORT.wwhObdDtcByMaskRecord ? message[3] : message[2]
  const dtcs: SevereDtc[] = []
  for (let at = head; at < message.length; at += step) {
    const code = { code: codeAt(message, at + step - 4), status: message[at + step - 1] }
    const unit = step === 6 ? { functionalUnit: message[at + 1] } : {}
    dtcs.push({ severity: message[at], ...unit, ...code })
  }
  return { kind: 'dtcSeverityList', report, availabilityMask, dtcs }
}
