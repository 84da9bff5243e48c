/** The trouble-code memories of this car's control units: what is frozen with their codes. */
import { createCodeMemories } from '../../ecus/code-memories.ts'
import type { DtcEngine } from '../../ecus/dtc-engine.ts'
import type { Operation } from '../../ecus/readiness-history.ts'
import { DIDS_OF, obdOf } from './diagnostics.ts'
import { DTC_TABLES, SEVERITIES } from './dtcs.ts'
import type { EcuId, Systems } from './systems.ts'

/** What stands in the snapshots of each unit, by identifier; and in the freeze frame of those that the law asks. */
const SNAPSHOTS: Readonly<Record<EcuId, readonly number[]>> = {
  bms: [0x0005, 0x0008, 0x0009, 0x2005],
  drive: [0x0101, 0x0103, 0x0109, 0x010a, 0x010d],
  body: [0x0201, 0x0202],
  gateway: [0x0301, 0x0302],
}
const FREEZE_FRAMES: Readonly<Partial<Record<EcuId, readonly number[]>>> = {
  bms: [0x0d, 0x42, 0x5b],
  drive: [0x05, 0x0c, 0x0d, 0x42],
}

export const createDtcEngines = (systemsOf: (id: EcuId) => Systems): Record<EcuId, DtcEngine> =>
  createCodeMemories({
    tables: DTC_TABLES,
    severities: SEVERITIES,
    snapshots: SNAPSHOTS,
    freezeFrames: FREEZE_FRAMES,
    company: { drive: { operation: operationOf(() => systemsOf('drive')) } },
    didsOf: DIDS_OF,
    obdOf,
    systemsOf,
  })

/** The unit that counts distance and time to READY tells them since its codes were cleared. */
function operationOf(systems: () => Systems): Operation {
  return { odometerM: () => systems().signals.odometerM, runningS: () => systems().drive.readyS() }
}
