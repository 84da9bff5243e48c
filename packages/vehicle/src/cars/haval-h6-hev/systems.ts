/**
 * The control units of one car, as tools and instruments see them: what they sense, say and remember. The physical state
 * is none of it, so nothing that is read through a unit can be known by another way.
 */
import type { Brakes } from '../../ecus/brake-unit.ts'
import type { DtcEngine } from '../../ecus/dtc-engine.ts'
import type { FlashProgram } from '../../ecus/flash-program.ts'
import type { Gateway } from '../../ecus/gateway.ts'
import type { EngineReadiness } from '../../engine-control/readiness.ts'
import type { EngineUnit } from '../../engine-control/unit.ts'
import type { Bms } from './ecus/bms.ts'
import type { Body } from './ecus/body.ts'
import type { Hcu } from './ecus/hcu.ts'
import type { Inverter } from './ecus/inverter.ts'
import type { Signals, Speaker, UnitId } from './ecus/signals.ts'

/** `signals` are what one of them has heard. */
export type Systems = {
  readonly vin: string
  readonly signals: Readonly<Signals>
  readonly engine: EngineUnit
  readonly readiness: EngineReadiness
  readonly hcu: Hcu
  readonly bms: Bms
  readonly inverter: Inverter
  readonly brakes: Brakes
  readonly body: Body
  readonly gateway: Gateway<Speaker>
  readonly dtcs: Readonly<Record<UnitId, DtcEngine>>
}

/** Of those units that take new software. */
export function programOf(id: UnitId, { engine, hcu, body }: Systems): FlashProgram | undefined {
  return id === 'engine' || id === 'hcu' || id === 'body' ? { engine, hcu, body }[id].program : undefined
}

/** False while a unit is in its boot loader: then it says nothing to the others. */
export const runsApplication = (id: UnitId, systems: Systems): boolean => programOf(id, systems)?.isRunning() ?? true

/** Silent, and yet it answers: what is meant for it has to be passed on. */
export const isInLoader = (id: UnitId, systems: Systems): boolean =>
  id !== 'gateway' && systems[id].isAwake() && !runsApplication(id, systems)
