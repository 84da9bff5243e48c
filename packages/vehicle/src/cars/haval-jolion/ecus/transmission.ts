/**
 * The transmission control unit: two clutches, four forks and a parking pawl of a seven-speed dual clutch transmission.
 * It launches by slip, creeps, puts the next gear in ahead, crosses the clutches over and asks the engine for less torque
 * meanwhile; opens before a clutch burns; and goes on with every other gear when one clutch is lost.
 *
 * It decides by its sensors and the other units' messages alone. By job: ./transmission-shift.ts (which gear, and how),
 * ./transmission-clutch.ts (torque to duty), ./transmission-monitors.ts (what is broken).
 * Without the engine's messages it opens and drives no more: who does not know the crankshaft's speed cannot slip a clutch.
 */

import type { FlashProgram } from '../../../ecus/flash-program.ts'
import { STEP_S } from '../figures.ts'
import { isHeard, type SignalsOf, type TransmissionSignals } from './signals.ts'
import { createClutches, driveSolenoids, openBoth } from './transmission-clutch.ts'
import { createWatching, isTooHot, type Look, type TransmissionMonitors, watch } from './transmission-monitors.ts'
import {
  CAR,
  EVEN,
  firstPerception,
  isClutchTempSound,
  NEUTRAL,
  ODD,
  type Perception,
  perceive,
  perceiveTemperatures,
  type Selector,
  sideOf,
  type TransmissionReadings,
  type TransmissionSensors,
} from './transmission-sensors.ts'
import {
  createShifting,
  type Drive,
  SHIFT_PHASES,
  type ShiftPhase,
  shiftAndDrive,
  stayOpen,
} from './transmission-shift.ts'

const STEPS_PER_LOOK = 10
const STEPS_PER_SLOW_LOOK = 20
const SUPPLY_VOLTS_MIN = 7
/** Until sensors stand and the others have spoken. */
const SETTLING_STEPS = 15
const WATCHING_STEPS = 120
/** While supplies are so low others may be silent for want of it. */
const JUDGING_VOLTS_MIN = 9
const RADPS_PER_RPM = Math.PI / 30
/** The oil from the plates: warn, open until the plates are cooler again. */
const WARN_DEG_C = 220
const OPEN_DEG_C = 250
const CLOSE_DEG_C = 190
const COOLING_FROM_W = 300
/** A lever that tells nothing counts as N after so many looks; until then as it stood. */
const LEVER_LOOKS_MAX = 5

/** What it drives; arrays have the odd clutch first. */
export type TransmissionStages = {
  readonly solenoidDuty: Float64Array
  /** What the fork of each shaft is to put in. */
  readonly fork: Int8Array
  /** Of the valve that lets oil over the plates. */
  coolingDuty: number
  isParkWanted: boolean
}

export const firstTransmissionStages = (): TransmissionStages => ({
  solenoidDuty: new Float64Array(2),
  fork: new Int8Array(2),
  coolingDuty: 0,
  isParkWanted: true,
})

export type TransmissionOutputs = {
  readonly stages: TransmissionStages
  /** Puts the stages on the wires. */
  apply(): void
  setReferenceVolts(volts: number): void
}

export type Transmission = {
  /** It has supply, so it answers testers. */
  isAwake(): boolean
  /** In its boot loader it drives nothing and is silent on the bus. */
  readonly program: FlashProgram
  phase(): ShiftPhase
  readonly readings: Readonly<TransmissionReadings>
  readonly seen: Readonly<Perception>
  /** What it asked of each clutch, before any correction: beside the sensors' pressures, for a tester. */
  requestedKpa(): Readonly<Float64Array>
  slope(): number
  isLost(): Readonly<Uint8Array>
  readonly stages: Readonly<TransmissionStages>
  step(tick: number): void
  /** As after power on; it wakes in the next step. */
  restart(): void
  stateNumbers(): readonly number[]
}

type Surroundings = {
  readonly sensors: TransmissionSensors
  readonly outputs: TransmissionOutputs
  readonly signals: SignalsOf<TransmissionSignals>
  readonly monitors: TransmissionMonitors
  readonly program: FlashProgram
}

export function createTransmission({ sensors, outputs, signals, monitors, program }: Surroundings): Transmission {
  const { readings } = sensors
  const { stages } = outputs
  const seen = firstPerception()
  const isTrusted = Uint8Array.of(1, 1)
  let clutches = createClutches()
  let shifting = createShifting()
  let watching = createWatching()
  let hasSupply = false
  let isAwake = false
  let awakeSteps = 0
  let ignitionSteps = 0
  let isCoolingDown = false
  let lever: Selector = 'P'
  const drive: Drive = {
    crankRadps: 0,
    engineNm: 0,
    accelerator: 0,
    isBrakePressed: false,
    isLost: watching.isLost,
    isBlind: watching.isPressureWrong,
  }

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    awakeSteps = ignitionSteps = 0
    isCoolingDown = false
    clutches = createClutches()
    shifting = createShifting()
    watching = createWatching()
    drive.isLost = watching.isLost
    drive.isBlind = watching.isPressureWrong
    look.clutches = clutches
    look.shifting = shifting
    outputs.setReferenceVolts(isAwake ? 5 : 0)
    if (!isAwake) letGo()
  }

  /** Valves fall shut by their springs; forks and pawl stay where they are. */
  function letGo(): void {
    stages.solenoidDuty.fill(0)
    stages.coolingDuty = 0
    signals.torqueLimitNm = Number.POSITIVE_INFINITY
    signals.isDrivelineClosed = signals.isTransmissionHot = signals.isTransmissionLimp = false
    signals.gear = NEUTRAL
    outputs.apply()
  }

  function sense(tick: number): void {
    const isSlowDue = tick % STEPS_PER_SLOW_LOOK === 0 || awakeSteps < SETTLING_STEPS
    sensors.sense(isSlowDue)
    perceive(seen, readings)
    if (isSlowDue) perceiveTemperatures(seen, readings)
    if (watching.isOutputWrong) seen.wheelRadps = signals.speedMps / CAR.wheelM
    drive.crankRadps = signals.engineRpm * RADPS_PER_RPM
    drive.engineNm = signals.engineNm
    drive.accelerator = signals.accelerator
    drive.isBrakePressed = signals.isBrakePressed
    if (seen.selector !== undefined) lever = seen.selector
    else if (watching.selectorLooks >= LEVER_LOOKS_MAX) lever = 'N'
  }

  /** Slipping plates cool only while they are left alone. */
  function protect(): void {
    if (seen.clutchDegC > OPEN_DEG_C) isCoolingDown = true
    else if (seen.clutchDegC < CLOSE_DEG_C) isCoolingDown = false
    signals.isTransmissionHot = isCoolingDown || seen.clutchDegC > WARN_DEG_C || isTooHot(seen)
  }

  function decide(tick: number): void {
    const isDriving = (lever === 'D' || lever === 'R') && isHeard(signals.engineHeartbeat, tick)
    if (isDriving) shiftAndDrive(shifting, clutches, seen, drive, lever === 'R', STEP_S)
    else stayOpen(shifting, clutches, seen)
    if (isCoolingDown && isSlipping()) openBoth(clutches)
  }

  const isSlipping = () =>
    Math.abs(drive.crankRadps - seen.shaftRadps[sideOf(shifting.gear)]) > 20 && shifting.phase !== 'cross'

  function act(): void {
    isTrusted[ODD] = 1 - watching.isPressureWrong[ODD]
    isTrusted[EVEN] = 1 - watching.isPressureWrong[EVEN]
    driveSolenoids(clutches, seen, readings, isTrusted)
    stages.solenoidDuty.set(clutches.duty)
    stages.fork.set(shifting.fork)
    stages.coolingDuty = coolingDuty()
    stages.isParkWanted = lever === 'P'
    outputs.apply()
  }

  function coolingDuty(): number {
    let slipW = 0
    for (let side = ODD; side <= EVEN; side++)
      slipW += Math.min(clutches.wantedNm[side], 250) * Math.abs(drive.crankRadps - seen.shaftRadps[side])
    const isWarm = seen.clutchDegC > seen.oilDegC + 25 || isCoolingDown || !isClutchTempSound(readings)
    return isWarm || (slipW > COOLING_FROM_W && shifting.phase !== 'open') ? 1 : 0.2
  }

  function tell(tick: number): void {
    const { gear, phase, torqueShare } = shifting
    signals.transmissionHeartbeat = tick
    signals.selector = lever
    signals.gear = gear
    const isReducing = torqueShare < 1 && signals.engineDemandNm > 0
    signals.torqueLimitNm = isReducing ? torqueShare * signals.engineDemandNm : Number.POSITIVE_INFINITY
    signals.isDrivelineClosed = phase === 'cross' || (phase === 'drive' && clutches.wantedNm[sideOf(gear)] > 250)
    signals.isTransmissionLimp = watching.isLost.includes(1) || watching.isPressureWrong.includes(1)
  }

  const look: Look = {
    readings,
    seen,
    monitors,
    clutches,
    shifting,
    crankRadps: 0,
    isRunning: false,
    isEngineHeard: false,
    areBrakesHeard: false,
    roadMps: 0,
  }

  /** The others speak while the ignition is on. */
  function lookAround(tick: number): void {
    if (readings.supplyVolts < JUDGING_VOLTS_MIN || ignitionSteps < WATCHING_STEPS) return
    look.crankRadps = drive.crankRadps
    look.isRunning = signals.isEngineRunning
    look.isEngineHeard = isHeard(signals.engineHeartbeat, tick)
    look.areBrakesHeard = isHeard(signals.brakesHeartbeat, tick)
    look.roadMps = signals.speedMps
    watch(watching, look)
  }

  return {
    isAwake: () => hasSupply,
    program,
    phase: () => shifting.phase,
    readings,
    seen,
    requestedKpa: () => clutches.wantedKpa,
    slope: () => shifting.slope,
    isLost: () => watching.isLost,
    stages,
    restart: () => wake(false),
    step(tick) {
      sensors.senseSupply()
      hasSupply = readings.supplyVolts > SUPPLY_VOLTS_MIN
      wake(hasSupply && program.isRunning())
      if (!isAwake) return
      sense(tick)
      tell(tick)
      ignitionSteps = signals.isIgnitionOn ? ignitionSteps + 1 : 0
      if (++awakeSteps < SETTLING_STEPS) return
      protect()
      decide(tick)
      act()
      if (tick % STEPS_PER_LOOK === 4) lookAround(tick)
    },
    stateNumbers: () => [
      Number(hasSupply),
      Number(isAwake),
      awakeSteps,
      ignitionSteps,
      Number(isCoolingDown),
      'PRND'.indexOf(lever),
      ...Object.values(clutches).flatMap((values) => [...values]),
      SHIFT_PHASES.indexOf(shifting.phase),
      ...[shifting.gear, shifting.nextGear, shifting.phaseS, shifting.sinceShiftS],
      ...[
        shifting.torqueShare,
        shifting.carriedNm,
        shifting.slope,
        shifting.lastWheelRadps,
        shifting.accelerationMps2,
        ...shifting.fork,
      ],
      ...Object.values(watching).flatMap((value) => (typeof value === 'object' ? [...value] : [Number(value)])),
      ...[seen.clutchDegC, seen.oilDegC],
      ...sensors.state(),
    ],
  }
}
