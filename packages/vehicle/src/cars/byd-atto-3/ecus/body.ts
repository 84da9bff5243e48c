/**
 * The body control unit: power states, ignition relay with its after-run, lamps, air conditioning, the low-voltage supply.
 *
 * It decides by its sensors and the other units' messages alone; its wires are in ../wiring/body.ts.
 */
import type { BodyCoding } from '../../../ecus/body-coding.ts'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import type { FlashProgram } from '../../../ecus/flash-program.ts'
import { cableAmpsMax } from '../charging-current.ts'
import { createProgram } from '../programs.ts'
import { type BodySignals, isHeard, type SignalsOf } from './signals.ts'

/** What its thermistors are fed with. */
export const REFERENCE_VOLTS = 5
const SUPPLY_VOLTS_MIN = 6.5
const LOW_SUPPLY_VOLTS = 10.5
/** A plug draws the proximity pin down, even one with a resistor too large; without it the pin stands at 4.5 V. */
const PLUGGED_VOLTS_MAX = 4.1
/** What feeds the proximity pin: volts behind a resistor, and a load of its own. */
export const PROXIMITY = { volts: 5, ohm: 330, loadOhm: 2700 } as const
/** After power off the relay holds so long that contactors open in order and the bus is discharged. */
const AFTER_RUN_STEPS = 800
/** After the ignition comes on: when supplies are judged, and when the others must have been heard. */
const SUPPLY_SETTLED_STEPS = 50
const OTHERS_HEARD_STEPS = 100
/** Monitors look ten times a second, as often as the compressor tells; air temperatures are looked at once. */
const STEPS_PER_LOOK = 10
const STEPS_PER_SLOW_LOOK = 100
/** Air conditioning on automatic, as the last driver left it. The compressor turns as slowly as it may, so it never switches. */
const COOLING_FROM_DEG_C = 24
const COOLING_W_PER_K = 600
const COMPRESSOR_W_MAX = 3000
const PACK_COOLING_W = 2000
/** With high voltage on for so long, what the compressor finds at its terminals is the bus, or it is cut off. */
const COMPRESSOR_VOLTS_MIN = 250
const HIGH_VOLTAGE_STEPS = 100

/** At the coldest a thermistor leaves 4.8 V of its 5 V; more is a cut wire. */
const THERMISTOR_VOLTS_MIN = 0.1
const THERMISTOR_VOLTS_MAX = 4.93

export type BodyMonitors = {
  readonly lowSupply: Monitor
  readonly lostDrive: Monitor
  readonly lostGateway: Monitor
  readonly ambientSensor: Monitor
  readonly cabinSensor: Monitor
  readonly compressorSupply: Monitor
}

/** What its sensors told it last. */
export type BodyReadings = {
  supplyVolts: number
  ambientTempDegC: number
  cabinTempDegC: number
  ambientVolts: number
  cabinVolts: number
  /** As the compressor's own electronics measure it. */
  compressorW: number
  /** And its supply. */
  compressorVolts: number
}

export type BodySensors = {
  readonly readings: Readonly<BodyReadings>
  senseSupply(): number
  proximityVolts(): number
  senseCompressor(): void
  /** False while the reference is not up, so that nothing can be read against it. */
  senseTemperatures(): boolean
}

export type BodyOutputs = {
  /** What it drives, as of its last step. */
  readonly relays: { ignition: boolean; lights: boolean }
  /** Puts the relays on the wires. */
  apply(): void
  /** The compressor makes of it what its supply allows. */
  readonly compressor: { compressorW: number; chillerShare: number }
  setReferenceVolts(volts: number): void
  /** Its own consumption, awake; asleep it only watches button and plug. */
  setOwnLoad(isOn: boolean): void
}

export type Body = {
  /** It has supply, so it answers testers. */
  isAwake(): boolean
  /** In its boot loader it drives nothing, the ignition relay included, and is silent on the bus. */
  readonly program: FlashProgram
  readonly readings: Readonly<BodyReadings>
  compressorRequestW(): number
  /** A tester may switch the lights; undefined while the body decides. */
  readonly overrides: { lights: boolean | undefined }
  readonly coding: BodyCoding
  readonly relays: Readonly<BodyOutputs['relays']>
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
  const { relays } = outputs
  const overrides: Body['overrides'] = { lights: undefined }
  const coding: BodyCoding = { daytimeLights: false }
  const program = createProgram('body')
  let hasSupply = false
  /** The application runs; undefined until it has looked at its supply once. */
  let isAwake: boolean | undefined
  let afterRunSteps = 0
  let ignitionSteps = 0
  let highVoltageSteps = 0
  let hasTemperatures = false

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    outputs.setReferenceVolts(isAwake ? REFERENCE_VOLTS : 0)
    hasTemperatures = false
    afterRunSteps = 0
    overrides.lights = undefined
  }

  function sense(tick: number): void {
    signals.bodyHeartbeat = tick
    const proximityVolts = sensors.proximityVolts()
    signals.isPlugged = proximityVolts < PLUGGED_VOLTS_MAX
    signals.cableAmpsMax = signals.isPlugged ? cableAmpsMax(cableOhm(proximityVolts)) : 0
    if (tick % STEPS_PER_LOOK === 0) sensors.senseCompressor()
    if (hasTemperatures && tick % STEPS_PER_SLOW_LOOK !== 70) return
    hasTemperatures = sensors.senseTemperatures()
    signals.ambientTempDegC = readings.ambientTempDegC
  }

  function watch(tick: number): void {
    monitors.lowSupply.report(readings.supplyVolts < LOW_SUPPLY_VOLTS)
    if (hasTemperatures) {
      monitors.ambientSensor.report(!isThermistorSound(readings.ambientVolts))
      monitors.cabinSensor.report(!isThermistorSound(readings.cabinVolts))
    }
    if (ignitionSteps <= OTHERS_HEARD_STEPS) return
    monitors.lostDrive.report(!isHeard(signals.driveHeartbeat, tick))
    monitors.lostGateway.report(!isHeard(signals.gatewayHeartbeat, tick))
    if (highVoltageSteps > HIGH_VOLTAGE_STEPS) monitors.compressorSupply.report(isCompressorCutOff())
  }

  const isCompressorCutOff = () => readings.compressorVolts < COMPRESSOR_VOLTS_MIN

  /** High voltage is there for comfort only while the car is READY and the contactors stay closed. */
  function airCondition(): void {
    const mayCool = isAwake === true && !signals.isOpeningAnnounced
    highVoltageSteps = mayCool && signals.isReady ? highVoltageSteps + 1 : 0
    const cabinKelvin = mayCool && signals.isReady ? readings.cabinTempDegC - COOLING_FROM_DEG_C : 0
    const cabinW = Math.min(COMPRESSOR_W_MAX, Math.max(0, COOLING_W_PER_K * cabinKelvin))
    const isPackDue = mayCool && signals.isPackCoolingWanted && (signals.isReady || signals.isCharging)
    const packW = isPackDue ? PACK_COOLING_W : 0
    outputs.compressor.compressorW = Math.min(COMPRESSOR_W_MAX, cabinW + packW)
    outputs.compressor.chillerShare = packW > 0 ? packW / (cabinW + packW) : 0
  }

  return {
    isAwake: () => hasSupply,
    program,
    readings,
    compressorRequestW: () => outputs.compressor.compressorW,
    overrides,
    coding,
    relays,
    step(tick) {
      hasSupply = sensors.senseSupply() > SUPPLY_VOLTS_MIN
      wake(hasSupply && program.isRunning())
      if (isAwake) sense(tick)
      else {
        signals.isPowerOn = signals.isPlugged = false
        signals.cableAmpsMax = 0
      }
      const isAsked = signals.isPowerOn || signals.isPlugged || signals.isDcPlugged
      afterRunSteps = isAsked ? AFTER_RUN_STEPS : Math.max(0, afterRunSteps - 1)
      signals.isIgnitionOn = afterRunSteps > 0
      ignitionSteps = signals.isIgnitionOn ? ignitionSteps + 1 : 0
      relays.ignition = signals.isIgnitionOn
      outputs.setOwnLoad(isAwake === true && signals.isIgnitionOn)
      relays.lights = isAwake === true && (overrides.lights ?? (coding.daytimeLights && signals.isReady))
      outputs.apply()
      airCondition()
      if (isAwake && ignitionSteps > SUPPLY_SETTLED_STEPS && tick % STEPS_PER_LOOK === 3) watch(tick)
    },
    state: () => [
      ...[Number(isAwake), afterRunSteps, ignitionSteps, highVoltageSteps],
      ...[Number(hasTemperatures), Number(coding.daytimeLights)],
    ],
  }
}

const isThermistorSound = (volts: number): boolean => volts > THERMISTOR_VOLTS_MIN && volts < THERMISTOR_VOLTS_MAX

/** The resistor in the plug, from the divider's volts. */
function cableOhm(volts: number): number {
  const siemens = (PROXIMITY.volts - volts) / (volts * PROXIMITY.ohm) - 1 / PROXIMITY.loadOhm
  return siemens > 0 ? 1 / siemens : Number.POSITIVE_INFINITY
}
