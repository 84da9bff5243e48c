/**
 * How the engine control unit judges its sensors, circuits and the engine itself: each code by a method of its own, from
 * the unit's readings alone, and only while that method can tell. Misfires and the exhaust have files of their own.
 */

import { isHeard } from '../ecus/exchange.ts'
import { createMonitorResults, type MonitorResults, type MonitorTestSpec } from '../ecus/monitor-results.ts'
import { CYLINDER_COUNT } from '../engine/figures.ts'
import type { EngineControl } from './control.ts'
import { createCircuitWatch } from './monitors-circuits.ts'
import {
  createExhaustWatch,
  FOLLOWING_MAX,
  HEATER_A_MIN,
  TRIM_PERCENT_MAX,
  UNASKED_PERCENT_MAX,
} from './monitors-exhaust.ts'
import { createMisfireWatch, MISFIRE_COUNT_MAX } from './monitors-misfire.ts'
import { STEP_S } from './readings.ts'
import type { EngineMonitors } from './signals.ts'

const CAM_DEG_MAX = 8

/** Of mode 06: monitor and test, unit and scaling as SAE J1979 numbers them; tests from 80 on are our own. */
const TESTS = {
  catalyst: { monitorId: 0x21, testId: 0x80, unitAndScalingId: 0x04, max: FOLLOWING_MAX },
  camPhase: { monitorId: 0x35, testId: 0x80, unitAndScalingId: 0x9c, min: -CAM_DEG_MAX, max: CAM_DEG_MAX },
  purgeFlow: { monitorId: 0x3d, testId: 0x80, unitAndScalingId: 0xaf, max: UNASKED_PERCENT_MAX },
  upstreamHeater: { monitorId: 0x41, testId: 0x80, unitAndScalingId: 0x0e, min: HEATER_A_MIN },
  downstreamHeater: { monitorId: 0x42, testId: 0x80, unitAndScalingId: 0x0e, min: HEATER_A_MIN },
  trim: { monitorId: 0x81, testId: 0x80, unitAndScalingId: 0xaf, min: -TRIM_PERCENT_MAX, max: TRIM_PERCENT_MAX },
  misfire: { monitorId: 0xa1, testId: 0x0c, unitAndScalingId: 0x24, max: MISFIRE_COUNT_MAX },
  misfire1: { monitorId: 0xa2, testId: 0x0c, unitAndScalingId: 0x24, max: MISFIRE_COUNT_MAX },
  misfire2: { monitorId: 0xa3, testId: 0x0c, unitAndScalingId: 0x24, max: MISFIRE_COUNT_MAX },
  misfire3: { monitorId: 0xa4, testId: 0x0c, unitAndScalingId: 0x24, max: MISFIRE_COUNT_MAX },
  misfire4: { monitorId: 0xa5, testId: 0x0c, unitAndScalingId: 0x24, max: MISFIRE_COUNT_MAX },
} as const satisfies Record<string, MonitorTestSpec>
export type EngineResultKey = keyof typeof TESTS

export type EngineWatch = {
  readonly results: MonitorResults<EngineResultKey>
  isCatalystInDanger(): boolean
  /** A cycle begins. */
  begin(): void
  step(): void
  /** Ten times a second. */
  look(tick: number): void
  stateNumbers(): number[]
}

const COIL_A_MIN = 3
const FIRING_RPM_MIN = 400
const INJECTING_STEPS = 50
const ORPHAN_EDGES = 4
const PARKED_STEPS = 200
const CRANKED_STEPS = 60
const RAIL_PA_MIN = 340_000
const RAIL_AFTER_STEPS = 200
/** Weaker supplied, a sound pump too falls short at full load. */
const RAIL_VOLTS_MIN = 13
const SUPPLY_VOLTS_MIN = 12.6
const SUPPLY_AFTER_STEPS = 500
const BUS_VOLTS_MIN = 9
const BUS_AFTER_STEPS = 200
const BOOST_SHORT_PA = 28_000
const BOOST_HIGH_PA = 40_000
const BOOST_RPM_MIN = 1900
const BOOST_LIMIT_LOOKS = 42

/** How the coolant would warm if the thermostat were shut: by fuel burnt, less what a cold day and a heater take. */
const HEAT_J_PER_KG_AIR = 43e6 / 14.6
const WALL_SHARE_LEAST = 0.24
const WALL_SHARE_IDLE = 0.38
const WALL_KGPS = 8e-3
const ENGINE_J_PER_K = 80_000
const LOSS_W_PER_K = 30
const LOSS_W_PER_K_PER_MPS = 1.2
const MODEL_WARM_DEG_C = 90
const REALLY_WARM_DEG_C = 78
const START_DEG_C_MAX = 60
const AMBIENT_DEG_C_MIN = -10
const NOT_RECKONED = -300

export function createEngineWatch(control: EngineControl, monitors: EngineMonitors, hasStarter: boolean): EngineWatch {
  const { sensed, readings, stages, air, torque, isCylinderOut } = control
  const results = createMonitorResults<EngineResultKey>(TESTS)
  const misfires = createMisfireWatch(control, monitors, results)
  const exhaust = createExhaustWatch(control, monitors, results)
  const circuits = createCircuitWatch(control, monitors, hasStarter)
  const coils = [monitors.coil1, monitors.coil2, monitors.coil3, monitors.coil4]
  const injectors = [monitors.injector1, monitors.injector2, monitors.injector3, monitors.injector4]
  /** For how long each injector has been driven without a pause. */
  const injectingSteps = new Float64Array(CYLINDER_COUNT)
  const now = {
    orphanEdges: 0,
    parkedSteps: 0,
    onBusSteps: 0,
    /** With pulses for coils and injectors, and no engine that runs yet. */
    crankedSteps: 0,
    shortBoostLooks: 0,
    /** What the coolant should have by now; below absolute zero: not reckoned in this cycle. */
    modelDegC: NOT_RECKONED,
    hasJudgedThermostat: 0,
  }

  function begin(): void {
    injectingSteps.fill(0)
    now.orphanEdges = now.parkedSteps = now.onBusSteps = now.crankedSteps = now.shortBoostLooks = 0
    now.modelDegC = NOT_RECKONED
    now.hasJudgedThermostat = 0
    misfires.begin()
    exhaust.begin()
    circuits.begin()
  }

  function step(): void {
    if (sensed.newTeeth > 0) now.orphanEdges = 0
    else if (!sensed.isTurning) now.orphanEdges += sensed.newCamEdges
    now.parkedSteps = stages.oilControlDuty === 0 && control.state === 'running' ? now.parkedSteps + 1 : 0
    for (let i = 0; i < CYLINDER_COUNT; i++) {
      const isDriven = stages.injectorOnMs[i] > 0 && control.state === 'running'
      injectingSteps[i] = isDriven ? injectingSteps[i] + 1 : 0
    }
    const isOnBus = readings.supplyVolts > BUS_VOLTS_MIN && !stages.isStarterOn && control.state !== 'afterRun'
    now.crankedSteps = control.state === 'cranking' && stages.pulsesPerS > 0 ? now.crankedSteps + 1 : 0
    now.onBusSteps = isOnBus ? now.onBusSteps + 1 : 0
    warmModel()
    misfires.step()
    exhaust.step()
    circuits.step()
  }

  function look(tick: number): void {
    circuits.lookAtSupply()
    if (readings.supplyVolts >= BUS_VOLTS_MIN) circuits.look(now.onBusSteps > BUS_AFTER_STEPS)
    watchWheels()
    watchSupplies(tick)
    if (now.crankedSteps > CRANKED_STEPS) watchStart()
    if (control.state !== 'running') return
    watchCylinders()
    watchBoost()
    watchThermostat()
    exhaust.look()
  }

  /** The cam turns and the crank's teeth stay away: its sensor is lost. And both against each other. */
  function watchWheels(): void {
    if (now.orphanEdges >= ORPHAN_EDGES) monitors.crank.report(true)
    else if (sensed.isTurning) monitors.crank.report(false)
    if (!sensed.isCamSound) monitors.cam.report(sensed.isTurning)
    else if (sensed.isCamSeen) monitors.cam.report(false)
    if (now.parkedSteps > PARKED_STEPS && sensed.rpm > FIRING_RPM_MIN && sensed.isCamSound)
      monitors.camCorrelation.report(results.store('camPhase', sensed.camPhaseDeg))
  }

  function watchSupplies(tick: number): void {
    const { state, stateSteps, signals } = control
    if (now.onBusSteps > BUS_AFTER_STEPS) {
      monitors.lostTransmission.report(!isHeard(signals.transmissionHeartbeat, tick))
      monitors.lostBrakes.report(!isHeard(signals.brakesHeartbeat, tick))
    }
    if (state !== 'running') return
    if (stateSteps > SUPPLY_AFTER_STEPS) monitors.lowSupply.report(readings.supplyVolts < SUPPLY_VOLTS_MIN)
    if (stateSteps > RAIL_AFTER_STEPS && readings.supplyVolts > RAIL_VOLTS_MIN && sensed.isRailSound)
      monitors.railPressure.report(sensed.railPa < RAIL_PA_MIN)
  }

  /** What never draws a current keeps the engine from running, and is told all the same. */
  function watchStart(): void {
    for (let i = 0; i < CYLINDER_COUNT; i++) {
      if (readings.coilPeakA[i] < COIL_A_MIN) coils[i].report(true)
      if (readings.isKickSeen[i] === 0 && stages.injectorOnMs[i] > 0) injectors[i].report(true)
    }
  }

  /** Currents of the coils and kicks of the injectors; who has neither is out until a firing proves otherwise. */
  function watchCylinders(): void {
    if (sensed.rpm < FIRING_RPM_MIN) return
    for (let i = 0; i < CYLINDER_COUNT; i++) {
      const isCoilDead = readings.coilPeakA[i] < COIL_A_MIN
      coils[i].report(isCoilDead)
      const isJudged = injectingSteps[i] > INJECTING_STEPS
      const isInjectorDead = isJudged && readings.isKickSeen[i] === 0
      if (isJudged) injectors[i].report(isInjectorDead)
      if (isCoilDead || isInjectorDead) isCylinderOut[i] = 1
    }
  }

  function watchBoost(): void {
    if (control.isBoostLimited) return
    const shortPa = air.wantedBoostPa - sensed.boostPa
    const isAsked = air.wantedBoostPa > sensed.ambientPa + BOOST_HIGH_PA && sensed.rpm > BOOST_RPM_MIN
    if (!isAsked) {
      now.shortBoostLooks = 0
      return
    }
    const isShort = shortPa > BOOST_SHORT_PA
    monitors.underboost.report(isShort)
    now.shortBoostLooks = isShort ? now.shortBoostLooks + 1 : 0
    if (now.shortBoostLooks >= BOOST_LIMIT_LOOKS) control.isBoostLimited = true
  }

  function warmModel(): void {
    if (control.state !== 'running') return
    const { ambientTempDegC, speedMps } = control.signals
    if (now.modelDegC === NOT_RECKONED) {
      if (!sensed.isCoolantSound) return
      now.modelDegC = sensed.engineDegC
      const isTooWarm = sensed.engineDegC > START_DEG_C_MAX
      if (isTooWarm || ambientTempDegC < AMBIENT_DEG_C_MIN) now.hasJudgedThermostat = 1
    }
    const burntW = torque.isOverrunCut ? 0 : air.flowKgps * HEAT_J_PER_KG_AIR
    const wallShare = WALL_SHARE_LEAST + WALL_SHARE_IDLE / (1 + air.flowKgps / WALL_KGPS)
    const wattsPerK = LOSS_W_PER_K + LOSS_W_PER_K_PER_MPS * speedMps
    const lossW = wattsPerK * (now.modelDegC - ambientTempDegC)
    now.modelDegC += ((burntW * wallShare - lossW) / ENGINE_J_PER_K) * STEP_S
  }

  /** Once a cycle: the engine is warm in truth, or it should be by now. */
  function watchThermostat(): void {
    if (now.hasJudgedThermostat === 1 || now.modelDegC === NOT_RECKONED || !sensed.isCoolantSound) return
    const isWarm = sensed.coolantDegC > REALLY_WARM_DEG_C
    if (!isWarm && now.modelDegC < MODEL_WARM_DEG_C) return
    monitors.thermostat.report(!isWarm)
    now.hasJudgedThermostat = 1
  }

  return {
    results,
    isCatalystInDanger: misfires.isInDanger,
    begin,
    step,
    look,
    stateNumbers: () => [
      ...Object.values(now),
      ...injectingSteps,
      ...misfires.stateNumbers(),
      ...circuits.stateNumbers(),
      ...exhaust.stateNumbers(),
      ...results.state.values,
      ...results.state.hasRun,
    ],
  }
}
