/**
 * UDS messages as a tester sees them: requests to bytes and back, responses to values. ISO 14229-1:2020.
 *
 * Requests are an inverse pair. Responses are decoded only: an ECU writes its own in ./services/. The length of a data
 * record is known to the ECU's description alone, so records come as bytes; `decodeRecords` and `decodeSnapshots` cut
 * them with the lengths given.
 */
import { assert } from '@luban/stdx'
import { codeAt, codeBytes, identifierAt, identifierBytes } from './numbers.ts'
import {
  decodeRareReport,
  decodeRareRequest,
  decodeRareResponse,
  encodeRareRequest,
  type RareRequest,
  type RareResponse,
} from './rare-codec.ts'
import {
  COMMUNICATION,
  NEGATIVE_RESPONSE,
  POSITIVE_RESPONSE,
  REPORT,
  SERVICE,
  SUPPRESS_POSITIVE_RESPONSE,
} from './tables.ts'

/** `isQuiet`: a positive answer shall not be sent. */
export type Request =
  | RareRequest
  | { kind: 'diagnosticSessionControl'; session: number; isQuiet: boolean }
  | { kind: 'ecuReset'; reset: number; isQuiet: boolean }
  /** `memory`: MemorySelection, where it is not the ECU's own. */
  | { kind: 'clearDiagnosticInformation'; group: number; memory?: number }
  | { kind: 'readDtcInformation'; report: number; parameters: Uint8Array; isQuiet: boolean }
  | { kind: 'readDataByIdentifier'; dids: readonly number[] }
  | { kind: 'securityAccess'; subFunction: number; data: Uint8Array; isQuiet: boolean }
  /** `node`: nodeIdentificationNumber, with the controls 4 and 5 only. */
  | { kind: 'communicationControl'; control: number; communicationType: number; node?: number; isQuiet: boolean }
  | { kind: 'writeDataByIdentifier'; did: number; record: Uint8Array }
  | { kind: 'inputOutputControlByIdentifier'; did: number; parameter: number; state: Uint8Array }
  | { kind: 'routineControl'; control: number; routine: number; option: Uint8Array; isQuiet: boolean }
  | { kind: 'testerPresent'; isQuiet: boolean }
  | { kind: 'controlDtcSetting'; setting: number; isQuiet: boolean }

export type MessageFault = 'empty' | 'unknownService' | 'unknownReport' | 'badLength'

export function encodeRequest(request: Request): Uint8Array<ArrayBuffer> {
  const service = SERVICE[request.kind]
  switch (request.kind) {
    case 'diagnosticSessionControl':
      return Uint8Array.of(service, subFunction(request.session, request.isQuiet))
    case 'ecuReset':
      return Uint8Array.of(service, subFunction(request.reset, request.isQuiet))
    case 'clearDiagnosticInformation':
      return Uint8Array.of(
        service,
        ...codeBytes(request.group),
        ...(request.memory === undefined ? [] : [request.memory]),
      )
    case 'readDtcInformation':
      return Uint8Array.of(service, subFunction(request.report, request.isQuiet), ...request.parameters)
    case 'readDataByIdentifier':
      assert(request.dids.length > 0, 'a read names at least one identifier')
      return Uint8Array.of(service, ...request.dids.flatMap(identifierBytes))
    case 'securityAccess':
      return Uint8Array.of(service, subFunction(request.subFunction, request.isQuiet), ...request.data)
    case 'communicationControl': {
      const hasNode = request.control > COMMUNICATION.disableRxAndTx
      assert(hasNode === (request.node !== undefined), 'controls 4 and 5 name a node, the others none')
      const node = request.node === undefined ? [] : identifierBytes(request.node)
      return Uint8Array.of(service, subFunction(request.control, request.isQuiet), request.communicationType, ...node)
    }
    case 'writeDataByIdentifier':
      assert(request.record.length > 0, 'a write carries at least one byte')
      return Uint8Array.of(service, ...identifierBytes(request.did), ...request.record)
    case 'inputOutputControlByIdentifier':
      return Uint8Array.of(service, ...identifierBytes(request.did), request.parameter, ...request.state)
    case 'routineControl': {
      const head = [service, subFunction(request.control, request.isQuiet), ...identifierBytes(request.routine)]
      return Uint8Array.of(...head, ...request.option)
    }
    case 'testerPresent':
      return Uint8Array.of(service, subFunction(0, request.isQuiet))
    case 'controlDtcSetting':
      return Uint8Array.of(service, subFunction(request.setting, request.isQuiet))
    default:
      return encodeRareRequest(request)
  }
}

function subFunction(value: number, isQuiet: boolean): number {
  assert(value >= 0 && value < SUPPRESS_POSITIVE_RESPONSE, 'a sub-function has seven bits')
  return isQuiet ? value | SUPPRESS_POSITIVE_RESPONSE : value
}

/** What a tester asked: anything may arrive, so this never throws. */
export function decodeRequest(message: Uint8Array): Request | MessageFault {
  if (message.length === 0) return 'empty'
  const [service, second] = message
  const sub = second & ~SUPPRESS_POSITIVE_RESPONSE
  const isQuiet = (second & SUPPRESS_POSITIVE_RESPONSE) !== 0
  switch (service) {
    case SERVICE.diagnosticSessionControl:
      return message.length === 2 ? { kind: 'diagnosticSessionControl', session: sub, isQuiet } : 'badLength'
    case SERVICE.ecuReset:
      return message.length === 2 ? { kind: 'ecuReset', reset: sub, isQuiet } : 'badLength'
    case SERVICE.clearDiagnosticInformation: {
      if (message.length !== 4 && message.length !== 5) return 'badLength'
      const memory = message.length === 5 ? { memory: message[4] } : {}
      return { kind: 'clearDiagnosticInformation', group: codeAt(message, 1), ...memory }
    }
    case SERVICE.readDtcInformation:
      if (message.length < 2) return 'badLength'
      return { kind: 'readDtcInformation', report: sub, parameters: message.slice(2), isQuiet }
    case SERVICE.readDataByIdentifier:
      return decodeRead(message)
    case SERVICE.securityAccess:
      if (message.length < 2) return 'badLength'
      return { kind: 'securityAccess', subFunction: sub, data: message.slice(2), isQuiet }
    case SERVICE.communicationControl: {
      const hasNode = sub > COMMUNICATION.disableRxAndTx
      if (message.length !== (hasNode ? 5 : 3)) return 'badLength'
      const node = hasNode ? { node: identifierAt(message, 3) } : {}
      return { kind: 'communicationControl', control: sub, communicationType: message[2], ...node, isQuiet }
    }
    case SERVICE.writeDataByIdentifier:
      if (message.length < 4) return 'badLength'
      return { kind: 'writeDataByIdentifier', did: identifierAt(message, 1), record: message.slice(3) }
    case SERVICE.inputOutputControlByIdentifier: {
      if (message.length < 4) return 'badLength'
      const did = identifierAt(message, 1)
      return { kind: 'inputOutputControlByIdentifier', did, parameter: message[3], state: message.slice(4) }
    }
    case SERVICE.routineControl: {
      if (message.length < 4) return 'badLength'
      const routine = identifierAt(message, 2)
      return { kind: 'routineControl', control: sub, routine, option: message.slice(4), isQuiet }
    }
    case SERVICE.testerPresent:
      return message.length === 2 && sub === 0 ? { kind: 'testerPresent', isQuiet } : 'badLength'
    case SERVICE.controlDtcSetting:
      return message.length === 2 ? { kind: 'controlDtcSetting', setting: sub, isQuiet } : 'badLength'
    default:
      return decodeRareRequest(message)
  }
}

function decodeRead(message: Uint8Array): Request | MessageFault {
  if (message.length < 3 || message.length % 2 === 0) return 'badLength'
  const dids: number[] = []
  for (let at = 1; at < message.length; at += 2) dids.push(identifierAt(message, at))
  return { kind: 'readDataByIdentifier', dids }
}

export type Dtc = { readonly code: number; readonly status: number }

export type Response =
  | RareResponse
  | { readonly kind: 'negative'; readonly service: number; readonly nrc: number }
  | { readonly kind: 'diagnosticSessionControl'; session: number; p2Ms: number; p2StarMs: number }
  | { readonly kind: 'ecuReset'; reset: number }
  | { readonly kind: 'clearDiagnosticInformation' }
  | { readonly kind: 'dtcCount'; report: number; availabilityMask: number; format: number; count: number }
  | { readonly kind: 'dtcList'; report: number; availabilityMask: number; dtcs: readonly Dtc[] }
  | { readonly kind: 'dtcRecordNumbers'; records: readonly { code: number; record: number }[] }
  /** The counter is signed: -128 passed, 127 failed. */
  | { readonly kind: 'faultDetectionCounters'; counters: readonly { code: number; counter: number }[] }
  /** `records` of reports 0x04 and 0x18 go to `decodeSnapshots`. */
  | { readonly kind: 'dtcRecords'; report: number; dtc: Dtc; records: Uint8Array }
  /** `records` go to `decodeRecords`. */
  | { readonly kind: 'readDataByIdentifier'; records: Uint8Array }
  | { readonly kind: 'securityAccess'; subFunction: number; seed: Uint8Array }
  | { readonly kind: 'communicationControl'; control: number }
  | { readonly kind: 'writeDataByIdentifier'; did: number }
  | { readonly kind: 'inputOutputControlByIdentifier'; did: number; parameter: number; status: Uint8Array }
  | { readonly kind: 'routineControl'; control: number; routine: number; status: Uint8Array }
  | { readonly kind: 'testerPresent' }
  | { readonly kind: 'controlDtcSetting'; setting: number }

/** What an ECU answered: anything may arrive, so this never throws. */
export function decodeResponse(message: Uint8Array): Response | MessageFault {
  if (message.length === 0) return 'empty'
  const { length } = message
  if (message[0] === NEGATIVE_RESPONSE)
    return length === 3 ? { kind: 'negative', service: message[1], nrc: message[2] } : 'badLength'
  const second = message[1]
  switch (message[0] - POSITIVE_RESPONSE) {
    case SERVICE.diagnosticSessionControl: {
      if (length !== 6) return 'badLength'
      const p2StarMs = identifierAt(message, 4) * 10
      return { kind: 'diagnosticSessionControl', session: second, p2Ms: identifierAt(message, 2), p2StarMs }
    }
    case SERVICE.ecuReset:
      return length >= 2 ? { kind: 'ecuReset', reset: second } : 'badLength'
    case SERVICE.clearDiagnosticInformation:
      return length === 1 ? { kind: 'clearDiagnosticInformation' } : 'badLength'
    case SERVICE.readDtcInformation:
      return length >= 2 ? decodeReport(message) : 'badLength'
    case SERVICE.readDataByIdentifier:
      return length >= 3 ? { kind: 'readDataByIdentifier', records: message.slice(1) } : 'badLength'
    case SERVICE.securityAccess:
      return length >= 2 ? { kind: 'securityAccess', subFunction: second, seed: message.slice(2) } : 'badLength'
    case SERVICE.communicationControl:
      return length === 2 ? { kind: 'communicationControl', control: second } : 'badLength'
    case SERVICE.writeDataByIdentifier:
      return length === 3 ? { kind: 'writeDataByIdentifier', did: identifierAt(message, 1) } : 'badLength'
    case SERVICE.inputOutputControlByIdentifier: {
      if (length < 4) return 'badLength'
      const did = identifierAt(message, 1)
      return { kind: 'inputOutputControlByIdentifier', did, parameter: message[3], status: message.slice(4) }
    }
    case SERVICE.routineControl: {
      if (length < 4) return 'badLength'
      return { kind: 'routineControl', control: second, routine: identifierAt(message, 2), status: message.slice(4) }
    }
    case SERVICE.testerPresent:
      return length === 2 ? { kind: 'testerPresent' } : 'badLength'
    case SERVICE.controlDtcSetting:
      return length === 2 ? { kind: 'controlDtcSetting', setting: second } : 'badLength'
    default:
      return decodeRareResponse(message)
  }
}

function decodeReport(message: Uint8Array): Response | MessageFault {
  const report = message[1]
  switch (report) {
    case REPORT.numberOfDtcByStatusMask:
    case REPORT.numberOfDtcBySeverityMaskRecord: {
      if (message.length !== 6) return 'badLength'
      const count = identifierAt(message, 4)
      return { kind: 'dtcCount', report, availabilityMask: message[2], format: message[3], count }
    }
    case REPORT.dtcByStatusMask:
    case REPORT.supportedDtc:
    case REPORT.firstTestFailedDtc:
    case REPORT.firstConfirmedDtc:
    case REPORT.mostRecentTestFailedDtc:
    case REPORT.mostRecentConfirmedDtc:
    case REPORT.dtcWithPermanentStatus:
      return decodeList(message, 3, 2)
    case REPORT.supportedDtcExtDataRecord:
      return decodeList(message, 4, 2)
    case REPORT.userDefMemoryDtcByStatusMask:
      return decodeList(message, 4, 3)
    case REPORT.wwhObdDtcWithPermanentStatus:
      return decodeList(message, 5, 3)
    case REPORT.dtcInformationByDtcReadinessGroupIdentifier:
      return decodeList(message, 6, 3)
    case REPORT.dtcSnapshotIdentification: {
      const pairs = decodePairs(message, 2)
      return pairs
        ? { kind: 'dtcRecordNumbers', records: pairs.map(([code, record]) => ({ code, record })) }
        : 'badLength'
    }
    case REPORT.dtcFaultDetectionCounter: {
      const pairs = decodePairs(message, 2)
      if (pairs === undefined) return 'badLength'
      const counters = pairs.map(([code, byte]) => ({ code, counter: byte < 0x80 ? byte : byte - 0x100 }))
      return { kind: 'faultDetectionCounters', counters }
    }
    case REPORT.dtcSnapshotRecordByDtcNumber:
    case REPORT.dtcExtDataRecordByDtcNumber: {
      if (message.length < 6) return 'badLength'
      const dtc = { code: codeAt(message, 2), status: message[5] }
      return { kind: 'dtcRecords', report, dtc, records: message.slice(6) }
    }
    case REPORT.userDefMemoryDtcSnapshotRecordByDtcNumber:
    case REPORT.userDefMemoryDtcExtDataRecordByDtcNumber: {
      if (message.length < 7) return 'badLength'
      const dtc = { code: codeAt(message, 3), status: message[6] }
      return { kind: 'dtcRecords', report, dtc, records: message.slice(7) }
    }
    default:
      return decodeRareReport(message)
  }
}

/** Codes with their status, behind what the request had named: a memory, a group, a record. */
function decodeList(message: Uint8Array, from: number, maskAt: number): Response | MessageFault {
  const pairs = decodePairs(message, from)
  if (pairs === undefined) return 'badLength'
  const dtcs = pairs.map(([code, status]) => ({ code, status }))
  return { kind: 'dtcList', report: message[1], availabilityMask: message[maskAt], dtcs }
}

/** Codes, each followed by one byte; undefined when cut short. */
function decodePairs(message: Uint8Array, from: number): [code: number, byte: number][] | undefined {
  if (message.length < from || (message.length - from) % 4 !== 0) return undefined
  const pairs: [number, number][] = []
  for (let at = from; at < message.length; at += 4) pairs.push([codeAt(message, at), message[at + 3]])
  return pairs
}

/** Bytes of the record under an identifier; undefined when the tester does not know it. */
export type RecordByteLength = (did: number) => number | undefined

export type DataRecord = { readonly did: number; readonly bytes: Uint8Array }

/**
 * Cuts the records of a read apart. When only one identifier was asked for, give what is left as its length.
 * `unknownIdentifier`: from there on nothing can be cut.
 */
export function decodeRecords(
  records: Uint8Array,
  byteLengthOf: RecordByteLength,
): DataRecord[] | 'unknownIdentifier' | 'badLength' {
  const found: DataRecord[] = []
  for (let at = 0; at < records.length; ) {
    const next = recordAt(records, at, byteLengthOf)
    if (typeof next === 'string') return next
    found.push(next)
    at += 2 + next.bytes.length
  }
  return found
}

export type Snapshot = { readonly record: number; readonly values: readonly DataRecord[] }

/** Cuts the snapshot records of report 0x04 apart. */
export function decodeSnapshots(
  records: Uint8Array,
  byteLengthOf: RecordByteLength,
): Snapshot[] | 'unknownIdentifier' | 'badLength' {
  const found: Snapshot[] = []
  for (let at = 0; at < records.length; ) {
    if (at + 2 > records.length) return 'badLength'
    const record = records[at]
    const count = records[at + 1]
    const values: DataRecord[] = []
    at += 2
    for (let i = 0; i < count; i++) {
      const next = recordAt(records, at, byteLengthOf)
      if (typeof next === 'string') return next
      values.push(next)
      at += 2 + next.bytes.length
    }
    found.push({ record, values })
  }
  return found
}

function recordAt(
  records: Uint8Array,
  at: number,
  byteLengthOf: RecordByteLength,
): DataRecord | 'unknownIdentifier' | 'badLength' {
  if (at + 2 > records.length) return 'badLength'
  const did = identifierAt(records, at)
  const byteLength = byteLengthOf(did)
  if (byteLength === undefined) return 'unknownIdentifier'
  if (at + 2 + byteLength > records.length) return 'badLength'
  return { did, bytes: records.slice(at + 2, at + 2 + byteLength) }
}
