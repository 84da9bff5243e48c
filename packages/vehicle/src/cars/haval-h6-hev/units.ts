/**
 * The control units of one car on their wires: each hears the others as far as the CAN lines let it, and reports to a code
 * memory of its own.
 */
import { code24Of, MONITOR_STEP_MS, monitorsOf } from '../../ecus/dtc-table.ts'
import { createGateway } from '../../ecus/gateway.ts'
import { H6_HEV_15T } from '../../engine/figures.ts'
import { createEngineReadiness } from '../../engine-control/readiness.ts'
import { createEngineUnit } from '../../engine-control/unit.ts'
import { wireEngine } from '../../engine-wiring/control-unit.ts'
import { wireGateway } from '../../harness/gateway-wires.ts'
import { joinUnits, type UnitLines } from '../../harness/unit-lines.ts'
import { createDtcEngines } from './dtc-engines.ts'
import { BMS_DTCS, BODY_DTCS, BRAKE_DTCS, GATEWAY_DTCS, H6_ENGINE_DTCS, HCU_DTCS, INVERTER_DTCS } from './dtcs.ts'
import { createBms } from './ecus/bms.ts'
import { createBody } from './ecus/body.ts'
import { createBrakes } from './ecus/brakes.ts'
import { createHcu } from './ecus/hcu.ts'
import { createInverter } from './ecus/inverter.ts'
import { firstSignals, MESSAGES, type Signals, UNIT_IDS, type UnitId } from './ecus/signals.ts'
import { STEP_S } from './figures.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'
import { createProgram } from './programs.ts'
import type { Systems } from './systems.ts'
import { wireBms } from './wiring/bms.ts'
import { wireBody } from './wiring/body.ts'
import { wireBrakes } from './wiring/brakes.ts'
import { wireHcu } from './wiring/hcu.ts'
import { wireInverter } from './wiring/inverter.ts'

export type Units = Omit<Systems, 'vin' | 'signals'> &
  Pick<UnitLines<UnitId, Signals>, 'lines' | 'bus' | 'views'> & {
    /** As each unit has heard the others. */
    readonly systemsOf: Readonly<Record<UnitId, Systems>>
    hasSupply(unit: UnitId): boolean
    step(tick: number): void
  }

/** The 12 V are the business of the hybrid control unit, which has the converter. */
const NOT_JUDGED = { report() {} }

export function createUnits(physics: Physics, vin: string): Units {
  const { network } = physics
  const joined = joinUnits({
    network,
    canBranches: HARNESS.canBranches,
    ids: UNIT_IDS,
    first: () => firstSignals({ odometerM: physics.motion.odometerM, fuelUsedL: 0 }),
    messages: MESSAGES,
  })
  const { lines, bus, views, publish } = joined
  const dtcs = createDtcEngines((id) => systemsOf[id])
  const engine = createEngineUnit({
    figures: H6_HEV_15T,
    hasAlternator: false,
    hasStarter: false,
    ...wireEngine(physics),
    signals: views.engine,
    monitors: { ...monitorsOf(H6_ENGINE_DTCS, dtcs.engine), lowSupply: NOT_JUDGED },
    program: createProgram('engine'),
  })
  const hcu = createHcu({
    ...wireHcu(physics),
    signals: views.hcu,
    monitors: monitorsOf(HCU_DTCS, dtcs.hcu),
    program: createProgram('hcu'),
  })
  const bms = createBms({ ...wireBms(physics), signals: views.bms, monitors: monitorsOf(BMS_DTCS, dtcs.bms) })
  const inverter = createInverter({
    ...wireInverter(physics),
    signals: views.inverter,
    monitors: monitorsOf(INVERTER_DTCS, dtcs.inverter),
  })
  const brakes = createBrakes({
    ...wireBrakes(physics),
    signals: views.brakes,
    monitors: monitorsOf(BRAKE_DTCS, dtcs.brakes),
  })
  const body = createBody({
    ...wireBody(physics),
    signals: views.body,
    monitors: monitorsOf(BODY_DTCS, dtcs.body),
    program: createProgram('body'),
  })
  const gateway = createGateway({
    ...wireGateway(network, lines, joined.placeOf('gateway')),
    signals: views.gateway,
    messages: MESSAGES,
    isIgnitionOn: ({ isPowerOn }) => isPowerOn,
    monitors: monitorsOf(GATEWAY_DTCS, dtcs.gateway),
  })
  const readiness = createEngineReadiness({
    control: engine.control,
    codes: dtcs.engine,
    stepMs: MONITOR_STEP_MS,
    odometerM: () => views.engine.odometerM,
    indexOf: (key) => dtcs.engine.indexOf(code24Of(H6_ENGINE_DTCS[key].code)),
  })
  const units = { engine, hcu, bms, inverter, brakes, body }
  const systemsOf = Object.fromEntries(
    UNIT_IDS.map((id) => [id, { vin, signals: views[id], ...units, readiness, gateway, dtcs }]),
  ) as Record<UnitId, Systems>
  /** The body first, whose word switches the others on; then who decides, then who follows. */
  const speakers = ['body', 'brakes', 'engine', 'bms', 'hcu', 'inverter'] as const
  return {
    ...units,
    gateway,
    readiness,
    lines,
    bus,
    views,
    systemsOf,
    dtcs,
    hasSupply: (id) => (id === 'gateway' ? gateway.hasSupply() : units[id].isAwake()),
    step(tick) {
      for (let i = 0; i < speakers.length; i++) {
        const id = speakers[i]
        units[id].step(tick)
        publish(id, tick)
      }
      gateway.step(tick)
      publish('gateway', tick)
      if (tick % READINESS_STEPS === 0) readiness.step()
    },
  }
}

/** Readiness is counted as often as monitors look. */
const READINESS_STEPS = MONITOR_STEP_MS / (1000 * STEP_S)
