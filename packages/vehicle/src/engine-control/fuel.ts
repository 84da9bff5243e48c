/**
 * Fuel in the engine control unit: from the charge to each injector's time, with the film on the port walls reckoned with,
 * brought to lambda 1 by the sensor before the catalyst, with what it learns by air flow; and the canister's purging.
 *
 * Coined words as on scan tools: the *short trim* follows the sensor (PID 06), the *long trim* keeps what it needs on
 * average (PID 07), in cells by air flow.
 */
import { clamp, curve, lagShare, rampAt, valueAt } from '../curve.ts'
import { AIR_PER_FUEL, CYLINDER_COUNT, FIRING_ORDER, FUEL_KG_PER_L } from '../engine/figures.ts'
import type { EngineControl } from './control.ts'
import { STEP_S } from './readings.ts'

export type FuelControl = ReturnType<typeof createFuelControl>

export function createFuelControl() {
  return {
    /** Asked for; 1 when the loop is closed. */
    lambda: 1,
    /** Torque over that at lambda 1. */
    mixtureGain: 1,
    isClosedLoop: false,
    closedSteps: 0,
    /** Since fuel was cut or the loop stood open otherwise: the pipe holds other gas. */
    steadySteps: 0,
    shortTrim: 0,
    shortMean: 0,
    /** In cells by air flow, and what they give at this flow. */
    longTrims: new Float64Array(CELL_KGPS.length),
    longTrim: 0,
    isRichSeen: false,
    /** The mixture swings wider, once a cycle. */
    isTestingCatalyst: false,
    hasTestedCatalyst: false,
    testAirKg: 0,
    testBase: 0,
    /** Since the sensor showed rich or lean for certain. */
    silentSteps: SILENT_STEPS,
    /** From the sensor behind the catalyst: positive makes richer. */
    behindBias: 0,
    /** Steps since purging began or ended. */
    purgeSteps: 0,
    isPurging: false,
    /** As reckoned: on each port's wall, and what went into the port last. */
    filmKg: new Float64Array(CYLINDER_COUNT),
    portKg: new Float64Array(CYLINDER_COUNT),
    /** Vapour that the fullest film gives off in a cycle, asked for or not. */
    filmVapourKg: 0,
    usedL: 0,
  }
}

/** Air flows at which long trims are kept. */
const CELL_KGPS = [0.0025, 0.007, 0.02] as const
const SILENT_STEPS = 300
const RICH_VOLTS = 0.6
const LEAN_VOLTS = 0.3
const SWITCH_VOLTS = 0.45
const CLOSED_AFTER_STEPS = 800
const CLOSED_DEG_C_MIN = 30
const CLOSED_STEADY_STEPS = 150
const LEARN_DEG_C_MIN = 65
const LEARN_AFTER_STEPS = 500
/** Under more pressure a hose may lose metered air. */
const UNPRESSED_PA = 4000
const JUMP = 0.012
const RAMP_PER_S = 0.012
const RAMP_PER_S_PER_KRPM = 0.014
/** Of the catalyst's test: as wide and slow as a good one still takes up. */
const TEST_WIDTH = 0.03
const TEST_HALF_AIR_KG = 0.017
const TEST_BASE_PER_S = 0.004
const SHORT_MAX = 0.25
export const LONG_MAX = 0.3
const SHORT_MEAN_LAG_S = 3
const LONG_LAG_S = 15
const BEHIND_PER_S = 0.04
const BEHIND_MAX = 0.35
const BEHIND_READY_VOLTS = [0.4, 0.5] as const

const COLD_LAMBDA = curve([-20, 0.88], [20, 0.93], [40, 1])
const COLD_STEPS = 3000
const MIXTURE_GAIN = curve([0.75, 0.98], [0.88, 1.03], [1, 1], [1.1, 1.015])
/** Share of full load from which the mixture is made rich. */
const FULL_FROM = 0.86
const FULL_TO = 0.95
const RAIL_PA = 380_000
const ON_MS_MIN = 0.2

const PURGE_DEG_C_MIN = 65
const PURGE_ON_STEPS = 4000
const PURGE_OFF_STEPS = 3000
const PURGE_PER_STEP = 0.0004
const PURGE_SHARE_MAX = 0.7
/** At idle it draws no more than the trim can follow. */
const PURGE_BY_FLOW = curve([0.002, 0.12], [0.01, 1])
const PURGE_TRIM = 0.1

export function planMixture(control: EngineControl): void {
  const { fuel, sensed, torque, stateSteps, state, air, figures } = control
  const coldLambda = valueAt(COLD_LAMBDA, sensed.engineDegC)
  const cold = state === 'running' ? coldLambda + (1 - coldLambda) * Math.min(1, stateSteps / COLD_STEPS) : coldLambda
  const full = state === 'running' ? rampAt(FULL_FROM, FULL_TO, air.wantedPa / air.fullBoostPa) : 0
  fuel.lambda = cold + full * (Math.min(cold, valueAt(figures.fullLoadLambda, sensed.rpm)) - cold)
  fuel.mixtureGain = valueAt(MIXTURE_GAIN, fuel.lambda)
  closeLoop(control, full > 0 || torque.isOverrunCut || torque.isSpeedCut)
  learn(control)
  purge(control)
}

function closeLoop({ fuel, air, sensed, readings, stateSteps, state, isCylinderOut }: EngineControl, isOpen: boolean) {
  const volts = readings.upstreamVolts
  fuel.silentSteps = volts > RICH_VOLTS || volts < LEAN_VOLTS ? 0 : Math.min(SILENT_STEPS, fuel.silentSteps + 1)
  const mayClose = state === 'running' && stateSteps > CLOSED_AFTER_STEPS && sensed.engineDegC > CLOSED_DEG_C_MIN
  // A cylinder that does not burn sends its air to the sensor: that is no lean mixture.
  const isOut = isCylinderOut[0] + isCylinderOut[1] + isCylinderOut[2] + isCylinderOut[3] > 0
  if (!fuel.isTestingCatalyst) fuel.testAirKg = 0
  fuel.steadySteps = isOpen || isOut ? 0 : fuel.steadySteps + 1
  fuel.isClosedLoop = mayClose && fuel.steadySteps > CLOSED_STEADY_STEPS && fuel.silentSteps < SILENT_STEPS
  if (!fuel.isClosedLoop) {
    fuel.closedSteps = 0
    fuel.shortTrim += lagShare(STEP_S, 1) * (0 - fuel.shortTrim)
    return
  }
  fuel.closedSteps++
  fuel.lambda = 1
  fuel.mixtureGain = 1
  if (fuel.isTestingCatalyst) swing(fuel, volts, air.flowKgps * STEP_S)
  else followSensor(fuel, volts, readings.downstreamVolts, sensed.rpm)
}

/** A ramp towards lambda 1, and a jump back when the sensor switches; both askew by what the sensor behind tells. */
function followSensor(fuel: FuelControl, volts: number, behindVolts: number, rpm: number): void {
  const isRich = volts > SWITCH_VOLTS
  const perS = RAMP_PER_S + (RAMP_PER_S_PER_KRPM * rpm) / 1000
  // A sensor that is not hot yet shows the bias of its input, which says nothing.
  const isBiasOnly = behindVolts > BEHIND_READY_VOLTS[0] && behindVolts < BEHIND_READY_VOLTS[1]
  if (!isBiasOnly)
    fuel.behindBias = clamp(
      fuel.behindBias + BEHIND_PER_S * (SWITCH_VOLTS - behindVolts) * STEP_S,
      -BEHIND_MAX,
      BEHIND_MAX,
    )
  const askew = isRich ? 1 - fuel.behindBias : 1 + fuel.behindBias
  const way = isRich ? -1 : 1
  const jump = isRich === fuel.isRichSeen ? 0 : way * JUMP * askew
  fuel.isRichSeen = isRich
  fuel.shortTrim = clamp(fuel.shortTrim + jump + way * perS * askew * STEP_S, -SHORT_MAX, SHORT_MAX)
}

/** Rich and lean by turns about a middle that makes the sensor show both for as long. */
function swing(fuel: FuelControl, volts: number, airKg: number): void {
  if (fuel.testAirKg === 0) fuel.testBase = fuel.shortMean
  fuel.testBase += (volts > SWITCH_VOLTS ? -1 : 1) * TEST_BASE_PER_S * STEP_S
  fuel.testAirKg += airKg
  const isRich = Math.floor(fuel.testAirKg / TEST_HALF_AIR_KG) % 2 === 0
  fuel.shortTrim = clamp(fuel.testBase + (isRich ? TEST_WIDTH : -TEST_WIDTH), -SHORT_MAX, SHORT_MAX)
}

/** What the short trim needs on average goes over into the cells on both sides of this air flow. */
function learn({ fuel, air, sensed, stages, isBoostLimited }: EngineControl): void {
  let upper = 1
  while (upper < CELL_KGPS.length - 1 && air.flowKgps > CELL_KGPS[upper]) upper++
  const share = rampAt(CELL_KGPS[upper - 1], CELL_KGPS[upper], air.flowKgps)
  fuel.shortMean += lagShare(STEP_S, SHORT_MEAN_LAG_S) * (fuel.shortTrim - fuel.shortMean)
  const isLearning =
    fuel.closedSteps > LEARN_AFTER_STEPS &&
    sensed.engineDegC > LEARN_DEG_C_MIN &&
    sensed.isCoolantSound &&
    stages.purgeDuty === 0 &&
    !isBoostLimited &&
    sensed.boostPa < sensed.ambientPa + UNPRESSED_PA
  if (isLearning) {
    const gain = lagShare(STEP_S, LONG_LAG_S) * fuel.shortMean
    const { longTrims } = fuel
    longTrims[upper - 1] = clamp(longTrims[upper - 1] + (1 - share) * gain, -LONG_MAX, LONG_MAX)
    longTrims[upper] = clamp(longTrims[upper] + share * gain, -LONG_MAX, LONG_MAX)
  }
  fuel.longTrim = fuel.longTrims[upper - 1] + share * (fuel.longTrims[upper] - fuel.longTrims[upper - 1])
}

/** By turns with learning, and never more than the trim bears. */
function purge({ fuel, air, sensed, stages }: EngineControl): void {
  const mayPurge = fuel.closedSteps > LEARN_AFTER_STEPS && sensed.engineDegC > PURGE_DEG_C_MIN
  fuel.purgeSteps++
  if (!mayPurge) {
    fuel.isPurging = false
    fuel.purgeSteps = 0
  } else if (fuel.purgeSteps > (fuel.isPurging ? PURGE_ON_STEPS : PURGE_OFF_STEPS)) {
    fuel.isPurging = !fuel.isPurging
    fuel.purgeSteps = 0
  }
  if (!fuel.isPurging) {
    stages.purgeDuty = 0
    return
  }
  const most = PURGE_SHARE_MAX * valueAt(PURGE_BY_FLOW, air.flowKgps)
  const isTooMuch = Math.abs(fuel.shortTrim) > PURGE_TRIM
  const wanted = stages.purgeDuty + (isTooMuch ? -2 : 1) * PURGE_PER_STEP
  stages.purgeDuty = clamp(wanted, 0, most)
}

export function injectFuel(control: EngineControl): void {
  const { fuel, sensed, stages, torque, readings, figures } = control
  keepFilm(control)
  const isCut = torque.isOverrunCut || torque.isSpeedCut || stages.pulsesPerS === 0
  const acrossPa = sensed.railPa + sensed.ambientPa - sensed.manifoldPa
  const kgps = figures.injectorKgps * Math.sqrt(Math.max(20_000, acrossPa) / RAIL_PA)
  const deadMs = valueAt(figures.injectorDeadMs, readings.supplyVolts)
  const cycleS = 120 / Math.max(60, sensed.rpm)
  const drawnKg = (control.air.chargeKg * (1 + fuel.shortTrim + fuel.longTrim)) / (AIR_PER_FUEL * fuel.lambda)
  const vapourShare = valueAt(figures.vapourShare, sensed.engineDegC)
  const vapourKg = drawnKg / vapourShare
  const clings = valueAt(figures.filmShare, sensed.engineDegC)
  const givesOff = lagShare(cycleS, valueAt(figures.filmLagS, sensed.engineDegC))
  fuel.filmVapourKg = 0
  for (let i = 0; i < CYLINDER_COUNT; i++) {
    const vapourOfFilmKg = fuel.filmKg[i] * givesOff * vapourShare
    if (vapourOfFilmKg > fuel.filmVapourKg) fuel.filmVapourKg = vapourOfFilmKg
    const portKg = isCut ? 0 : Math.max(0, vapourKg - fuel.filmKg[i] * givesOff) / (1 - clings)
    const openMs = (1000 * portKg) / kgps
    const isWorthIt = openMs >= ON_MS_MIN
    stages.injectorOnMs[i] = isWorthIt ? openMs + deadMs : 0
    fuel.portKg[i] = isWorthIt ? portKg : 0
  }
}

/**
 * The film of each cylinder whose intake has opened since: it takes its share of what was injected and gives off its own.
 * The half turn of one cylinder ends after the one three places later was injected.
 */
function keepFilm({ fuel, sensed, readings, figures }: EngineControl): void {
  if (sensed.newSegments === 0) return
  const clings = valueAt(figures.filmShare, sensed.engineDegC)
  const cycleS = Math.min(2, 120 / Math.max(60, sensed.rpm))
  const givesOff = lagShare(cycleS, valueAt(figures.filmLagS, sensed.engineDegC))
  const last = FIRING_ORDER.indexOf(readings.lastCylinder) + CYLINDER_COUNT - 1
  for (let back = Math.min(CYLINDER_COUNT, sensed.newSegments) - 1; back >= 0; back--) {
    const i = FIRING_ORDER[(last + CYLINDER_COUNT - back) % CYLINDER_COUNT]
    fuel.filmKg[i] += clings * fuel.portKg[i] - fuel.filmKg[i] * givesOff
    fuel.usedL += fuel.portKg[i] / FUEL_KG_PER_L
  }
}
