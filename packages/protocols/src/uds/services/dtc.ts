/** ClearDiagnosticInformation, ReadDTCInformation, ControlDTCSetting: trouble codes. ISO 14229-1:2020. */
import { assert } from '@luban/stdx'
import { type DtcStore, NO_DTC } from '../ecu.ts'
import { codeAt, codeBytes, identifierBytes } from '../numbers.ts'
import { type Answer, negative, positive, type Service } from '../server.ts'
import {
  ALL_RECORDS,
  DTC_FORMAT_ISO_14229_1,
  DTC_FORMAT_SAE_J2012_DA_04,
  DTC_GROUP,
  DTC_SETTING,
  NRC,
  REPORT,
} from '../tables.ts'

export const clearDiagnosticInformation: Service = {
  byteLengthMin: 4,
  run({ ecu }, request) {
    if (request.length !== 4 && request.length !== 5) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const group = codeAt(request, 1)
    // MemorySelection names another memory than the ECU's own.
    const memory = request.length === 4 ? ecu.dtcs : ecu.dtcs?.userMemories?.get(request[4])
    if (!memory?.isGroup(group)) return negative(NRC.requestOutOfRange)
    const refusal = ecu.clearCondition?.()
    if (refusal !== undefined) return negative(refusal)
    memory.clear(group)
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
  [REPORT.numberOfDtcBySeverityMaskRecord]: 4,
  [REPORT.dtcBySeverityMaskRecord]: 4,
  [REPORT.severityInformationOfDtc]: 5,
  [REPORT.supportedDtc]: 2,
  [REPORT.firstTestFailedDtc]: 2,
  [REPORT.firstConfirmedDtc]: 2,
  [REPORT.mostRecentTestFailedDtc]: 2,
  [REPORT.mostRecentConfirmedDtc]: 2,
  [REPORT.dtcFaultDetectionCounter]: 2,
  [REPORT.dtcWithPermanentStatus]: 2,
  [REPORT.dtcExtDataRecordByRecordNumber]: 3,
  [REPORT.userDefMemoryDtcByStatusMask]: 4,
  [REPORT.userDefMemoryDtcSnapshotRecordByDtcNumber]: 7,
  [REPORT.userDefMemoryDtcExtDataRecordByDtcNumber]: 7,
  [REPORT.supportedDtcExtDataRecord]: 3,
  [REPORT.wwhObdDtcByMaskRecord]: 5,
  [REPORT.wwhObdDtcWithPermanentStatus]: 3,
  [REPORT.dtcInformationByDtcReadinessGroupIdentifier]: 4,
}

export const readDtcInformation: Service = {
  byteLengthMin: 2,
  subFunction: ({ ecu }, type) => (ecu.dtcs && REQUEST_BYTE_LENGTH[type] && offers(ecu.dtcs, type) ? {} : undefined),
  run({ ecu }, request) {
    const report = request[1]
    if (request.length !== REQUEST_BYTE_LENGTH[report]) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    assert(ecu.dtcs !== undefined)
    return reportOf(ecu.dtcs, report, request)
  },
}

/** Some reports need what not every ECU knows of its codes. */
function offers({ severity, functionalGroups, userMemories }: DtcStore, report: number): boolean {
  switch (report) {
    case REPORT.numberOfDtcBySeverityMaskRecord:
    case REPORT.dtcBySeverityMaskRecord:
    case REPORT.severityInformationOfDtc:
      return severity !== undefined
    case REPORT.userDefMemoryDtcByStatusMask:
    case REPORT.userDefMemoryDtcSnapshotRecordByDtcNumber:
    case REPORT.userDefMemoryDtcExtDataRecordByDtcNumber:
      return userMemories !== undefined
    case REPORT.wwhObdDtcByMaskRecord:
    case REPORT.wwhObdDtcWithPermanentStatus:
    case REPORT.dtcInformationByDtcReadinessGroupIdentifier:
      return functionalGroups !== undefined
    default:
      return true
  }
}

function reportOf(dtcs: DtcStore, report: number, request: Uint8Array): Answer {
  const mask = dtcs.statusAvailabilityMask
  switch (report) {
    case REPORT.numberOfDtcByStatusMask:
      return count(dtcs, report, (i) => (statusOf(dtcs, i) & request[2]) !== 0)
    case REPORT.dtcByStatusMask:
      return positive(report, mask, ...list(dtcs, (i) => (statusOf(dtcs, i) & request[2]) !== 0))
    case REPORT.supportedDtc:
      return positive(report, mask, ...list(dtcs, () => true))
    case REPORT.dtcWithPermanentStatus:
      return positive(report, mask, ...list(dtcs, (i) => dtcs.isPermanent(i)))
    case REPORT.firstTestFailedDtc:
      return positive(report, mask, ...single(dtcs, dtcs.firstTestFailed()))
    case REPORT.firstConfirmedDtc:
      return positive(report, mask, ...single(dtcs, dtcs.firstConfirmed()))
    case REPORT.mostRecentTestFailedDtc:
      return positive(report, mask, ...single(dtcs, dtcs.mostRecentTestFailed()))
    case REPORT.mostRecentConfirmedDtc:
      return positive(report, mask, ...single(dtcs, dtcs.mostRecentConfirmed()))
    case REPORT.dtcFaultDetectionCounter:
      return positive(report, ...faultDetectionCounters(dtcs))
    case REPORT.dtcSnapshotIdentification:
      return positive(report, ...snapshotIdentification(dtcs))
    case REPORT.dtcSnapshotRecordByDtcNumber:
      return snapshotRecords(dtcs, request, [report])
    case REPORT.dtcExtDataRecordByDtcNumber:
      return extendedDataRecords(dtcs, request, [report])
    default:
      return rareReportOf(dtcs, report, request)
  }
}

/** By severity, by record number, of another memory, of a functional group. */
function rareReportOf(dtcs: DtcStore, report: number, request: Uint8Array): Answer {
  switch (report) {
    case REPORT.numberOfDtcBySeverityMaskRecord:
      return count(dtcs, report, (i) => hasSeverity(dtcs, i, request[2], request[3]))
    case REPORT.dtcBySeverityMaskRecord:
      return bySeverity(dtcs, report, (i) => hasSeverity(dtcs, i, request[2], request[3]))
    case REPORT.severityInformationOfDtc:
      return severityOf(dtcs, codeAt(request, 2))
    case REPORT.dtcExtDataRecordByRecordNumber:
      return extendedDataByRecord(dtcs, report, request[2])
    case REPORT.supportedDtcExtDataRecord:
      return supportedExtendedData(dtcs, report, request[2])
    case REPORT.wwhObdDtcByMaskRecord:
    case REPORT.wwhObdDtcWithPermanentStatus:
    case REPORT.dtcInformationByDtcReadinessGroupIdentifier:
      return functionalGroupReport(dtcs, report, request)
    default:
      return userMemoryReport(dtcs, report, request)
  }
}

const statusOf = (dtcs: DtcStore, index: number) => dtcs.status(index) & dtcs.statusAvailabilityMask

function count(dtcs: DtcStore, report: number, isWanted: (index: number) => boolean): Answer {
  const found = list(dtcs, isWanted).length / 4
  return positive(report, dtcs.statusAvailabilityMask, DTC_FORMAT_ISO_14229_1, found >> 8, found & 0xff)
}

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

/** `head` comes before the code: the report type, and the memory where it is not the ECU's own. */
function snapshotRecords(dtcs: DtcStore, request: Uint8Array, head: readonly number[]): Answer {
  const index = indexOf(dtcs, codeAt(request, 2))
  const wanted = request[5]
  if (index === NO_DTC || !isRecord(dtcs.snapshotRecords, wanted)) return negative(NRC.requestOutOfRange)
  const data = [...head, ...single(dtcs, index)]
  for (const { record, values } of dtcs.snapshots(index)) {
    if (wanted !== ALL_RECORDS && wanted !== record) continue
    data.push(record, values.length)
    for (const { did, bytes } of values) data.push(...identifierBytes(did), ...bytes)
  }
  return { kind: 'positive', data }
}

function extendedDataRecords(dtcs: DtcStore, request: Uint8Array, head: readonly number[]): Answer {
  const index = indexOf(dtcs, codeAt(request, 2))
  const wanted = request[5]
  if (index === NO_DTC || !isRecord(dtcs.extendedDataRecords, wanted)) return negative(NRC.requestOutOfRange)
  const data = [...head, ...single(dtcs, index)]
  for (const { record, bytes } of dtcs.extendedData(index)) {
    if (wanted === ALL_RECORDS || wanted === record) data.push(record, ...bytes)
  }
  return { kind: 'positive', data }
}

function extendedDataByRecord(dtcs: DtcStore, report: number, wanted: number): Answer {
  if (!dtcs.extendedDataRecords.includes(wanted)) return negative(NRC.requestOutOfRange)
  const data = [report, wanted]
  for (let i = 0; i < dtcs.count; i++) {
    for (const { record, bytes } of dtcs.extendedData(i)) {
      if (record === wanted) data.push(...single(dtcs, i), ...bytes)
    }
  }
  return { kind: 'positive', data }
}

/** Every code may have every kind of record that this ECU keeps. */
function supportedExtendedData(dtcs: DtcStore, report: number, wanted: number): Answer {
  if (!dtcs.extendedDataRecords.includes(wanted)) return negative(NRC.requestOutOfRange)
  return positive(report, dtcs.statusAvailabilityMask, wanted, ...list(dtcs, () => true))
}

function hasSeverity(dtcs: DtcStore, index: number, severityMask: number, statusMask: number): boolean {
  const { severity } = dtcs
  if (severity === undefined) return false
  const isSevere = (severity.severity(index) & severity.availabilityMask & severityMask) !== 0
  return isSevere && (statusOf(dtcs, index) & statusMask) !== 0
}

function bySeverity(dtcs: DtcStore, report: number, isWanted: (index: number) => boolean): Answer {
  const { severity, statusAvailabilityMask } = dtcs
  const data = [report, statusAvailabilityMask]
  for (let i = 0; i < dtcs.count; i++) {
    if (severity === undefined || !isWanted(i)) continue
    data.push(severity.severity(i) & severity.availabilityMask, severity.functionalUnit(i), ...single(dtcs, i))
  }
  return { kind: 'positive', data }
}

function severityOf(dtcs: DtcStore, code: number): Answer {
  const wanted = indexOf(dtcs, code)
  if (wanted === NO_DTC) return negative(NRC.requestOutOfRange)
  return bySeverity(dtcs, REPORT.severityInformationOfDtc, (i) => i === wanted)
}

/** MemorySelection is the last byte of the request; the answer repeats it first. */
function userMemoryReport(dtcs: DtcStore, report: number, request: Uint8Array): Answer {
  const selection = request[request.length - 1]
  const memory = dtcs.userMemories?.get(selection)
  if (memory === undefined) return negative(NRC.requestOutOfRange)
  switch (report) {
    case REPORT.userDefMemoryDtcSnapshotRecordByDtcNumber:
      return snapshotRecords(memory, request, [report, selection])
    case REPORT.userDefMemoryDtcExtDataRecordByDtcNumber:
      return extendedDataRecords(memory, request, [report, selection])
    default: {
      const found = list(memory, (i) => (statusOf(memory, i) & request[2]) !== 0)
      return positive(report, selection, memory.statusAvailabilityMask, ...found)
    }
  }
}

/** World-wide harmonised OBD: codes of one functional group, as SAE J2012-DA writes them. */
function functionalGroupReport(dtcs: DtcStore, report: number, request: Uint8Array): Answer {
  const { functionalGroups, statusAvailabilityMask } = dtcs
  const group = request[2]
  if (!functionalGroups?.groups.includes(group)) return negative(NRC.requestOutOfRange)
  const isIn = (index: number) => functionalGroups.isInGroup(index, group)
  switch (report) {
    case REPORT.wwhObdDtcByMaskRecord:
      return wwhObdByMask(dtcs, request, isIn)
    case REPORT.wwhObdDtcWithPermanentStatus: {
      const found = list(dtcs, (i) => isIn(i) && dtcs.isPermanent(i))
      return positive(report, group, statusAvailabilityMask, DTC_FORMAT_SAE_J2012_DA_04, ...found)
    }
    default: {
      const readinessGroup = request[3]
      const found = list(dtcs, (i) => isIn(i) && functionalGroups.readinessGroup(i) === readinessGroup)
      return positive(report, group, statusAvailabilityMask, DTC_FORMAT_SAE_J2012_DA_04, readinessGroup, ...found)
    }
  }
}

/** The status mask comes before the severity mask here. Without severities every code has severity 0 and matches. */
function wwhObdByMask(dtcs: DtcStore, request: Uint8Array, isIn: (index: number) => boolean): Answer {
  const [, report, group, statusMask, severityMask] = request
  const { severity, statusAvailabilityMask } = dtcs
  const severityMaskAvailable = severity?.availabilityMask ?? 0
  const data = [report, group, statusAvailabilityMask, severityMaskAvailable, DTC_FORMAT_SAE_J2012_DA_04]
  for (let i = 0; i < dtcs.count; i++) {
    const own = (severity?.severity(i) ?? 0) & severityMaskAvailable
    const isSevere = severity === undefined || (own & severityMask) !== 0
    if (isIn(i) && isSevere && (statusOf(dtcs, i) & statusMask) !== 0) data.push(own, ...single(dtcs, i))
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
