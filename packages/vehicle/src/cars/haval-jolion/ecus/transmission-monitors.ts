/**
 * What the transmission control unit holds for broken, and since when: it looks ten times a second and decides by its own
 * sensors and what the others say. A clutch whose pressure sensor disagrees with its current is closed blindly, and hard;
 * one whose sensor, fork or valve has no signal is lost. Either stands until the ignition is off: nobody tries a second
 * time on the road.
 *
 * Left out: a leak in the hydraulics that a sound sensor tells of is the same to it as a sensor that is off.
 */
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { type Clutches, kpaByCurrent } from './transmission-clutch.ts'
import {
  CAR,
  COOLING,
  EVEN,
  GEAR_RATIOS,
  isClutchTempSound,
  NEUTRAL,
  ODD,
  PARK,
  type Perception,
  PRESSURE_VOLTS_MAX,
  PRESSURE_VOLTS_MIN,
  type TransmissionReadings,
  UNKNOWN,
  wheelRadpsOf,
} from './transmission-sensors.ts'
import type { Shifting } from './transmission-shift.ts'

/** Titles of SAE J2012, by public lists; P0900 stands for either clutch's valve, P0914 for any fork, P0968 for the cooling oil's valve. */
export const TRANSMISSION_CODES = {
  pressureOdd: 'P0841',
  pressureEven: 'P0846',
  inputSpeedOdd: 'P0715',
  inputSpeedEven: 'P2765',
  outputSpeed: 'P0720',
  selector: 'P0705',
  forkPosition: 'P0914',
  clutchActuator: 'P0900',
  oilTempSensor: 'P0710',
  clutchTempSensor: 'P2740',
  coolingValve: 'P0968',
  parkActuator: 'P0928',
  overTemperature: 'P0218',
  lowSupply: 'P0562',
  lostEngine: 'U0100',
  lostBrakes: 'U0121',
} as const
export type TransmissionMonitors = Readonly<Record<keyof typeof TRANSMISSION_CODES, Monitor>>

export type Watching = {
  /** By side: looks in a row in which the sensor, or the valve, was wrong; and what followed. */
  readonly pressureLooks: Int32Array
  readonly actuatorLooks: Int32Array
  readonly forkLooks: Int32Array
  readonly isPressureWrong: Uint8Array
  readonly isLost: Uint8Array
  outputLooks: number
  selectorLooks: number
  isOutputWrong: boolean
}

const LOOKS_TO_BELIEVE = 5
const PRESSURE_KPA_OFF_MAX = 150
/** A steady current has its pressure after so many steps; three times as many in thick oil. */
const PRESSURE_STEPS = 30
const PUMPING_RADPS = 76
const ACTUATOR_A_MIN = 0.1
const ACTUATOR_DUTY_MIN = 0.3
const JUDGED_MPS_MIN = 5
const SPEED_OFF_MAX = 0.25
const OIL_DEG_C_MAX = 135
const CLUTCH_DEG_C_MAX = 270
const SENSOR_VOLTS_MIN = 0.05
const SENSOR_VOLTS_MAX = 4.95
const LOW_SUPPLY_VOLTS = 10
const OFF_SHARE_MIN = 0.4

export const createWatching = (): Watching => ({
  pressureLooks: new Int32Array(2),
  actuatorLooks: new Int32Array(2),
  forkLooks: new Int32Array(2),
  isPressureWrong: new Uint8Array(2),
  isLost: new Uint8Array(2),
  outputLooks: 0,
  selectorLooks: 0,
  isOutputWrong: false,
})

export type Look = {
  readonly readings: Readonly<TransmissionReadings>
  readonly seen: Perception
  clutches: Clutches
  shifting: Shifting
  readonly monitors: TransmissionMonitors
  crankRadps: number
  isRunning: boolean
  isEngineHeard: boolean
  areBrakesHeard: boolean
  roadMps: number
}

export function watch(watching: Watching, look: Look): void {
  const { monitors, readings, seen } = look
  for (let side = ODD; side <= EVEN; side++) {
    watchPressure(watching, look, side)
    watchActuator(watching, look, side)
    watchFork(watching, look, side)
    watchShaft(watching, look, side)
  }
  const { actuatorLooks, forkLooks } = watching
  monitors.clutchActuator.report(actuatorLooks[ODD] > 0 || actuatorLooks[EVEN] > 0)
  monitors.forkPosition.report(forkLooks[ODD] > 0 || forkLooks[EVEN] > 0)
  watchOutput(watching, look)
  watching.selectorLooks = seen.selector === undefined ? watching.selectorLooks + 1 : 0
  monitors.selector.report(seen.selector === undefined)
  const isOilSensorWrong = readings.oilTempVolts < SENSOR_VOLTS_MIN || readings.oilTempVolts > SENSOR_VOLTS_MAX
  monitors.oilTempSensor.report(isOilSensorWrong)
  monitors.clutchTempSensor.report(!isClutchTempSound(readings))
  monitors.coolingValve.report(isStageOpen(readings, COOLING))
  monitors.parkActuator.report(isStageOpen(readings, PARK))
  monitors.overTemperature.report(isTooHot(seen))
  if (look.isRunning) monitors.lowSupply.report(readings.supplyVolts < LOW_SUPPLY_VOLTS)
  monitors.lostEngine.report(!look.isEngineHeard)
  monitors.lostBrakes.report(!look.areBrakesHeard)
}

/** Off, a stage stands at the supply through its coil; on, it draws a current. */
function isStageOpen({ stageVolts, stagePeakA, supplyVolts }: Readonly<TransmissionReadings>, stage: number): boolean {
  return stageVolts[stage] < OFF_SHARE_MIN * supplyVolts && stagePeakA[stage] < ACTUATOR_A_MIN
}

export const isTooHot = (seen: Perception): boolean =>
  seen.oilDegC > OIL_DEG_C_MAX || seen.clutchDegC > CLUTCH_DEG_C_MAX

/** Out of its range at any time; beside the pressure that a steady current makes while the pump turns. */
function watchPressure(watching: Watching, look: Look, side: number): void {
  const { clutches, readings, seen } = look
  const volts = readings.pressureVolts[side]
  const isOutOfRange = volts < PRESSURE_VOLTS_MIN || volts > PRESSURE_VOLTS_MAX
  const stepsToJudge = seen.oilDegC > 20 ? PRESSURE_STEPS : 4 * PRESSURE_STEPS
  const isActuated = watching.actuatorLooks[side] === 0
  const isSteady = look.crankRadps > PUMPING_RADPS && clutches.steadySteps[side] > stepsToJudge && isActuated
  if (!isOutOfRange && !isSteady) return
  const offKpa = seen.pressureKpa[side] - kpaByCurrent(readings.solenoidA[side])
  const isWrong = isOutOfRange || Math.abs(offKpa) > PRESSURE_KPA_OFF_MAX
  watching.pressureLooks[side] = isWrong ? watching.pressureLooks[side] + 1 : 0
  if (watching.pressureLooks[side] >= LOOKS_TO_BELIEVE) {
    watching.isPressureWrong[side] = 1
    if (isOutOfRange) watching.isLost[side] = 1
  }
  const monitor = side === ODD ? look.monitors.pressureOdd : look.monitors.pressureEven
  // What is believed wrong stays so: an open clutch agrees with many a sensor.
  monitor.report(isWrong || watching.isPressureWrong[side] === 1)
}

/** A stage that is on drives a current, or its wire is cut. */
function watchActuator(watching: Watching, { clutches, readings }: Look, side: number): void {
  if (clutches.duty[side] < ACTUATOR_DUTY_MIN) return
  const isCut = readings.solenoidA[side] < ACTUATOR_A_MIN
  watching.actuatorLooks[side] = isCut ? watching.actuatorLooks[side] + 1 : 0
  if (watching.actuatorLooks[side] >= LOOKS_TO_BELIEVE) watching.isLost[side] = 1
}

function watchFork(watching: Watching, { seen }: Look, side: number): void {
  const isUnknown = seen.gear[side] === UNKNOWN
  watching.forkLooks[side] = isUnknown ? watching.forkLooks[side] + 1 : 0
  if (watching.forkLooks[side] >= LOOKS_TO_BELIEVE) watching.isLost[side] = 1
}

/** With a gear in, a shaft turns by its ratio with the wheels. */
function watchShaft(watching: Watching, look: Look, side: number): void {
  const { seen, monitors } = look
  const gear = seen.gear[side]
  if (gear === UNKNOWN || gear === NEUTRAL || watching.outputLooks > 0) return
  const dueRadps = Math.abs(GEAR_RATIOS[gear] * seen.wheelRadps)
  if (Math.abs(seen.wheelRadps) * CAR.wheelM < JUDGED_MPS_MIN) return
  const monitor = side === ODD ? monitors.inputSpeedOdd : monitors.inputSpeedEven
  monitor.report(Math.abs(seen.shaftRadps[side] - dueRadps) > SPEED_OFF_MAX * dueRadps)
}

/** Against the wheels, as the brakes tell of them. */
function watchOutput(watching: Watching, look: Look): void {
  if (!look.areBrakesHeard || look.roadMps < JUDGED_MPS_MIN) return
  const outputMps = wheelRadpsOf(look.readings.outputHz) * CAR.wheelM
  const isWrong = Math.abs(outputMps - look.roadMps) > SPEED_OFF_MAX * look.roadMps
  watching.outputLooks = isWrong ? watching.outputLooks + 1 : 0
  watching.isOutputWrong = watching.outputLooks >= LOOKS_TO_BELIEVE
  look.monitors.outputSpeed.report(isWrong)
}
