/**
 * What a control unit must offer to be diagnosed by unified diagnostic services: data, routines, codes, resets.
 * ISO 14229-1:2020. Data and callbacks only; the rules of the protocol belong to ./session.ts.
 *
 * Coined words: a *guard* says when something may be used; a *store* keeps trouble codes.
 */
import type { MemoryLocation } from './numbers.ts'
import type { Nrc, Session } from './tables.ts'

/** When something may be used. Nothing said: in every session, without security, always. */
export type Guard = {
  readonly sessions?: readonly Session[]
  /** The level to unlock, as the odd sub-function that asks for its seed (0x01, 0x03, …). */
  readonly securityLevel?: number
  /** Only for a tester that has proven who it is, see `Authentication`. */
  readonly needsAuthentication?: true
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
  /** How to read the record, as `encodeScaling` writes it. */
  readonly scaling?: Uint8Array
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
  firstTestFailed(): number
  firstConfirmed(): number
  mostRecentTestFailed(): number
  mostRecentConfirmed(): number
  /** Record numbers that may be asked for, stored or not. */
  readonly snapshotRecords: readonly number[]
  readonly extendedDataRecords: readonly number[]
  /** Undefined: the ECU says nothing of severity. */
  readonly severity?: DtcSeverities
  /** Groups of world-wide harmonised OBD (FUNCTIONAL_GROUP), and which codes belong to them. */
  readonly functionalGroups?: DtcGroups
  /** Further memories of the same codes, by MemorySelection. */
  readonly userMemories?: ReadonlyMap<number, DtcStore>
  /** A group that this ECU keeps, or the number of one of its codes. */
  isGroup(groupOfDtc: number): boolean
  clear(groupOfDtc: number): void
  /** ControlDTCSetting: false stops the updating of status bits. */
  setUpdating(isOn: boolean): void
}

export const NO_DTC = -1

/** DTC_SEVERITY and class in one byte, and the functional unit: the maker's number of a system. */
export type DtcSeverities = {
  readonly availabilityMask: number
  severity(index: number): number
  functionalUnit(index: number): number
}

export type DtcGroups = {
  readonly groups: readonly number[]
  isInGroup(index: number, group: number): boolean
  /** Undefined: the code belongs to no readiness group. */
  readinessGroup(index: number): number | undefined
}

/** CommunicationControl: what the ECU does with its normal messages. */
export type Communication = Guard & {
  /** controlType 0 (all on) to 3 (all off); the scope is the low nibble of communicationType. */
  control(controlType: number, communicationType: number): Nrc | undefined
  /** The same, 4 and 5, for the nodes of a subnet behind this ECU. Undefined: there is none. */
  controlNode?(controlType: number, communicationType: number, nodeIdentification: number): Nrc | undefined
}

/** Memory that a tester may read and write by its addresses. */
export type MemoryRegion = MemoryLocation & {
  readonly read?: Guard & { bytes(offset: number, byteLength: number): Uint8Array }
  readonly write?: Guard & { store(offset: number, data: Uint8Array): Nrc | undefined }
}

/** What a tester announced that it will send, or wants to have. */
export type TransferRequest = MemoryLocation & {
  /** Compression and encryption, a nibble each; 0 is neither. */
  readonly dataFormat: number
}

/** A download or upload that was accepted, until its exit. */
export type Transfer = {
  /** Bytes of the longest TransferData message, its identifier and counter included. */
  readonly blockByteLengthMax: number
  /** What has arrived, in order. A status is sent back with the positive response. */
  write?(data: Uint8Array, nowMs: number): RoutineOutcome
  /** The next bytes of an upload; fewer at its end. */
  read?(byteLength: number): Uint8Array
  exit(parameters: Uint8Array, nowMs: number): RoutineOutcome
  /** The session ended, or the ECU was reset, before the exit. */
  abort(): void
}

export type TransferOffer = Guard & {
  /** False: such a place or format there is not. */
  covers(request: TransferRequest): boolean
  begin(request: TransferRequest, nowMs: number): Transfer | Nrc
}

/** `path` has no spaces and only ASCII. Sizes are 0 unless a file is brought. */
export type FileRequest = {
  /** FILE_MODE. */
  readonly mode: number
  readonly path: string
  /** Compression and encryption, a nibble each. */
  readonly dataFormat: number
  /** Of the file, and of what is transferred of it. */
  readonly byteLength: number
  readonly transferByteLength: number
}

/** Files of the ECU, for RequestFileTransfer. */
export type FileStore = Guard & {
  /** False: there is no such file or folder, or it is there already, or nobody knows the format. */
  covers(request: FileRequest): boolean
  remove(path: string): Nrc | undefined
  /** `byteLength`: of what will be read, a file or the listing of a folder. */
  begin(request: FileRequest, nowMs: number): (Transfer & { readonly byteLength: number }) | Nrc
}

/**
 * Authentication by challenge and response. What a proof is made of is the ECU's: packages have no cryptography of the
 * platform, so whoever makes the ECU brings it along.
 */
export type Authentication = Guard & {
  readonly isSymmetric: boolean
  /** ALGORITHM_INDICATOR_BYTES of them. */
  readonly algorithmIndicator: Uint8Array
  challenge(): Uint8Array
  /** Why the proof is none; `clientChallenge` is what the tester added to it. */
  refusal(challenge: Uint8Array, proof: Uint8Array, clientChallenge: Uint8Array): Nrc | undefined
}

/** How often periodic identifiers are sent, and how many at once. */
export type Periodic = {
  readonly slowMs: number
  readonly mediumMs: number
  readonly fastMs: number
  readonly identifiersMax: number
  /**
   * Where records go as frames of their own, without service and length (response type 2, on an identifier that only
   * they have). Undefined: they go to the tester as any response does, behind 6A.
   */
  readonly unacknowledged?: { readonly dataBytesMax: number; send(message: Uint8Array, nowMs: number): void }
}

/** LinkControl: rates of the diagnostic bus that this ECU can change to, bit/s. */
export type Link = Guard & {
  offers(bitsPerSecond: number): boolean
  /** After the positive response has gone out. */
  transition(bitsPerSecond: number): void
  /** Back to the usual rate: the session ended, or the ECU was reset. */
  restore(): void
}

/** ISO 14229-2 server timing. */
export type ServerTiming = { readonly p2Ms: number; readonly p2StarMs: number; readonly s3Ms: number }

export const STANDARD_TIMING: ServerTiming = { p2Ms: 50, p2StarMs: 5000, s3Ms: 5000 }

/** The program of a unit that answers now: its boot loader or, most of the time, its application. */
export function runningProgram(ecu: UdsEcu): UdsEcu {
  return ecu.bootLoader?.isRunning() ? ecu.bootLoader.ecu : ecu
}

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
  /** Regions do not overlap. */
  readonly memory?: readonly MemoryRegion[]
  readonly download?: TransferOffer
  readonly upload?: TransferOffer
  readonly files?: FileStore
  readonly authentication?: Authentication
  readonly periodic?: Periodic
  /** DynamicallyDefineDataIdentifier is offered, for so many identifiers at once. */
  readonly dynamicDidsMax?: number
  /** ResponseOnEvent is offered: how long its windows are, by eventWindowTime (the infinite one needs no length). */
  readonly eventWindowsMs?: ReadonlyMap<number, number>
  readonly link?: Link
  /** What answers while it runs, in place of all the rest; the session and the counters of false keys go over to it and back. */
  readonly bootLoader?: { readonly ecu: UdsEcu; isRunning(): boolean }
  /** A session was entered, also the default one after S3 or a reset. */
  sessionEntered?(session: Session): void
  /** Identifiers that one readDataByIdentifier may name; 8 when nothing is said. */
  readonly didsPerRequestMax?: number
}
