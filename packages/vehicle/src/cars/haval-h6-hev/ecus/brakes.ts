/**
 * The brake control unit: the speed of the car from four wheels, what the driver's foot asks, and how much of that the
 * friction brakes leave to recuperation.
 *
 * It decides by its sensors and the other units' messages alone; without supply the foot brakes by friction alone.
 * Left out: control of slip, since the motion of this car has no wheels that turn by themselves; yaw.
 */
import { type Curve, clamp, valueAt } from '../../../curve.ts'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { REFERENCE_VOLTS } from '../../../ecus/thermistor.ts'
import { type BrakeReadings, type BrakeSensors, createWheelSpeeds, WHEEL_CODES } from '../../../ecus/wheel-speeds.ts'
import { BRAKE_NM_MAX, CHASSIS } from '../figures.ts'
import { BRAKE_PRESSURE_SHARE } from '../sensor-curves.ts'
import { type BrakeSignals, isHeard, type SignalsOf } from './signals.ts'

const STEPS_PER_LOOK = 10
const SUPPLY_VOLTS_MIN = 7
const JUDGING_VOLTS_MIN = 9
const SETTLING_STEPS = 10
const WATCHING_STEPS = 120
/** Below it the sensor's wire is cut or shorted. */
const PRESSURE_VOLTS_MIN = 0.25
const FORCE_OF_SHARE: Curve = { x: BRAKE_PRESSURE_SHARE.y, y: BRAKE_PRESSURE_SHARE.x }

/** Titles by public lists. */
export const BRAKE_CODES = { ...WHEEL_CODES, pressure: 'C0044', lostEngine: 'U0100', lostHcu: 'U0293' } as const
export type BrakeMonitors = Readonly<Record<keyof typeof BRAKE_CODES, Monitor>>

export type BrakeOutputs = {
  /** What its wheel speed sensors are fed with: on while it is awake. */
  setSensorSupply(isOn: boolean): void
  /** Of the full force of the pedal, what the friction brakes leave out. */
  setRecuperated(share: number): void
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
    outputs.setRecuperated(0)
    signals.speedMps = signals.brakeRequestNm = 0
    signals.isBrakeWarning = false
    wheels.reset()
  }

  const isPressureSound = () => readings.pressureVolts > PRESSURE_VOLTS_MIN

  /** Who cannot tell how hard the foot presses asks for no recuperation. */
  function blend(): void {
    const force = isPressureSound() ? valueAt(FORCE_OF_SHARE, readings.pressureVolts / REFERENCE_VOLTS) : 0
    signals.brakeRequestNm = force < 0.01 ? 0 : force * BRAKE_NM_MAX
    outputs.setRecuperated(clamp(signals.recuperatedNm, 0, signals.brakeRequestNm) / BRAKE_NM_MAX)
  }

  function watch(tick: number): void {
    if (readings.supplyVolts < JUDGING_VOLTS_MIN) return
    wheels.watch(readings.wheelVolts, readings.wheelHz, monitors)
    signals.isBrakeWarning = wheels.isWarning || !isPressureSound()
    monitors.pressure.report(!isPressureSound())
    monitors.lostEngine.report(!isHeard(signals.engineHeartbeat, tick))
    monitors.lostHcu.report(!isHeard(signals.transmissionHeartbeat, tick))
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
      signals.speedMps = wheels.read(readings.wheelVolts, readings.wheelHz)
      blend()
      if (tick % STEPS_PER_LOOK === 6 && awakeSteps > WATCHING_STEPS) watch(tick)
    },
    stateNumbers: () => [Number(isAwake), awakeSteps, ...wheels.stateNumbers()],
  }
}
