/**
 * The control units of one car on their wires: each hears the others as far as the CAN lines let it, and reports to a code
 * memory of its own.
 */
import { code24Of, MONITOR_STEP_MS, monitorsOf } from '../../ecus/dtc-table.ts'
import { createExchange } from '../../ecus/exchange.ts'
import { createGateway } from '../../ecus/gateway.ts'
import { JOLION_15T } from '../../engine/figures.ts'
import { ENGINE_DTCS } from '../../engine-control/dtcs.ts'
import { createEngineReadiness } from '../../engine-control/readiness.ts'
import { createEngineUnit } from '../../engine-control/unit.ts'
import { wireEngine } from '../../engine-wiring/control-unit.ts'
import { type CanLines, type CanNode, createCanLines } from '../../harness/can-lines.ts'
import { wireGateway } from '../../harness/gateway-wires.ts'
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

export type Units = Omit<Systems, 'vin' | 'signals'> & {
  readonly lines: CanLines
  readonly views: Readonly<Record<UnitId, Signals>>
  readonly systemsOf: Readonly<Record<UnitId, Systems>>
  hasSupply(unit: UnitId): boolean
  step(tick: number): void
}

export function createUnits(physics: Physics, vin: string): Units {
  const lines = createCanLines(physics.network, CAN_NODES, HARNESS.canBranches)
  const place = (id: UnitId) => UNIT_IDS.indexOf(id)
  const { views, publish } = createExchange({
    ids: UNIT_IDS,
    first: () => firstSignals({ odometerM: physics.motion.odometerM, fuelUsedL: 0 }),
    messages: MESSAGES,
    hears: (receiver, sender) => lines.hears(place(receiver), place(sender)),
  })
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
    ...wireGateway(physics.network, lines, place('gateway')),
    signals: views.gateway,
    messages: MESSAGES,
    isIgnitionOn: (signals) => signals.isIgnitionOn,
    monitors: monitorsOf(GATEWAY_DTCS, dtcs.gateway),
  })
  const readiness = createEngineReadiness({
    control: engine.control,
    codes: dtcs.engine,
    stepMs: MONITOR_STEP_MS,
    indexOf: (key) => dtcs.engine.indexOf(code24Of(ENGINE_DTCS[key].code)),
  })
  const asHeardBy = (id: UnitId): Systems => ({
    vin,
    signals: views[id],
    engine,
    readiness,
    transmission,
    brakes,
    body,
    gateway,
    dtcs,
  })
  const systemsOf: Readonly<Record<UnitId, Systems>> = {
    engine: asHeardBy('engine'),
    transmission: asHeardBy('transmission'),
    brakes: asHeardBy('brakes'),
    body: asHeardBy('body'),
    gateway: asHeardBy('gateway'),
  }
  const hasSupply = (id: UnitId) =>
    id === 'gateway' ? gateway.hasSupply : { engine, transmission, brakes, body }[id].isAwake
  return {
    engine,
    transmission,
    brakes,
    body,
    gateway,
    readiness,
    lines,
    views,
    systemsOf,
    dtcs,
    hasSupply,
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
      if (tick % READINESS_STEPS === 0) readiness.step()
    },
  }
}

/** Readiness is counted as often as monitors look. */
const READINESS_STEPS = MONITOR_STEP_MS / (1000 * STEP_S)

/** In the order of the units, and the tool at the diagnosis connector last. */
const CAN_NODES: readonly CanNode[] = [
  ...UNIT_IDS.map((id) => ({
    high: `${id}.canHigh`,
    low: `${id}.canLow`,
    bias: [`${id}.biasHigh`, `${id}.biasLow`] as const,
  })),
  { high: 'diagnosis.6', low: 'diagnosis.14' },
]
