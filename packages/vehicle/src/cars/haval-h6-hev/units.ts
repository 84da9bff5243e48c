/**
 * The control units of one car on their wires: each hears the others as far as the CAN lines let it, and reports to a code
 * memory of its own.
 */
import { createDtcEngine, type DtcEngine } from '../../ecus/dtc-engine.ts'
import { type DtcTable, dtcSpecs, MONITOR_STEP_MS, monitorsOf } from '../../ecus/dtc-table.ts'
import { createExchange } from '../../ecus/exchange.ts'
import { H6_HEV_15T } from '../../engine/figures.ts'
import { createEngineUnit, type EngineUnit } from '../../engine-control/unit.ts'
import { wireEngine } from '../../engine-wiring/control-unit.ts'
import { type CanLines, type CanNode, createCanLines } from '../../harness/can-lines.ts'
import {
  BMS_DTCS,
  BODY_DTCS,
  BRAKE_DTCS,
  GATEWAY_DTCS,
  H6_ENGINE_DTCS,
  HCU_DTCS,
  INVERTER_DTCS,
  SEVERITIES,
} from './dtcs.ts'
import { type Bms, createBms } from './ecus/bms.ts'
import { type Body, createBody } from './ecus/body.ts'
import { type Brakes, createBrakes } from './ecus/brakes.ts'
import { createGateway, type Gateway } from './ecus/gateway.ts'
import { createHcu, type Hcu } from './ecus/hcu.ts'
import { createInverter, type Inverter } from './ecus/inverter.ts'
import { firstSignals, MESSAGES, type Signals, UNIT_IDS, type UnitId } from './ecus/signals.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'
import { createProgram } from './programs.ts'
import { wireBms } from './wiring/bms.ts'
import { wireBody } from './wiring/body.ts'
import { wireBrakes } from './wiring/brakes.ts'
import { wireGateway } from './wiring/gateway.ts'
import { wireHcu } from './wiring/hcu.ts'
import { wireInverter } from './wiring/inverter.ts'

export type Units = {
  readonly engine: EngineUnit
  readonly hcu: Hcu
  readonly bms: Bms
  readonly inverter: Inverter
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
  engine: H6_ENGINE_DTCS,
  hcu: HCU_DTCS,
  bms: BMS_DTCS,
  inverter: INVERTER_DTCS,
  brakes: BRAKE_DTCS,
  body: BODY_DTCS,
  gateway: GATEWAY_DTCS,
}

/** The 12 V are the business of the hybrid control unit, which has the converter. */
const NOT_JUDGED = { report() {} }

export function createUnits(physics: Physics): Units {
  const lines = createCanLines(physics.network, CAN_NODES, HARNESS.canBranches)
  const place = (id: UnitId) => UNIT_IDS.indexOf(id)
  const { views, publish } = createExchange({
    ids: UNIT_IDS,
    first: () => firstSignals({ odometerM: physics.motion.odometerM, fuelUsedL: 0 }),
    messages: MESSAGES,
    hears: (receiver, sender) => lines.hears(place(receiver), place(sender)),
  })
  const dtcs = Object.fromEntries(
    UNIT_IDS.map((id) => [
      id,
      createDtcEngine({ dtcs: dtcSpecs(DTCS[id], SEVERITIES), stepMs: MONITOR_STEP_MS, snapshot: [], freezeFrame: [] }),
    ]),
  ) as Record<UnitId, DtcEngine>
  const engine = createEngineUnit({
    figures: H6_HEV_15T,
    hasAlternator: false,
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
    ...wireGateway(physics, lines, place('gateway')),
    signals: views.gateway,
    monitors: monitorsOf(GATEWAY_DTCS, dtcs.gateway),
  })
  const units = { engine, hcu, bms, inverter, brakes, body }
  /** The body first, whose word switches the others on; then who decides, then who follows. */
  const speakers = ['body', 'brakes', 'engine', 'bms', 'hcu', 'inverter'] as const
  return {
    ...units,
    gateway,
    lines,
    views,
    dtcs,
    hasSupply: (id) => (id === 'gateway' ? gateway.hasSupply : units[id].isAwake),
    step(tick) {
      for (let i = 0; i < speakers.length; i++) {
        const id = speakers[i]
        units[id].step(tick)
        publish(id, tick)
      }
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
