/**
 * The control units of one car, as tools and instruments see them: what they sense, say and remember. The physical state
 * is none of it, so nothing that is read through a unit can be known by another way.
 */
import type { DtcEngine } from '../../ecus/dtc-engine.ts'
import type { Bms } from './ecus/bms.ts'
import type { Body } from './ecus/body.ts'
import type { DriveUnit } from './ecus/drive-unit.ts'
import type { Gateway } from './ecus/gateway.ts'
import type { Signals } from './ecus/signals.ts'

export type EcuId = 'bms' | 'drive' | 'body' | 'gateway'
export const ECU_IDS: readonly EcuId[] = ['drive', 'bms', 'body', 'gateway']

export type Systems = {
  readonly vin: string
  readonly signals: Readonly<Signals>
  readonly bms: Bms
  readonly drive: DriveUnit
  readonly body: Body
  readonly gateway: Gateway
  readonly dtcs: Readonly<Record<EcuId, DtcEngine>>
}
