/**
 * Spark in the engine control unit: best advance unless it knocks, late for a warm catalyst and for idling's reserve,
 * later still when the transmission asks for less torque at once; and how long each coil is charged.
 */
import { clamp, curve, valueAt } from '../curve.ts'
import { CYLINDER_COUNT } from '../engine/figures.ts'
import { ZERO_DEG_C_K } from '../engine/gas.ts'
import { bestAdvanceDeg, knockAdvanceDeg, knockShiftDeg } from '../engine/spark.ts'
import type { EngineControl } from './control.ts'
import { STEP_S } from './readings.ts'
import { nmPerKg } from './torque.ts'

export type SparkControl = ReturnType<typeof createSparkControl>

export function createSparkControl() {
  return {
    /** Share of the best spark's torque that air is reckoned with, and what the present spark gives. */
    plannedShare: 1,
    givenShare: 1,
    advanceDeg: 10,
    /** Learnt from each cylinder's knock. */
    retardDeg: new Float64Array(CYLINDER_COUNT),
  }
}

const CRANKING_DEG = 8
const IDLE_DEG = 12
const HEATING_DEG = 0
const IDLE_DEG_PER_RPM = 0.08
const IDLE_SWING_DEG = 12
const KNOCK_RESERVE_DEG = 1
/** More of it where nobody hears. */
const DEAF_RESERVE_DEG = 6
const PETROL_OCTANE = 95
/** Valves and pistons stay below. */
const KNOCK_VOLTS = 0.45
const KNOCK_STEP_DEG = 1.5
const KNOCK_BACK_DEG_PER_S = 0.4
const KNOCK_DEG_MAX = 12
const SHARE_LEAST = 0.55
const PARABOLA_DEG = 25
/** Until the coil's current is at 7 A, by its supply. */
const DWELL_MS = curve([6, 9], [8, 5.6], [10, 4.1], [12, 3.2], [14, 2.6], [16, 2.2])
const DUTY_MAX = 0.8

export function planSpark(control: EngineControl): void {
  const { spark, sensed, torque, air, stages, state } = control
  hearKnock(control)
  const bestDeg = bestAdvanceDeg(air.load, sensed.rpm)
  const limitDeg = Math.min(bestDeg, knockLimitDeg(control))
  const plannedDeg = torque.isIdling ? Math.min(limitDeg, torque.isHeatingCatalyst ? HEATING_DEG : IDLE_DEG) : limitDeg
  spark.plannedShare = shareAt(control, plannedDeg - bestDeg)
  spark.advanceDeg = state === 'running' ? fastDeg(control, plannedDeg, limitDeg, bestDeg) : CRANKING_DEG
  spark.givenShare = shareAt(control, spark.advanceDeg - bestDeg)
  torque.givenNm = control.stages.pulsesPerS > 0 ? air.chargeKg * nmPerKg(control, sensed.rpm) * spark.givenShare : 0
  for (let i = 0; i < CYLINDER_COUNT; i++) stages.sparkAdvanceDeg[i] = spark.advanceDeg - spark.retardDeg[i]
  charge(control)
}

/** Idling leans on the spark for what air is too slow for; so does a limit of the transmission. */
function fastDeg(control: EngineControl, plannedDeg: number, limitDeg: number, bestDeg: number): number {
  const { torque, sensed, air } = control
  if (torque.isIdling) {
    const swingDeg = IDLE_DEG_PER_RPM * (torque.idleRpm - sensed.rpm)
    return Math.min(limitDeg, plannedDeg + clamp(swingDeg, -IDLE_SWING_DEG, IDLE_SWING_DEG))
  }
  const fullNm = air.chargeKg * nmPerKg(control, sensed.rpm) * control.fuel.mixtureGain
  if (torque.fastNm >= fullNm * control.spark.plannedShare) return plannedDeg
  return Math.min(plannedDeg, bestDeg - awayAt(control, Math.max(SHARE_LEAST, torque.fastNm / fullNm)))
}

function knockLimitDeg({ air, sensed }: EngineControl): number {
  const shiftDeg = knockShiftDeg(air.intakeK - ZERO_DEG_C_K, sensed.engineDegC, PETROL_OCTANE)
  const reserveDeg = sensed.isKnockSound ? KNOCK_RESERVE_DEG : DEAF_RESERVE_DEG
  return knockAdvanceDeg(air.load, sensed.rpm) + shiftDeg - reserveDeg
}

/** A parabola that goes on straight, as measured on the engine; and its inverse. */
function shareAt({ figures }: EngineControl, awayDeg: number): number {
  const away = Math.abs(awayDeg)
  const bent = Math.min(away, PARABOLA_DEG)
  return Math.max(0.1, 1 - figures.sparkLossPerDeg2 * (bent * bent + 2 * PARABOLA_DEG * (away - bent)))
}

function awayAt({ figures }: EngineControl, share: number): number {
  const squared = (1 - share) / figures.sparkLossPerDeg2
  if (squared <= PARABOLA_DEG * PARABOLA_DEG) return Math.sqrt(squared)
  return PARABOLA_DEG + (squared - PARABOLA_DEG * PARABOLA_DEG) / (2 * PARABOLA_DEG)
}

/** A knock takes a cylinder's spark back at once; it comes forward again slowly. */
function hearKnock({ spark, sensed, readings, state }: EngineControl): void {
  const backDeg = KNOCK_BACK_DEG_PER_S * STEP_S
  for (let i = 0; i < CYLINDER_COUNT; i++) spark.retardDeg[i] = Math.max(0, spark.retardDeg[i] - backDeg)
  if (state !== 'running' || sensed.newSegments === 0) return
  const i = readings.lastCylinder
  if (readings.knockVolts > KNOCK_VOLTS)
    spark.retardDeg[i] = Math.min(KNOCK_DEG_MAX, spark.retardDeg[i] + KNOCK_STEP_DEG)
}

function charge({ stages, readings, sensed }: EngineControl): void {
  const cycleMs = 120_000 / Math.max(60, sensed.rpm)
  const dwellMs = Math.min(valueAt(DWELL_MS, readings.supplyVolts), (DUTY_MAX * cycleMs) / 2)
  stages.coilDwellMs.fill(stages.pulsesPerS > 0 ? dwellMs : 0)
}
