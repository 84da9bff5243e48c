/**
 * The body control unit: power states, ignition relay with its after-run, lamps, air conditioning, the low-voltage supply.
 *
 * It decides by its sensors and the other units' messages alone; its wires are in ../wiring/body.ts.
 */
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { type BodySignals, isHeard, type SignalsOf } from './signals.ts'
import type { Switch } from './switch.ts'

/** What its thermistors are fed with. */
export const REFERENCE_VOLTS = 5
const SUPPLY_VOLTS_MIN = 6.5
const LOW_SUPPLY_VOLTS = 10.5
const RECESSIVE_VOLTS = 2.5
/** A plug draws the proximity pin down, even one with a resistor too large; without it the pin stands at 4.5 V. */
const PLUGGED_VOLTS_MAX = 4.1
/** After power off the relay holds so long that contactors open in order and the bus is discharged. */
const AFTER_RUN_STEPS = 800
/** After the ignition comes on: when supplies are judged, and when the drive unit must have been heard. */
const SUPPLY_SETTLED_STEPS = 50
const DRIVE_HEARD_STEPS = 100
/** Air temperatures are looked at once a second. */
const STEPS_PER_SLOW_LOOK = 100
/** Air conditioning on automatic, as the last driver left it. The compressor turns as slowly as it may, so it never switches. */
const COOLING_FROM_DEG_C = 24
const COOLING_W_PER_K = 600
const COMPRESSOR_W_MAX = 3000

export type BodyMonitors = { readonly lowSupply: Monitor; readonly lostDrive: Monitor }

/** What its sensors told it last. */
export type BodyReadings = {
  supplyVolts: number
  proximityVolts: number
  ambientTempDegC: number
  cabinTempDegC: number
  /** As the compressor's own electronics measure it. */
  compressorW: number
}

export type BodySensors = {
  readonly readings: Readonly<BodyReadings>
  senseSupply(): number
  sense(): void
  /** False while the reference is not up, so that nothing can be read against it. */
  senseTemperatures(): boolean
}

export type BodyOutputs = {
  readonly ignitionRelay: Switch
  readonly lights: Switch
  /** The compressor makes of it what its supply allows. */
  readonly compressor: { compressorW: number }
  setReferenceVolts(volts: number): void
  setRecessiveVolts(volts: number): void
}

export type Body = {
  readonly isAwake: boolean
  readonly readings: Readonly<BodyReadings>
  readonly compressorRequestW: number
  /** A tester may switch the lights; undefined while the body decides. */
  readonly overrides: { lights: boolean | undefined }
  readonly lights: Switch
  step(tick: number): void
  state(): readonly number[]
}

type Surroundings = {
  readonly sensors: BodySensors
  readonly outputs: BodyOutputs
  readonly signals: SignalsOf<BodySignals>
  readonly monitors: BodyMonitors
}

export function createBody({ sensors, outputs, signals, monitors }: Surroundings): Body {
  const { readings } = sensors
  const overrides: Body['overrides'] = { lights: undefined }
  let isAwake = false
  let afterRunSteps = 0
  let ignitionSteps = 0
  let hasTemperatures = false

  function sense(tick: number): void {
    sensors.sense()
    if (!hasTemperatures || tick % STEPS_PER_SLOW_LOOK === 70) hasTemperatures = sensors.senseTemperatures()
    signals.isPlugged = readings.proximityVolts < PLUGGED_VOLTS_MAX
    signals.ambientTempDegC = readings.ambientTempDegC
    signals.bodyHeartbeat = tick
  }

  function fallAsleep(): void {
    hasTemperatures = false
    afterRunSteps = 0
    signals.isPowerOn = signals.isPlugged = false
    overrides.lights = undefined
  }

  function watch(tick: number): void {
    monitors.lowSupply.report(readings.supplyVolts < LOW_SUPPLY_VOLTS)
    if (ignitionSteps > DRIVE_HEARD_STEPS) monitors.lostDrive.report(!isHeard(signals.driveHeartbeat, tick))
  }

  /** High voltage is there for comfort only while the car is READY and the contactors stay closed. */
  function airCondition(): void {
    const mayCool = isAwake && signals.isReady && !signals.isOpeningAnnounced
    const wantedW = COOLING_W_PER_K * (readings.cabinTempDegC - COOLING_FROM_DEG_C)
    outputs.compressor.compressorW = mayCool ? Math.min(COMPRESSOR_W_MAX, Math.max(0, wantedW)) : 0
  }

  return {
    get isAwake() {
      return isAwake
    },
    readings,
    get compressorRequestW() {
      return outputs.compressor.compressorW
    },
    overrides,
    lights: outputs.lights,
    step(tick) {
      isAwake = sensors.senseSupply() > SUPPLY_VOLTS_MIN
      outputs.setReferenceVolts(isAwake ? REFERENCE_VOLTS : 0)
      if (isAwake) sense(tick)
      else fallAsleep()
      const isAsked = signals.isPowerOn || signals.isPlugged
      afterRunSteps = isAsked ? AFTER_RUN_STEPS : Math.max(0, afterRunSteps - 1)
      signals.isIgnitionOn = afterRunSteps > 0
      ignitionSteps = signals.isIgnitionOn ? ignitionSteps + 1 : 0
      outputs.ignitionRelay.set(signals.isIgnitionOn)
      outputs.lights.set(isAwake && (overrides.lights ?? false))
      outputs.setRecessiveVolts(isAwake ? RECESSIVE_VOLTS : 0)
      airCondition()
      if (isAwake && ignitionSteps > SUPPLY_SETTLED_STEPS && tick % 10 === 3) watch(tick)
    },
    state: () => [Number(isAwake), afterRunSteps, ignitionSteps, Number(hasTemperatures)],
  }
}
