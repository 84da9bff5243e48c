/**
 * Air in the engine control unit: how much each cylinder draws in, how far the throttle opens for a wanted torque, how
 * much boost that needs, and where the intake cam shall stand.
 *
 * The charge is reckoned by manifold pressure, which is fast, and brought by a slow factor to what the air-mass meter
 * says, which is exact: so air that no meter saw makes lean, as it does in every engine with a meter.
 * Coined word: *metered share*, air by the meter over air by pressure; below 1, something enters after the meter.
 */
import { type Curve, clamp, curve, lagShare, rampAt, valueAt } from '../curve.ts'
import { AIR_PER_FUEL, CYLINDER_COUNT } from '../engine/figures.ts'
import { GAS_J_PER_KG_K, ZERO_DEG_C_K } from '../engine/gas.ts'
import type { EngineControl } from './control.ts'
import { STEP_S, takeManifoldPa } from './readings.ts'
import { nmPerKg } from './torque.ts'

export type AirControl = ReturnType<typeof createAirControl>

export function createAirControl() {
  return {
    /** In one cylinder: reckoned by pressure, and with what the meter says. */
    pressureKg: 0,
    chargeKg: 0,
    /** What a cylinder draws for each pascal in the manifold. */
    kgPerPa: 0,
    intakeK: 300,
    /** Over what fills a cylinder at 25 °C and 100 kPa. */
    load: 0,
    flowKgps: 0,
    meteredShare: 1,
    /** The same, slower, and only while all stands still: what monitors look at. */
    steadyShare: 1,
    steadySteps: 0,
    wantedPa: 100_000,
    wantedBoostPa: 100_000,
    /** The most at this speed and height. */
    fullBoostPa: 170_000,
    throttleWanted: 0,
    throttleIntegral: 0,
    boostIntegral: 0,
    camWantedDeg: 0,
  }
}

const METERED_LAG_S = 0.5
const STEADY_LAG_S = 3
const STEADY_PA_PER_S = 8000
const STEADY_AFTER_STEPS = 60
const METERED_MIN = 0.6
const METERED_MAX = 1.4
/** Air that the head has warmed, and the flow at which it warms half as much. */
const HEAD_WARMS = 0.3
const HEAD_KGPS = 0.012
/** Exhaust pressure rises to half as much again at this flow. */
const BACK_KGPS = 0.0477
const BACK_PA_MAX = 220_000
/** Share of pressure to the power of 5/7: how exhaust that stays behind expands. */
const EXPANDED = curve([0.5, 0.61], [0.75, 0.814], [1, 1], [1.5, 1.336], [2, 1.641], [3, 2.192], [4, 2.692], [6, 3.596])
const REFERENCE_KG_PER_M3 = 1.169
const LOAD_MIN = 0.11
const RICHEST_LAMBDA = 0.7
const FILM_AIR_KG_MAX = 2e-4
const PREDICTED_STROKES = 1

/** Area in m² of the plate over its position, measured on the flow bench; and the way back. */
const PLATE_M2: Curve = curve(
  [0, 4e-6],
  [0.05, 8.9e-6],
  [0.1, 23.3e-6],
  [0.2, 81.4e-6],
  [0.35, 236e-6],
  [0.5, 467e-6],
  [0.75, 987e-6],
  [1, 1615e-6],
)
const POSITION_OF_M2: Curve = { x: PLATE_M2.y, y: PLATE_M2.x }
const THROTTLE_REST = 0.06
/** What holds the plate against its springs. */
const THROTTLE_SPRINGS = 0.36
const THROTTLE_GAIN = 1
const THROTTLE_PER_S = 3
const THROTTLE_MIN = 0.01
/** Below this the plate must be held nearly open: the pressures no longer tell. */
const OPEN_FROM = 0.9
const OPEN_TO = 0.985

const BOOST_RESERVE_PA = 6000
/** Where the engine was measured. */
const HOME_PA = 97_000
const BOOST_PA_MIN = 25_000
const BOOST_GAIN = 0.7e-5
const BOOST_PER_S = 0.8e-5

const CAM_FROM_RPM = 1000
const CAM_OIL_DEG_C_MIN = 10
const CAM_OIL_PA_MIN = 100_000
const CAM_GAIN = 0.04
/** After a start the lock pin is left alone for a while. */
const CAM_AFTER_STEPS = 500

export function reckonCharge(control: EngineControl): void {
  const { air, sensed, figures } = control
  if (!sensed.isManifoldSound) reckonManifold(control)
  const strokeS = 30 / Math.max(100, sensed.rpm)
  air.intakeK =
    ZERO_DEG_C_K +
    sensed.intakeDegC +
    (HEAD_WARMS / (1 + air.flowKgps / HEAD_KGPS)) * (sensed.engineDegC - sensed.intakeDegC)
  air.kgPerPa = (filling(control) * figures.displacementM3) / CYLINDER_COUNT / (GAS_J_PER_KG_K * air.intakeK)
  const predictedPa = sensed.manifoldPa + PREDICTED_STROKES * strokeS * sensed.manifoldPaPerS
  air.pressureKg = air.kgPerPa * clamp(predictedPa, 5000, 260_000)
  // What the pipes before and behind the throttle keep of the metered air, the cylinders do not get.
  const keptKgps =
    (figures.boostVolumeM3 * sensed.boostPaPerS + figures.manifoldVolumeM3 * sensed.manifoldPaPerS) /
    (GAS_J_PER_KG_K * air.intakeK)
  compareMeter(control, air.kgPerPa * sensed.manifoldPa, (sensed.airKgps - keptKgps) * strokeS)
  air.chargeKg = air.pressureKg * air.meteredShare
  air.load = air.chargeKg / ((REFERENCE_KG_PER_M3 * figures.displacementM3) / CYLINDER_COUNT)
  air.flowKgps = sensed.isTurning ? air.chargeKg / strokeS : 0
}

/**
 * Without its sensor: the manifold fills by what flows in and empties by what the cylinders draw at their speed. What flows
 * in the meter tells, and without that the plate's opening. One implicit step, so that it cannot swing.
 */
function reckonManifold(control: EngineControl): void {
  const { air, sensed, figures } = control
  if (!sensed.isTurning) {
    takeManifoldPa(sensed, sensed.ambientPa)
    return
  }
  const inKgps = sensed.isAirMeterSound ? sensed.airKgps : throughPlateKgps(control)
  const paPerKg = (GAS_J_PER_KG_K * air.intakeK) / figures.manifoldVolumeM3
  const drawnKgpsPerPa = (air.kgPerPa * Math.max(100, sensed.rpm)) / 30
  const pa = (sensed.manifoldPa + paPerKg * STEP_S * inKgps) / (1 + paPerKg * STEP_S * drawnKgpsPerPa)
  takeManifoldPa(sensed, clamp(pa, 10_000, Math.max(sensed.ambientPa, sensed.boostPa)))
}

function throughPlateKgps({ sensed }: EngineControl): number {
  const beforePa = Math.max(50_000, sensed.boostPa)
  const areaM2 = valueAt(PLATE_M2, sensed.throttleShare)
  const gasK = sensed.intakeDegC + ZERO_DEG_C_K
  return (areaM2 * beforePa * passShare(sensed.manifoldPa / beforePa)) / Math.sqrt(GAS_J_PER_KG_K * gasK)
}

/** Of pressures after and before a plate: what passes, over what the speed of sound would let pass and a constant. */
function passShare(ratio: number): number {
  const within = Math.min(ratio, OPEN_TO)
  return within <= 0.5 ? Math.SQRT1_2 : Math.sqrt(2 * within * (1 - within))
}

/** Of the swept volume: by speed, by cam, and less the exhaust that stays behind. */
function filling({ sensed, air, figures }: EngineControl): number {
  const awayDeg = sensed.camPhaseDeg - valueAt(figures.bestCamDeg, sensed.rpm)
  const byCam = Math.max(0.5, 1 - figures.camLossPerDeg2 * awayDeg * awayDeg)
  const flow = air.flowKgps / BACK_KGPS
  const backPa = Math.min(BACK_PA_MAX, sensed.ambientPa * (1 + 0.5 * flow * flow))
  const expanded = valueAt(EXPANDED, backPa / Math.max(15_000, sensed.manifoldPa))
  const room = (figures.compressionRatio - expanded) / (figures.compressionRatio - 1)
  return valueAt(figures.volumetricEfficiency, sensed.rpm) * byCam * room
}

function compareMeter({ air, sensed, state }: EngineControl, pressureKg: number, meterKg: number): void {
  const isComparable = state === 'running' && sensed.isAirMeterSound && sensed.rpm > 500
  if (!isComparable) {
    air.meteredShare += lagShare(STEP_S, METERED_LAG_S) * (1 - air.meteredShare)
    air.steadySteps = 0
    return
  }
  const isSteady = Math.abs(sensed.manifoldPaPerS) + Math.abs(sensed.boostPaPerS) < STEADY_PA_PER_S
  air.steadySteps = isSteady ? air.steadySteps + 1 : 0
  if (air.steadySteps < STEADY_AFTER_STEPS / 3) return
  const share = clamp(meterKg / pressureKg, METERED_MIN, METERED_MAX)
  air.meteredShare += lagShare(STEP_S, METERED_LAG_S) * (share - air.meteredShare)
  if (air.steadySteps < STEADY_AFTER_STEPS) return
  air.steadyShare += lagShare(STEP_S, STEADY_LAG_S) * (share - air.steadyShare)
}

/** From wanted torque to pressure, from that to boost and throttle. */
export function moveAirActuators(control: EngineControl): void {
  planPressure(control)
  holdBoost(control)
  holdThrottle(control)
  holdCam(control)
}

function planPressure(control: EngineControl): void {
  const { air, torque, spark, sensed, figures, fuel, isBoostLimited } = control
  const nm = nmPerKg(control, sensed.rpm) * Math.max(0.4, spark.plannedShare) * fuel.mixtureGain
  const kgMin = (LOAD_MIN * REFERENCE_KG_PER_M3 * figures.displacementM3) / CYLINDER_COUNT
  // A cold wall goes on giving off fuel when less is wanted: without air for it the plugs would drown.
  const filmKg = Math.min(FILM_AIR_KG_MAX, RICHEST_LAMBDA * AIR_PER_FUEL * fuel.filmVapourKg)
  const wantedKg = Math.max(kgMin, filmKg, torque.airNm / nm)
  // In thin air the turbo may not turn faster than at home: the ratio of pressures stays.
  const thin = Math.min(1, sensed.ambientPa / HOME_PA)
  air.fullBoostPa = thin * valueAt(figures.fullLoadBoostPa, sensed.rpm)
  const boostMaxPa = isBoostLimited ? sensed.ambientPa : air.fullBoostPa
  air.wantedPa = Math.min(boostMaxPa, wantedKg / Math.max(1e-10, air.kgPerPa))
  const isBoosting = air.wantedPa > sensed.ambientPa - BOOST_RESERVE_PA
  air.wantedBoostPa = isBoosting ? Math.min(boostMaxPa, air.wantedPa + BOOST_RESERVE_PA) : sensed.ambientPa
}

function holdBoost({ air, sensed, stages, state }: EngineControl): void {
  const isWanted = state === 'running' && air.wantedBoostPa > sensed.ambientPa + BOOST_PA_MIN
  if (!isWanted) {
    air.boostIntegral = stages.wastegateDuty = 0
    return
  }
  const errorPa = air.wantedBoostPa - sensed.boostPa
  air.boostIntegral = clamp(air.boostIntegral + BOOST_PER_S * errorPa * STEP_S, 0, 1)
  stages.wastegateDuty = clamp(air.boostIntegral + BOOST_GAIN * errorPa, 0, 1)
}

function holdThrottle(control: EngineControl): void {
  const { air, sensed, stages, state } = control
  const isHeld = (state === 'running' || state === 'cranking' || state === 'standing') && sensed.isThrottleSound
  if (!isHeld) {
    stages.throttleDuty = air.throttleIntegral = 0
    return
  }
  air.throttleWanted = state === 'running' ? openingFor(control) : startOpening(sensed.engineDegC)
  const error = air.throttleWanted - sensed.throttleShare
  air.throttleIntegral = clamp(air.throttleIntegral + THROTTLE_PER_S * error * STEP_S, -0.3, 0.3)
  const springs = THROTTLE_SPRINGS * (air.throttleWanted - THROTTLE_REST)
  stages.throttleDuty = clamp(springs + THROTTLE_GAIN * error + air.throttleIntegral, -1, 1)
}

/** Wide enough for cold oil's friction as soon as the engine fires. */
const startOpening = (degC: number) => 0.065 + 4e-4 * Math.max(0, 90 - degC)

/** The area through which the wanted flow passes at the pressures before and after the plate. */
function openingFor({ air, sensed }: EngineControl): number {
  const flowKgps = (air.wantedPa * air.kgPerPa * Math.max(500, sensed.rpm)) / 30
  const ratio = air.wantedPa / Math.max(50_000, sensed.boostPa)
  const gasK = sensed.intakeDegC + ZERO_DEG_C_K
  const areaM2 = (flowKgps * Math.sqrt(GAS_J_PER_KG_K * gasK)) / (Math.max(50_000, sensed.boostPa) * passShare(ratio))
  const position = valueAt(POSITION_OF_M2, areaM2)
  const wide = rampAt(OPEN_FROM, OPEN_TO, ratio)
  return Math.max(THROTTLE_MIN, position + wide * wide * (1 - position))
}

function holdCam({ air, sensed, stages, figures, state, stateSteps }: EngineControl): void {
  const hasOil = sensed.oilPa > CAM_OIL_PA_MIN && sensed.oilDegC > CAM_OIL_DEG_C_MIN
  const isKnown = sensed.isCamSound && sensed.rpm >= CAM_FROM_RPM
  if (state !== 'running' || stateSteps < CAM_AFTER_STEPS || !hasOil || !isKnown) {
    air.camWantedDeg = stages.oilControlDuty = 0
    return
  }
  // Just above idle it moves in, so that no step in filling is felt.
  air.camWantedDeg = rampAt(CAM_FROM_RPM, 1300, sensed.rpm) * valueAt(figures.bestCamDeg, sensed.rpm)
  stages.oilControlDuty = clamp(0.5 + CAM_GAIN * (air.camWantedDeg - sensed.camPhaseDeg), 0, 1)
}
