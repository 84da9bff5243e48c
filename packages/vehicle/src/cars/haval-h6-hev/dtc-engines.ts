/** The trouble-code memories of this car's control units: what is frozen with their codes. */
import { createCodeMemories } from '../../ecus/code-memories.ts'
import type { DtcEngine } from '../../ecus/dtc-engine.ts'
import { engineCodeCompany } from '../../engine-control/obd.ts'
import { obdOf } from './diagnostics.ts'
import { DIDS_OF } from './dids.ts'
import { DTC_TABLES, SEVERITIES } from './dtcs.ts'
import type { UnitId } from './ecus/signals.ts'
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

export const createDtcEngines = (systemsOf: (id: UnitId) => Systems): Record<UnitId, DtcEngine> =>
  createCodeMemories({
    tables: DTC_TABLES,
    severities: SEVERITIES,
    snapshots: SNAPSHOTS,
    freezeFrames: FREEZE_FRAMES,
    company: {
      engine: engineCodeCompany(() => systemsOf('engine')),
      bms: { onClear: () => systemsOf('bms').bms.forgetLearnt() },
    },
    didsOf: DIDS_OF,
    obdOf,
    systemsOf,
  })
