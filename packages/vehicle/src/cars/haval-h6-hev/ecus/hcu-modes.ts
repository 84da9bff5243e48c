/**
 * How the hybrid control unit runs the engine: not at all, in series through the generator, or in one of two gears of its
 * own. The generator starts it, brings it to a gear's speed, and stops it.
 *
 * Coined words: *meeting*, the generator brings the crank to the speed at which a sleeve can go in; *leaving*, torque is
 * taken off so that it comes out.
 */
import { clamp, curve, valueAt } from '../../../curve.ts'
import { meetingRadps } from '../../../driveline/dht.ts'
import { CHASSIS, DHT, STEP_S } from '../figures.ts'
import type { Wish } from './hcu-torque.ts'
import { wheelRadpsOf } from './hcu-torque.ts'
import type { HcuSignals, Mode, SignalsOf } from './signals.ts'

export type Modes = {
  /** What the sleeve's actuator shall put in. */
  readonly gearWanted: number
  readonly failedStarts: number
  /** A tester lets the engine run; false while the unit decides itself. */
  isForced: boolean
  reset(): void
  /** `gear`: that is in; undefined while its sensor does not tell. */
  step(wish: Readonly<Wish>, gear: number | undefined): void
  stateNumbers(): number[]
}

const RADPS_PER_RPM = Math.PI / 30
/** The engine fires from here on. */
const STARTED_RADPS = 118
const RUNNING_RADPS_MIN = 125
const CRANK_RADPS_MAX = 560
const STANDING_RADPS = 4
/** So long it must have run to be trusted; and so long a start may take. */
const FIRING_STEPS = 60
const START_STEPS_MAX = 500
const FAILED_STARTS_MAX = 3
const RETRY_STEPS = 500
/** It shall not be started and stopped by turns. */
const RUNNING_STEPS_MIN = 600

/** Power at the wheels, charge and speed from which it runs, and below all of which it may stop. */
const START = { watts: 20_000, soc: 0.42, kmh: 78 } as const
const STOP = { watts: 9000, soc: 0.54, kmh: 70 } as const
/** Of what the pack may give. */
const PACK_SHARE = 0.8
const SOC_AIM = 0.58
const CHARGE_W_PER_SOC = 70_000
const CHARGE_W = { least: -9000, most: 14_000 } as const
const SERIES_W = { least: 5000, most: 95_000 } as const
const SERIES_LOSS = 1.14
/** Crank speed for a power: a wide throttle at a low speed. */
const CRANK_RADPS = curve([5000, 140], [20_000, 205], [40_000, 290], [60_000, 375], [95_000, 520])

const GEAR_KMH = { lowest: 36, first: 42, firstByPedal: 70, second: 90, secondByPedal: 50, back: 78, backByPedal: 40 }

const ENGINE_NM_MAX = curve([100, 90], [200, 205], [260, 228], [460, 230], [590, 190], [680, 120])
/** Carries itself, and no more. */
const IDLING_NM = 6
const ENGINE_NM_PER_STEP = 3
const STEER_NM_PER_RADPS = 2.2
const STEER_NM_PER_RAD = 5
const STEER_NM_MAX = 120
const LEARNT_NM_MAX = 50
const CRANKING_NM_MAX = 130

export function createModes(signals: SignalsOf<HcuSignals>): Modes {
  let gearWanted = 0
  let modeSteps = 0
  let runningSteps = 0
  let learntNm = 0
  let failedStarts = 0
  let waitSteps = 0

  const crankRadps = () => (signals.generatorRpm * RADPS_PER_RPM) / DHT.generatorRatio

  function enter(mode: Mode): void {
    signals.mode = mode
    modeSteps = 0
    learntNm = 0
  }

  function isEngineWanted(wish: Readonly<Wish>): boolean {
    const limits = signals.isEngineWanted ? STOP : START
    const soc = signals.socPercent / 100
    const mustRun = modes.isForced || soc < limits.soc || kmh() > limits.kmh
    const packW = PACK_SHARE * signals.dischargeWMax
    return mustRun || wish.wheelW > Math.min(limits.watts, packW)
  }

  const kmh = () => Math.abs(wheelRadpsOf(signals)) * CHASSIS.wheelM * 3.6

  function chooseGear(isWanted: boolean): void {
    const { accelerator } = signals
    const speed = kmh()
    if (!isWanted || speed < GEAR_KMH.lowest || signals.selector !== 'D') gearWanted = 0
    // Under full pedal the generator lets the engine turn as fast as it likes, for longer.
    else if (gearWanted === 0 && speed > GEAR_KMH.first + GEAR_KMH.firstByPedal * accelerator) gearWanted = 1
    else if (gearWanted === 1 && speed > GEAR_KMH.second + GEAR_KMH.secondByPedal * accelerator) gearWanted = 2
    else if (gearWanted === 2 && speed < GEAR_KMH.back + GEAR_KMH.backByPedal * accelerator) gearWanted = 1
  }

  const chargeW = () =>
    Math.min(
      signals.chargeWMax,
      clamp(CHARGE_W_PER_SOC * (SOC_AIM - signals.socPercent / 100), CHARGE_W.least, CHARGE_W.most),
    )

  function seriesW(wish: Readonly<Wish>): number {
    const room = wish.wheelW * SERIES_LOSS + signals.chargeWMax
    return Math.min(room, clamp(wish.wheelW * SERIES_LOSS + chargeW(), SERIES_W.least, SERIES_W.most))
  }

  /** The engine's torque rises and falls no faster than its air can. */
  function askEngine(nm: number): void {
    const most = valueAt(ENGINE_NM_MAX, crankRadps())
    const wanted = clamp(nm, 0, most)
    const change = clamp(wanted - signals.engineRequestNm, -2 * ENGINE_NM_PER_STEP, ENGINE_NM_PER_STEP)
    signals.engineRequestNm += change
  }

  /** The generator holds the engine's torque and steers its speed; what the reckoning of torque is wrong by it learns. */
  function steer(goalRadps: number, holdNm: number, mostNm = STEER_NM_MAX): void {
    const error = goalRadps - crankRadps()
    learntNm = clamp(learntNm + STEER_NM_PER_RAD * error * STEP_S, -LEARNT_NM_MAX, LEARNT_NM_MAX)
    const steerNm = clamp(STEER_NM_PER_RADPS * error + learntNm, -mostNm, mostNm)
    signals.generatorRequestNm = (steerNm - holdNm) / DHT.generatorRatio
  }

  function electric(isWanted: boolean): void {
    signals.isEngineWanted = false
    signals.engineRequestNm = signals.generatorRequestNm = 0
    waitSteps = Math.max(0, waitSteps - 1)
    const mayStart = signals.isGeneratorAble && failedStarts < FAILED_STARTS_MAX && waitSteps === 0
    if (isWanted && mayStart) enter('starting')
  }

  /** Turned by the generator until it runs by itself. */
  function start(isWanted: boolean): void {
    signals.isEngineWanted = true
    signals.engineRequestNm = IDLING_NM
    steer(STARTED_RADPS, 0, CRANKING_NM_MAX)
    if (!signals.isGeneratorAble) enter('stopping')
    else if (signals.isEngineRunning && modeSteps > FIRING_STEPS) {
      failedStarts = runningSteps = 0
      enter('series')
    } else if (modeSteps >= START_STEPS_MAX || !isWanted) {
      if (isWanted) failedStarts++
      waitSteps = RETRY_STEPS
      enter('stopping')
    }
  }

  function runInSeries(wish: Readonly<Wish>, isWanted: boolean): void {
    const watts = seriesW(wish)
    const goal = clamp(valueAt(CRANK_RADPS, watts), RUNNING_RADPS_MIN, CRANK_RADPS_MAX)
    askEngine(watts / Math.max(RUNNING_RADPS_MIN, crankRadps()))
    steer(goal, signals.engineNm)
    const isLost = !signals.isGeneratorAble || !signals.isEngineRunning
    if (isLost || (!isWanted && runningSteps > RUNNING_STEPS_MIN)) enter('stopping')
    else if (gearWanted !== 0) enter('meeting')
  }

  function meet(gear: number | undefined): void {
    askEngine(IDLING_NM)
    steer(meetingRadps(DHT, gearWanted, wheelRadpsOf(signals)), signals.engineNm)
    if (!signals.isGeneratorAble || !signals.isEngineRunning) enter('stopping')
    else if (gear === gearWanted && gear !== 0) enter('parallel')
    else if (gearWanted === 0) enter('series')
  }

  function runInGear(wish: Readonly<Wish>, gear: number | undefined): void {
    signals.generatorRequestNm = 0
    const isBraking = wish.brakeNm > 0 || (wish.wheelNm < 0 && signals.accelerator === 0)
    askEngine(isBraking ? 0 : (wish.wheelW + chargeW()) / Math.max(RUNNING_RADPS_MIN, crankRadps()))
    if (gear !== undefined && gear !== gearWanted) enter(gear === 0 ? 'series' : 'leaving')
  }

  function leave(isWanted: boolean, gear: number | undefined): void {
    askEngine(IDLING_NM)
    signals.generatorRequestNm = -signals.engineNm / DHT.generatorRatio
    if (gear !== 0) return
    enter(gearWanted !== 0 ? 'meeting' : isWanted ? 'series' : 'stopping')
  }

  function stop(): void {
    signals.isEngineWanted = false
    signals.engineRequestNm = 0
    steer(0, 0, CRANKING_NM_MAX / 2)
    if (crankRadps() < STANDING_RADPS || !signals.isGeneratorAble) enter('electric')
  }

  const modes: Modes = {
    isForced: false,
    get gearWanted() {
      return signals.mode === 'meeting' || signals.mode === 'parallel' ? gearWanted : 0
    },
    get failedStarts() {
      return failedStarts
    },
    reset() {
      enter('off')
      gearWanted = runningSteps = waitSteps = failedStarts = 0
      signals.isEngineWanted = false
      signals.engineRequestNm = signals.generatorRequestNm = 0
    },
    step(wish, gear) {
      modeSteps++
      const isWanted = isEngineWanted(wish)
      runningSteps = signals.isEngineRunning ? runningSteps + 1 : 0
      chooseGear(isWanted)
      if (signals.mode === 'off') enter('electric')
      else if (signals.mode === 'electric') electric(isWanted)
      else if (signals.mode === 'starting') start(isWanted)
      else if (signals.mode === 'series') runInSeries(wish, isWanted)
      else if (signals.mode === 'meeting') meet(gear)
      else if (signals.mode === 'parallel') runInGear(wish, gear)
      else if (signals.mode === 'leaving') leave(isWanted, gear)
      else stop()
    },
    stateNumbers: () => [gearWanted, modeSteps, runningSteps, learntNm, failedStarts, waitSteps],
  }
  return modes
}
