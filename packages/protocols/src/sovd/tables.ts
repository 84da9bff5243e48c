/**
 * The words of service-oriented vehicle diagnostics: paths, error codes, categories, and the names of UDS modes.
 * ISO 17978-3 (ASAM SOVD); names as Eclipse OpenSOVD's classic diagnostic adapter spells them.
 */
import { COMMUNICATION, DTC_SETTING, DTC_STATUS, RESET, SESSION } from '../uds/tables.ts'

export const SOVD_VERSION = '1.0.0'
export const BASE_PATH = '/vehicle/v15'
/** Our own choice. */
export const SOVD_PORT = 20_002

/** `error_code` of the generic error, as far as we answer with it. */
export const ERROR_CODES = [
  'vendor-specific',
  'not-responding',
  'error-response',
  'incomplete-request',
  'invalid-response-content',
  'insufficient-access-rights',
  'preconditions-not-fulfilled',
  'sovd-server-failure',
] as const
export type SovdErrorCode = (typeof ERROR_CODES)[number]

/** `vendor_code`, told where the error code is `vendor-specific`. */
export type SovdVendorCode = 'not-found' | 'bad-request' | 'invalid-parameter'

export const STATUS = {
  ok: 200,
  created: 201,
  accepted: 202,
  noContent: 204,
  badRequest: 400,
  notFound: 404,
  methodNotAllowed: 405,
  conflict: 409,
  locked: 423,
  badGateway: 502,
  unavailable: 503,
  gatewayTimeout: 504,
} as const

/** What a data resource is about. */
export type DataCategory = 'identData' | 'currentData'

/** The resource collections that every component has, in the order in which it names them. */
export const COLLECTIONS = ['data', 'configurations', 'faults', 'operations', 'modes', 'locks'] as const
export type Collection = (typeof COLLECTIONS)[number]

/** Keys of a fault's status with their bit, in the spelling of the standard. */
export const FAULT_STATUS = {
  testFailed: DTC_STATUS.testFailed,
  testFailedThisOperationCycle: DTC_STATUS.testFailedThisOperationCycle,
  pendingDTC: DTC_STATUS.pendingDtc,
  confirmedDTC: DTC_STATUS.confirmedDtc,
  testNotCompletedSinceLastClear: DTC_STATUS.testNotCompletedSinceLastClear,
  testFailedSinceLastClear: DTC_STATUS.testFailedSinceLastClear,
  testNotCompletedThisOperationCycle: DTC_STATUS.testNotCompletedThisOperationCycle,
  warningIndicatorRequested: DTC_STATUS.warningIndicatorRequested,
} as const

/** What is a fault when nobody says otherwise: not a code whose test merely has not run yet. */
export const FAULT_MASK =
  0xff & ~(DTC_STATUS.testNotCompletedSinceLastClear | DTC_STATUS.testNotCompletedThisOperationCycle)

/** Values of `modes/session`, `modes/commctrl`, `modes/dtcsetting`, and of the parameter of `operations/reset`. */
export const SESSION_VALUES = SESSION
export const COMMUNICATION_VALUES = {
  enableRxAndEnableTx: COMMUNICATION.enableRxAndTx,
  enableRxAndDisableTx: COMMUNICATION.enableRxAndDisableTx,
  disableRxAndEnableTx: COMMUNICATION.disableRxAndEnableTx,
  disableRxAndDisableTx: COMMUNICATION.disableRxAndTx,
} as const
export const DTC_SETTING_VALUES = DTC_SETTING
export const RESET_VALUES = RESET

export const MODES = {
  session: 'Diagnostic session',
  security: 'Security access',
  commctrl: 'Communication control',
  dtcsetting: 'DTC setting',
} as const
export type ModeId = keyof typeof MODES
