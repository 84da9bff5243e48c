/** The tables of unified diagnostic services: services, sessions, response codes, status bits. ISO 14229-1:2020. */

/** Services served or spoken here, by their request identifier. */
export const SERVICE = {
  diagnosticSessionControl: 0x10,
  ecuReset: 0x11,
  clearDiagnosticInformation: 0x14,
  readDtcInformation: 0x19,
  readDataByIdentifier: 0x22,
  readMemoryByAddress: 0x23,
  readScalingDataByIdentifier: 0x24,
  securityAccess: 0x27,
  communicationControl: 0x28,
  authentication: 0x29,
  readDataByPeriodicIdentifier: 0x2a,
  dynamicallyDefineDataIdentifier: 0x2c,
  writeDataByIdentifier: 0x2e,
  inputOutputControlByIdentifier: 0x2f,
  routineControl: 0x31,
  requestDownload: 0x34,
  requestUpload: 0x35,
  transferData: 0x36,
  requestTransferExit: 0x37,
  requestFileTransfer: 0x38,
  writeMemoryByAddress: 0x3d,
  testerPresent: 0x3e,
  controlDtcSetting: 0x85,
  responseOnEvent: 0x86,
  linkControl: 0x87,
} as const

/** A positive response answers with the service's identifier plus this. */
export const POSITIVE_RESPONSE = 0x40
export const NEGATIVE_RESPONSE = 0x7f

/** Set in a sub-function: "if the answer is positive, do not send it". */
export const SUPPRESS_POSITIVE_RESPONSE = 0x80

/** diagnosticSessionType. */
export const SESSION = { default: 0x01, programming: 0x02, extended: 0x03 } as const
export type Session = (typeof SESSION)[keyof typeof SESSION]

/** resetType of ECUReset. */
export const RESET = { hardReset: 0x01, keyOffOnReset: 0x02, softReset: 0x03 } as const

/** reportType of ReadDTCInformation, as far as it is served. */
export const REPORT = {
  numberOfDtcByStatusMask: 0x01,
  dtcByStatusMask: 0x02,
  dtcSnapshotIdentification: 0x03,
  dtcSnapshotRecordByDtcNumber: 0x04,
  dtcExtDataRecordByDtcNumber: 0x06,
  numberOfDtcBySeverityMaskRecord: 0x07,
  dtcBySeverityMaskRecord: 0x08,
  severityInformationOfDtc: 0x09,
  supportedDtc: 0x0a,
  firstTestFailedDtc: 0x0b,
  firstConfirmedDtc: 0x0c,
  mostRecentTestFailedDtc: 0x0d,
  mostRecentConfirmedDtc: 0x0e,
  dtcFaultDetectionCounter: 0x14,
  dtcWithPermanentStatus: 0x15,
  dtcExtDataRecordByRecordNumber: 0x16,
  userDefMemoryDtcByStatusMask: 0x17,
  userDefMemoryDtcSnapshotRecordByDtcNumber: 0x18,
  userDefMemoryDtcExtDataRecordByDtcNumber: 0x19,
  supportedDtcExtDataRecord: 0x1a,
  wwhObdDtcByMaskRecord: 0x42,
  wwhObdDtcWithPermanentStatus: 0x55,
  dtcInformationByDtcReadinessGroupIdentifier: 0x56,
} as const

/** inputOutputControlParameter. */
export const CONTROL = {
  returnControlToEcu: 0x00,
  resetToDefault: 0x01,
  freezeCurrentState: 0x02,
  shortTermAdjustment: 0x03,
} as const

/** routineControlType. */
export const ROUTINE = { startRoutine: 0x01, stopRoutine: 0x02, requestRoutineResults: 0x03 } as const

/** controlType of CommunicationControl. */
export const COMMUNICATION = {
  enableRxAndTx: 0x00,
  enableRxAndDisableTx: 0x01,
  disableRxAndEnableTx: 0x02,
  disableRxAndTx: 0x03,
  enableRxAndDisableTxWithEnhancedAddressInformation: 0x04,
  enableRxAndTxWithEnhancedAddressInformation: 0x05,
} as const

/** communicationType: normal messages, network management, both. */
export const COMMUNICATION_TYPE = { normal: 0x01, networkManagement: 0x02, both: 0x03 } as const

/** authenticationTask: with certificates (1-4), or by challenge and response (5-7). */
export const AUTHENTICATION = {
  deAuthenticate: 0x00,
  verifyCertificateUnidirectional: 0x01,
  verifyCertificateBidirectional: 0x02,
  proofOfOwnership: 0x03,
  transmitCertificate: 0x04,
  requestChallengeForAuthentication: 0x05,
  verifyProofOfOwnershipUnidirectional: 0x06,
  verifyProofOfOwnershipBidirectional: 0x07,
  authenticationConfiguration: 0x08,
} as const

/** authenticationReturnParameter, Annex B. */
export const AUTHENTICATION_RETURN = {
  requestAccepted: 0x00,
  generalReject: 0x01,
  configurationApce: 0x02,
  configurationAcrAsymmetric: 0x03,
  configurationAcrSymmetric: 0x04,
  deAuthenticationSuccessful: 0x10,
  certificateVerifiedOwnershipVerificationNecessary: 0x11,
  ownershipVerifiedAuthenticationComplete: 0x12,
  certificateVerified: 0x13,
} as const

/** Bytes of an algorithmIndicator: the object identifier of an algorithm in BER, filled with zeros. */
export const ALGORITHM_INDICATOR_BYTES = 16

/** transmissionMode of ReadDataByPeriodicIdentifier. */
export const TRANSMISSION_MODE = { slow: 0x01, medium: 0x02, fast: 0x03, stop: 0x04 } as const

/** ActiveDiagnosticSession: every server of ours tells it, for testers that look where they are. */
export const ACTIVE_SESSION_DID = 0xf186

/** Periodic identifiers are the low bytes of these data identifiers; both blocks may be defined dynamically. */
export const PERIODIC_DIDS = { first: 0xf200, last: 0xf2ff } as const
export const DYNAMIC_DIDS = { first: 0xf200, last: 0xf3ff } as const

/** definitionType of DynamicallyDefineDataIdentifier. */
export const DEFINITION = { byIdentifier: 0x01, byMemoryAddress: 0x02, clear: 0x03 } as const

/** modeOfOperation of RequestFileTransfer, as far as it is served. */
export const FILE_MODE = {
  addFile: 0x01,
  deleteFile: 0x02,
  replaceFile: 0x03,
  readFile: 0x04,
  readDirectory: 0x05,
} as const

/** eventType of ResponseOnEvent, without the bit that asks to store it over a reset. */
export const EVENT = {
  stopResponseOnEvent: 0x00,
  onDtcStatusChange: 0x01,
  onChangeOfDataIdentifier: 0x03,
  reportActivatedEvents: 0x04,
  startResponseOnEvent: 0x05,
  clearResponseOnEvent: 0x06,
  reportMostRecentDtcOnStatusChange: 0x08,
  reportDtcRecordInformationOnDtcStatusChange: 0x09,
} as const

/** eventWindowTime. */
export const EVENT_WINDOW = { infinite: 0x02, short: 0x03, medium: 0x04, long: 0x05 } as const

/** linkControlType, and the fixed modes of a CAN bus in bit/s. */
export const LINK = { verifyFixed: 0x01, verifySpecific: 0x02, transition: 0x03 } as const
export const FIXED_CAN_MODES: ReadonlyMap<number, number> = new Map([
  [0x10, 125_000],
  [0x11, 250_000],
  [0x12, 500_000],
  [0x13, 1_000_000],
])

/** DTCSettingType of ControlDTCSetting. */
export const DTC_SETTING = { on: 0x01, off: 0x02 } as const

/** Negative response codes, Annex A. */
export const NRC = {
  generalReject: 0x10,
  serviceNotSupported: 0x11,
  subFunctionNotSupported: 0x12,
  incorrectMessageLengthOrInvalidFormat: 0x13,
  responseTooLong: 0x14,
  busyRepeatRequest: 0x21,
  conditionsNotCorrect: 0x22,
  requestSequenceError: 0x24,
  noResponseFromSubnetComponent: 0x25,
  failurePreventsExecutionOfRequestedAction: 0x26,
  requestOutOfRange: 0x31,
  securityAccessDenied: 0x33,
  authenticationRequired: 0x34,
  invalidKey: 0x35,
  exceedNumberOfAttempts: 0x36,
  requiredTimeDelayNotExpired: 0x37,
  certificateVerificationFailedInvalidSignature: 0x51,
  certificateVerificationFailedInvalidFormat: 0x54,
  certificateVerificationFailedInvalidCertificate: 0x57,
  ownershipVerificationFailed: 0x58,
  uploadDownloadNotAccepted: 0x70,
  transferDataSuspended: 0x71,
  generalProgrammingFailure: 0x72,
  wrongBlockSequenceCounter: 0x73,
  requestCorrectlyReceivedResponsePending: 0x78,
  subFunctionNotSupportedInActiveSession: 0x7e,
  serviceNotSupportedInActiveSession: 0x7f,
  rpmTooHigh: 0x81,
  rpmTooLow: 0x82,
  engineIsRunning: 0x83,
  engineIsNotRunning: 0x84,
  engineRunTimeTooLow: 0x85,
  temperatureTooHigh: 0x86,
  temperatureTooLow: 0x87,
  vehicleSpeedTooHigh: 0x88,
  vehicleSpeedTooLow: 0x89,
  throttlePedalTooHigh: 0x8a,
  throttlePedalTooLow: 0x8b,
  transmissionRangeNotInNeutral: 0x8c,
  transmissionRangeNotInGear: 0x8d,
  brakeSwitchesNotClosed: 0x8f,
  shifterLeverNotInPark: 0x90,
  torqueConverterClutchLocked: 0x91,
  voltageTooHigh: 0x92,
  voltageTooLow: 0x93,
} as const
export type Nrc = (typeof NRC)[keyof typeof NRC]

/** 7F xx 78: the request was understood, and its answer is still to come. */
export function isResponsePending(message: Uint8Array): boolean {
  return (
    message.length === 3 &&
    message[0] === NEGATIVE_RESPONSE &&
    message[2] === NRC.requestCorrectlyReceivedResponsePending
  )
}

/** Kept quiet when the request was functional: the other servers are meant, not this one. Clause 7.5.6. */
export const QUIET_ON_FUNCTIONAL: readonly Nrc[] = [
  NRC.serviceNotSupported,
  NRC.subFunctionNotSupported,
  NRC.requestOutOfRange,
  NRC.subFunctionNotSupportedInActiveSession,
  NRC.serviceNotSupportedInActiveSession,
]

/** The eight bits of a DTC's status, Annex D. */
export const DTC_STATUS = {
  testFailed: 0x01,
  testFailedThisOperationCycle: 0x02,
  pendingDtc: 0x04,
  confirmedDtc: 0x08,
  testNotCompletedSinceLastClear: 0x10,
  testFailedSinceLastClear: 0x20,
  testNotCompletedThisOperationCycle: 0x40,
  warningIndicatorRequested: 0x80,
} as const

/** DTCFormatIdentifier: three bytes, the third a failure type; and as world-wide harmonised OBD counts them. */
export const DTC_FORMAT_ISO_14229_1 = 0x01
export const DTC_FORMAT_SAE_J2012_DA_04 = 0x04

/** DTCSeverity, Annex D: what to do about it, in the upper three bits; below them its class. */
export const DTC_SEVERITY = { maintenanceOnly: 0x20, checkAtNextHalt: 0x40, checkImmediately: 0x80 } as const

/** functionalGroupIdentifier. */
export const FUNCTIONAL_GROUP = { emissionsSystem: 0x33, safetySystem: 0xd0, vobdSystem: 0xfe } as const

/** groupOfDTC, Annex D. */
export const DTC_GROUP = {
  powertrain: 0x000000,
  chassis: 0x400000,
  body: 0x800000,
  network: 0xc00000,
  emissionsSystem: 0xffff33,
  all: 0xffffff,
} as const

/** Of SecurityAccess: false keys before the delay, and the delay. */
export const SECURITY_ATTEMPTS_MAX = 3
export const SECURITY_DELAY_MS = 10_000

/** Stands for "all records" in a record number. */
export const ALL_RECORDS = 0xff

/** Services refused in the default session unless the ECU says otherwise. */
export const ONLY_OUTSIDE_DEFAULT_SESSION: readonly number[] = [
  SERVICE.securityAccess,
  SERVICE.communicationControl,
  SERVICE.readDataByPeriodicIdentifier,
  SERVICE.inputOutputControlByIdentifier,
  SERVICE.requestDownload,
  SERVICE.requestUpload,
  SERVICE.transferData,
  SERVICE.requestTransferExit,
  SERVICE.requestFileTransfer,
  SERVICE.controlDtcSetting,
  SERVICE.linkControl,
]
