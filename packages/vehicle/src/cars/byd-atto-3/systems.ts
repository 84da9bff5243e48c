/**
 * The control units of one car, as tools and instruments see them: what they sense, say and remember. The physical state
 * is none of it, so nothing that is read through a unit can be known by another way.
 */
import type { DtcEngine } from '../../ecus/dtc-engine.ts'
import type { FlashProgram } from '../../ecus/flash-program.ts'
import type { Gateway } from '../../ecus/gateway.ts'
import type { Bms } from './ecus/bms.ts'
import type { Body } from './ecus/body.ts'
import type { DriveUnit } from './ecus/drive-unit.ts'
import type { Signals, Speaker } from './ecus/signals.ts'

export type EcuId = 'bms' | 'drive' | 'body' | 'gateway'
export const ECU_IDS: readonly EcuId[] = ['drive', 'bms', 'body', 'gateway']

/** Of those units that take new software. */
export function programOf(id: EcuId, { drive, body }: Systems): FlashProgram | undefined {
  return id === 'drive' ? drive.program : id === 'body' ? body.program : undefined
}

/** False while a unit is in its boot loader: then it says nothing to the others. */
export const runsApplication = (id: EcuId, systems: Systems): boolean => programOf(id, systems)?.isRunning() ?? true

/** Silent, and yet it answers: what is meant for it has to be passed on. */
export const isInLoader = (id: EcuId, systems: Systems): boolean =>
  id !== 'gateway' && systems[id].isAwake() && !runsApplication(id, systems)

export type Systems = {
  readonly vin: string
  readonly signals: Readonly<Signals>
  readonly bms: Bms
  readonly drive: DriveUnit
  readonly body: Body
  readonly gateway: Gateway<Speaker>
  readonly dtcs: Readonly<Record<EcuId, DtcEngine>>
}
