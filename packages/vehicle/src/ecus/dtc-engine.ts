/**
 * The trouble codes of one ECU: from monitor results to status bits, snapshots, lamp and ageing.
 * ISO 14229-1:2020, Annex D (status bits, fault detection counter); SAE J1979 (lamp, freeze frame, permanent codes);
 * California's 13 CCR 1968.2 (d)(2.2) and (2.5) (trips until a code is confirmed, how a permanent one goes); SAE J1979-2
 * (the emissions system as a functional group).
 *
 * Monitors report pass or fail each step; time is counted in steps, so a replay gives the same codes. A code is an
 * index; one array per quantity; a step that changes no code's status allocates nothing.
 * Coined words: a *trip* is an operation cycle in which the test failed.
 * Nobody knows how the last cycle before the first one went, so each test counts as having failed in it, though nothing
 * tells so: whoever brings a car to a workshop saw its lamp before. A cycle that passes ends that, and so does a clear.
 * What has failed stays in a second memory (./user-memory.ts) beyond a clear.
 * Left out: displacement of codes from a full memory (every code has its own place); that misfire and fuel system wait
 * for similar conditions before their pending code goes.
 */
import type { ObdDtcs, ParameterValue } from '@luban/protocols/obd/ecu'
import {
  type DtcGroups,
  type DtcSeverities,
  type DtcStore,
  type ExtendedDataRecord,
  NO_DTC,
} from '@luban/protocols/uds/ecu'
import { DTC_GROUP, DTC_STATUS, FUNCTIONAL_GROUP } from '@luban/protocols/uds/tables'
import { assert } from '@luban/stdx'
import { createSnapshots, SNAPSHOT_RECORDS, type SnapshotLayout, type Snapshots } from './dtc-snapshots.ts'
import { createReadinessHistory, type Operation, type ReadinessHistory } from './readiness-history.ts'
import { createUserMemory, USER_MEMORY, type UserMemory } from './user-memory.ts'

export type DtcSpec = {
  /** 24 bits: two bytes of SAE J2012, one of failure type. */
  readonly code: number
  /** How long the monitor must see the fault, and then its absence, until the test counts as failed or passed. */
  readonly failAfterMs: number
  readonly passAfterMs: number
  /** Trips in a row until the code is confirmed: with 2 it is pending after the first. */
  readonly confirmAfterCycles: 1 | 2
  /** Told to modes 03, 07 and 0A; once confirmed it lights the malfunction lamp. */
  readonly isObd: boolean
  /** Lights a warning lamp once confirmed (bit 7 of the status). Every OBD code does. */
  readonly requestsWarning: boolean
  /** Cycles without failure until the lamp goes out; 3 when nothing is said. */
  readonly lampOffAfterCycles?: number
  /** Warm-up cycles without failure until a confirmed code is forgotten; 40 when nothing is said. */
  readonly ageingCycles?: number
  /** Misfire and fuel system: what is frozen with it takes the place of what any other code has frozen. */
  readonly isFrozenFirst?: true
  /** Of report 56: the readiness group that its monitor belongs to. Absent: to none. */
  readonly readinessGroup?: number
  /** Of reports 07 to 09 and 42: DTC_SEVERITY and class in one byte. Absent of all: the ECU says nothing of it. */
  readonly severity?: number
}

export type DtcEngineOptions = {
  readonly dtcs: readonly DtcSpec[]
  readonly stepMs: number
  /** What is stored with a code when its test fails. */
  readonly snapshot: SnapshotLayout
  /** The parameters of the OBD freeze frame. `read` may hand out the same array again. */
  readonly freezeFrame: readonly { readonly pid: number; read(): ParameterValue }[]
  /** Absent: what happened since the last clear, and with the lamp on, is not counted. */
  readonly operation?: Operation
  /** The codes of the law are cleared, all of them: what else was kept with them goes too. */
  onClear?(): void
  /**
   * Has the car been driven enough in this operation cycle for a permanent code to go (see ./readiness.ts)? Absent: a
   * cycle in which its monitor passed is enough.
   */
  hasDriven?(): boolean
}

export type DtcEngine = DtcStore & {
  /** What modes 03, 07, 0A, 02 and 04 see. */
  readonly obd: ObdDtcs
  /** One result of one monitor. Not called in a step in which the monitor cannot judge. */
  report(index: number, isFailed: boolean): void
  /** The index of a code; asserts that it is one of this ECU. */
  indexOf(code: number): number
  startOperationCycle(): void
  /** `isWarmUp`: the cycle was long enough to count for ageing. */
  endOperationCycle(isWarmUp: boolean): void
  /**
   * For readiness bits: since the last clear the test has passed, or failed so often that its code is confirmed. One
   * failure of a code of two trips is no verdict yet.
   */
  isComplete(index: number): boolean
  /** The test has run to an end, whatever it found. */
  isCompleteThisCycle(index: number): boolean
  /** The arrays, for a state hash. */
  readonly state: Readonly<Record<string, Uint8Array | Int32Array | Float64Array>>
}

/** What a monitor of a control unit tells its memory: each look either fails or passes. */
export type Monitor = { report(isFailing: boolean): void }

/** Extended data: failures counted, cycles of ageing, fault detection counter. */
const EXTENDED = { occurrences: 0x01, ageing: 0x02, faultDetectionCounter: 0x03 } as const
const EXTENDED_DATA_RECORDS = Object.values(EXTENDED)

const S = DTC_STATUS
const AFTER_CLEAR = S.testNotCompletedSinceLastClear | S.testNotCompletedThisOperationCycle
const NOT_COMPLETED = AFTER_CLEAR
const FAILED = S.testFailed | S.testFailedThisOperationCycle | S.pendingDtc | S.testFailedSinceLastClear

const LAMP_OFF_AFTER_CYCLES = 3
const AGEING_CYCLES = 40

export function createDtcEngine(options: DtcEngineOptions): DtcEngine {
  const memory = createMemory(options)
  const { dtcs } = options
  const { arrays, indexByCode, own, userMemory } = memory
  const { status } = arrays
  const { count } = own
  return {
    ...own,
    obd: obdView(memory),
    statusAvailabilityMask: 0xff,
    snapshotRecords: SNAPSHOT_RECORDS,
    extendedDataRecords: EXTENDED_DATA_RECORDS,
    ...(dtcs.some(({ isObd }) => isObd) && { functionalGroups: emissionsGroup(dtcs) }),
    ...(dtcs.some(({ severity }) => severity !== undefined) && { severity: severitiesOf(dtcs) }),
    userMemories: new Map([[USER_MEMORY, userMemory.store]]),
    status: (index) => status[index],
    faultDetectionCounter: (index) => faultDetectionCounter(memory, index),
    isPermanent: (index) => arrays.permanent[index] === 1,
    snapshots: memory.snapshots.records,
    extendedData: (index) => extendedDataOf(memory, index),
    firstTestFailed: () => earliest(arrays.firstFailedOrder),
    firstConfirmed: () => earliest(arrays.confirmedOrder),
    mostRecentTestFailed: () => latest(arrays.lastFailedOrder),
    mostRecentConfirmed: () => latest(arrays.confirmedOrder),
    clear(group) {
      for (let i = 0; i < count; i++) if (isInGroup(dtcs[i], group)) clearOne(memory, i)
      if (group === DTC_GROUP.all || group === DTC_GROUP.emissionsSystem) onCleared(memory)
      judgeLamp(memory)
    },
    report(index, isFailed) {
      if (arrays.updating[0] === 1) report(memory, index, isFailed)
    },
    indexOf(code) {
      const index = indexByCode.get(code)
      assert(index !== undefined, `code 0x${code.toString(16)} is not one of this ECU`)
      return index
    },
    startOperationCycle() {
      memory.history?.begin()
      arrays.counter.fill(0)
      for (let i = 0; i < count; i++) {
        status[i] = (status[i] & ~S.testFailedThisOperationCycle) | S.testNotCompletedThisOperationCycle
      }
    },
    endOperationCycle(isWarmUp) {
      for (let i = 0; i < count; i++) endCycleOf(memory, i, isWarmUp)
      judgeLamp(memory)
      if (isWarmUp) memory.history?.onWarmUp()
    },
    isComplete: (index) => arrays.isDecided[index] === 1,
    isCompleteThisCycle: (index) => !has(memory, index, S.testNotCompletedThisOperationCycle),
    state: { ...arrays, ...userMemory.state, ...(memory.history && { history: memory.history.state }) },
  }
}

/** What the ECU remembers: the arrays, and what was frozen with the first OBD code. */
type Memory = {
  readonly options: DtcEngineOptions
  readonly indexByCode: ReadonlyMap<number, number>
  readonly failSteps: Int32Array
  readonly passSteps: Int32Array
  readonly snapshots: Snapshots
  /** What the user-defined memory shares with this one. */
  readonly own: Pick<DtcStore, 'count' | 'code' | 'isGroup' | 'setUpdating'>
  readonly userMemory: UserMemory
  readonly arrays: ReturnType<typeof createArrays>
  readonly history: ReadinessHistory | undefined
  freezeFrame: { readonly index: number; readonly values: ReadonlyMap<number, ParameterValue> } | undefined
}

function createMemory(options: DtcEngineOptions): Memory {
  const { dtcs, stepMs, snapshot } = options
  const indexByCode = new Map(dtcs.map((dtc, index) => [dtc.code, index]))
  assert(indexByCode.size === dtcs.length, 'a code is listed twice')
  const snapshots = createSnapshots(snapshot, dtcs.length)
  const arrays = createArrays(dtcs, snapshots)
  const own: Memory['own'] = {
    count: dtcs.length,
    code: (index) => dtcs[index].code,
    isGroup: (group) => group === DTC_GROUP.emissionsSystem || indexByCode.has(group) || isWholeGroup(group),
    setUpdating(isOn) {
      arrays.updating[0] = isOn ? 1 : 0
    },
  }
  const steps = (ms: number) => Math.max(1, Math.round(ms / stepMs))
  return {
    options,
    indexByCode,
    failSteps: Int32Array.from(dtcs, (dtc) => steps(dtc.failAfterMs)),
    passSteps: Int32Array.from(dtcs, (dtc) => steps(dtc.passAfterMs)),
    snapshots,
    own,
    userMemory: createUserMemory(own, snapshot, (index, group) => isInGroup(dtcs[index], group)),
    arrays,
    history: options.operation && createReadinessHistory(options.operation),
    freezeFrame: undefined,
  }
}

function createArrays(dtcs: readonly DtcSpec[], snapshots: Snapshots) {
  const count = dtcs.length
  return {
    status: new Uint8Array(count).fill(AFTER_CLEAR),
    counter: new Int32Array(count), // Steps of failing (above 0) or passing (below 0).
    trips: Uint8Array.from(dtcs, ({ confirmAfterCycles }) => confirmAfterCycles - 1), // Of the unknown cycle before.
    isDecided: new Uint8Array(count), // What readiness asks.
    occurrences: new Uint8Array(count),
    ageing: new Uint8Array(count),
    goodCycles: new Uint8Array(count),
    permanent: new Uint8Array(count),
    // Order of events, 0 for never: a running number, since an ECU has no calendar.
    firstFailedOrder: new Int32Array(count),
    lastFailedOrder: new Int32Array(count),
    confirmedOrder: new Int32Array(count),
    order: new Int32Array(1),
    snapshotsStored: snapshots.stored,
    snapshotBytes: snapshots.bytes,
    updating: Uint8Array.of(1), // 0 while ControlDTCSetting is off.
  }
}

function has(memory: Memory, index: number, bits: number): boolean {
  return (memory.arrays.status[index] & bits) !== 0
}

/** The hot path: one counter moves; only at its ends may the status change. */
function report(memory: Memory, index: number, isFailed: boolean): void {
  const { counter, status } = memory.arrays
  const failEnd = memory.failSteps[index]
  const passEnd = -memory.passSteps[index]
  const from = counter[index]
  if (isFailed) {
    // The first failure after a pass counts from zero: how long all was well does not put off the fault.
    counter[index] = Math.min(Math.max(from, 0) + 1, failEnd)
    const known = S.testFailed | S.testFailedThisOperationCycle
    if (counter[index] === failEnd && (status[index] & known) !== known) onFailed(memory, index)
  } else {
    // A failed test heals from zero; one on its way to failing goes back step by step, so that a loose contact counts.
    counter[index] = Math.max((from === failEnd ? 0 : from) - 1, passEnd)
    if (counter[index] === passEnd && has(memory, index, S.testFailed | NOT_COMPLETED)) onPassed(memory, index)
  }
}

function onFailed(memory: Memory, index: number): void {
  const { status, trips, ageing, goodCycles } = memory.arrays
  const isFirstThisCycle = !has(memory, index, S.testFailedThisOperationCycle)
  const isNew = !has(memory, index, S.testFailed)
  status[index] = (status[index] | FAILED) & ~NOT_COMPLETED
  ageing[index] = 0
  goodCycles[index] = 0
  if (isFirstThisCycle) increment(trips, index)
  if (isNew) recordFailure(memory, index)
  memory.userMemory.onFailed(index, isNew, memory.snapshots)
  if (trips[index] >= memory.options.dtcs[index].confirmAfterCycles) confirm(memory, index)
}

/** Counts stop at the end of their byte. */
function increment(counts: Uint8Array, index: number): void {
  if (counts[index] < 0xff) counts[index]++
}

function recordFailure(memory: Memory, index: number): void {
  const { occurrences, order, firstFailedOrder, lastFailedOrder } = memory.arrays
  increment(occurrences, index)
  lastFailedOrder[index] = ++order[0]
  if (firstFailedOrder[index] === 0) firstFailedOrder[index] = order[0]
  memory.snapshots.take(index)
  const { dtcs, freezeFrame } = memory.options
  if (!dtcs[index].isObd || !mayFreeze(memory, dtcs[index])) return
  memory.freezeFrame = { index, values: new Map(freezeFrame.map(({ pid, read }) => [pid, copyOf(read())])) }
}

/** The first code keeps its frame, unless one comes that goes before it. */
function mayFreeze({ freezeFrame, options }: Memory, { isFrozenFirst }: DtcSpec): boolean {
  if (freezeFrame === undefined) return true
  return isFrozenFirst === true && options.dtcs[freezeFrame.index].isFrozenFirst !== true
}

function copyOf(value: ParameterValue): ParameterValue {
  return typeof value === 'number' ? value : value.slice()
}

function confirm(memory: Memory, index: number): void {
  const { status, confirmedOrder, order, permanent, isDecided } = memory.arrays
  const { isObd, requestsWarning } = memory.options.dtcs[index]
  if (!has(memory, index, S.confirmedDtc)) confirmedOrder[index] = ++order[0]
  status[index] |= S.confirmedDtc
  memory.userMemory.onConfirmed(index)
  if (isObd || requestsWarning) status[index] |= S.warningIndicatorRequested
  if (isObd) permanent[index] = 1
  isDecided[index] = 1
  judgeLamp(memory)
}

/** Not in the hot path: the lamp changes with a code, a clear or the end of a cycle. */
function judgeLamp(memory: Memory): void {
  memory.history?.onLamp(isLampOn(memory))
}

function isLampOn(memory: Memory): boolean {
  return memory.options.dtcs.some(({ isObd }, i) => isObd && has(memory, i, S.warningIndicatorRequested))
}

function onPassed(memory: Memory, index: number): void {
  memory.arrays.status[index] &= ~(S.testFailed | NOT_COMPLETED)
  memory.arrays.isDecided[index] = 1
}

function endCycleOf(memory: Memory, index: number, isWarmUp: boolean): void {
  // A cycle without a result says nothing; one with a failure ends nothing.
  if (has(memory, index, S.testNotCompletedThisOperationCycle | S.testFailedThisOperationCycle)) return
  const { status, trips, occurrences } = memory.arrays
  releasePermanent(memory, index)
  status[index] &= ~S.pendingDtc
  trips[index] = 0
  if (has(memory, index, S.confirmedDtc)) ageOne(memory, index, isWarmUp)
  else if (occurrences[index] > 0) forget(memory, index) // It was only ever pending.
}

/** It outlives a clear until its own monitor found all well for a whole cycle, which was a drive. */
function releasePermanent(memory: Memory, index: number): void {
  if (memory.arrays.permanent[index] === 0 || has(memory, index, S.confirmedDtc)) return
  if (memory.options.hasDriven?.() !== false) memory.arrays.permanent[index] = 0
}

/** One cycle in which a confirmed code's test ran and found all well. */
function ageOne(memory: Memory, index: number, isWarmUp: boolean): void {
  const { status, goodCycles, permanent, ageing } = memory.arrays
  const { lampOffAfterCycles = LAMP_OFF_AFTER_CYCLES, ageingCycles = AGEING_CYCLES } = memory.options.dtcs[index]
  increment(goodCycles, index)
  if (goodCycles[index] >= lampOffAfterCycles) {
    status[index] &= ~S.warningIndicatorRequested
    permanent[index] = 0
  }
  if (isWarmUp) increment(ageing, index)
  if (ageing[index] < ageingCycles) return
  status[index] &= ~(S.confirmedDtc | S.warningIndicatorRequested)
  forget(memory, index)
}

/** Drops what was stored with a code; its status is the caller's matter. */
function forget(memory: Memory, index: number): void {
  const { trips, occurrences, ageing, goodCycles, snapshotsStored } = memory.arrays
  const { firstFailedOrder, lastFailedOrder, confirmedOrder } = memory.arrays
  for (const counts of [trips, occurrences, ageing, goodCycles, snapshotsStored]) counts[index] = 0
  for (const orders of [firstFailedOrder, lastFailedOrder, confirmedOrder]) orders[index] = 0
  if (memory.freezeFrame?.index === index) memory.freezeFrame = undefined
}

function clearOne(memory: Memory, index: number): void {
  memory.arrays.status[index] = AFTER_CLEAR
  memory.arrays.counter[index] = 0
  memory.arrays.isDecided[index] = 0
  forget(memory, index)
}

function onCleared({ history, options }: Memory): void {
  history?.onClear()
  options.onClear?.()
}

function faultDetectionCounter({ arrays, failSteps, passSteps }: Memory, index: number): number {
  const steps = arrays.counter[index]
  return steps > 0 ? Math.trunc((steps * 127) / failSteps[index]) : Math.trunc((steps * 128) / passSteps[index])
}

function extendedDataOf(memory: Memory, index: number): ExtendedDataRecord[] {
  const { occurrences, ageing } = memory.arrays
  if (occurrences[index] === 0) return []
  return [
    { record: EXTENDED.occurrences, bytes: Uint8Array.of(occurrences[index]) },
    { record: EXTENDED.ageing, bytes: Uint8Array.of(ageing[index]) },
    // Signed, as in report 0x14: a Uint8Array takes the low byte.
    { record: EXTENDED.faultDetectionCounter, bytes: Uint8Array.of(faultDetectionCounter(memory, index)) },
  ]
}

/** The codes as J1979 sees them: 16 bits, only those meant for it. */
function obdView(memory: Memory): ObdDtcs {
  const { dtcs } = memory.options
  const codesWith = (isWanted: (index: number) => boolean) => {
    const codes = new Set<number>() // Failure types of one code are one code to J1979.
    for (let i = 0; i < dtcs.length; i++) if (dtcs[i].isObd && isWanted(i)) codes.add(dtcs[i].code >> 8)
    return [...codes]
  }
  return {
    confirmed: () => codesWith((i) => has(memory, i, S.confirmedDtc)),
    pending: () => codesWith((i) => has(memory, i, S.pendingDtc)),
    permanent: () => codesWith((i) => memory.arrays.permanent[i] === 1),
    get isMilOn() {
      return isLampOn(memory)
    },
    freezeFrame() {
      const { freezeFrame } = memory
      return freezeFrame && { code: dtcs[freezeFrame.index].code >> 8, values: freezeFrame.values }
    },
    clear() {
      for (let i = 0; i < dtcs.length; i++) if (dtcs[i].isObd) clearOne(memory, i)
      onCleared(memory)
      judgeLamp(memory)
    },
    ...(memory.history && { history: memory.history.view }),
  }
}

/** What J1979-2 asks by reports 42, 55 and 56: the codes that the modes tell, as one functional group. */
function emissionsGroup(dtcs: readonly DtcSpec[]): DtcGroups {
  return {
    groups: [FUNCTIONAL_GROUP.emissionsSystem],
    isInGroup: (index) => dtcs[index].isObd,
    readinessGroup: (index) => dtcs[index].readinessGroup,
  }
}

/** Functional units are not told apart. */
function severitiesOf(dtcs: readonly DtcSpec[]): DtcSeverities {
  return {
    availabilityMask: dtcs.reduce((mask, { severity = 0 }) => mask | severity, 0),
    severity: (index) => dtcs[index].severity ?? 0,
    functionalUnit: () => 0,
  }
}

function isInGroup({ code, isObd }: DtcSpec, group: number): boolean {
  if (group === DTC_GROUP.all || group === code) return true
  if (group === DTC_GROUP.emissionsSystem) return isObd
  return isWholeGroup(group) && (code & 0xc00000) === group
}

/** The groups by letter: P, C, B, U are the top two bits of a code. */
function isWholeGroup(group: number): boolean {
  const { powertrain, chassis, body, network, all } = DTC_GROUP
  return ([powertrain, chassis, body, network, all] as number[]).includes(group)
}

function earliest(orders: Int32Array): number {
  let found = NO_DTC
  for (let i = 0; i < orders.length; i++) {
    if (orders[i] !== 0 && (found === NO_DTC || orders[i] < orders[found])) found = i
  }
  return found
}

function latest(orders: Int32Array): number {
  let found = NO_DTC
  for (let i = 0; i < orders.length; i++) {
    if (orders[i] !== 0 && (found === NO_DTC || orders[i] > orders[found])) found = i
  }
  return found
}
