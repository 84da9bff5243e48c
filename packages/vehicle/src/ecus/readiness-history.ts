/**
 * What a control unit counts about its own codes: since they were cleared, and with the malfunction lamp on.
 * SAE J1979, parameters 21, 30, 31, 4D and 4E.
 *
 * Nothing is counted step by step: an event remembers where the odometer and the clock stood, a question subtracts.
 * The counts with the lamp on stand still when it goes out, and begin again when it is lit anew.
 */
import type { ObdHistory } from '@luban/protocols/obd/ecu'

/** Counts of the car that a clear does not touch; they never go back. */
export type Operation = {
  odometerM(): number
  /** The engine has run, or an electric car was ready, for so long in its life. */
  runningS(): number
}

export type ReadinessHistory = {
  readonly view: ObdHistory
  /** With every operation cycle; the first one is where counting begins, for before it the car was not put together. */
  begin(): void
  onClear(): void
  /** Called with every judgement of the lamp; only a change counts. */
  onLamp(isOn: boolean): void
  onWarmUp(): void
  /** For a state hash. */
  readonly state: Float64Array
}

/** Places in the state. */
const CLEARED_AT_M = 0
const CLEARED_AT_S = 1
const WARM_UPS = 2
const IS_LAMP_ON = 3
const LAMP_M = 4
const LAMP_S = 5
const WARM_UPS_WITHOUT_LAMP = 6
const HAS_BEGUN = 7

const WARM_UPS_MAX = 255
/** After so many warm-ups without the lamp, what it has counted is forgotten. */
const WARM_UPS_TO_FORGET = 40

/** While the lamp is on, its two places hold where it was lit; while it is off, how far and long it was on. */
export function createReadinessHistory({ odometerM, runningS }: Operation): ReadinessHistory {
  const state = new Float64Array(8)
  const since = (count: number, now: () => number) => (state[HAS_BEGUN] === 1 ? now() - state[count] : 0)
  const metresWithLamp = () => (state[IS_LAMP_ON] === 1 ? odometerM() - state[LAMP_M] : state[LAMP_M])
  const secondsWithLamp = () => (state[IS_LAMP_ON] === 1 ? runningS() - state[LAMP_S] : state[LAMP_S])
  function clear(): void {
    state.fill(0)
    state[HAS_BEGUN] = 1
    state[CLEARED_AT_M] = odometerM()
    state[CLEARED_AT_S] = runningS()
  }

  return {
    view: {
      get warmUpsSinceClear() {
        return state[WARM_UPS]
      },
      get kmSinceClear() {
        return since(CLEARED_AT_M, odometerM) / 1000
      },
      get minutesSinceClear() {
        return since(CLEARED_AT_S, runningS) / 60
      },
      get kmWithMil() {
        return metresWithLamp() / 1000
      },
      get minutesWithMil() {
        return secondsWithLamp() / 60
      },
    },
    begin() {
      if (state[HAS_BEGUN] === 0) clear()
    },
    onClear: clear,
    onLamp(isOn) {
      if (isOn === (state[IS_LAMP_ON] === 1)) return
      const [m, s] = isOn ? [odometerM(), runningS()] : [metresWithLamp(), secondsWithLamp()]
      state[LAMP_M] = m
      state[LAMP_S] = s
      state[IS_LAMP_ON] = Number(isOn)
      state[WARM_UPS_WITHOUT_LAMP] = 0
    },
    onWarmUp() {
      state[WARM_UPS] = Math.min(state[WARM_UPS] + 1, WARM_UPS_MAX)
      if (state[IS_LAMP_ON] === 1) return
      state[WARM_UPS_WITHOUT_LAMP]++
      if (state[WARM_UPS_WITHOUT_LAMP] >= WARM_UPS_TO_FORGET) state[LAMP_M] = state[LAMP_S] = 0
    },
    state,
  }
}
