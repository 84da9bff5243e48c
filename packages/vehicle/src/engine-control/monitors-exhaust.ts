/**
 * What the lambda sensors prove: a mixture that needs too much trim, a purge valve that lets vapour through unasked, a
 * catalyst that stores no oxygen, heaters that draw no current.
 */

import type { MonitorResults } from '../ecus/monitor-results.ts'
import type { EngineControl } from './control.ts'
import { STEP_S } from './readings.ts'
import type { EngineMonitors } from './signals.ts'

export type ExhaustWatch = {
  step(): void
  look(): void
  begin(): void
  stateNumbers(): number[]
}
type ExhaustResult = 'trim' | 'purgeFlow' | 'catalyst' | 'upstreamHeater' | 'downstreamHeater'

export const HEATER_A_MIN = 0.08
export const TRIM_PERCENT_MAX = 15
export const UNASKED_PERCENT_MAX = 10
/** Switches of the sensor behind for each of the one before. */
export const FOLLOWING_MAX = 0.6

const TRIM_AFTER_STEPS = 1500
const TRIM_DEG_C_MIN = 65
const UNPURGED_STEPS = 500
/** Under more pressure a hose may lose metered air: that is judged by boost. */
const UNPRESSED_PA = 4000
const SETTLED_TRIM = 0.04
/** Air that passed no meter, from which a vapour's way in is looked for. */
const UNMETERED_MIN = 0.1
const IDLE_KGPS_MAX = 0.005
const HEATING_AFTER_STEPS = 400
const HEATER_VOLTS_MIN = 10

const CATALYST_HOT_KG = 0.6
const CATALYST_KGPS_MIN = 0.005
const CATALYST_KGPS_MAX = 0.035
const CATALYST_WARMING_STEPS = 1500
const CATALYST_TEST_SWITCHES = 16
/** Of wider swings, before they are looked at. */
const SETTLING_STEPS = 500
const STEADY_CLOSED_STEPS = 1000
const RICH_VOLTS = 0.65
const LEAN_VOLTS = 0.25

export function createExhaustWatch(
  control: EngineControl,
  monitors: EngineMonitors,
  results: MonitorResults<ExhaustResult>,
): ExhaustWatch {
  const { sensed, fuel, air, readings, stages } = control
  const now = {
    unpurgedSteps: 0,
    runningSteps: 0,
    airKg: 0,
    hotSteps: 0,
    testSteps: 0,
    switches: 0,
    isRich: 0,
    switchesBehind: 0,
    isRichBehind: 0,
  }

  function begin(): void {
    fuel.isTestingCatalyst = fuel.hasTestedCatalyst = false
    for (const key of Object.keys(now) as (keyof typeof now)[]) now[key] = 0
  }

  function step(): void {
    now.unpurgedSteps = stages.purgeDuty === 0 ? now.unpurgedSteps + 1 : 0
    now.runningSteps = control.state === 'running' ? now.runningSteps + 1 : 0
    now.airKg = now.runningSteps === 0 ? 0 : now.airKg + air.flowKgps * STEP_S
    compareSensors()
  }

  /**
   * Once a cycle, while the catalyst is hot and the loop has been closed for long: how often the sensor behind switches
   * from rich to lean and back with the one before. The mixture swings wider meanwhile, as much as a good catalyst takes
   * up.
   */
  function compareSensors(): void {
    const isFlowing = air.flowKgps > CATALYST_KGPS_MIN && air.flowKgps < CATALYST_KGPS_MAX
    now.hotSteps = isFlowing && now.airKg > CATALYST_HOT_KG ? now.hotSteps + 1 : 0
    const isDue = now.hotSteps > CATALYST_WARMING_STEPS && fuel.closedSteps > STEADY_CLOSED_STEPS
    fuel.isTestingCatalyst = isDue && sensed.engineDegC > TRIM_DEG_C_MIN && !fuel.hasTestedCatalyst
    if (!fuel.isTestingCatalyst) now.testSteps = now.switches = now.switchesBehind = 0
    if (!fuel.isTestingCatalyst || ++now.testSteps < SETTLING_STEPS) return
    if (isSwitched(now.isRich, readings.upstreamVolts)) {
      now.isRich = 1 - now.isRich
      now.switches++
    }
    if (isSwitched(now.isRichBehind, readings.downstreamVolts)) {
      now.isRichBehind = 1 - now.isRichBehind
      now.switchesBehind++
    }
    if (now.switches < CATALYST_TEST_SWITCHES) return
    monitors.catalyst.report(results.store('catalyst', now.switchesBehind / Math.max(1, now.switches)))
    fuel.hasTestedCatalyst = true
    fuel.isTestingCatalyst = false
  }

  function look(): void {
    if (now.runningSteps > HEATING_AFTER_STEPS && readings.supplyVolts > HEATER_VOLTS_MIN) {
      if (stages.upstreamHeaterDuty > 0)
        monitors.upstreamHeater.report(results.store('upstreamHeater', readings.upstreamHeaterA))
      if (stages.downstreamHeaterDuty > 0)
        monitors.downstreamHeater.report(results.store('downstreamHeater', readings.downstreamHeaterA))
    }
    if (isTrimSettled()) judgeTrim()
  }

  function isTrimSettled(): boolean {
    return (
      fuel.closedSteps > TRIM_AFTER_STEPS &&
      sensed.engineDegC > TRIM_DEG_C_MIN &&
      sensed.isCoolantSound &&
      sensed.isAirMeterSound &&
      now.unpurgedSteps > UNPURGED_STEPS &&
      !control.isBoostLimited &&
      sensed.boostPa < sensed.ambientPa + UNPRESSED_PA &&
      Math.abs(fuel.shortTrim - fuel.shortMean) < SETTLED_TRIM
    )
  }

  /**
   * Air that no meter saw asks for as much more fuel. When less is asked for, fuel came with it: only the purge line
   * brings both.
   */
  function judgeTrim(): void {
    const trim = fuel.longTrim + fuel.shortMean
    const unmetered = 1 - air.steadyShare
    const isIdle = air.flowKgps < IDLE_KGPS_MAX && air.steadySteps > UNPURGED_STEPS
    const hasUnmetered = isIdle && unmetered > UNMETERED_MIN
    if (isIdle) {
      const unasked = hasUnmetered ? 100 * (unmetered - Math.max(-unmetered, trim)) : 0
      monitors.purgeFlow.report(results.store('purgeFlow', unasked))
    }
    const isOut = results.store('trim', 100 * trim)
    monitors.lean.report(isOut && trim > 0)
    if (!hasUnmetered) monitors.rich.report(isOut && trim < 0)
  }

  return { step, look, begin, stateNumbers: () => Object.values(now) }
}

const isSwitched = (isRich: number, volts: number) => (isRich === 1 ? volts < LEAN_VOLTS : volts > RICH_VOLTS)
