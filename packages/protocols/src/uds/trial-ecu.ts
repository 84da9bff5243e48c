/** An ECU to try the server on: a little of everything that can be diagnosed. Tests and the README use it. */
import { hex } from '@luban/stdx'
import {
  type DataIdentifier,
  type DtcStore,
  type FileStore,
  NO_DTC,
  type Routine,
  type RoutineOutcome,
  STANDARD_TIMING,
  type Transfer,
  type TransferOffer,
  type UdsEcu,
} from './ecu.ts'
import { DTC_SEVERITY, EVENT_WINDOW, FILE_MODE, FUNCTIONAL_GROUP, NRC, type Nrc, SESSION } from './tables.ts'

/** What a test may turn, and what it may look at. */
export type Trial = {
  ecu: UdsEcu
  isMoving: boolean
  /** The routine 0x2008 has its result. */
  isRoutineReady: boolean
  fanPercent: number
  isFanControlled: boolean
  fanReturns: number
  isUpdatingDtcs: boolean
  communication: string
  resets: number[]
  cleared: number[]
  vin: Uint8Array
  /** From 0x1000 on; downloads go here too. */
  memory: Uint8Array
  /** A block is written only when this is true; until then the tester waits. */
  isMemoryReady: boolean
  /** The next block is refused with this. */
  memoryFailure: Nrc | undefined
  statuses: number[]
  isUserMemoryCleared: boolean
  files: Map<string, Uint8Array>
  bitsPerSecond: number
  nodes: string
}

const EXTENDED = [SESSION.extended]

export function createTrial(): Trial {
  const trial: Trial = {
    ecu: undefined as never,
    isMoving: false,
    isRoutineReady: false,
    fanPercent: 20,
    isFanControlled: false,
    fanReturns: 0,
    isUpdatingDtcs: true,
    communication: '',
    resets: [],
    cleared: [],
    vin: new TextEncoder().encode('LGXCE6CB0P0123456'),
    memory: Uint8Array.from({ length: 64 }, (_, i) => i),
    isMemoryReady: true,
    memoryFailure: undefined,
    statuses: [0xaf, 0x24, 0x50],
    isUserMemoryCleared: false,
    files: new Map([['/log', hex('01 02 03 04 05 06 07 08 09 0A')]]),
    bitsPerSecond: 500_000,
    nodes: '',
  }
  const notWhileMoving = () => (trial.isMoving ? NRC.vehicleSpeedTooHigh : undefined)
  trial.ecu = {
    timing: STANDARD_TIMING,
    sessions: [SESSION.default, SESSION.programming, SESSION.extended],
    sessionCondition: (session) => (session === SESSION.programming ? notWhileMoving() : undefined),
    dids: trialDids(trial, notWhileMoving),
    routines: trialRoutines(trial, notWhileMoving),
    dtcs: trialDtcs(trial),
    clearCondition: notWhileMoving,
    security: new Map([
      [1, { sessions: EXTENDED, keyByteLength: 4, seed: () => hex('12345678'), isKey: isComplement }],
      [3, { sessions: [SESSION.programming], keyByteLength: 4, seed: () => hex('0A0B0C0D'), isKey: isComplement }],
    ]),
    communication: {
      condition: notWhileMoving,
      control(controlType, communicationType) {
        if (communicationType > 0x0f) return NRC.requestOutOfRange // One of several subnets: there is only one.
        trial.communication = `${controlType} ${communicationType}`
        return undefined
      },
      controlNode(controlType, communicationType, node) {
        if (node !== 0x000a) return NRC.requestOutOfRange
        trial.nodes = `${controlType} ${communicationType} ${node}`
        return undefined
      },
    },
    resets: new Map([
      [1, { condition: notWhileMoving, run: () => trial.resets.push(1) }],
      [3, { sessions: EXTENDED, run: () => trial.resets.push(3) }],
    ]),
    ...trialMemory(trial, notWhileMoving),
    ...trialExtras(trial, notWhileMoving),
    files: trialFiles(trial, notWhileMoving),
  }
  return trial
}

/** A key that suits a trial; real cars have their own, and ours are published nowhere. */
function isComplement(seed: Uint8Array, key: Uint8Array): boolean {
  return seed.length === key.length && seed.every((byte, i) => key[i] === (byte ^ 0xff))
}

function trialDids(trial: Trial, notWhileMoving: () => 0x88 | undefined): Map<number, DataIdentifier> {
  const fixed = (bytes: Uint8Array): DataIdentifier => ({
    byteLength: bytes.length,
    read: { value: () => bytes },
  })
  return new Map<number, DataIdentifier>([
    [0x0005, { ...fixed(hex('64')), scaling: hex('01 90 00 00 01 00 00 A0 35') }],
    [0x0006, { byteLength: 1, read: { needsAuthentication: true, value: () => hex('2A') } }],
    [0xf201, { byteLength: 2, read: { value: () => Uint8Array.of(trial.fanPercent, 0x55) } }],
    [0xf202, { byteLength: 1, read: { sessions: EXTENDED, securityLevel: 1, value: () => hex('77') } }],
    [0x0100, { byteLength: 2, read: { sessions: EXTENDED, value: () => hex('CAFE') } }],
    [0x0101, { byteLength: 1, read: { securityLevel: 1, value: () => hex('07') }, scaling: hex('01') }],
    [0x0102, { byteLength: 1, read: { condition: notWhileMoving, value: () => hex('09') } }],
    [
      0x0200,
      {
        byteLength: 1,
        read: { value: () => Uint8Array.of(trial.fanPercent) },
        control: {
          sessions: EXTENDED,
          condition: notWhileMoving,
          stateByteLength: 1,
          returnControl() {
            trial.isFanControlled = false
            trial.fanReturns++
            trial.fanPercent = 20
          },
          resetToDefault() {
            trial.isFanControlled = true
            trial.fanPercent = 0
            return undefined
          },
          freeze() {
            trial.isFanControlled = true
            return undefined
          },
          adjust([percent]) {
            if (percent > 100) return NRC.requestOutOfRange
            trial.isFanControlled = true
            trial.fanPercent = percent
            return undefined
          },
        },
      },
    ],
    [
      0x0201,
      {
        byteLength: 1,
        control: { securityLevel: 1, stateByteLength: 1, returnControl: () => {}, adjust: () => undefined },
      },
    ],
    [0x0300, fixed(new Uint8Array(3000))],
    [
      0xf190,
      {
        byteLength: 17,
        read: { value: () => trial.vin },
        write: {
          sessions: EXTENDED,
          securityLevel: 1,
          condition: notWhileMoving,
          store(record) {
            if (record.some((byte) => byte < 0x30)) return NRC.requestOutOfRange
            trial.vin = record
            return undefined
          },
        },
      },
    ],
  ])
}

function trialRoutines(trial: Trial, notWhileMoving: () => 0x88 | undefined): Map<number, Routine> {
  const whenReady = (): ReturnType<NonNullable<Routine['start']>> =>
    trial.isRoutineReady ? { kind: 'done', status: hex('10 C8') } : { kind: 'pending', poll: whenReady }
  return new Map<number, Routine>([
    [0x0203, { condition: notWhileMoving, start: () => ({ kind: 'done', status: hex('00') }) }],
    [
      0x0204,
      {
        sessions: EXTENDED,
        securityLevel: 1,
        optionByteLength: 1,
        start: ([option]) =>
          option <= 3 ? { kind: 'done', status: hex('01') } : { kind: 'refused', nrc: NRC.requestOutOfRange },
      },
    ],
    [
      0x2008,
      {
        sessions: EXTENDED,
        start: whenReady,
        stop: () => ({ kind: 'done', status: hex('') }),
        results: () => ({ kind: 'done', status: hex('10 C8') }),
      },
    ],
  ])
}

/** Where the trial's memory begins, and its part that can be read only after security. */
const MEMORY_AT = 0x1000
const SECRET_BYTES = 16

function trialMemory(trial: Trial, condition: () => 0x88 | undefined): Partial<UdsEcu> {
  const offer: TransferOffer = {
    sessions: [SESSION.programming],
    securityLevel: 3,
    condition,
    covers: ({ dataFormat, address, byteLength }) =>
      dataFormat === 0 && address >= MEMORY_AT && address + byteLength <= MEMORY_AT + trial.memory.length,
    begin: ({ address }) =>
      trial.memoryFailure === NRC.uploadDownloadNotAccepted ? trial.memoryFailure : trialTransfer(trial, address),
  }
  const bytes = (offset: number, byteLength: number) => trial.memory.slice(offset, offset + byteLength)
  const open = trial.memory.length - SECRET_BYTES
  return {
    memory: [
      {
        address: MEMORY_AT,
        byteLength: open,
        read: { condition, bytes },
        write: {
          sessions: EXTENDED,
          securityLevel: 1,
          condition,
          store(offset, data) {
            if (trial.memoryFailure !== undefined) return trial.memoryFailure
            trial.memory.set(data, offset)
            return undefined
          },
        },
      },
      {
        address: MEMORY_AT + open,
        byteLength: SECRET_BYTES,
        read: { securityLevel: 1, bytes: (offset, byteLength) => bytes(open + offset, byteLength) },
      },
    ],
    download: offer,
    upload: offer,
  }
}

/** Blocks of at most eight data bytes. */
function trialTransfer(trial: Trial, address: number): Transfer {
  let at = address - MEMORY_AT
  const whenReady = (data: Uint8Array): RoutineOutcome => {
    if (!trial.isMemoryReady) return { kind: 'pending', poll: () => whenReady(data) }
    if (trial.memoryFailure !== undefined) return { kind: 'refused', nrc: trial.memoryFailure }
    trial.memory.set(data, at)
    at += data.length
    return { kind: 'done', status: new Uint8Array(0) }
  }
  return {
    blockByteLengthMax: 10,
    write: whenReady,
    read(byteLength) {
      at += byteLength
      return trial.memory.slice(at - byteLength, at)
    },
    exit: ({ length }) =>
      length > 0 ? { kind: 'refused', nrc: NRC.requestOutOfRange } : { kind: 'done', status: new Uint8Array(0) },
    abort: () => {},
  }
}

/** One folder, its listing the names with a line feed behind each. */
function trialFiles(trial: Trial, condition: () => 0x88 | undefined): FileStore {
  const listing = () => new TextEncoder().encode([...trial.files.keys()].map((name) => `${name}\n`).join(''))
  return {
    sessions: EXTENDED,
    securityLevel: 1,
    condition,
    covers({ mode, path, dataFormat }) {
      if (dataFormat !== 0) return false
      if (mode === FILE_MODE.readDirectory) return path === '/'
      return trial.files.has(path) !== (mode === FILE_MODE.addFile)
    },
    remove(path) {
      trial.files.delete(path)
      return undefined
    },
    begin({ mode, path }) {
      const source = mode === FILE_MODE.readDirectory ? listing() : (trial.files.get(path) ?? new Uint8Array(0))
      return { ...trialFile(trial, path, source), byteLength: source.length }
    },
  }
}

/** What is brought appears with the exit; blocks of at most eight data bytes. */
function trialFile(trial: Trial, path: string, source: Uint8Array): Transfer {
  const arrived: number[] = []
  let at = 0
  return {
    blockByteLengthMax: 10,
    write(data) {
      arrived.push(...data)
      return { kind: 'done', status: new Uint8Array(0) }
    },
    read(byteLength) {
      at += byteLength
      return source.slice(at - byteLength, at)
    },
    exit() {
      if (arrived.length > 0) trial.files.set(path, Uint8Array.from(arrived))
      return { kind: 'done', status: new Uint8Array(0) }
    },
    abort: () => {},
  }
}

function trialExtras(trial: Trial, condition: () => 0x88 | undefined): Partial<UdsEcu> {
  return {
    authentication: {
      isSymmetric: true,
      algorithmIndicator: hex('06 01 2A 00 00 00 00 00 00 00 00 00 00 00 00 00'),
      condition,
      challenge: () => hex('C0 FF EE'),
      refusal: (challenge, proof) => (isComplement(challenge, proof) ? undefined : NRC.ownershipVerificationFailed),
    },
    periodic: { slowMs: 1000, mediumMs: 200, fastMs: 50, identifiersMax: 2 },
    dynamicDidsMax: 2,
    eventWindowsMs: new Map([[EVENT_WINDOW.short, 1000]]),
    link: {
      condition,
      offers: (bitsPerSecond) => bitsPerSecond === 250_000 || bitsPerSecond === 500_000,
      transition(bitsPerSecond) {
        trial.bitsPerSecond = bitsPerSecond
      },
      restore() {
        trial.bitsPerSecond = 500_000
      },
    },
  }
}

function trialDtcs(trial: Trial): DtcStore {
  const own = trialStore(trial)
  return {
    ...own,
    severity: {
      availabilityMask: 0xe3,
      severity: (index) => [DTC_SEVERITY.checkImmediately | 0x02, DTC_SEVERITY.checkAtNextHalt | 0x01, 0][index],
      functionalUnit: (index) => 0x10 + index,
    },
    functionalGroups: {
      groups: [FUNCTIONAL_GROUP.emissionsSystem],
      isInGroup: (index) => index !== 2,
      readinessGroup: (index) => (index === 1 ? 4 : undefined),
    },
    userMemories: new Map([
      [
        0x01,
        {
          ...own,
          status: (index) => (index === 2 && !trial.isUserMemoryCleared ? 0x08 : 0),
          clear() {
            trial.isUserMemoryCleared = true
          },
        },
      ],
    ]),
  }
}

function trialStore(trial: Trial): DtcStore {
  const codes = [0x0a0a00, 0x0a9400, 0xc11087]
  const counters = [127, 64, -128]
  return {
    statusAvailabilityMask: 0x7f,
    count: codes.length,
    snapshotRecords: [1, 2],
    extendedDataRecords: [1, 3],
    code: (index) => codes[index],
    status: (index) => trial.statuses[index],
    faultDetectionCounter: (index) => counters[index],
    isPermanent: (index) => index === 0,
    snapshots: (index) =>
      index === 0
        ? [
            {
              record: 1,
              values: [
                { did: 0x0005, bytes: hex('64') },
                { did: 0x0100, bytes: hex('CAFE') },
              ],
            },
          ]
        : [],
    extendedData: (index) =>
      index === 0
        ? [
            { record: 1, bytes: hex('02') },
            { record: 3, bytes: hex('7F') },
          ]
        : [],
    firstTestFailed: () => 1,
    firstConfirmed: () => 0,
    mostRecentTestFailed: () => 0,
    mostRecentConfirmed: () => NO_DTC,
    isGroup: (group) => group === 0xffffff || codes.includes(group),
    clear: (group) => void trial.cleared.push(group),
    setUpdating(isOn) {
      trial.isUpdatingDtcs = isOn
    },
  }
}
