/**
 * How the hybrid control unit runs the engine: not at all, in series through the generator, or in one of two gears of its
 * own. The generator starts it, brings it to a gear's speed, and stops it. What the driver chose counts while the car can:
 * EV as long as the pack alone can do what is asked; charge, the engine runs until the pack is well filled; sport, it runs while the car moves.
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
  gearWanted(): number
  failedStarts(): number
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

/**
 * Power at the wheels from which it runs, and below which it may stop, by the charge: a full pack drives further alone.
 * Below the least charge it runs whatever is asked.
 */
const START_W = curve([0.46, 6000], [0.5, 11_000], [0.55, 16_000], [0.62, 26_000])
const STOP_W = curve([0.5, 0], [0.55, 4000], [0.62, 12_000])
const SOC_LEAST = { start: 0.46, stop: 0.53 } as const
/** Faster, the road takes so much that the engine drives, unless the foot is off. */
const FAST = { startKmh: 88, stopKmh: 76, watts: 4000 } as const
/** Out of EV below this charge or above this speed; back into it only clearly above and below. */
const EV = { leaveSoc: 0.34, enterSoc: 0.45, leaveKmh: 125, enterKmh: 115 } as const
/** Whoever asked more than the pack could give has the engine for so long. */
const EV_BACK_STEPS = 500
/** By the driver's wish it runs until the pack is so full, and again when it is no longer. */
const CHARGED_SOC = { start: 0.66, stop: 0.71 } as const
/** Nobody wants it to start and stop with every metre of a queue. */
const SPORT_FROM_KMH = 5
/** Of what the pack may give. */
const PACK_SHARE = 0.8
const SOC_AIM = { normal: 0.57, ev: 0.57, charge: 0.75, sport: 0.62 } as const
const CHARGE_W_PER_SOC = 120_000
const CHARGE_W = { least: -9000, most: 16_000 } as const
const SERIES_W = { idling: 5000, least: 13_000, most: 95_000 } as const
const SERIES_LOSS = 1.14
/** Crank speed for a power: along the engine's best torque, a wide throttle at a low speed. */
const CRANK_RADPS = curve([5000, 135], [13_000, 138], [20_000, 178], [40_000, 290], [60_000, 375], [95_000, 520])
/**
 * What the engine shall give in gear while the pack has room. Its own losses hardly depend on its torque, so a joule more
 * costs little fuel, less than the way through the pack loses of it: up to here, where knock and mixture begin to cost.
 */
const LOAD_NM = curve([120, 85], [160, 105], [220, 115], [400, 115])
/** And so much in gear without much boost and a rich mixture: what the wheels ask beyond it the pack gives, while it can. */
const EASY_NM = curve([130, 120], [200, 165], [300, 185], [460, 190])
/** Of the wheels' power in the second gear: more, and the first is the better one; sooner when the pack can help no more. */
const SECOND_NM = { up: 190, back: 230, upWhenShort: 100, backWhenShort: 120 } as const

const GEAR_KMH = {
  lowest: 36,
  first: 42,
  firstByPedal: 70,
  second: 60,
  secondByPedal: 85,
  back: 52,
  backByPedal: 70,
  firstMost: 118,
  /** From the second gear back into the first only clearly below where the first ends. */
  firstAgain: 108,
}

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
  /** Of charge: what the pack gave has to come back first. */
  let isShort = false
  /** Until EV is tried again. */
  let evWaitSteps = 0

  const crankRadps = () => (signals.generatorRpm * RADPS_PER_RPM) / DHT.generatorRatio

  function enter(mode: Mode): void {
    signals.mode = mode
    modeSteps = 0
    learntNm = 0
  }

  /** The driver's choice, as far as the car can follow it now. */
  function followDriver(wish: Readonly<Wish>): void {
    const wanted = signals.driveModeWanted
    evWaitSteps = wanted === 'ev' && !canDriveAlone(wish) ? EV_BACK_STEPS : Math.max(0, evWaitSteps - 1)
    signals.driveMode = wanted === 'ev' && evWaitSteps > 0 ? 'normal' : wanted
  }

  function canDriveAlone({ wheelW }: Readonly<Wish>): boolean {
    const isIn = signals.driveMode === 'ev'
    const isFull = signals.socPercent / 100 > (isIn ? EV.leaveSoc : EV.enterSoc)
    const isSlow = kmh() < (isIn ? EV.leaveKmh : EV.enterKmh)
    const isEnough = wheelW <= PACK_SHARE * signals.dischargeWMax
    return isFull && isSlow && isEnough && signals.isTractionAble && !modes.isForced
  }

  /** By the driver's wish, however little is asked at the wheels. */
  function mustRunForDriver(): boolean {
    if (signals.driveMode === 'sport') return kmh() > SPORT_FROM_KMH
    const full = signals.isEngineWanted ? CHARGED_SOC.stop : CHARGED_SOC.start
    return signals.driveMode === 'charge' && signals.socPercent < 100 * full
  }

  function isEngineWanted({ wheelW }: Readonly<Wish>): boolean {
    if (signals.driveMode === 'ev') return false
    if (mustRunForDriver()) return true
    const soc = signals.socPercent / 100
    const isOn = signals.isEngineWanted
    const isFast = wheelW > FAST.watts && kmh() > (isOn ? FAST.stopKmh : FAST.startKmh)
    const mustRun = modes.isForced || isFast || soc < (isOn ? SOC_LEAST.stop : SOC_LEAST.start)
    return mustRun || wheelW > Math.min(valueAt(isOn ? STOP_W : START_W, soc), PACK_SHARE * signals.dischargeWMax)
  }

  const kmh = () => Math.abs(wheelRadpsOf(signals)) * CHASSIS.wheelM * 3.6

  function chooseGear({ wheelW }: Readonly<Wish>, isWanted: boolean): void {
    const { accelerator } = signals
    const speed = kmh()
    const inSecondNm = wheelW / Math.max(1, meetingRadps(DHT, 2, wheelRadpsOf(signals)))
    const mayFirst = speed < (gearWanted === 2 ? GEAR_KMH.firstAgain : GEAR_KMH.firstMost)
    const isEasy = inSecondNm < (isShort ? SECOND_NM.upWhenShort : SECOND_NM.up) || !mayFirst
    const isHeavy = inSecondNm > (isShort ? SECOND_NM.backWhenShort : SECOND_NM.back) && mayFirst
    const isFast = speed > GEAR_KMH.second + GEAR_KMH.secondByPedal * accelerator && isEasy
    const isSlow = speed < GEAR_KMH.back + GEAR_KMH.backByPedal * accelerator
    if (!isWanted || speed < GEAR_KMH.lowest || signals.selector !== 'D') gearWanted = 0
    else if (isFast) gearWanted = 2
    // Under full pedal the generator lets the engine turn as fast as it likes, for longer.
    else if (gearWanted === 0 && speed > GEAR_KMH.first + GEAR_KMH.firstByPedal * accelerator) gearWanted = 1
    else if (gearWanted === 2 && (isSlow || isHeavy)) gearWanted = 1
  }

  const chargeW = () =>
    Math.min(
      signals.chargeWMax,
      clamp(CHARGE_W_PER_SOC * (SOC_AIM[signals.driveMode] - signals.socPercent / 100), CHARGE_W.least, CHARGE_W.most),
    )

  /** Let run by a tester in a car that stands it idles against a small load, where its trims tell most. */
  function seriesW({ wheelW }: Readonly<Wish>): number {
    const room = wheelW * SERIES_LOSS + signals.chargeWMax
    const isIdling = modes.isForced && wheelW === 0 && signals.socPercent > 100 * SOC_LEAST.start
    const watts = clamp(wheelW * SERIES_LOSS + chargeW(), SERIES_W.least, SERIES_W.most)
    return Math.min(room, isIdling ? SERIES_W.idling : watts)
  }

  /** In gear: the road's share and what shall be charged, as near to what the engine gives well as the pack allows. */
  function gearNm({ wheelW }: Readonly<Wish>): number {
    const radps = Math.max(RUNNING_RADPS_MIN, crankRadps())
    const goodNm = chargeW() > 0 ? valueAt(LOAD_NM, radps) : 0
    const easyNm = isShort ? Number.POSITIVE_INFINITY : valueAt(EASY_NM, radps)
    const wantedNm = Math.max(goodNm, Math.min(easyNm, (wheelW + chargeW()) / radps))
    const roomNm = (wheelW + signals.chargeWMax) / radps
    const beyondPackNm = (wheelW - PACK_SHARE * signals.dischargeWMax) / radps
    return Math.max(Math.min(wantedNm, roomNm), beyondPackNm)
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
    askEngine(isBraking ? 0 : gearNm(wish))
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
    gearWanted: () => (signals.mode === 'meeting' || signals.mode === 'parallel' ? gearWanted : 0),
    failedStarts: () => failedStarts,
    reset() {
      enter('off')
      gearWanted = runningSteps = waitSteps = failedStarts = evWaitSteps = 0
      signals.driveMode = 'normal'
      isShort = false
      signals.isEngineWanted = false
      signals.engineRequestNm = signals.generatorRequestNm = 0
    },
    step(wish, gear) {
      modeSteps++
      followDriver(wish)
      isShort = signals.socPercent < 100 * (isShort ? SOC_LEAST.stop : SOC_LEAST.start)
      const isWanted = isEngineWanted(wish)
      runningSteps = signals.isEngineRunning ? runningSteps + 1 : 0
      chooseGear(wish, isWanted)
      if (signals.mode === 'off') enter('electric')
      else if (signals.mode === 'electric') electric(isWanted)
      else if (signals.mode === 'starting') start(isWanted)
      else if (signals.mode === 'series') runInSeries(wish, isWanted)
      else if (signals.mode === 'meeting') meet(gear)
      else if (signals.mode === 'parallel') runInGear(wish, gear)
      else if (signals.mode === 'leaving') leave(isWanted, gear)
      else stop()
    },
    stateNumbers: () => [
      gearWanted,
      modeSteps,
      runningSteps,
      learntNm,
      failedStarts,
      waitSteps,
      evWaitSteps,
      Number(isShort),
    ],
  }
  return modes
}
