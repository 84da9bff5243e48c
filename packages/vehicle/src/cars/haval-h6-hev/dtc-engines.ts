/** The trouble-code memories of this car's control units: which codes, and what is frozen with them. */
import { encodeScaled } from '@luban/protocols/uds/scaled'
import { assert } from '@luban/stdx'
import { createDtcEngine, type DtcEngine } from '../../ecus/dtc-engine.ts'
import { type DtcTable, dtcSpecs, MONITOR_STEP_MS } from '../../ecus/dtc-table.ts'
import type { Operation } from '../../ecus/readiness-history.ts'
import { obdOf } from './diagnostics.ts'
import { DIDS_OF } from './dids.ts'
import { DTC_TABLES, SEVERITIES } from './dtcs.ts'
import { UNIT_IDS, type UnitId } from './ecus/signals.ts'
import type { Systems } from './systems.ts'

/** What stands in the snapshots of each unit, by identifier; and in the freeze frame of those that the law asks. */
const SNAPSHOTS: Readonly<Record<UnitId, readonly number[]>> = {
  engine: [0x2001, 0x2002, 0x2003, 0x2004, 0x2011, 0x2012],
  hcu: [0x3001, 0x3002, 0x3003, 0x3009],
  bms: [0x3102, 0x3103, 0x3104, 0x3106, 0x310e],
  inverter: [0x3202, 0x3203, 0x3210, 0x3220, 0x3223],
  brakes: [0x6303, 0x6304, 0x6305, 0x6306, 0x6311],
  body: [0x0201, 0x0202],
  gateway: [0x0301, 0x0302],
}
const FREEZE_FRAMES: Readonly<Partial<Record<UnitId, readonly number[]>>> = {
  engine: [0x03, 0x04, 0x05, 0x06, 0x07, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x1f, 0x42],
  hcu: [0x0d, 0x42, 0x5b],
}

/** `systemsOf` is asked when a code is stored: the units and their memories know each other. */
export function createDtcEngines(systemsOf: (id: UnitId) => Systems): Record<UnitId, DtcEngine> {
  const snapshotOf = (id: UnitId) =>
    SNAPSHOTS[id].map((number) => {
      const did = DIDS_OF[id].find((candidate) => candidate.did === number)
      assert(did !== undefined)
      const record = new Uint8Array(did.bytes)
      return { did: number, byteLength: did.bytes, read: () => encodeScaled(did.read(systemsOf(id)), did, record) }
    })
  const freezeFrameOf = (id: UnitId) =>
    (FREEZE_FRAMES[id] ?? []).map((pid) => ({
      pid,
      read: () => obdOf(id, systemsOf(id))?.parameters.get(pid)?.() ?? 0,
    }))
  const memoryOf = (id: UnitId, table: DtcTable) =>
    createDtcEngine({
      dtcs: dtcSpecs(table, SEVERITIES),
      stepMs: MONITOR_STEP_MS,
      snapshot: snapshotOf(id),
      freezeFrame: freezeFrameOf(id),
      ...(id === 'engine' && ofTheEngine(() => systemsOf('engine'))),
      ...(id === 'bms' && { onClear: () => systemsOf('bms').bms.forgetLearnt() }),
    })
  return Object.fromEntries(UNIT_IDS.map((id) => [id, memoryOf(id, DTC_TABLES[id])])) as Record<UnitId, DtcEngine>
}

/** With its codes go trims and results; a permanent one waits for a drive. */
function ofTheEngine(systems: () => Systems) {
  const operation: Operation = {
    odometerM: () => systems().signals.odometerM,
    runningS: () => systems().engine.runningS,
  }
  return {
    operation,
    onClear: () => systems().engine.forgetLearnt(),
    hasDriven: () => systems().readiness.readiness.hasDriven(),
  }
}
