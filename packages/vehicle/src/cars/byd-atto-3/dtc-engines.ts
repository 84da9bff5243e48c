/** The trouble-code memories of this car's control units: which codes, and what is frozen with them. */
import { encodeScaled } from '@luban/protocols/uds/scaled'
import { assert } from '@luban/stdx'
import { createDtcEngine, type DtcEngine } from '../../ecus/dtc-engine.ts'
import { type DtcTable, dtcSpecs, MONITOR_STEP_MS } from '../../ecus/dtc-table.ts'
import type { Operation } from '../../ecus/readiness-history.ts'
import { DIDS_OF, obdOf } from './diagnostics.ts'
import { BMS_DTCS, BODY_DTCS, DRIVE_DTCS, GATEWAY_DTCS, SEVERITIES } from './dtcs.ts'
import type { EcuId, Systems } from './systems.ts'

/** `systemsOf` is asked when a code is stored: the units and their memories know each other. */
export function createDtcEngines(systemsOf: (id: EcuId) => Systems): Record<EcuId, DtcEngine> {
  const snapshotOf = (id: EcuId, dids: readonly number[]) =>
    dids.map((number) => {
      const did = DIDS_OF[id].find((candidate) => candidate.did === number)
      assert(did !== undefined)
      const record = new Uint8Array(did.bytes)
      return { did: number, byteLength: did.bytes, read: () => encodeScaled(did.read(systemsOf(id)), did, record) }
    })
  const freezeFrameOf = (id: EcuId, pids: readonly number[]) =>
    pids.map((pid) => ({ pid, read: () => obdOf(id, systemsOf(id))?.parameters.get(pid)?.() ?? 0 }))
  const engine = (id: EcuId, table: DtcTable, dids: readonly number[], pids: readonly number[]) =>
    createDtcEngine({
      dtcs: dtcSpecs(table, SEVERITIES),
      stepMs: MONITOR_STEP_MS,
      snapshot: snapshotOf(id, dids),
      freezeFrame: freezeFrameOf(id, pids),
      ...(id === 'drive' && { operation: operationOf(() => systemsOf(id)) }),
    })
  return {
    bms: engine('bms', BMS_DTCS, [0x0005, 0x0008, 0x0009, 0x2005], [0x0d, 0x42, 0x5b]),
    drive: engine('drive', DRIVE_DTCS, [0x0101, 0x0103, 0x0109, 0x010a, 0x010d], [0x05, 0x0c, 0x0d, 0x42]),
    body: engine('body', BODY_DTCS, [0x0201, 0x0202], []),
    gateway: engine('gateway', GATEWAY_DTCS, [0x0301, 0x0302], []),
  }
}

/** The unit that counts distance and time to READY tells them since its codes were cleared. */
function operationOf(systems: () => Systems): Operation {
  return { odometerM: () => systems().signals.odometerM, runningS: () => systems().drive.readyS }
}
