/**
 * The body control unit: ignition and READY by one button, lights, climate, fuel gauge, distance, the driver's lamps.
 *
 * One press switches on; with the foot on the brake it asks the hybrid control unit for READY. Another press switches off, at
 * rest; the ignition stays on until high voltage is off and the bus discharged, or as long as that may take.
 * It decides by its sensors and the other units' messages alone; its wires are in ../wiring/body.ts.
 */
import type { DriveMode } from '../../../car.ts'
import { type Curve, clamp, lagShare, valueAt } from '../../../curve.ts'
import type { BodyCoding } from '../../../ecus/body-coding.ts'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import type { FlashProgram } from '../../../ecus/flash-program.ts'
import { REFERENCE_VOLTS, thermistorDegC } from '../../../ecus/thermistor.ts'
import { STEP_S } from '../figures.ts'
import { FUEL_SENDER_OHM } from '../sensor-curves.ts'
import { type BodySignals, isHeard, type SignalsOf } from './signals.ts'

const STEPS_PER_LOOK = 10
const STEPS_PER_SLOW_LOOK = 100
const SUPPLY_VOLTS_MIN = 6.5
const JUDGING_VOLTS_MIN = 9
const LOW_SUPPLY_VOLTS = 11.2
const LISTENING_STEPS = 120
/** The button draws its pin to ground; contacts chatter for a while. */
const PRESSED_VOLTS_MAX = 1.5
const PRESSED_STEPS = 4
/** Until the engine control unit, which has the brake switch, can be heard after a first press. */
const ASKING_STEPS = 150
const REST_MPS = 1
/** High voltage off, then the bus discharged; and no longer than that, whatever happens. */
const AFTER_RUN_STEPS_MIN = 350
const AFTER_RUN_STEPS_MAX = 900
/** Within the unit, from 5 V to the sender. */
export const FUEL_PULL_UP_OHM = 330
const FUEL_VOLTS_MIN = 0.3
const FUEL_VOLTS_MAX = 3
/** What sloshes shall not be seen. */
const FUEL_LAG_S = 12
const FUEL_LAMP_PERCENT = 12
const SHARE_OF_OHM: Curve = { x: FUEL_SENDER_OHM.y.toReversed(), y: FUEL_SENDER_OHM.x.toReversed() }
const AMBIENT_VOLTS_MIN = 0.1
const AMBIENT_VOLTS_MAX = 4.9
/** Colder, the compressor would ice its evaporator. */
const COOLING_FROM_DEG_C = 3

/** Titles of SAE J2012, by public lists. */
export const BODY_CODES = {
  lowSupply: 'P0562',
  fuelSender: 'P0460',
  ambientSensor: 'P0070',
  lostEngine: 'U0100',
  lostHcu: 'U0293',
  lostBrakes: 'U0121',
} as const
export type BodyMonitors = Readonly<Record<keyof typeof BODY_CODES, Monitor>>

/** What its terminals showed last. */
export type BodyReadings = {
  supplyVolts: number
  startButtonVolts: number
  ambientVolts: number
  fuelVolts: number
  /** On its own panel. */
  isAirConditioningSwitchOn: boolean
  driveModeDial: DriveMode
}

export type BodySensors = {
  readonly readings: Readonly<BodyReadings>
  senseSupply(): void
  /** The button, which is looked at in every step; the panel. */
  senseButtons(): void
  /** Ambient and fuel. */
  senseSlowly(): void
}

export type BodyOutputs = {
  /** What it drives, as of its last step. */
  readonly relays: { ignition: boolean; lights: boolean }
  /** Puts the relays on the wires. */
  apply(): void
  /** Its own consumption with the ignition on; without, it only watches the button. */
  setOwnLoad(isOn: boolean): void
}

/** In front of the driver, beside the malfunction lamp. */
export type Lamps = {
  ready: boolean
  hybrid: boolean
  charge: boolean
  oilPressure: boolean
  brakes: boolean
  fuel: boolean
}

export type Body = {
  /** It has supply, so it answers testers. */
  readonly isAwake: boolean
  /** In its boot loader it drives nothing, the ignition relay included, and is silent on the bus. */
  readonly program: FlashProgram
  readonly readings: Readonly<BodyReadings>
  readonly lamps: Readonly<Lamps>
  /** A tester may switch the lights; undefined while the body decides. */
  readonly overrides: { lights: boolean | undefined }
  readonly coding: BodyCoding
  readonly relays: Readonly<BodyOutputs['relays']>
  step(tick: number): void
  stateNumbers(): readonly number[]
}

type Surroundings = {
  readonly sensors: BodySensors
  readonly outputs: BodyOutputs
  readonly signals: SignalsOf<BodySignals>
  readonly monitors: BodyMonitors
  readonly program: FlashProgram
}

export function createBody({ sensors, outputs, signals, monitors, program }: Surroundings): Body {
  const { readings } = sensors
  const { relays } = outputs
  const lamps: Lamps = { ready: false, hybrid: false, charge: false, oilPressure: false, brakes: false, fuel: false }
  const overrides: Body['overrides'] = { lights: undefined }
  const coding: BodyCoding = { daytimeLights: true }
  let hasSupply = false
  let isAwake = false
  let pressedSteps = 0
  let askingSteps = 0
  let ignitionSteps = 0
  let afterRunSteps = 0
  let isFuelKnown = false

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    signals.isPowerOn = signals.isIgnitionOn = signals.isCoolingWanted = false
    pressedSteps = askingSteps = ignitionSteps = afterRunSteps = 0
    isFuelKnown = false
    overrides.lights = undefined
    if (!isAwake) act()
  }

  function press(): void {
    if (!signals.isPowerOn) {
      signals.isPowerOn = true
      askingSteps = ASKING_STEPS
    } else if (!signals.isReady && signals.isBrakePressed) askingSteps = ASKING_STEPS
    else if (signals.speedMps < REST_MPS) {
      signals.isPowerOn = false
      askingSteps = afterRunSteps = 0
    }
  }

  function feelButton(): void {
    const isPressed = readings.startButtonVolts < PRESSED_VOLTS_MAX
    pressedSteps = isPressed ? pressedSteps + 1 : 0
    if (pressedSteps === PRESSED_STEPS) press()
  }

  /** Asked once for a press, as soon as those are heard whose word it needs. */
  function askForReady(tick: number): void {
    if (askingSteps === 0) return
    askingSteps--
    const areHeard = isHeard(signals.engineHeartbeat, tick) && isHeard(signals.transmissionHeartbeat, tick)
    if (!areHeard || askingSteps > ASKING_STEPS - 40) return
    askingSteps = 0
    if (signals.isBrakePressed) signals.readyPresses++
  }

  function keepIgnition(): void {
    afterRunSteps = signals.isPowerOn ? 0 : afterRunSteps + 1
    const isDone = !signals.isHighVoltageOn && afterRunSteps > AFTER_RUN_STEPS_MIN
    if (signals.isPowerOn) signals.isIgnitionOn = true
    else if (isDone || afterRunSteps > AFTER_RUN_STEPS_MAX) signals.isIgnitionOn = false
    ignitionSteps = signals.isIgnitionOn ? ignitionSteps + 1 : 0
  }

  function senseSlowly(): void {
    sensors.senseSlowly()
    signals.ambientTempDegC = thermistorDegC(readings.ambientVolts)
    if (!isFuelWhole()) {
      signals.fuelPercent = 0
      isFuelKnown = false
      return
    }
    const ohm = (FUEL_PULL_UP_OHM * readings.fuelVolts) / (REFERENCE_VOLTS - readings.fuelVolts)
    const percent = 100 * clamp(valueAt(SHARE_OF_OHM, ohm), 0, 1)
    const follow = isFuelKnown ? lagShare(STEPS_PER_SLOW_LOOK * STEP_S, FUEL_LAG_S) : 1
    signals.fuelPercent += (percent - signals.fuelPercent) * follow
    isFuelKnown = true
  }

  const isFuelWhole = () => readings.fuelVolts > FUEL_VOLTS_MIN && readings.fuelVolts < FUEL_VOLTS_MAX

  function act(): void {
    const isOn = signals.isPowerOn
    relays.ignition = signals.isIgnitionOn
    relays.lights = isAwake && (overrides.lights ?? (coding.daytimeLights && signals.isReady))
    outputs.setOwnLoad(signals.isIgnitionOn)
    outputs.apply()
    const isWarm = signals.ambientTempDegC > COOLING_FROM_DEG_C
    signals.driveModeWanted = readings.driveModeDial
    signals.isCoolingWanted = isOn && readings.isAirConditioningSwitchOn && isWarm
    lamps.ready = isOn && signals.isReady
    lamps.hybrid = isOn && (signals.isBatteryWarning || (signals.isReady && !signals.isTractionAble))
    lamps.charge = isOn && (!signals.isReady || signals.isChargeShort)
    lamps.oilPressure = isOn && signals.isEngineRunning && signals.isOilPressureLow
    lamps.brakes = isOn && signals.isBrakeWarning
    lamps.fuel = isOn && signals.fuelPercent < FUEL_LAMP_PERCENT
  }

  function watch(tick: number): void {
    const isWholeAmbient = readings.ambientVolts > AMBIENT_VOLTS_MIN && readings.ambientVolts < AMBIENT_VOLTS_MAX
    monitors.ambientSensor.report(!isWholeAmbient)
    monitors.fuelSender.report(!isFuelWhole())
    if (!signals.isHighVoltageOn) monitors.lowSupply.report(readings.supplyVolts < LOW_SUPPLY_VOLTS)
    if (ignitionSteps < LISTENING_STEPS || readings.supplyVolts < JUDGING_VOLTS_MIN || !signals.isPowerOn) return
    monitors.lostEngine.report(!isHeard(signals.engineHeartbeat, tick))
    monitors.lostHcu.report(!isHeard(signals.transmissionHeartbeat, tick))
    monitors.lostBrakes.report(!isHeard(signals.brakesHeartbeat, tick))
  }

  return {
    get isAwake() {
      return hasSupply
    },
    program,
    readings,
    lamps,
    overrides,
    coding,
    relays,
    step(tick) {
      sensors.senseSupply()
      hasSupply = readings.supplyVolts > SUPPLY_VOLTS_MIN
      wake(hasSupply && program.isRunning)
      if (!isAwake) return
      signals.bodyHeartbeat = tick
      sensors.senseButtons()
      feelButton()
      askForReady(tick)
      if (!isFuelKnown || tick % STEPS_PER_SLOW_LOOK === 70) senseSlowly()
      keepIgnition()
      signals.odometerM += ignitionSteps > 0 ? signals.speedMps * STEP_S : 0
      act()
      if (tick % STEPS_PER_LOOK === 3 && ignitionSteps > 0) watch(tick)
    },
    stateNumbers: () => [
      ...[Number(hasSupply), Number(isAwake), pressedSteps, askingSteps, ignitionSteps, afterRunSteps],
      Number(isFuelKnown),
      Number(coding.daytimeLights),
    ],
  }
}
