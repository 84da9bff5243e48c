/**
 * The trouble codes of one ECU: from monitor results to status bits, snapshots, lamp and ageing.
 * ISO 14229-1:2020, Annex D (status bits, fault detection counter); SAE J1979 (lamp, freeze frame, permanent codes).
 *
 * Monitors report pass or fail each step; time is counted in steps, so a replay gives the same codes. A code is an
 * index; one array per quantity; a step that changes no code's status allocates nothing.
 * Coined words: a *trip* is an operation cycle in which the test failed.
 * Left out: displacement of codes from a full memory (every code has its own place).
 */

import type { ObdDtcs, ParameterValue } from '@luban/protocols/obd/ecu'
import { type DtcStore, type ExtendedDataRecord, NO_DTC, type SnapshotRecord } from '@luban/protocols/uds/ecu'
import { DTC_GROUP, DTC_STATUS } from '@luban/protocols/uds/tables'
import { assert } from '@luban/stdx'

export type DtcSpec = {
  /** 24 bits: two bytes of SAE J2012, one of failure type. */
  readonly code: number
  /** How long the monitor must see the fault, and then its absence, until the test counts as failed or passed. */
  readonly failAfterMs: number
  readonly passAfterMs: number
  /** Trips until the code is confirmed. */
  readonly confirmAfterCycles: 1 | 2
  /** Told to modes 03, 07 and 0A; once confirmed it lights the malfunction lamp. */
  readonly isObd: boolean
  /** Lights a warning lamp once confirmed (bit 7 of the status). Every OBD code does. */
  readonly requestsWarning: boolean
  /** Cycles without failure until the lamp goes out; 3 when nothing is said. */
  readonly lampOffAfterCycles?: number
  /** Warm-up cycles without failure until a confirmed code is forgotten; 40 when nothing is said. */
  readonly ageingCycles?: number
}

export type DtcEngineOptions = {
  readonly dtcs: readonly DtcSpec[]
  readonly stepMs: number
  /** What is stored with a code when its test fails. `read` may hand out the same array again. */
  readonly snapshot: readonly { readonly did: number; readonly byteLength: number; read(): Uint8Array }[]
  /** The parameters of the OBD freeze frame. */
  readonly freezeFrame: readonly { readonly pid: number; read(): ParameterValue }[]
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
  /** The test has run to an end since the last clear; for readiness bits. */
  isComplete(index: number): boolean
  isCompleteThisCycle(index: number): boolean
  /** Everything that a state hash must cover. */
  readonly state: Readonly<Record<string, Uint8Array | Int32Array>>
}

/** Snapshot record 1 is of the first failure since the last clear, record 2 of the latest. */
const SNAPSHOT_RECORDS = [0x01, 0x02] as const
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
  const { dtcs, stepMs, snapshot } = options
  const count = dtcs.length
  const snapshotByteLength = snapshot.reduce((sum, { byteLength }) => sum + byteLength, 0)

  const status = new Uint8Array(count).fill(AFTER_CLEAR)
  const counter = new Int32Array(count) // Steps of failing (above 0) or passing (below 0).
  const failSteps = Int32Array.from(dtcs, (dtc) => Math.max(1, Math.round(dtc.failAfterMs / stepMs)))
  const passSteps = Int32Array.from(dtcs, (dtc) => Math.max(1, Math.round(dtc.passAfterMs / stepMs)))
  const trips = new Uint8Array(count)
  const occurrences = new Uint8Array(count)
  const ageing = new Uint8Array(count)
  const goodCycles = new Uint8Array(count)
  const permanent = new Uint8Array(count)
  // Order of events, 0 for never: a running number, since an ECU has no calendar.
  const firstFailedOrder = new Int32Array(count)
  const lastFailedOrder = new Int32Array(count)
  const confirmedOrder = new Int32Array(count)
  const snapshotsStored = new Uint8Array(count)
  const snapshotBytes = new Uint8Array(count * SNAPSHOT_RECORDS.length * snapshotByteLength)
  const order = new Int32Array(1)
  const updating = Uint8Array.of(1) // 0 while ControlDTCSetting is off.
  const indexByCode = new Map(dtcs.map((dtc, index) => [dtc.code, index]))
  assert(indexByCode.size === count, 'a code is listed twice')

  let freezeFrame: { readonly index: number; readonly values: ReadonlyMap<number, ParameterValue> } | undefined

  const has = (index: number, bits: number) => (status[index] & bits) !== 0

  function onFailed(index: number): void {
    const isFirstThisCycle = !has(index, S.testFailedThisOperationCycle)
    const isNew = !has(index, S.testFailed)
    status[index] = (status[index] | FAILED) & ~NOT_COMPLETED
    if (isFirstThisCycle && trips[index] < 0xff) trips[index]++
    if (isNew) {
      if (occurrences[index] < 0xff) occurrences[index]++
      lastFailedOrder[index] = ++order[0]
      if (firstFailedOrder[index] === 0) firstFailedOrder[index] = order[0]
      capture(index)
    }
    ageing[index] = 0
    goodCycles[index] = 0
    if (trips[index] >= dtcs[index].confirmAfterCycles) confirm(index)
  }

  function confirm(index: number): void {
    const { isObd, requestsWarning } = dtcs[index]
    if (!has(index, S.confirmedDtc)) confirmedOrder[index] = ++order[0]
    status[index] |= S.confirmedDtc
    if (!isObd && !requestsWarning) return
    status[index] |= S.warningIndicatorRequested
    if (isObd) permanent[index] = 1
  }

  function onPassed(index: number): void {
    status[index] &= ~(S.testFailed | NOT_COMPLETED)
    // A permanent code outlives a clear until its own monitor has found the fault gone.
    if (!has(index, S.confirmedDtc)) permanent[index] = 0
  }

  function capture(index: number): void {
    const isFirst = snapshotsStored[index] === 0
    const record = isFirst ? 0 : 1
    let at = (index * SNAPSHOT_RECORDS.length + record) * snapshotByteLength
    for (const { byteLength, read } of snapshot) {
      const bytes = read()
      assert(bytes.length === byteLength, 'a snapshot value has the length it is declared with')
      snapshotBytes.set(bytes, at)
      at += byteLength
    }
    snapshotsStored[index] = record + 1
    if (!dtcs[index].isObd || freezeFrame !== undefined) return
    freezeFrame = { index, values: new Map(options.freezeFrame.map(({ pid, read }) => [pid, read()])) }
  }

  function forget(index: number): void {
    trips[index] = 0
    occurrences[index] = 0
    ageing[index] = 0
    goodCycles[index] = 0
    firstFailedOrder[index] = 0
    lastFailedOrder[index] = 0
    confirmedOrder[index] = 0
    snapshotsStored[index] = 0
    if (freezeFrame?.index === index) freezeFrame = undefined
  }

  function endCycleOf(index: number, isWarmUp: boolean): void {
    if (has(index, S.testNotCompletedThisOperationCycle | S.testFailedThisOperationCycle)) return
    status[index] &= ~S.pendingDtc
    trips[index] = 0
    if (!has(index, S.confirmedDtc)) {
      if (occurrences[index] > 0) forget(index) // It was only ever pending.
      return
    }
    const { lampOffAfterCycles = LAMP_OFF_AFTER_CYCLES, ageingCycles = AGEING_CYCLES } = dtcs[index]
    if (goodCycles[index] < 0xff) goodCycles[index]++
    if (goodCycles[index] >= lampOffAfterCycles) {
      status[index] &= ~S.warningIndicatorRequested
      permanent[index] = 0
    }
    if (isWarmUp) ageing[index]++
    if (ageing[index] < ageingCycles) return
    status[index] &= ~S.confirmedDtc
    forget(index)
  }

  function clearOne(index: number): void {
    status[index] = AFTER_CLEAR
    counter[index] = 0
    forget(index)
  }

  function obdCodes(isWanted: (index: number) => boolean): number[] {
    const codes = new Set<number>() // Failure types of one code are one code to J1979.
    for (let i = 0; i < count; i++) if (dtcs[i].isObd && isWanted(i)) codes.add(dtcs[i].code >> 8)
    return [...codes]
  }

  const obd: ObdDtcs = {
    confirmed: () => obdCodes((i) => has(i, S.confirmedDtc)),
    pending: () => obdCodes((i) => has(i, S.pendingDtc)),
    permanent: () => obdCodes((i) => permanent[i] === 1),
    get isMilOn() {
      for (let i = 0; i < count; i++) if (dtcs[i].isObd && has(i, S.warningIndicatorRequested)) return true
      return false
    },
    freezeFrame: () => freezeFrame && { code: dtcs[freezeFrame.index].code >> 8, values: freezeFrame.values },
    clear() {
      for (let i = 0; i < count; i++) if (dtcs[i].isObd) clearOne(i)
    },
  }

  return {
    obd,
    statusAvailabilityMask: 0xff,
    count,
    snapshotRecords: SNAPSHOT_RECORDS,
    extendedDataRecords: EXTENDED_DATA_RECORDS,
    code: (index) => dtcs[index].code,
    status: (index) => status[index],
    faultDetectionCounter(index) {
      const steps = counter[index]
      return steps > 0 ? Math.trunc((steps * 127) / failSteps[index]) : Math.trunc((steps * 128) / passSteps[index])
    },
    isPermanent: (index) => permanent[index] === 1,
    snapshots: (index) => snapshotsOf(index),
    extendedData: (index) => extendedDataOf(index),
    get firstTestFailed() {
      return earliest(firstFailedOrder)
    },
    get firstConfirmed() {
      return earliest(confirmedOrder)
    },
    get mostRecentTestFailed() {
      return latest(lastFailedOrder)
    },
    get mostRecentConfirmed() {
      return latest(confirmedOrder)
    },
    isGroup: (group) => group === DTC_GROUP.emissionsSystem || indexByCode.has(group) || isWholeGroup(group),
    clear(group) {
      for (let i = 0; i < count; i++) if (isInGroup(i, group)) clearOne(i)
    },
    setUpdating(isOn) {
      updating[0] = isOn ? 1 : 0
    },
    report(index, isFailed) {
      if (updating[0] === 0) return
      counter[index] = isFailed ? failStep(index) : passStep(index)
      if (counter[index] === failSteps[index]) {
        if (!has(index, S.testFailed) || !has(index, S.testFailedThisOperationCycle)) onFailed(index)
      } else if (counter[index] === -passSteps[index] && has(index, S.testFailed | NOT_COMPLETED)) onPassed(index)
    },
    indexOf(code) {
      const index = indexByCode.get(code)
      assert(index !== undefined, `code 0x${code.toString(16)} is not one of this ECU`)
      return index
    },
    startOperationCycle() {
      counter.fill(0)
      for (let i = 0; i < count; i++) {
        status[i] = (status[i] & ~S.testFailedThisOperationCycle) | S.testNotCompletedThisOperationCycle
      }
    },
    endOperationCycle(isWarmUp) {
      for (let i = 0; i < count; i++) endCycleOf(i, isWarmUp)
    },
    isComplete: (index) => !has(index, S.testNotCompletedSinceLastClear),
    isCompleteThisCycle: (index) => !has(index, S.testNotCompletedThisOperationCycle),
    state: {
      status,
      counter,
      trips,
      occurrences,
      ageing,
      goodCycles,
      permanent,
      firstFailedOrder,
      lastFailedOrder,
      confirmedOrder,
      snapshotsStored,
      snapshotBytes,
      order,
      updating,
    },
  }

  /** The first failure after a pass counts from zero: how long all was well does not put off the fault. */
  function failStep(index: number): number {
    return Math.min(Math.max(counter[index], 0) + 1, failSteps[index])
  }

  /** A failed test heals from zero; one on its way to failing goes back step by step, so that a loose contact counts. */
  function passStep(index: number): number {
    const from = counter[index] === failSteps[index] ? 0 : counter[index]
    return Math.max(from - 1, -passSteps[index])
  }

  function snapshotsOf(index: number): SnapshotRecord[] {
    return SNAPSHOT_RECORDS.slice(0, snapshotsStored[index]).map((record, place) => {
      let at = (index * SNAPSHOT_RECORDS.length + place) * snapshotByteLength
      const values = snapshot.map(({ did, byteLength }) => {
        at += byteLength
        return { did, bytes: snapshotBytes.slice(at - byteLength, at) }
      })
      return { record, values }
    })
  }

  function extendedDataOf(index: number): ExtendedDataRecord[] {
    if (occurrences[index] === 0) return []
    const fault = Math.trunc((Math.max(counter[index], 0) * 127) / failSteps[index])
    return [
      { record: EXTENDED.occurrences, bytes: Uint8Array.of(occurrences[index]) },
      { record: EXTENDED.ageing, bytes: Uint8Array.of(ageing[index]) },
      { record: EXTENDED.faultDetectionCounter, bytes: Uint8Array.of(fault) },
    ]
  }

  function isInGroup(index: number, group: number): boolean {
    if (group === DTC_GROUP.all) return true
    if (group === DTC_GROUP.emissionsSystem) return dtcs[index].isObd
    if (dtcs[index].code === group) return true
    return isWholeGroup(group) && (dtcs[index].code & 0xc00000) === group
  }
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
