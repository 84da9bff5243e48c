/**
 * The control units of one car on their wires: each hears the others as far as the CAN lines let it, and reports to a code
 * memory of its own.
 */
import { code24Of, MONITOR_STEP_MS, monitorsOf } from '../../ecus/dtc-table.ts'
import { createGateway } from '../../ecus/gateway.ts'
import { JOLION_15T } from '../../engine/figures.ts'
import { ENGINE_DTCS } from '../../engine-control/dtcs.ts'
import { createEngineReadiness } from '../../engine-control/readiness.ts'
import { createEngineUnit } from '../../engine-control/unit.ts'
import { wireEngine } from '../../engine-wiring/control-unit.ts'
import { wireGateway } from '../../harness/gateway-wires.ts'
import { joinUnits, type UnitLines } from '../../harness/unit-lines.ts'
import { createDtcEngines } from './dtc-engines.ts'
import { BODY_DTCS, BRAKE_DTCS, GATEWAY_DTCS, TRANSMISSION_DTCS } from './dtcs.ts'
import { createBody } from './ecus/body.ts'
import { createBrakes } from './ecus/brakes.ts'
import { firstSignals, MESSAGES, type Signals, UNIT_IDS, type UnitId } from './ecus/signals.ts'
import { createTransmission } from './ecus/transmission.ts'
import { STEP_S } from './figures.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'
import { createProgram } from './programs.ts'
import type { Systems } from './systems.ts'
import { wireBody } from './wiring/body.ts'
import { wireBrakes } from './wiring/brakes.ts'
import { wireTransmission } from './wiring/transmission.ts'

export type Units = Omit<Systems, 'vin' | 'signals'> &
  Pick<UnitLines<UnitId, Signals>, 'lines' | 'bus' | 'views'> & {
    /** As each unit has heard the others. */
    readonly systemsOf: Readonly<Record<UnitId, Systems>>
    hasSupply(unit: UnitId): boolean
    step(tick: number): void
  }

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
    figures: JOLION_15T,
    ...wireEngine(physics),
    signals: views.engine,
    monitors: monitorsOf(ENGINE_DTCS, dtcs.engine),
    program: createProgram('engine'),
  })
  const transmission = createTransmission({
    ...wireTransmission(physics),
    signals: views.transmission,
    monitors: monitorsOf(TRANSMISSION_DTCS, dtcs.transmission),
    program: createProgram('transmission'),
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
    isIgnitionOn: (signals) => signals.isIgnitionOn,
    monitors: monitorsOf(GATEWAY_DTCS, dtcs.gateway),
  })
  const readiness = createEngineReadiness({
    control: engine.control,
    codes: dtcs.engine,
    stepMs: MONITOR_STEP_MS,
    odometerM: () => views.engine.odometerM,
    indexOf: (key) => dtcs.engine.indexOf(code24Of(ENGINE_DTCS[key].code)),
  })
  const units = { engine, transmission, brakes, body }
  const systemsOf = Object.fromEntries(
    UNIT_IDS.map((id) => [id, { vin, signals: views[id], ...units, readiness, gateway, dtcs }]),
  ) as Record<UnitId, Systems>
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
    /** The body first, whose word switches the others on. */
    step(tick) {
      body.step(tick)
      publish('body', tick)
      engine.step(tick)
      publish('engine', tick)
      transmission.step(tick)
      publish('transmission', tick)
      brakes.step(tick)
      publish('brakes', tick)
      gateway.step(tick)
      publish('gateway', tick)
      if (tick % READINESS_STEPS === 0) readiness.step()
    },
  }
}

/** Readiness is counted as often as monitors look. */
const READINESS_STEPS = MONITOR_STEP_MS / (1000 * STEP_S)
