/**
 * The control units of one car on their wires: each hears the others as far as the CAN lines let it, and reports to a code
 * memory of its own.
 */
import { createDtcEngine, type DtcEngine } from '../../ecus/dtc-engine.ts'
import { type DtcTable, dtcSpecs, MONITOR_STEP_MS, monitorsOf, type Severities } from '../../ecus/dtc-table.ts'
import { createExchange } from '../../ecus/exchange.ts'
import { JOLION_15T } from '../../engine/figures.ts'
import { ENGINE_DTCS } from '../../engine-control/dtcs.ts'
import { createEngineUnit, type EngineUnit } from '../../engine-control/unit.ts'
import { wireEngine } from '../../engine-wiring/control-unit.ts'
import { type CanLines, type CanNode, createCanLines } from '../../harness/can-lines.ts'
import { BODY_DTCS, BRAKE_DTCS, GATEWAY_DTCS, TRANSMISSION_DTCS } from './dtcs.ts'
import { type Body, createBody } from './ecus/body.ts'
import { type Brakes, createBrakes } from './ecus/brakes.ts'
import { createGateway, type Gateway } from './ecus/gateway.ts'
import { firstSignals, MESSAGES, type Signals, UNIT_IDS, type UnitId } from './ecus/signals.ts'
import { createTransmission, type Transmission } from './ecus/transmission.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'
import { createProgram } from './programs.ts'
import { wireBody } from './wiring/body.ts'
import { wireBrakes } from './wiring/brakes.ts'
import { wireGateway } from './wiring/gateway.ts'
import { wireTransmission } from './wiring/transmission.ts'

export type Units = {
  readonly engine: EngineUnit
  readonly transmission: Transmission
  readonly brakes: Brakes
  readonly body: Body
  readonly gateway: Gateway
  readonly lines: CanLines
  readonly views: Readonly<Record<UnitId, Signals>>
  readonly dtcs: Readonly<Record<UnitId, DtcEngine>>
  hasSupply(unit: UnitId): boolean
  step(tick: number): void
}

const DTCS: Readonly<Record<UnitId, DtcTable>> = {
  engine: ENGINE_DTCS,
  transmission: TRANSMISSION_DTCS,
  brakes: BRAKE_DTCS,
  body: BODY_DTCS,
  gateway: GATEWAY_DTCS,
}
const SEVERITIES: Severities = { checkImmediately: ['P2138', 'P0218'], maintenanceOnly: ['P0128', 'P0562', 'P0070'] }

export function createUnits(physics: Physics): Units {
  const lines = createCanLines(physics.network, CAN_NODES, HARNESS.canBranches)
  const place = (id: UnitId) => UNIT_IDS.indexOf(id)
  const { views, publish } = createExchange({
    ids: UNIT_IDS,
    first: () => firstSignals({ odometerM: physics.motion.odometerM, fuelUsedL: 0 }),
    messages: MESSAGES,
    hears: (receiver, sender) => lines.hears(place(receiver), place(sender)),
  })
  const memoryOf = (id: UnitId) =>
    createDtcEngine({ dtcs: dtcSpecs(DTCS[id], SEVERITIES), stepMs: MONITOR_STEP_MS, snapshot: [], freezeFrame: [] })
  const dtcs = {
    engine: memoryOf('engine'),
    transmission: memoryOf('transmission'),
    brakes: memoryOf('brakes'),
    body: memoryOf('body'),
    gateway: memoryOf('gateway'),
  }
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
    ...wireGateway(physics, lines, place('gateway')),
    signals: views.gateway,
    monitors: monitorsOf(GATEWAY_DTCS, dtcs.gateway),
  })
  const hasSupply = (id: UnitId) =>
    id === 'gateway' ? gateway.hasSupply : { engine, transmission, brakes, body }[id].isAwake
  return {
    engine,
    transmission,
    brakes,
    body,
    gateway,
    lines,
    views,
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
    },
  }
}

/** In the order of the units, and the tool at the diagnosis connector last. */
const CAN_NODES: readonly CanNode[] = [
  ...UNIT_IDS.map((id) => ({
    high: `${id}.canHigh`,
    low: `${id}.canLow`,
    bias: [`${id}.biasHigh`, `${id}.biasLow`] as const,
  })),
  { high: 'diagnosis.6', low: 'diagnosis.14' },
]
