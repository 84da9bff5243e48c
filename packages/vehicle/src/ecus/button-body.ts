/**
 * The body control unit of cars with an engine that come on by one button: button, lights, climate, fuel gauge, distance, the
 * driver's lamps. One press switches on; with the foot on the brake it also starts; another switches off, at rest. What starting
 * is, what outlasts the switch and which lamps there are is each car's own: see `BodyDuties`, and the car's ecus/body.ts.
 *
 * It decides by its sensors and the other units' messages alone; its wires are in ../harness/body-wires.ts.
 */
import { type Curve, clamp, inverse, lagShare, valueAt } from '../curve.ts'
import type { BodyCoding } from './body-coding.ts'
import type { Monitor } from './dtc-engine.ts'
import { isHeard } from './exchange.ts'
import type { FlashProgram } from './flash-program.ts'
import { REFERENCE_VOLTS, thermistorDegC } from './thermistor.ts'

const STEP_S = 0.01
const STEPS_PER_LOOK = 10
const STEPS_PER_SLOW_LOOK = 100
const SUPPLY_VOLTS_MIN = 6.5
const JUDGING_VOLTS_MIN = 9
const LISTENING_STEPS = 120
/** The button draws its pin to ground; contacts chatter for a while. */
const PRESSED_VOLTS_MAX = 1.5
const PRESSED_STEPS = 4
const REST_MPS = 1
/** Within the unit, from 5 V to the sender. */
export const FUEL_PULL_UP_OHM = 330
const FUEL_VOLTS_MIN = 0.3
const FUEL_VOLTS_MAX = 3
/** What sloshes shall not be seen. */
const FUEL_LAG_S = 12
const FUEL_LAMP_PERCENT = 12
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
  lostTransmission: 'U0101',
  lostBrakes: 'U0121',
  lostGateway: 'U0146',
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
}

export const firstBodyReadings = (): BodyReadings => ({
  supplyVolts: 0,
  startButtonVolts: 5,
  ambientVolts: 0,
  fuelVolts: 0,
  isAirConditioningSwitchOn: false,
})

export type BodySensors<Readings extends BodyReadings = BodyReadings> = {
  readonly readings: Readonly<Readings>
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

/** What it says. */
export type BodySays = {
  isIgnitionOn: boolean
  ambientTempDegC: number
  fuelPercent: number
  odometerM: number
  bodyHeartbeat: number
}

/** What it hears of others. */
export type BodyHears = {
  isBrakePressed: boolean
  engineHeartbeat: number
  /** Of whoever speaks in the transmission's name. */
  transmissionHeartbeat: number
  speedMps: number
  isBrakeWarning: boolean
  brakesHeartbeat: number
  gatewayHeartbeat: number
}

/** In front of the driver, beside the malfunction lamp. */
export type BodyLamps = { brakes: boolean; fuel: boolean }

export type BodyFigures = {
  /** By the share of the tank. */
  readonly fuelSenderOhm: Curve
  /** After a press the others have so long to be heard, and are not asked before. */
  readonly asking: { readonly stepsMax: number; readonly stepsMin: number }
  readonly lowSupply: { readonly volts: number; readonly fromSteps: number }
}

/** What one car's own body does beside: it may say more, hear more, and count. */
export type BodyDuties<Lamps extends BodyLamps> = {
  readonly lamps: Lamps
  /** The engine runs, or the car is READY. */
  isStarted(): boolean
  /** False while what the volts show is not the battery: the starter draws on it, or a converter holds it up. */
  mayJudgeSupply(): boolean
  /** Supply or program came or went: what it counted is forgotten. */
  reset(): void
  /** Once for a press, those being heard whose word it needs. */
  answer(): void
  /** In every step: the ignition, by what the driver switched, and the start. */
  follow(isOn: boolean, areHeard: boolean): void
  /** In every step: what it asks of climate, and its own lamps. */
  tell(isOn: boolean, isCoolingWanted: boolean): void
  /** Its own counts, with the steps since the ignition came on in their place among them. */
  stateNumbers(ignitionSteps: number): readonly number[]
}

export type ButtonBody<Lamps extends BodyLamps = BodyLamps, Readings extends BodyReadings = BodyReadings> = {
  /** It has supply, so it answers testers. */
  isAwake(): boolean
  /** In its boot loader it drives nothing, the ignition relay included, and is silent on the bus. */
  readonly program: FlashProgram
  readonly readings: Readonly<Readings>
  readonly lamps: Readonly<Lamps>
  /** A tester may switch the lights; undefined while the body decides. */
  readonly overrides: { lights: boolean | undefined }
  readonly coding: BodyCoding
  readonly relays: Readonly<BodyOutputs['relays']>
  step(tick: number): void
  stateNumbers(): readonly number[]
}

/** `Signals`: all that the units of the car say, its own to write. */
export type BodySurroundings<Signals = BodySays & Readonly<BodyHears>, Readings extends BodyReadings = BodyReadings> = {
  readonly sensors: BodySensors<Readings>
  readonly outputs: BodyOutputs
  readonly signals: Signals
  readonly monitors: BodyMonitors
  readonly program: FlashProgram
}

export function createButtonBody<Lamps extends BodyLamps, Readings extends BodyReadings>(
  { sensors, outputs, signals, monitors, program }: BodySurroundings<BodySays & Readonly<BodyHears>, Readings>,
  { fuelSenderOhm, asking, lowSupply }: BodyFigures,
  duties: BodyDuties<Lamps>,
): ButtonBody<Lamps, Readings> {
  const { readings } = sensors
  const { relays } = outputs
  const { lamps } = duties
  const shareOfOhm = inverse(fuelSenderOhm)
  const overrides: ButtonBody['overrides'] = { lights: undefined }
  const coding: BodyCoding = { daytimeLights: true }
  let hasSupply = false
  let isAwake = false
  /** As the driver switched it. */
  let isOn = false
  let pressedSteps = 0
  let askingSteps = 0
  let ignitionSteps = 0
  let isFuelKnown = false

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    isOn = signals.isIgnitionOn = false
    pressedSteps = askingSteps = ignitionSteps = 0
    isFuelKnown = false
    overrides.lights = undefined
    duties.reset()
    if (!isAwake) act()
  }

  function press(): void {
    if (!isOn) {
      isOn = true
      askingSteps = asking.stepsMax
    } else if (!duties.isStarted() && signals.isBrakePressed) askingSteps = asking.stepsMax
    else if (signals.speedMps < REST_MPS) {
      isOn = false
      askingSteps = 0
    }
  }

  function feelButton(): void {
    const isPressed = readings.startButtonVolts < PRESSED_VOLTS_MAX
    pressedSteps = isPressed ? pressedSteps + 1 : 0
    if (pressedSteps === PRESSED_STEPS) press()
  }

  /** The question of a press is answered once, when both have been heard whose word it needs. */
  function follow(tick: number): void {
    const areHeard = isHeard(signals.engineHeartbeat, tick) && isHeard(signals.transmissionHeartbeat, tick)
    if (askingSteps > 0 && --askingSteps <= asking.stepsMax - asking.stepsMin && areHeard) {
      askingSteps = 0
      duties.answer()
    }
    duties.follow(isOn, areHeard)
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
    const percent = 100 * clamp(valueAt(shareOfOhm, ohm), 0, 1)
    const lag = isFuelKnown ? lagShare(STEPS_PER_SLOW_LOOK * STEP_S, FUEL_LAG_S) : 1
    signals.fuelPercent += (percent - signals.fuelPercent) * lag
    isFuelKnown = true
  }

  const isFuelWhole = () => readings.fuelVolts > FUEL_VOLTS_MIN && readings.fuelVolts < FUEL_VOLTS_MAX

  function act(): void {
    relays.ignition = signals.isIgnitionOn
    relays.lights = isAwake && (overrides.lights ?? (coding.daytimeLights && duties.isStarted()))
    outputs.setOwnLoad(signals.isIgnitionOn)
    outputs.apply()
    lamps.brakes = isOn && signals.isBrakeWarning
    lamps.fuel = isOn && signals.fuelPercent < FUEL_LAMP_PERCENT
    const isWarm = signals.ambientTempDegC > COOLING_FROM_DEG_C
    duties.tell(isOn, isOn && readings.isAirConditioningSwitchOn && isWarm)
  }

  function watch(tick: number): void {
    const isWholeAmbient = readings.ambientVolts > AMBIENT_VOLTS_MIN && readings.ambientVolts < AMBIENT_VOLTS_MAX
    monitors.ambientSensor.report(!isWholeAmbient)
    monitors.fuelSender.report(!isFuelWhole())
    if (ignitionSteps > lowSupply.fromSteps && duties.mayJudgeSupply())
      monitors.lowSupply.report(readings.supplyVolts < lowSupply.volts)
    if (!isOn || ignitionSteps < LISTENING_STEPS || readings.supplyVolts < JUDGING_VOLTS_MIN) return
    monitors.lostEngine.report(!isHeard(signals.engineHeartbeat, tick))
    monitors.lostTransmission.report(!isHeard(signals.transmissionHeartbeat, tick))
    monitors.lostBrakes.report(!isHeard(signals.brakesHeartbeat, tick))
    monitors.lostGateway.report(!isHeard(signals.gatewayHeartbeat, tick))
  }

  return {
    isAwake: () => hasSupply,
    program,
    readings,
    lamps,
    overrides,
    coding,
    relays,
    step(tick) {
      sensors.senseSupply()
      hasSupply = readings.supplyVolts > SUPPLY_VOLTS_MIN
      wake(hasSupply && program.isRunning())
      if (!isAwake) return
      signals.bodyHeartbeat = tick
      sensors.senseButtons()
      feelButton()
      follow(tick)
      if (!isFuelKnown || tick % STEPS_PER_SLOW_LOOK === 70) senseSlowly()
      signals.odometerM += ignitionSteps > 0 ? signals.speedMps * STEP_S : 0
      act()
      if (tick % STEPS_PER_LOOK === 3 && ignitionSteps > 0) watch(tick)
    },
    stateNumbers: () => [
      ...[Number(hasSupply), Number(isAwake), pressedSteps, askingSteps],
      ...duties.stateNumbers(ignitionSteps),
      ...[Number(isFuelKnown), Number(coding.daytimeLights)],
    ],
  }
}
