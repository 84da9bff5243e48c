/** ClearDiagnosticInformation, ReadDTCInformation, ControlDTCSetting: trouble codes. ISO 14229-1:2020. */
import { assert } from '@luban/stdx'
import { type DtcStore, NO_DTC } from '../ecu.ts'
import { codeAt, codeBytes, identifierBytes } from '../numbers.ts'
import { type Answer, negative, positive, type Service } from '../server.ts'
import { ALL_RECORDS, DTC_FORMAT_ISO_14229_1, DTC_GROUP, DTC_SETTING, NRC, REPORT } from '../tables.ts'

export const clearDiagnosticInformation: Service = {
  byteLengthMin: 4,
  run({ ecu }, request) {
    if (request.length !== 4) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const group = codeAt(request, 1)
    if (!ecu.dtcs?.isGroup(group)) return negative(NRC.requestOutOfRange)
    const refusal = ecu.clearCondition?.()
    if (refusal !== undefined) return negative(refusal)
    ecu.dtcs.clear(group)
    return positive()
  },
}

export const controlDtcSetting: Service = {
  byteLengthMin: 2,
  subFunction: ({ ecu }, type) => (ecu.dtcs && (type === DTC_SETTING.on || type === DTC_SETTING.off) ? {} : undefined),
  run({ ecu }, request) {
    // The option record names which codes; only all of them is offered.
    if (request.length !== 2 && request.length !== 5) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    if (request.length === 5 && codeAt(request, 2) !== DTC_GROUP.all) return negative(NRC.requestOutOfRange)
    ecu.dtcs?.setUpdating(request[1] === DTC_SETTING.on)
    return positive(request[1])
  },
}

/** Bytes of the whole request, by its report type. */
const REQUEST_BYTE_LENGTH: Readonly<Record<number, number>> = {
  [REPORT.numberOfDtcByStatusMask]: 3,
  [REPORT.dtcByStatusMask]: 3,
  [REPORT.dtcSnapshotIdentification]: 2,
  [REPORT.dtcSnapshotRecordByDtcNumber]: 6,
  [REPORT.dtcExtDataRecordByDtcNumber]: 6,
  [REPORT.supportedDtc]: 2,
  [REPORT.firstTestFailedDtc]: 2,
  [REPORT.firstConfirmedDtc]: 2,
  [REPORT.mostRecentTestFailedDtc]: 2,
  [REPORT.mostRecentConfirmedDtc]: 2,
  [REPORT.dtcFaultDetectionCounter]: 2,
  [REPORT.dtcWithPermanentStatus]: 2,
}

export const readDtcInformation: Service = {
  byteLengthMin: 2,
  subFunction: ({ ecu }, type) => (ecu.dtcs && REQUEST_BYTE_LENGTH[type] ? {} : undefined),
  run({ ecu }, request) {
    const report = request[1]
    if (request.length !== REQUEST_BYTE_LENGTH[report]) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    assert(ecu.dtcs !== undefined)
    return reportOf(ecu.dtcs, report, request)
  },
}

function reportOf(dtcs: DtcStore, report: number, request: Uint8Array): Answer {
  const mask = dtcs.statusAvailabilityMask
  switch (report) {
    case REPORT.numberOfDtcByStatusMask: {
      const count = list(dtcs, (i) => (statusOf(dtcs, i) & request[2]) !== 0).length / 4
      return positive(report, mask, DTC_FORMAT_ISO_14229_1, count >> 8, count & 0xff)
    }
    case REPORT.dtcByStatusMask:
      return positive(report, mask, ...list(dtcs, (i) => (statusOf(dtcs, i) & request[2]) !== 0))
    case REPORT.supportedDtc:
      return positive(report, mask, ...list(dtcs, () => true))
    case REPORT.dtcWithPermanentStatus:
      return positive(report, mask, ...list(dtcs, (i) => dtcs.isPermanent(i)))
    case REPORT.firstTestFailedDtc:
      return positive(report, mask, ...single(dtcs, dtcs.firstTestFailed))
    case REPORT.firstConfirmedDtc:
      return positive(report, mask, ...single(dtcs, dtcs.firstConfirmed))
    case REPORT.mostRecentTestFailedDtc:
      return positive(report, mask, ...single(dtcs, dtcs.mostRecentTestFailed))
    case REPORT.mostRecentConfirmedDtc:
      return positive(report, mask, ...single(dtcs, dtcs.mostRecentConfirmed))
    case REPORT.dtcFaultDetectionCounter:
      return positive(report, ...faultDetectionCounters(dtcs))
    case REPORT.dtcSnapshotIdentification:
      return positive(report, ...snapshotIdentification(dtcs))
    case REPORT.dtcSnapshotRecordByDtcNumber:
      return snapshotRecords(dtcs, request)
    default:
      return extendedDataRecords(dtcs, request)
  }
}

const statusOf = (dtcs: DtcStore, index: number) => dtcs.status(index) & dtcs.statusAvailabilityMask

/** Number and status of one code, four bytes; nothing for `NO_DTC`. */
function single(dtcs: DtcStore, index: number): number[] {
  return index === NO_DTC ? [] : [...codeBytes(dtcs.code(index)), statusOf(dtcs, index)]
}

function list(dtcs: DtcStore, isWanted: (index: number) => boolean): number[] {
  const data: number[] = []
  for (let i = 0; i < dtcs.count; i++) if (isWanted(i)) data.push(...single(dtcs, i))
  return data
}

/** Codes on their way to failing: counter above zero, not yet at its end. */
function faultDetectionCounters(dtcs: DtcStore): number[] {
  const data: number[] = []
  for (let i = 0; i < dtcs.count; i++) {
    const counter = dtcs.faultDetectionCounter(i)
    if (counter > 0 && counter < 0x7f) data.push(...codeBytes(dtcs.code(i)), counter)
  }
  return data
}

function snapshotIdentification(dtcs: DtcStore): number[] {
  const data: number[] = []
  for (let i = 0; i < dtcs.count; i++) {
    for (const { record } of dtcs.snapshots(i)) data.push(...codeBytes(dtcs.code(i)), record)
  }
  return data
}

function snapshotRecords(dtcs: DtcStore, request: Uint8Array): Answer {
  const index = indexOf(dtcs, codeAt(request, 2))
  const wanted = request[5]
  if (index === NO_DTC || !isRecord(dtcs.snapshotRecords, wanted)) return negative(NRC.requestOutOfRange)
  const data = [request[1], ...single(dtcs, index)]
  for (const { record, values } of dtcs.snapshots(index)) {
    if (wanted !== ALL_RECORDS && wanted !== record) continue
    data.push(record, values.length)
    for (const { did, bytes } of values) data.push(...identifierBytes(did), ...bytes)
  }
  return { kind: 'positive', data }
}

function extendedDataRecords(dtcs: DtcStore, request: Uint8Array): Answer {
  const index = indexOf(dtcs, codeAt(request, 2))
  const wanted = request[5]
  if (index === NO_DTC || !isRecord(dtcs.extendedDataRecords, wanted)) return negative(NRC.requestOutOfRange)
  const data = [request[1], ...single(dtcs, index)]
  for (const { record, bytes } of dtcs.extendedData(index)) {
    if (wanted === ALL_RECORDS || wanted === record) data.push(record, ...bytes)
  }
  return { kind: 'positive', data }
}

function isRecord(records: readonly number[], wanted: number): boolean {
  return wanted === ALL_RECORDS || records.includes(wanted)
}

function indexOf(dtcs: DtcStore, code: number): number {
  for (let i = 0; i < dtcs.count; i++) if (dtcs.code(i) === code) return i
  return NO_DTC
}
