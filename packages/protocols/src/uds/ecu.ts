/**
 * What a control unit must offer to be diagnosed by unified diagnostic services: data, routines, codes, resets.
 * ISO 14229-1:2020. Data and callbacks only; the rules of the protocol belong to ./session.ts.
 *
 * Coined words: a *guard* says when something may be used; a *store* keeps trouble codes.
 */
import type { Nrc, Session } from './tables.ts'

/** When something may be used. Nothing said: in every session, without security, always. */
export type Guard = {
  readonly sessions?: readonly Session[]
  /** The level to unlock, as the odd sub-function that asks for its seed (0x01, 0x03, …). */
  readonly securityLevel?: number
  /** Asked last of all checks; answers why it cannot be done now. */
  condition?(): Nrc | undefined
}

/** A record under a data identifier, with what may be done to it. */
export type DataIdentifier = {
  /** Bytes of its record. */
  readonly byteLength: number
  /** `value` may hand out the same array again: it is copied before the next call. */
  readonly read?: Guard & { value(): Uint8Array }
  readonly write?: Guard & { store(record: Uint8Array): Nrc | undefined }
  readonly control?: Guard & InputOutputControl
}

/** An actuator under the tester's hand. Control ends with the session, the tester's own return, or a reset. */
export type InputOutputControl = {
  /** Bytes of the control state of a shortTermAdjustment. */
  readonly stateByteLength: number
  returnControl(): void
  /** Undefined where the actuator does not offer it. */
  resetToDefault?(): Nrc | undefined
  freeze?(): Nrc | undefined
  adjust?(state: Uint8Array): Nrc | undefined
}

/** A routine may finish at once, refuse, or ask for time: then it is polled, and 0x78 keeps the tester waiting. */
export type RoutineOutcome =
  | { readonly kind: 'done'; readonly status: Uint8Array }
  | { readonly kind: 'refused'; readonly nrc: Nrc }
  | { readonly kind: 'pending'; poll(nowMs: number): RoutineOutcome }

export type Routine = Guard & {
  /** Bytes of the option record of startRoutine; 0 when nothing is said. */
  readonly optionByteLength?: number
  start?(option: Uint8Array, nowMs: number): RoutineOutcome
  stop?(nowMs: number): RoutineOutcome
  /** Asked only after a start; the server itself refuses stop and results before one. */
  results?(nowMs: number): RoutineOutcome
}

export type SecurityLevel = {
  readonly sessions?: readonly Session[]
  readonly keyByteLength: number
  seed(): Uint8Array
  isKey(seed: Uint8Array, key: Uint8Array): boolean
}

export type SnapshotRecord = {
  readonly record: number
  readonly values: readonly { readonly did: number; readonly bytes: Uint8Array }[]
}

export type ExtendedDataRecord = { readonly record: number; readonly bytes: Uint8Array }

/** The trouble codes of one ECU; a code is an index below `count`. `NO_DTC` where there is none. */
export type DtcStore = {
  readonly statusAvailabilityMask: number
  readonly count: number
  /** The 24 bits of its number: two bytes of SAE J2012, one of failure type. */
  code(index: number): number
  status(index: number): number
  /** -128 (passed) to 127 (failed). */
  faultDetectionCounter(index: number): number
  isPermanent(index: number): boolean
  snapshots(index: number): readonly SnapshotRecord[]
  extendedData(index: number): readonly ExtendedDataRecord[]
  readonly firstTestFailed: number
  readonly firstConfirmed: number
  readonly mostRecentTestFailed: number
  readonly mostRecentConfirmed: number
  /** Record numbers that may be asked for, stored or not. */
  readonly snapshotRecords: readonly number[]
  readonly extendedDataRecords: readonly number[]
  /** A group that this ECU keeps, or the number of one of its codes. */
  isGroup(groupOfDtc: number): boolean
  clear(groupOfDtc: number): void
  /** ControlDTCSetting: false stops the updating of status bits. */
  setUpdating(isOn: boolean): void
}

export const NO_DTC = -1

/** CommunicationControl: what the ECU does with its normal messages. */
export type Communication = Guard & {
  /** controlType 0 (all on) to 3 (all off); the scope is the low nibble of communicationType. */
  control(controlType: number, communicationType: number): Nrc | undefined
}

/** ISO 14229-2 server timing. */
export type ServerTiming = { readonly p2Ms: number; readonly p2StarMs: number; readonly s3Ms: number }

export const STANDARD_TIMING: ServerTiming = { p2Ms: 50, p2StarMs: 5000, s3Ms: 5000 }

export type UdsEcu = {
  readonly timing: ServerTiming
  readonly sessions: readonly Session[]
  /** Why the session cannot be entered now, e.g. vehicleSpeedTooHigh. */
  sessionCondition?(session: Session): Nrc | undefined
  readonly dids: ReadonlyMap<number, DataIdentifier>
  readonly routines: ReadonlyMap<number, Routine>
  readonly dtcs?: DtcStore
  /** Why the codes cannot be cleared now. */
  clearCondition?(): Nrc | undefined
  /** By the odd sub-function that asks for the seed. */
  readonly security: ReadonlyMap<number, SecurityLevel>
  readonly communication?: Communication
  /** By resetType; `run` is called after the positive response has gone out. */
  readonly resets: ReadonlyMap<number, Guard & { run(nowMs: number): void }>
  /** Sessions and security of a whole service, by its identifier, where they differ from the standard's table. */
  readonly serviceGuards?: ReadonlyMap<number, Guard>
  /** Identifiers that one readDataByIdentifier may name; 8 when nothing is said. */
  readonly didsPerRequestMax?: number
}
