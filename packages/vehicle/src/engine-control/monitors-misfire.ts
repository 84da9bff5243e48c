/**
 * Misfires by the crank's rhythm: a cylinder that does not burn makes its half turn longer than the one before it. (Than
 * the mean of all four the next one is longer too, for speed comes back slowly: an innocent cylinder would be blamed.)
 * Counted as the law asks: over 200 turns for the catalyst's sake, over 1000 turns for the exhaust's (UN Regulation 83,
 * California's 13 CCR 1968.2).
 */

import { clamp, lagShare } from '../curve.ts'
import type { MonitorResults } from '../ecus/monitor-results.ts'
import { CYLINDER_COUNT, FIRING_ORDER } from '../engine/figures.ts'
import type { EngineControl } from './control.ts'
import { STEP_S } from './readings.ts'
import type { EngineMonitors } from './signals.ts'

/** Places in the state's counts: one for each cylinder. */
export type MisfireWatch = {
  step(): void
  begin(): void
  /** More than the catalyst bears. */
  isInDanger(): boolean
  stateNumbers(): number[]
}

export const MISFIRE_COUNT_MAX = 40
const FIRINGS_PER_WINDOW = 400
const FIRINGS_PER_TEST = 2000
const DANGER_COUNT = 32
/** Of all misfires: one cylinder's, from which it is named, when chance alone would not bring as many; and it alone. */
const NAMED_SHARE = 0.3
const CHANCE_DEVIATIONS = 3
const ALONE_SHARE = 0.7

/**
 * Of what a misfire among sound firings lengthens a half turn by; and while the engine idles by itself. Who never burns
 * falls short of a mean that is lower for it: by 0.58 if alone, two by 0.32 to 0.45 each (measured). Sound firings scatter
 * by up to a third in gear, by a fifth when idling.
 */
const THRESHOLD = 0.42
const THRESHOLD_IDLING = 0.26
/** What turns with the crank: alone, and when a clutch is closed on a gear. */
export const CRANK_KG_M2 = 0.18
export const DRIVELINE_KG_M2 = 0.15
/** Creeping, its slipping clutch closes and opens with the driver's foot on the brake. */
const STANDING_MPS = 0.05
const ENABLED_AFTER_STEPS = 300
const STEADY_STEPS = 40
const RPM_MIN = 500
/** Above, the wheel's times no longer tell one combustion from another. */
const RPM_MAX = 4000
/** A small combustion's absence is not felt, the less the faster the crank turns. */
const INDICATED_NM_MIN = 8
const INDICATED_NM_PER_RPM = 0.012
const PA_PER_S_MAX = 20_000
/** Where two cylinders drive an idling engine, the throttle stands wide and the charge swings with each cycle. */
const CYCLE_LAG_S = 0.15
/** Of the charge, in a half turn. */
const CHARGE_CHANGE_MAX = 0.02
/** A growth of the mean half turn that only a driver makes: more than misfires do, which are a share of their own. */
const GROWTH_MAX = 0.001
const GROWTH_PER_MISFIRE = 0.04
/** In a hybrid a generator holds the speed and nobody shifts under torque: what grows are misfires of several cylinders. */
const GROWTH_PER_MISFIRE_HELD = 0.15
/** A cylinder is out when about four of its last eight firings failed. */
const RECENT_FIRINGS = 8
const RECENT_OUT = 0.4
const RECENT_IN = 0.1

export function createMisfireWatch(
  control: EngineControl,
  monitors: EngineMonitors,
  results: MonitorResults<'misfire' | `misfire${1 | 2 | 3 | 4}`>,
): MisfireWatch {
  const ofCylinder = [monitors.misfire1, monitors.misfire2, monitors.misfire3, monitors.misfire4]
  const { sensed, torque, readings, isCylinderOut } = control
  const counts = new Float64Array(CYLINDER_COUNT)
  /** When this cylinder was judged last, a cycle ago. */
  const meanBefore = new Float64Array(CYLINDER_COUNT)
  const recent = new Float64Array(CYLINDER_COUNT)
  const now = {
    firings: 0,
    windowCount: 0,
    windowEnds: FIRINGS_PER_WINDOW,
    steadySteps: 0,
    isInDanger: false,
    /** Of the manifold, over about a cycle of an idling engine. */
    meanPaPerS: 0,
  }

  function begin(): void {
    counts.fill(0)
    recent.fill(0)
    now.firings = now.windowCount = now.steadySteps = now.meanPaPerS = 0
    now.windowEnds = FIRINGS_PER_WINDOW
    now.isInDanger = false
  }

  const isHybrid = () => control.signals.engineRequestNm !== undefined
  const isCreeping = () => Math.abs(control.signals.speedMps) > STANDING_MPS
  const idlesFreely = () => torque.isIdling && !isHybrid() && !control.signals.isDrivelineClosed && !isCreeping()

  function isChargeSteady(): boolean {
    if (!idlesFreely()) return Math.abs(sensed.manifoldPaPerS) < PA_PER_S_MAX
    return (30 / sensed.rpm) * Math.abs(now.meanPaPerS) < CHARGE_CHANGE_MAX * sensed.manifoldPa
  }

  function mayJudge(): boolean {
    now.meanPaPerS += lagShare(STEP_S, CYCLE_LAG_S) * (sensed.manifoldPaPerS - now.meanPaPerS)
    const isSteady =
      control.state === 'running' &&
      control.stateSteps > ENABLED_AFTER_STEPS &&
      sensed.rpm > RPM_MIN &&
      sensed.rpm < RPM_MAX &&
      !torque.isOverrunCut &&
      !torque.isSpeedCut &&
      control.signals.torqueLimitNm === Number.POSITIVE_INFINITY &&
      torque.givenNm > INDICATED_NM_MIN + INDICATED_NM_PER_RPM * sensed.rpm &&
      isChargeSteady()
    now.steadySteps = isSteady ? now.steadySteps + 1 : 0
    return now.steadySteps > STEADY_STEPS
  }

  function step(): void {
    const isJudged = mayJudge()
    if (sensed.newSegments === 0 || !isJudged) return
    const last = FIRING_ORDER.indexOf(readings.lastCylinder) + CYLINDER_COUNT
    for (let back = Math.min(CYLINDER_COUNT, sensed.newSegments) - 1; back >= 0; back--)
      judgeFiring(FIRING_ORDER[(last - back) % CYLINDER_COUNT])
  }

  function judgeFiring(cylinder: number): void {
    const { segmentS } = readings
    const meanS = (segmentS[0] + segmentS[1] + segmentS[2] + segmentS[3]) / CYLINDER_COUNT
    const before = FIRING_ORDER[(FIRING_ORDER.indexOf(cylinder) + CYLINDER_COUNT - 1) % CYLINDER_COUNT]
    // While speed falls, each half turn is longer than the one before by their growth.
    const growthS = (meanS - meanBefore[cylinder]) / CYLINDER_COUNT
    meanBefore[cylinder] = meanS
    const whole = wholeMisfire()
    const perMisfire = isHybrid() ? GROWTH_PER_MISFIRE_HELD : GROWTH_PER_MISFIRE
    if (Math.abs(growthS) > (GROWTH_MAX + perMisfire * whole) * meanS) return
    const isMissed = segmentS[cylinder] - segmentS[before] - growthS > thresholdShare() * whole * meanS
    recent[cylinder] += (Number(isMissed) - recent[cylinder]) / RECENT_FIRINGS
    if (recent[cylinder] > RECENT_OUT) isCylinderOut[cylinder] = 1
    else if (recent[cylinder] < RECENT_IN) isCylinderOut[cylinder] = 0
    now.firings++
    if (isMissed) {
      counts[cylinder]++
      now.windowCount++
      if (now.windowCount === DANGER_COUNT) onDanger()
    }
    if (now.firings < now.windowEnds) return
    if (now.windowCount < DANGER_COUNT) now.isInDanger = false
    now.windowCount = 0
    now.windowEnds += FIRINGS_PER_WINDOW
    if (now.firings >= FIRINGS_PER_TEST) endTest()
  }

  /**
   * The more cylinders are known to be out, the less of the mean is left for each of them to fall short of. In a hybrid
   * the generator holds the speed, and lean sparks that fail here and there would lower it for one another.
   */
  function thresholdShare(): number {
    if (isHybrid()) return THRESHOLD
    const outCount = isCylinderOut[0] + isCylinderOut[1] + isCylinderOut[2] + isCylinderOut[3]
    const left = clamp((CYLINDER_COUNT - outCount) / (CYLINDER_COUNT - 1), 1 / 3, 1)
    return (idlesFreely() ? THRESHOLD_IDLING : THRESHOLD) * left
  }

  /** By how much of itself a half turn is longer when its combustion is missing. */
  function wholeMisfire(): number {
    const radps = (Math.PI / 30) * sensed.rpm
    const kgM2 = CRANK_KG_M2 + (control.signals.isDrivelineClosed ? DRIVELINE_KG_M2 : 0)
    return (Math.PI * torque.givenNm) / (kgM2 * radps * radps)
  }

  const total = () => counts[0] + counts[1] + counts[2] + counts[3]

  function onDanger(): void {
    now.isInDanger = true
    name(total(), false)
  }

  /** At the end of a test who is not named has passed: what is known of the others is no less known for it. */
  function name(sum: number, isEnd: boolean): void {
    let most = 0
    const deviation = Math.sqrt(sum * (CYLINDER_COUNT - 1)) / CYLINDER_COUNT
    const byChance = sum / CYLINDER_COUNT + CHANCE_DEVIATIONS * deviation
    for (let i = 0; i < CYLINDER_COUNT; i++) {
      const isNamed = counts[i] >= Math.max(NAMED_SHARE * sum, byChance)
      if (isNamed || isEnd) ofCylinder[i].report(isNamed)
      most = Math.max(most, counts[i])
    }
    const areSeveral = most < ALONE_SHARE * sum
    if (areSeveral || isEnd) monitors.misfire.report(areSeveral)
  }

  function endTest(): void {
    const sum = total()
    results.store('misfire', sum)
    results.store('misfire1', counts[0])
    results.store('misfire2', counts[1])
    results.store('misfire3', counts[2])
    results.store('misfire4', counts[3])
    if (sum > MISFIRE_COUNT_MAX) name(sum, true)
    else {
      monitors.misfire.report(false)
      for (let i = 0; i < CYLINDER_COUNT; i++) ofCylinder[i].report(false)
    }
    counts.fill(0)
    now.firings = 0
    now.windowEnds = FIRINGS_PER_WINDOW
  }

  return {
    step,
    begin,
    isInDanger: () => now.isInDanger,
    stateNumbers: () => [...counts, ...meanBefore, ...recent, ...Object.values(now).map(Number)],
  }
}
