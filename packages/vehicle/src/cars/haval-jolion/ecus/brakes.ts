/**
 * The brake control unit: the speed of the car from four wheels, the pressure in its brakes, and who is wrong of the four.
 *
 * It decides by its sensors and the other units' messages alone.
 * Left out: control of slip, since the motion of this car has no wheels that turn by themselves; yaw.
 */

import { type Curve, curve, valueAt } from '../../../curve.ts'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { type BrakeReadings, type BrakeSensors, createWheelSpeeds, WHEEL_CODES } from '../../../ecus/wheel-speeds.ts'
import { CHASSIS } from '../figures.ts'
import { type BrakeSignals, isHeard, type SignalsOf } from './signals.ts'

const STEPS_PER_LOOK = 10
const SUPPLY_VOLTS_MIN = 7
const JUDGING_VOLTS_MIN = 9
const SETTLING_STEPS = 10
const WATCHING_STEPS = 120
export const BRAKE_PRESSURE_VOLTS: Curve = curve([0, 0.5], [20_000, 4.5])
const KPA_OF_VOLTS: Curve = { x: BRAKE_PRESSURE_VOLTS.y, y: BRAKE_PRESSURE_VOLTS.x }
/** As tools read it (identifier 6303): km/h in steps of this. */
export const WHEEL_KMH_PER_COUNT = 0.05625

/** Titles by public lists. */
export const BRAKE_CODES = { ...WHEEL_CODES, lostEngine: 'U0100', lostTransmission: 'U0101' } as const
export type BrakeMonitors = Readonly<Record<keyof typeof BRAKE_CODES, Monitor>>

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

export function createBrakes({ sensors, outputs, signals, monitors }: Surroundings): Brakes {
  const { readings } = sensors
  const wheels = createWheelSpeeds(CHASSIS.wheelM)
  let isAwake = false
  let awakeSteps = 0

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    awakeSteps = 0
    outputs.setSensorSupply(isAwake)
    signals.speedMps = signals.brakePressureKpa = 0
    signals.isBrakeWarning = false
    wheels.reset()
  }

  function perceive(): void {
    signals.brakePressureKpa = valueAt(KPA_OF_VOLTS, readings.pressureVolts)
    signals.speedMps = wheels.read(readings.wheelVolts, readings.wheelHz)
  }

  function watch(tick: number): void {
    if (readings.supplyVolts < JUDGING_VOLTS_MIN) return
    wheels.watch(readings.wheelVolts, readings.wheelHz, monitors)
    signals.isBrakeWarning = wheels.isWarning
    monitors.lostEngine.report(!isHeard(signals.engineHeartbeat, tick))
    monitors.lostTransmission.report(!isHeard(signals.transmissionHeartbeat, tick))
  }

  return {
    get isAwake() {
      return isAwake
    },
    readings,
    wheelMps: wheels.mps,
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
    stateNumbers: () => [Number(isAwake), awakeSteps, ...wheels.stateNumbers()],
  }
}
