/**
 * Torque, the currency of the engine control unit: what the driver asks, what idling needs, what others allow, and what
 * the engine gives. Air, fuel and spark each serve the same wanted torque.
 *
 * Coined words: *indicated* torque is that of the gas, *drag* what the engine itself takes of it.
 */
import { clamp, curve, rampAt, valueAt } from '../curve.ts'
import { AIR_PER_FUEL, FUEL_J_PER_KG } from '../engine/figures.ts'
import type { EngineControl } from './control.ts'
import { STEP_S } from './readings.ts'

export type TorqueControl = ReturnType<typeof createTorqueControl>

export function createTorqueControl() {
  return {
    dragNm: 20,
    /** Of the driver, at the flywheel. */
    demandNm: 0,
    /** Indicated: for the slow way by air, and for the fast one by spark. */
    airNm: 0,
    fastNm: UNLIMITED_NM,
    /** Somebody wants it to drive: the pedal, or a hybrid's control unit. */
    isAsked: false,
    idleRpm: 750,
    /** Coded by a workshop; kept for good. */
    idleRiseRpm: 0,
    /** What idling needed beyond the reckoned drag. */
    idleNm: 0,
    isIdling: false,
    /** Warms the catalyst: late spark, more air. */
    isHeatingCatalyst: false,
    isOverrunCut: false,
    /** Torque is made ready for it before its clutch closes. */
    isAirConditioningPlanned: false,
    isSpeedCut: false,
    /** Indicated, of the present charge at the present spark. */
    givenNm: 0,
  }
}

const UNLIMITED_NM = 1000
const IDLE_RPM = 750
const IDLE_RPM_PER_K = 5
const IDLE_COLD_DEG_C = 60
const AIR_CONDITIONING_RPM = 60
const AIR_CONDITIONING_W = 1300
const HEATING_RPM = 250
const HEATING_FROM_DEG_C = -5
const HEATING_TO_DEG_C = 60
const HEATING_STEPS = 2500
const IDLE_NM_PER_RPM = 0.06
const IDLE_AHEAD_S = 0.2
const IDLE_NM_PER_RPM_S = 0.04
const IDLE_LEARN_RPM = 400
/** Clutches that drag, steering, cold oil: what idling may need beyond the reckoned drag, either way. */
const IDLE_NM_MAX = 70
const IDLE_NM_MIN = -15
const START_NM = 6
/** Full load at the flywheel: 210 Nm from 2000 to 4400 rpm and 105 kW at 5600 (published). */
const FULL_NM = curve(
  [800, 95],
  [1000, 120],
  [1500, 170],
  [2000, 212],
  [4400, 212],
  [5000, 200],
  [5600, 182],
  [6000, 170],
  [6500, 140],
)
/** Pedal to share of what the engine can give at this speed; from here on none of the engine's own drag is felt. */
const PEDAL_OFF_OVERRUN = 0.12
const PEDAL_SHARE = curve([0, 0], [0.2, 0.2], [0.5, 0.55], [0.8, 0.9], [0.95, 1])
const LIMP_NM = 60
/** Of the drag, in air: the manifold may not be empty when fuel comes back. */
const AIR_SHARE_KEPT = 0.5
const RPM_CUT = 6450
const RPM_BACK = 6300
/** With its throttle lost the engine is held by cutting fuel. */
const LIMP_RPM_CUT = 2000
const OVERRUN_RPM = 1000
const OVERRUN_BACK_RPM = 600
const OVERRUN_DEG_C_MIN = 10
const OVERRUN_AFTER_STEPS = 300
const COLD_OIL = curve([-30, 3.6], [0, 2.2], [20, 1.7], [60, 1.18], [90, 1], [130, 0.95])
const ALTERNATOR_W = 600
const MINIMUM_RADPS = 40
const RADPS_PER_RPM = Math.PI / 30

/** Indicated torque for each kilogram of air in one cylinder, at lambda 1 and best spark. */
export function nmPerKg({ figures }: EngineControl, rpm: number): number {
  return (FUEL_J_PER_KG / AIR_PER_FUEL / Math.PI) * valueAt(figures.indicatedEfficiency, rpm)
}

export function planTorque(control: EngineControl): void {
  const { torque, sensed, signals } = control
  torque.dragNm = dragNm(control)
  const askedNm = signals.engineRequestNm ?? byPedalNm(control)
  torque.isAsked = signals.engineRequestNm === undefined ? sensed.pedal > 0 : signals.engineRequestNm > 0
  const isLimp = !sensed.isPedalSound || !sensed.isThrottleSound
  torque.demandNm = Math.min(askedNm, isLimp ? LIMP_NM : UNLIMITED_NM)
  planIdle(control)
  const limitNm = Math.min(UNLIMITED_NM, signals.torqueLimitNm)
  const lossNm = torque.dragNm + learntNm(control)
  const allowedNm = Math.max(0, limitNm + lossNm)
  // A limit is for shifting; it may not stall an engine that only idles.
  const idlingNm = idleNm(control)
  torque.airNm = Math.max(Math.min(torque.demandNm + lossNm, allowedNm), idlingNm, AIR_SHARE_KEPT * torque.dragNm)
  torque.fastNm = limitNm < UNLIMITED_NM ? Math.max(allowedNm, idlingNm) : UNLIMITED_NM
  cutFuel(control)
}

/** At the flywheel, by its own reckoning. */
export function flywheelNm(control: EngineControl): number {
  return control.torque.givenNm - control.torque.dragNm - learntNm(control)
}

/** What idling has shown to be lost beyond the reckoned drag: a generator's or a pump's power, so less torque when faster. */
function learntNm({ torque, sensed, state }: EngineControl): number {
  return state === 'running' ? torque.idleNm * Math.min(1, torque.idleRpm / Math.max(1, sensed.rpm)) : 0
}

function byPedalNm({ torque, sensed }: EngineControl): number {
  const overrunNm = torque.dragNm * (1 - rampAt(0, PEDAL_OFF_OVERRUN, sensed.pedal))
  return valueAt(PEDAL_SHARE, sensed.pedal) * valueAt(FULL_NM, sensed.rpm) - overrunNm
}

function dragNm({ sensed, figures, stages, torque }: EngineControl): number {
  const krpm = sensed.rpm / 1000
  const pa = figures.frictionPa + figures.frictionPaPerKrpm * krpm + figures.frictionPaPerKrpm2 * krpm * krpm
  const pumpingPa = Math.max(0, sensed.ambientPa - sensed.manifoldPa)
  const cyclicNm = ((pa * valueAt(COLD_OIL, sensed.oilDegC) + pumpingPa) * figures.displacementM3) / (4 * Math.PI)
  const radps = Math.max(MINIMUM_RADPS, sensed.rpm * RADPS_PER_RPM)
  const alternatorNm = stages.alternatorSetVolts > 0 ? ALTERNATOR_W / radps : 0
  const compressorNm = torque.isAirConditioningPlanned ? AIR_CONDITIONING_W / radps : 0
  return cyclicNm + alternatorNm + compressorNm
}

function planIdle(control: EngineControl): void {
  const { torque, sensed, state, stateSteps } = control
  const isRunning = state === 'running'
  const isCool = sensed.engineDegC > HEATING_FROM_DEG_C && sensed.engineDegC < HEATING_TO_DEG_C
  torque.isHeatingCatalyst = isRunning && isCool && stateSteps < HEATING_STEPS
  torque.idleRpm =
    IDLE_RPM +
    torque.idleRiseRpm +
    IDLE_RPM_PER_K * Math.max(0, IDLE_COLD_DEG_C - sensed.engineDegC) +
    (torque.isAirConditioningPlanned ? AIR_CONDITIONING_RPM : 0)
  if (torque.isHeatingCatalyst) torque.idleRpm = Math.max(torque.idleRpm, IDLE_RPM + HEATING_RPM)
  const error = torque.idleRpm - sensed.rpm
  torque.isIdling = isRunning && !torque.isAsked
  if (!isRunning) torque.idleNm = START_NM
  else if (torque.isIdling && error > -IDLE_LEARN_RPM && !torque.isOverrunCut)
    torque.idleNm = clamp(torque.idleNm + IDLE_NM_PER_RPM_S * error * STEP_S, IDLE_NM_MIN, IDLE_NM_MAX)
}

function idleNm({ torque, sensed }: EngineControl): number {
  // Where speed will be when the manifold has followed.
  const error = torque.idleRpm - (sensed.rpm + IDLE_AHEAD_S * sensed.rpmPerS)
  return Math.max(0, torque.dragNm + torque.idleNm + IDLE_NM_PER_RPM * error)
}

/** Pushed by the car, fuel is cut until the engine comes down to where it must run by itself; and never too fast. */
function cutFuel({ torque, sensed, state, stateSteps }: EngineControl): void {
  const isOut =
    sensed.engineDegC > OVERRUN_DEG_C_MIN && state === 'running' && stateSteps > OVERRUN_AFTER_STEPS && !torque.isAsked
  const overRpm = sensed.rpm - torque.idleRpm
  if (!isOut || overRpm < OVERRUN_BACK_RPM) torque.isOverrunCut = false
  else if (overRpm > OVERRUN_RPM) torque.isOverrunCut = true
  const cutRpm = sensed.isThrottleSound ? RPM_CUT : LIMP_RPM_CUT
  if (sensed.rpm > cutRpm) torque.isSpeedCut = true
  else if (sensed.rpm < cutRpm - (RPM_CUT - RPM_BACK)) torque.isSpeedCut = false
}
