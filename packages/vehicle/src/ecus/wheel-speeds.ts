/**
 * Four active wheel speed sensors, and who of them is wrong: an active sensor draws 7 or 14 mA as its wheel's poles go by,
 * so a whole one stands between 0.4 and 2.4 V over the unit's shunt, turning or not, and a cut wire is known at rest.
 */
import type { Monitor } from './dtc-engine.ts'

/** In this order everywhere. */
export const WHEELS = ['frontLeft', 'frontRight', 'rearLeft', 'rearRight'] as const
export type Wheel = (typeof WHEELS)[number]

/** Titles by public lists: left front, right front, left rear, right rear wheel speed sensor circuit. */
export const WHEEL_CODES = {
  frontLeft: 'C0035',
  frontRight: 'C0040',
  rearLeft: 'C0045',
  rearRight: 'C0050',
} as const satisfies Record<Wheel, string>

/** 7 and 14 mA over 115 Ω. */
export const WHEEL_SHUNT_OHM = 115
export const WHEEL_LOW_A = 0.007
export const WHEEL_POLES = 48
const VOLTS_MIN = 0.4
const VOLTS_MAX = 2.4
/** A wheel that stands, or turns otherwise than the others, is judged from this speed. */
const JUDGED_MPS_MIN = 4
const OFF_MAX = 0.2

/** What a sensor's timer shows of a wheel: for whoever makes the car's. */
export const wheelHzOf = (mps: number, wheelM: number): number =>
  (Math.abs(mps) / wheelM) * (WHEEL_POLES / (2 * Math.PI))

export const isWholeWheel = (volts: number): boolean => volts > VOLTS_MIN && volts < VOLTS_MAX

/** What a brake control unit's terminals showed last; arrays by wheel. */
export type BrakeReadings = {
  supplyVolts: number
  /** Over each sensor's shunt. */
  readonly wheelVolts: Float64Array
  /** Poles a second, from the time between the last two; 0 when none comes any more. */
  readonly wheelHz: Float64Array
  pressureVolts: number
}

export type BrakeSensors = {
  readonly readings: Readonly<BrakeReadings>
  /** `supplyVolts` alone: with the body's word of the ignition, what wakes the unit. */
  senseSupply(): void
  sense(): void
}

export const firstBrakeReadings = (): BrakeReadings => ({
  supplyVolts: 0,
  wheelVolts: new Float64Array(4),
  wheelHz: new Float64Array(4),
  pressureVolts: 0,
})

export type WheelSpeeds = {
  readonly mps: Readonly<Float64Array>
  isWarning(): boolean
  reset(): void
  /** Over the road, whichever way: from volts over the shunts and poles a second. */
  read(volts: Readonly<Float64Array>, hz: Readonly<Float64Array>): number
  watch(volts: Readonly<Float64Array>, hz: Readonly<Float64Array>, monitors: Readonly<Record<Wheel, Monitor>>): void
  stateNumbers(): number[]
}

export function createWheelSpeeds(wheelM: number): WheelSpeeds {
  const mps = new Float64Array(WHEELS.length)
  const isWhole = new Uint8Array(WHEELS.length).fill(1)
  let isWarning = false

  /** The faster of the two that are not driven, since brakes and sensors only take speed away; else of the others. */
  function roadMps(): number {
    return isWhole[2] + isWhole[3] > 0 ? Math.max(mps[2], mps[3]) : Math.max(mps[0], mps[1])
  }

  return {
    mps,
    isWarning: () => isWarning,
    reset() {
      mps.fill(0)
      isWhole.fill(1)
      isWarning = false
    },
    read(volts, hz) {
      for (let wheel = 0; wheel < WHEELS.length; wheel++) {
        if (!isWholeWheel(volts[wheel])) isWhole[wheel] = 0
        mps[wheel] = isWhole[wheel] * hz[wheel] * ((2 * Math.PI * wheelM) / WHEEL_POLES)
      }
      return roadMps()
    },
    watch(volts, hz, monitors) {
      const fastest = Math.max(mps[0], mps[1], mps[2], mps[3])
      const isJudged = fastest > JUDGED_MPS_MIN
      isWarning = false
      for (let wheel = 0; wheel < WHEELS.length; wheel++) {
        const isCut = !isWholeWheel(volts[wheel])
        const isSlow = isJudged && mps[wheel] < (1 - OFF_MAX) * fastest
        // After a cut, or silence, a wheel is believed again once it turns as the others.
        isWhole[wheel] = isCut || (isSlow && hz[wheel] === 0) ? 0 : 1
        isWarning ||= isWhole[wheel] === 0
        if (isCut || isJudged) monitors[WHEELS[wheel]].report(isCut || isSlow)
      }
    },
    stateNumbers: () => [...mps, ...isWhole, Number(isWarning)],
  }
}
