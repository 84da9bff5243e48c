/**
 * The control units of one car on their wires: each hears the others as far as the CAN lines let it, and reports to a code
 * memory of its own.
 */
import type { Brakes } from '../../ecus/brake-unit.ts'
import type { DtcEngine } from '../../ecus/dtc-engine.ts'
import { code24Of, MONITOR_STEP_MS, monitorsOf } from '../../ecus/dtc-table.ts'
import { createExchange } from '../../ecus/exchange.ts'
import { createGateway, type Gateway } from '../../ecus/gateway.ts'
import { H6_HEV_15T } from '../../engine/figures.ts'
import { createEngineReadiness, type EngineReadiness } from '../../engine-control/readiness.ts'
import { createEngineUnit, type EngineUnit } from '../../engine-control/unit.ts'
import { wireEngine } from '../../engine-wiring/control-unit.ts'
import { type CanLines, type CanNode, createCanLines } from '../../harness/can-lines.ts'
import { wireGateway } from '../../harness/gateway-wires.ts'
import { createDtcEngines } from './dtc-engines.ts'
import { BMS_DTCS, BODY_DTCS, BRAKE_DTCS, GATEWAY_DTCS, H6_ENGINE_DTCS, HCU_DTCS, INVERTER_DTCS } from './dtcs.ts'
import { type Bms, createBms } from './ecus/bms.ts'
import { type Body, createBody } from './ecus/body.ts'
import { createBrakes } from './ecus/brakes.ts'
import { createHcu, type Hcu } from './ecus/hcu.ts'
import { createInverter, type Inverter } from './ecus/inverter.ts'
import { firstSignals, MESSAGES, type Signals, type Speaker, UNIT_IDS, type UnitId } from './ecus/signals.ts'
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

export type Units = {
  readonly engine: EngineUnit
  readonly hcu: Hcu
  readonly bms: Bms
  readonly inverter: Inverter
  readonly brakes: Brakes
  readonly body: Body
  readonly gateway: Gateway<Speaker>
  readonly readiness: EngineReadiness
  readonly lines: CanLines
  readonly views: Readonly<Record<UnitId, Signals>>
  /** As each unit has heard the others. */
  readonly systemsOf: Readonly<Record<UnitId, Systems>>
  readonly dtcs: Readonly<Record<UnitId, DtcEngine>>
  hasSupply(unit: UnitId): boolean
  step(tick: number): void
}

/** The 12 V are the business of the hybrid control unit, which has the converter. */
const NOT_JUDGED = { report() {} }

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
    ...wireGateway(physics.network, lines, place('gateway')),
    signals: views.gateway,
    messages: MESSAGES,
    isIgnitionOn: ({ isPowerOn }) => isPowerOn,
    monitors: monitorsOf(GATEWAY_DTCS, dtcs.gateway),
  })
  const readiness = createEngineReadiness({
    control: engine.control,
    codes: dtcs.engine,
    stepMs: MONITOR_STEP_MS,
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
    views,
    systemsOf,
    dtcs,
    hasSupply: (id) => (id === 'gateway' ? gateway.hasSupply : units[id].isAwake),
    step(tick) {
      for (let i = 0; i < speakers.length; i++) {
        const id = speakers[i]
        units[id].step(tick)
        publish(id, tick)
      }
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
