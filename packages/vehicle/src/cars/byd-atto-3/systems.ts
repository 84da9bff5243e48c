/** The parts of one car that know each other: the physical state and the control units on it. */
import type { DtcEngine } from '../../ecus/dtc-engine.ts'
import type { Bms } from './ecus/bms.ts'
import type { Body } from './ecus/body.ts'
import type { DriveUnit } from './ecus/drive-unit.ts'
import type { Signals } from './ecus/signals.ts'
import type { Physics } from './physics.ts'

export type EcuId = 'bms' | 'drive' | 'body' | 'gateway'
export const ECU_IDS: readonly EcuId[] = ['drive', 'bms', 'body', 'gateway']

export type Systems = {
  readonly seed: number
  readonly vin: string
  readonly physics: Physics
  readonly signals: Signals
  readonly bms: Bms
  readonly drive: DriveUnit
  readonly body: Body
  readonly gateway: { supplyVolts(): number; isAwake(): boolean }
  readonly dtcs: Readonly<Record<EcuId, DtcEngine>>
}
