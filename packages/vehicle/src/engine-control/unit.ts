/**
 * The engine control unit: it starts the engine, gives the torque that pedal (or a hybrid's control unit), idling and
 * transmission ask for, keeps the mixture, the cooling and the supply, and watches all of them.
 *
 * It decides by its sensors and the other units' messages alone; its wires are in ../wiring/engine.ts. Torque is planned in
 * ./torque.ts and served by ./air.ts, ./fuel.ts and ./spark.ts; ./monitors.ts judges.
 * Left out: immobiliser, cruise control, start-stop.
 */

import { clamp, rampAt } from '../curve.ts'
import type { FlashProgram } from '../ecus/flash-program.ts'
import type { MonitorResults } from '../ecus/monitor-results.ts'
import { REFERENCE_VOLTS } from '../ecus/thermistor.ts'
import type { EngineFigures } from '../engine/figures.ts'
import { moveAirActuators, reckonCharge } from './air.ts'
import { createEngineControl, ENGINE_STATES, type EngineControl, type EngineState } from './control.ts'
import { injectFuel, planMixture } from './fuel.ts'
import { createLeakTest, type LeakTest } from './leak-test.ts'
import { createEngineWatch, type EngineResultKey } from './monitors.ts'
import { forgetCounts, readFast, readSlow, STEP_S } from './readings.ts'
import type { EngineReadings, EngineSensors } from './sensors.ts'
import type { EngineHears, EngineMonitors, EngineOutputs, EngineSignals } from './signals.ts'
import { planSpark } from './spark.ts'
import { flywheelNm, planTorque } from './torque.ts'

export type EngineUnit = {
  /** It has supply, so it answers testers. */
  isAwake(): boolean
  /** In its boot loader it drives nothing and is silent on the bus. */
  readonly program: FlashProgram
  state(): EngineState
  readonly readings: Readonly<EngineReadings>
  /** What it makes of them and plans: what scan tools ask for. */
  readonly control: Readonly<EngineControl>
  /** Mode 06. */
  readonly results: MonitorResults<EngineResultKey>
  runningS(): number
  readonly overrides: EngineOverrides
  readonly leakTest: LeakTest
  restart(): void
  step(tick: number): void
  /** With the codes: learnt trims and results go too. */
  forgetLearnt(): void
  stateNumbers(): readonly number[]
}

/** Actuators that a tester may take over; undefined while the unit decides itself. */
export type EngineOverrides = {
  fanDuty: number | undefined
  purgeDuty: number | undefined
  isFuelPumpOn: boolean | undefined
}

type Surroundings = {
  readonly figures: EngineFigures
  readonly sensors: EngineSensors
  readonly outputs: EngineOutputs
  readonly signals: EngineSignals & Readonly<EngineHears>
  readonly monitors: EngineMonitors
  readonly program: FlashProgram
  /** False in a car whose 12 V come from its high voltage. */
  readonly hasAlternator?: boolean
  /** False in a car whose engine is turned by a machine of others, as its compressor is. */
  readonly hasStarter?: boolean
}

const AWAKE_VOLTS_MIN = 5.5
const IGNITION_VOLTS_MIN = 5
const STEPS_PER_SLOW_READ = 10
const STEPS_PER_LOOK = 10
const SETTLING_STEPS = 15
const PRIMING_STEPS = 200
const RUNNING_RPM = 500
const STALLED_RPM = 80
const CRANKING_STEPS_MAX = 1500
/** Without its cam the unit does not know which of two turns it is in, and tries after so many half turns. */
const BLIND_SEGMENTS = 12
const AFTER_RUN_STEPS_MIN = 500
const AFTER_RUN_STEPS_MAX = 12_000
const AFTER_RUN_DEG_C = 102

const FAN_FROM_DEG_C = 94
const FAN_TO_DEG_C = 104
const FAN_FOR_AIR_CONDITIONING = 0.45
const AIR_CONDITIONING_DEG_C_MAX = 112
const AIR_CONDITIONING_PEDAL_MAX = 0.92
const AIR_CONDITIONING_AFTER_STEPS = 50
const OIL_PA_MIN = 60_000

const SET_VOLTS_COLD = 14.4
const SET_VOLTS_PER_K = 0.006
const ALTERNATOR_AFTER_STEPS = 100
const CHARGE_VOLTS_SHORT = 1

/** Hot enough: the heater's own resistance tells. Teaching values of a sensor of 9 Ω. */
const HEATER_OHM_HOT = 20.5
const HEATER_OHM_SPAN = 4
const HEATER_DUTY_MIN = 0.3
const HEATER_RISE_STEPS = 1000

export function createEngineUnit({
  hasAlternator = true,
  hasStarter = true,
  ...surroundings
}: Surroundings): EngineUnit {
  const { figures, sensors, outputs, signals, monitors, program } = surroundings
  const { readings } = sensors
  const { stages } = outputs
  const control = createEngineControl({ figures, readings, signals, stages })
  const { sensed, torque, fuel } = control
  const watch = createEngineWatch(control, monitors, hasStarter)
  const overrides: EngineOverrides = { fanDuty: undefined, purgeDuty: undefined, isFuelPumpOn: undefined }
  const leakTest = createLeakTest()
  let hasSupply = false
  let isAwake = false
  let awakeSteps = 0
  let plannedSteps = 0

  function enter(next: EngineState): void {
    control.state = next
    control.stateSteps = 0
  }

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    awakeSteps = 0
    outputs.setReferenceVolts(isAwake ? REFERENCE_VOLTS : 0)
    sensors.restart()
    forgetCounts(sensed)
    stopEverything()
    control.isBoostLimited = false
    enter(isAwake ? 'standing' : 'asleep')
    watch.begin()
  }

  function stopEverything(): void {
    stages.isMainRelayOn = isAwake
    stages.isFuelPumpOn = stages.isStarterOn = stages.isAirConditioningOn = false
    stages.throttleDuty = stages.purgeDuty = stages.oilControlDuty = stages.wastegateDuty = 0
    stages.upstreamHeaterDuty = stages.downstreamHeaterDuty = stages.fanDuty = 0
    stages.alternatorSetVolts = stages.pulsesPerS = 0
    stages.injectorOnMs.fill(0)
    stages.coilDwellMs.fill(0)
    overrides.fanDuty = overrides.purgeDuty = overrides.isFuelPumpOn = undefined
    leakTest.end()
    signals.isEngineRunning = signals.isLampBlinking = false
    signals.engineRpm = signals.engineNm = signals.engineDemandNm = signals.accelerator = 0
    outputs.apply()
  }

  function decide(): void {
    const isIgnitionOn = readings.ignitionVolts > IGNITION_VOLTS_MIN
    const isWanted = signals.isEngineWanted ?? true
    control.stateSteps++
    switch (control.state) {
      case 'standing':
        if (!isIgnitionOn) enter('afterRun')
        else if (isWanted && (signals.isStarterWanted || sensed.rpm > STALLED_RPM)) enter('cranking')
        return
      case 'cranking':
        if (!isIgnitionOn) enter('afterRun')
        else if (!isWanted) enter('standing')
        else if (sensed.rpm > RUNNING_RPM) enter('running')
        else if (!signals.isStarterWanted && !sensed.isTurning) enter('standing')
        return
      case 'running':
        control.runningSteps++
        if (!isIgnitionOn) enter('afterRun')
        else if (!isWanted || sensed.rpm < STALLED_RPM) enter('standing')
        return
      case 'afterRun':
        if (isIgnitionOn) enter('standing')
        return
      default:
    }
  }

  function act(): void {
    const { state, stateSteps } = control
    const isOn = state === 'standing' || state === 'cranking' || state === 'running'
    stages.isStarterOn = state === 'cranking' && signals.isStarterWanted && stateSteps < CRANKING_STEPS_MAX
    const isPriming = state === 'standing' && stateSteps < PRIMING_STEPS
    stages.isFuelPumpOn = overrides.isFuelPumpOn ?? (isOn && (isPriming || sensed.isTurning))
    const isPlaced = sensed.isCamSeen || sensed.segmentsTurned >= BLIND_SEGMENTS
    const mayFire = (state === 'cranking' || state === 'running') && sensed.rpm > 0 && isPlaced
    stages.pulsesPerS = mayFire ? sensed.rpm / 120 : 0
    cool(isOn)
    stages.alternatorSetVolts =
      hasAlternator && state === 'running' && stateSteps > ALTERNATOR_AFTER_STEPS
        ? SET_VOLTS_COLD - SET_VOLTS_PER_K * clamp(sensed.engineDegC, 0, 100)
        : 0
    heatSensors()
    reckonCharge(control)
    planTorque(control)
    planMixture(control)
    if (overrides.purgeDuty !== undefined) stages.purgeDuty = overrides.purgeDuty
    leakTest.step(isOn, signals.speedMps)
    if (leakTest.isSealed()) stages.purgeDuty = 0
    planSpark(control)
    moveAirActuators(control)
    injectFuel(control)
    stages.isMainRelayOn = state !== 'afterRun' || !isAfterRunOver()
    outputs.apply()
  }

  function isAfterRunOver(): boolean {
    if (sensed.isTurning || control.stateSteps < AFTER_RUN_STEPS_MIN) return false
    return stages.fanDuty === 0 || control.stateSteps > AFTER_RUN_STEPS_MAX
  }

  function cool(isOn: boolean): void {
    const isRunning = control.state === 'running'
    const mayCompress = sensed.pedal < AIR_CONDITIONING_PEDAL_MAX && sensed.engineDegC < AIR_CONDITIONING_DEG_C_MAX
    torque.isAirConditioningPlanned = isRunning && mayCompress && signals.isAirConditioningWanted
    plannedSteps = torque.isAirConditioningPlanned ? plannedSteps + 1 : 0
    stages.isAirConditioningOn = plannedSteps > AIR_CONDITIONING_AFTER_STEPS
    const byHeat = rampAt(FAN_FROM_DEG_C, FAN_TO_DEG_C, sensed.coolantDegC)
    const byCold = isOn && !sensed.isCoolantSound ? 1 : 0 // Who does not know how hot it is cools.
    const byClimate = stages.isAirConditioningOn ? FAN_FOR_AIR_CONDITIONING : 0
    const afterwards = sensed.isCoolantSound && sensed.coolantDegC > AFTER_RUN_DEG_C ? 0.5 : 0
    stages.fanDuty = overrides.fanDuty ?? (isOn ? Math.max(byHeat, byCold, byClimate) : afterwards)
  }

  /** Gently at first, for the sake of the ceramics; then held by the heaters' own resistance. */
  function heatSensors(): void {
    const mayHeat = control.state === 'running'
    const most = Math.min(1, 0.3 + control.stateSteps / HEATER_RISE_STEPS)
    stages.upstreamHeaterDuty = mayHeat
      ? heaterDuty(stages.upstreamHeaterDuty, readings.upstreamHeaterA, readings.supplyVolts, most)
      : 0
    stages.downstreamHeaterDuty = mayHeat
      ? heaterDuty(stages.downstreamHeaterDuty, readings.downstreamHeaterA, readings.supplyVolts, most)
      : 0
  }

  function say(tick: number): void {
    signals.engineHeartbeat = tick
    signals.engineRpm = sensed.rpm
    signals.engineNm = flywheelNm(control)
    signals.engineDemandNm = torque.demandNm
    signals.accelerator = sensed.pedal
    signals.isBrakePressed = sensed.isBrakePressed
    signals.isEngineRunning = control.state === 'running'
    signals.coolantDegC = sensed.coolantDegC
    signals.isOilPressureLow = control.state !== 'running' || sensed.oilPa < OIL_PA_MIN
    signals.isChargeLow =
      control.state !== 'running' || readings.supplyVolts < stages.alternatorSetVolts - CHARGE_VOLTS_SHORT
    signals.isLampBlinking = watch.isCatalystInDanger()
    signals.fuelUsedL = fuel.usedL
  }

  return {
    isAwake: () => hasSupply,
    program,
    state: () => control.state,
    readings,
    control,
    results: watch.results,
    runningS: () => control.runningSteps * STEP_S,
    overrides,
    leakTest,
    restart: () => wake(false),
    step(tick) {
      sensors.senseSupply()
      hasSupply = Math.max(readings.supplyVolts, readings.ignitionVolts) > AWAKE_VOLTS_MIN
      wake(hasSupply && program.isRunning())
      if (!isAwake) return
      const isSlowDue = tick % STEPS_PER_SLOW_READ === 0 || awakeSteps === SETTLING_STEPS - 1
      sensors.sense(isSlowDue)
      if (++awakeSteps < SETTLING_STEPS) return
      readFast(sensed, readings)
      if (isSlowDue || awakeSteps === SETTLING_STEPS) readSlow(sensed, readings, STEPS_PER_SLOW_READ * STEP_S)
      decide()
      act()
      watch.step()
      if (tick % STEPS_PER_LOOK === 5) watch.look(tick)
      say(tick)
    },
    forgetLearnt() {
      fuel.longTrims.fill(0)
      watch.results.clear()
    },
    stateNumbers: () => [
      ENGINE_STATES.indexOf(control.state),
      control.stateSteps,
      control.runningSteps,
      Number(control.isBoostLimited),
      Number(hasSupply),
      Number(isAwake),
      awakeSteps,
      plannedSteps,
      leakTest.stepsLeft(),
      ...control.isCylinderOut,
      ...numbersOf(sensed),
      ...numbersOf(torque),
      ...numbersOf(control.air),
      ...numbersOf(fuel),
      ...numbersOf(control.spark),
      ...numbersOf(stages),
      ...watch.stateNumbers(),
      ...sensors.state(),
    ],
  }
}

function heaterDuty(duty: number, amps: number, volts: number, most: number): number {
  // No current at all: an open heater, which is driven on so that its monitor may judge.
  const ohm = amps > 0.05 && duty > 0 ? (duty * volts) / amps : 0
  return Math.min(most, HEATER_DUTY_MIN + (1 - HEATER_DUTY_MIN) * clamp((HEATER_OHM_HOT - ohm) / HEATER_OHM_SPAN, 0, 1))
}

export function numbersOf(record: Readonly<Record<string, number | boolean | Float64Array>>): number[] {
  const numbers: number[] = []
  for (const value of Object.values(record)) {
    if (typeof value === 'object') numbers.push(...value)
    else numbers.push(Number(value))
  }
  return numbers
}
