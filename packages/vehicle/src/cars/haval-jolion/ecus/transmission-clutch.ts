/**
 * The two clutches, from torque to duty: a wanted torque becomes a pressure, the pressure a current that the sensor's word
 * corrects slowly, the current a duty that the shunt's word corrects at once. A wrong sensor thus moves a real clutch, as
 * far as the correction may go.
 */
import { clamp } from '../../../curve.ts'
import { CLUTCH, EVEN, ODD, type Perception, SOLENOID_OHM, type TransmissionReadings } from './transmission-sensors.ts'

export type Clutches = {
  readonly wantedNm: Float64Array
  readonly wantedKpa: Float64Array
  readonly wantedA: Float64Array
  /** Learned against the pressure sensor. */
  readonly trimA: Float64Array
  /** What the shunt corrects: the coil's resistance is not what it was when cold. */
  readonly coilVolts: Float64Array
  readonly duty: Float64Array
  /** Steps since the current asked for changed by more than a little. */
  readonly steadySteps: Int32Array
  readonly steadyA: Float64Array
}

const TRIM_A_MAX = 0.1
const TRIM_PER_STEP = 0.012
const COIL_VOLTS_PER_A = 1.5
const COIL_VOLTS_MAX = 3
/** So fast a clutch may close; it may open at once. */
const CLOSING_NM_PER_STEP = 25
const STEADY_A = 0.02

export function createClutches(): Clutches {
  const pair = () => new Float64Array(2)
  return {
    wantedNm: pair(),
    wantedKpa: pair(),
    wantedA: pair(),
    trimA: pair(),
    coilVolts: pair(),
    duty: pair(),
    steadySteps: new Int32Array(2),
    steadyA: pair(),
  }
}

export function askTorque(clutches: Clutches, side: number, torqueNm: number): void {
  const { wantedNm } = clutches
  wantedNm[side] = Math.max(0, Math.min(torqueNm, wantedNm[side] + CLOSING_NM_PER_STEP))
}

export function openBoth(clutches: Clutches): void {
  clutches.wantedNm[ODD] = clutches.wantedNm[EVEN] = 0
}

/** What a current makes when the valve is sound. */
export const kpaByCurrent = (amps: number): number =>
  amps <= CLUTCH.solenoidAMin ? 0 : (amps - CLUTCH.solenoidAMin) * CLUTCH.kpaPerA

export function driveSolenoids(
  clutches: Clutches,
  seen: Perception,
  readings: Readonly<TransmissionReadings>,
  isSensorTrusted: Uint8Array,
): void {
  for (let side = ODD; side <= EVEN; side++) {
    askCurrent(clutches, seen.pressureKpa[side], side, isSensorTrusted[side] === 1)
    const wantedA = clutches.wantedA[side]
    if (Math.abs(wantedA - clutches.steadyA[side]) > STEADY_A) {
      clutches.steadyA[side] = wantedA
      clutches.steadySteps[side] = 0
    } else clutches.steadySteps[side]++
    driveCoil(clutches, side, readings)
  }
}

function askCurrent(clutches: Clutches, measuredKpa: number, side: number, isTrusted: boolean): void {
  const torqueNm = clutches.wantedNm[side]
  if (torqueNm === 0) {
    clutches.wantedKpa[side] = clutches.wantedA[side] = 0
    return
  }
  const wantedKpa = CLUTCH.touchKpa + torqueNm / CLUTCH.nmPerKpa
  clutches.wantedKpa[side] = wantedKpa
  // A pressure that is still on its way teaches nothing.
  const isLearning = isTrusted && clutches.steadySteps[side] > 8
  const missingA = (wantedKpa - measuredKpa) / CLUTCH.kpaPerA
  const trimA = isTrusted ? clutches.trimA[side] + (isLearning ? TRIM_PER_STEP * missingA : 0) : 0
  clutches.trimA[side] = clamp(trimA, -TRIM_A_MAX, TRIM_A_MAX)
  clutches.wantedA[side] = CLUTCH.solenoidAMin + wantedKpa / CLUTCH.kpaPerA + clutches.trimA[side]
}

function driveCoil(clutches: Clutches, side: number, { supplyVolts, solenoidA }: Readonly<TransmissionReadings>): void {
  const wantedA = clutches.wantedA[side]
  if (wantedA === 0) {
    clutches.duty[side] = 0
    return
  }
  // Corrected against the current that the last duty made: a coil follows within a step.
  const missingA = clutches.duty[side] > 0 ? wantedA - solenoidA[side] : 0
  const coilVolts = clutches.coilVolts[side] + COIL_VOLTS_PER_A * missingA
  clutches.coilVolts[side] = clamp(coilVolts, -COIL_VOLTS_MAX, COIL_VOLTS_MAX)
  clutches.duty[side] = clamp((wantedA * SOLENOID_OHM + clutches.coilVolts[side]) / Math.max(6, supplyVolts), 0, 1)
}
