/**
 * The brake control unit: the speed of the car from four wheels, the pressure in its brakes, and who is wrong of the four.
 *
 * It decides by its sensors and the other units' messages alone. Active sensors draw 7 or 14 mA as their wheel's poles go
 * by: whole ones stand between 0.4 and 2.4 V over the unit's shunt, turning or not, so a cut wire is known at rest.
 * Left out: control of slip, since the motion of this car has no wheels that turn by themselves; yaw.
 */

import { type Curve, curve, valueAt } from '../../../curve.ts'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { CHASSIS } from '../figures.ts'
import { type BrakeSignals, isHeard, type SignalsOf } from './signals.ts'

const STEPS_PER_LOOK = 10
const SUPPLY_VOLTS_MIN = 7
const JUDGING_VOLTS_MIN = 9
const SETTLING_STEPS = 10
const WATCHING_STEPS = 120
export const WHEEL_POLES = 48
/** 7 and 14 mA over 115 Ω. */
export const WHEEL_SHUNT_OHM = 115
export const WHEEL_LOW_A = 0.007
export const WHEEL_HIGH_A = 0.014
const WHEEL_VOLTS_MIN = 0.4
const WHEEL_VOLTS_MAX = 2.4
export const BRAKE_PRESSURE_VOLTS: Curve = curve([0, 0.5], [20_000, 4.5])
const KPA_OF_VOLTS: Curve = { x: BRAKE_PRESSURE_VOLTS.y, y: BRAKE_PRESSURE_VOLTS.x }
/** A wheel that stands, or turns otherwise than the others, is judged from this speed. */
const JUDGED_MPS_MIN = 4
const WHEEL_OFF_MAX = 0.2
/** As tools read it (identifier 6303): km/h in steps of this. */
export const WHEEL_KMH_PER_COUNT = 0.05625

/** Front left, front right, rear left, rear right. */
export const WHEELS = ['frontLeft', 'frontRight', 'rearLeft', 'rearRight'] as const

/** Titles by public lists: left front, right front, left rear, right rear wheel speed sensor circuit. */
export const BRAKE_CODES = {
  frontLeft: 'C0035',
  frontRight: 'C0040',
  rearLeft: 'C0045',
  rearRight: 'C0050',
  lostEngine: 'U0100',
  lostTransmission: 'U0101',
} as const
export type BrakeMonitors = Readonly<Record<keyof typeof BRAKE_CODES, Monitor>>

/** What its terminals showed last; arrays in the order of `WHEELS`. */
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
  /** What the sensors hold beside their readings, for a state hash. */
  state(): readonly number[]
}

export type BrakeOutputs = {
  /** What its wheel speed sensors are fed with: on while it is awake. */
  setSensorSupply(isOn: boolean): void
}

export type Brakes = {
  readonly isAwake: boolean
  readonly readings: Readonly<BrakeReadings>
  readonly wheelMps: Readonly<Float64Array>
  step(tick: number): void
  stateNumbers(): readonly number[]
}

type Surroundings = {
  readonly sensors: BrakeSensors
  readonly outputs: BrakeOutputs
  readonly signals: SignalsOf<BrakeSignals>
  readonly monitors: BrakeMonitors
}

export const firstBrakeReadings = (): BrakeReadings => ({
  supplyVolts: 0,
  wheelVolts: new Float64Array(4),
  wheelHz: new Float64Array(4),
  pressureVolts: 0,
})

/** What a sensor's timer shows of a wheel: for whoever makes the car's. */
export const wheelHzOf = (mps: number): number => (Math.abs(mps) / CHASSIS.wheelM) * (WHEEL_POLES / (2 * Math.PI))

export function createBrakes({ sensors, outputs, signals, monitors }: Surroundings): Brakes {
  const { readings } = sensors
  const wheelMps = new Float64Array(4)
  const isWhole = new Uint8Array(4)
  let isAwake = false
  let awakeSteps = 0

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    awakeSteps = 0
    outputs.setSensorSupply(isAwake)
    signals.speedMps = signals.brakePressureKpa = 0
    signals.isBrakeWarning = false
    isWhole.fill(1)
    wheelMps.fill(0)
  }

  function perceive(): void {
    for (let wheel = 0; wheel < 4; wheel++) {
      const volts = readings.wheelVolts[wheel]
      if (volts < WHEEL_VOLTS_MIN || volts > WHEEL_VOLTS_MAX) isWhole[wheel] = 0
      wheelMps[wheel] = isWhole[wheel] * readings.wheelHz[wheel] * ((2 * Math.PI * CHASSIS.wheelM) / WHEEL_POLES)
    }
    signals.brakePressureKpa = valueAt(KPA_OF_VOLTS, readings.pressureVolts)
    signals.speedMps = roadMps()
  }

  /** The faster of the two that are not driven, since brakes and sensors only take speed away; else of the others. */
  function roadMps(): number {
    if (isWhole[2] + isWhole[3] > 0) return Math.max(wheelMps[2], wheelMps[3])
    return Math.max(wheelMps[0], wheelMps[1])
  }

  function watch(tick: number): void {
    if (readings.supplyVolts < JUDGING_VOLTS_MIN) return
    let isWarning = false
    const fastestMps = Math.max(wheelMps[0], wheelMps[1], wheelMps[2], wheelMps[3])
    for (let wheel = 0; wheel < 4; wheel++) {
      const volts = readings.wheelVolts[wheel]
      const isCut = volts < WHEEL_VOLTS_MIN || volts > WHEEL_VOLTS_MAX
      const isJudged = fastestMps > JUDGED_MPS_MIN
      const isSlow = isJudged && wheelMps[wheel] < (1 - WHEEL_OFF_MAX) * fastestMps
      // After a cut, or silence, a wheel is believed again once it turns as the others.
      isWhole[wheel] = isCut || (isSlow && readings.wheelHz[wheel] === 0) ? 0 : 1
      isWarning ||= isWhole[wheel] === 0
      if (isCut || isJudged) monitors[WHEELS[wheel]].report(isCut || isSlow)
    }
    signals.isBrakeWarning = isWarning
    monitors.lostEngine.report(!isHeard(signals.engineHeartbeat, tick))
    monitors.lostTransmission.report(!isHeard(signals.transmissionHeartbeat, tick))
  }

  return {
    get isAwake() {
      return isAwake
    },
    readings,
    wheelMps,
    step(tick) {
      sensors.senseSupply()
      wake(readings.supplyVolts > SUPPLY_VOLTS_MIN && signals.isIgnitionOn)
      if (!isAwake) return
      signals.brakesHeartbeat = tick
      if (++awakeSteps < SETTLING_STEPS) return
      sensors.sense()
      perceive()
      if (tick % STEPS_PER_LOOK === 6 && awakeSteps > WATCHING_STEPS) watch(tick)
    },
    stateNumbers: () => [Number(isAwake), awakeSteps, ...wheelMps, ...isWhole, ...sensors.state()],
  }
}
