/**
 * Readiness and in-use performance: which monitors have run since the codes were cleared, and how often they could.
 * SAE J1979 (PID 01 and 41, info types 08, 0B and 12); the rules of counting are those of California's 13 CCR 1968.2 (d)
 * and UN Regulation 83, Annex 11.
 *
 * Coined words: a *group* is what one readiness bit or one pair of counters stands for, with the tests that make it up.
 * Which groups a car has, and what each needs to run, is the car's; here is what all have in common. Time is counted in
 * steps, so a replay gives the same counts; a step allocates nothing.
 * Left out: stopping all counts while a sensor is broken that they themselves need.
 */
import type { InUsePerformance, ReadinessMonitors } from '@luban/protocols/obd/ecu'
import type { InUseCounter } from '@luban/protocols/obd/tables'
import { assert } from '@luban/stdx'

/** Counters of completed monitors; each has its counter of conditions met, COND in the place of COMP. */
export type CompletionCounter = Extract<InUseCounter, `${string}COMP${string}`>

export type MonitorGroup = {
  /** The bit of PID 01 and 41, see CONTINUOUS_MONITOR and SPARK_MONITOR of the standard's tables. */
  readonly bit: number
  readonly isContinuous: boolean
  /** Its tests, as indices of the code memory; the group is complete when all of them are. */
  readonly tests: readonly number[]
  /** Absent: no counters. Of several groups with one counter the worst is told. */
  readonly counter?: CompletionCounter
  /** What the denominator asks beside the general conditions, a cold start for one. Absent: nothing. */
  isDenominatorMet?(): boolean
  /** False: it cannot run any more in this cycle, or its counters rest for a fault that keeps it from running. */
  isEnabled?(): boolean
}

/** What the unit knows of the drive in this step, from its own sensors. */
export type DrivingConditions = {
  /** The engine runs, or a hybrid's or electric car's propulsion is on. */
  isRunning: boolean
  /** The engine burns fuel. */
  isFueled: boolean
  speedMps: number
  isAcceleratorReleased: boolean
  ambientDegC: number
  altitudeM: number
}

export type ReadinessOptions = {
  readonly stepMs: number
  readonly isCompressionIgnition: boolean
  /** How many counters info type 08 or 0B tells. */
  readonly itemCount: number
  /** A hybrid: the general denominator also asks for ten seconds with fuel. */
  readonly needsFuel: boolean
  readonly groups: readonly MonitorGroup[]
  /** The code memory; see ./dtc-engine.ts. */
  readonly codes: { isComplete(index: number): boolean; isCompleteThisCycle(index: number): boolean }
}

export type Readiness = {
  readonly monitors: ReadinessMonitors
  readonly inUsePerformance: InUsePerformance
  /** Info type 12. */
  fueledEngineCycles(): number
  /** The general conditions are met in this cycle: then a permanent code may go. */
  hasDriven(): boolean
  /** With the operation cycle of the code memory, after its own start. */
  startOperationCycle(): void
  step(conditions: DrivingConditions): void
  /** The arrays, for a state hash. */
  readonly state: Readonly<Record<string, Int32Array | Float64Array>>
}

/** The general denominator, all within one cycle, below this height and above this cold. */
const ALTITUDE_M_MAX = 2440
const AMBIENT_DEGC_MIN = -7
const CUMULATIVE_S = 600
const AT_SPEED_S = 300
const AT_SPEED_MPS = 40 / 3.6
const IDLE_S = 30
const IDLE_MPS_MAX = 1.6 / 3.6
const FUELED_S = 10
/** An ignition cycle counts after so long. */
const IGNITION_CYCLE_S = 2
const COUNT_MAX = 0xffff

/** Places in `clocks`, steps of this cycle. */
const CUMULATIVE = 0
const AT_SPEED = 1
const IDLE = 2
const IDLE_LONGEST = 3
const FUELED = 4
const RUNNING = 5
/** Places in `cycles`; the last three are 1 once they have counted in this cycle. */
const GENERAL = 0
const IGNITION = 1
const FUELED_CYCLES = 2
const GENERAL_DONE = 3
const IGNITION_DONE = 4
const FUELED_DONE = 5

export function createReadiness(options: ReadinessOptions): Readiness {
  const { groups, codes, stepMs } = options
  for (const { tests } of groups) assert(tests.length > 0, 'a group without tests would never, or always, be complete')
  const clocks = new Int32Array(6)
  const cycles = new Int32Array(6)
  const numerators = new Int32Array(groups.length)
  const denominators = new Int32Array(groups.length)
  const hasCompleted = new Int32Array(groups.length)
  const hasMet = new Int32Array(groups.length)
  const steps = (seconds: number) => Math.round((seconds * 1000) / stepMs)
  const [cumulative, atSpeed, idle] = [steps(CUMULATIVE_S), steps(AT_SPEED_S), steps(IDLE_S)]
  const fueled = options.needsFuel ? steps(FUELED_S) : 0
  const ignition = steps(IGNITION_CYCLE_S)

  function isCompleteThisCycle({ tests }: MonitorGroup): boolean {
    for (let i = 0; i < tests.length; i++) if (!codes.isCompleteThisCycle(tests[i])) return false
    return true
  }

  /** The clocks that the general conditions are made of. Idling counts only in one piece. */
  function countTime({ isRunning, isFueled, speedMps, ...conditions }: DrivingConditions): void {
    if (!isRunning) clocks[IDLE] = 0
    if (isFueled) clocks[FUELED]++
    if (!isRunning) return
    clocks[RUNNING]++
    const isMild = conditions.altitudeM < ALTITUDE_M_MAX && conditions.ambientDegC >= AMBIENT_DEGC_MIN
    const isIdle = isMild && conditions.isAcceleratorReleased && speedMps <= IDLE_MPS_MAX
    clocks[IDLE] = isIdle ? clocks[IDLE] + 1 : 0
    clocks[IDLE_LONGEST] = Math.max(clocks[IDLE_LONGEST], clocks[IDLE])
    if (!isMild) return
    clocks[CUMULATIVE]++
    if (speedMps >= AT_SPEED_MPS) clocks[AT_SPEED]++
  }

  /** Once a cycle each. These two begin again at 0 after their end. */
  function countCycle(isReached: boolean, done: number, count: number): void {
    if (!isReached || cycles[done] === 1) return
    cycles[done] = 1
    cycles[count] = (cycles[count] + 1) % (COUNT_MAX + 1)
  }

  function isGeneralMet(): boolean {
    const hasDriven = clocks[CUMULATIVE] >= cumulative && clocks[AT_SPEED] >= atSpeed
    return hasDriven && clocks[IDLE_LONGEST] >= idle && clocks[FUELED] >= fueled
  }

  function countGroup(index: number): void {
    const group = groups[index]
    if (group.counter === undefined || (hasCompleted[index] === 1 && hasMet[index] === 1)) return
    if (group.isEnabled?.() === false) return
    if (hasCompleted[index] === 0 && isCompleteThisCycle(group)) {
      hasCompleted[index] = 1
      increment(numerators, denominators, index)
    }
    if (hasMet[index] === 0 && cycles[GENERAL_DONE] === 1 && group.isDenominatorMet?.() !== false) {
      hasMet[index] = 1
      increment(denominators, numerators, index)
    }
  }

  return {
    monitors: createMonitors(options, isCompleteThisCycle),
    inUsePerformance: {
      isCompressionIgnition: options.isCompressionIgnition,
      itemCount: options.itemCount,
      count(counter) {
        if (counter === 'OBDCOND') return cycles[GENERAL]
        if (counter === 'IGNCNTR') return cycles[IGNITION]
        const worst = worstGroup(groups, completionOf(counter), numerators, denominators)
        if (worst === undefined) return 0
        return counter === completionOf(counter) ? numerators[worst] : denominators[worst]
      },
    },
    fueledEngineCycles: () => cycles[FUELED_CYCLES],
    hasDriven: () => cycles[GENERAL_DONE] === 1,
    startOperationCycle() {
      clocks.fill(0)
      hasCompleted.fill(0)
      hasMet.fill(0)
      cycles[GENERAL_DONE] = cycles[IGNITION_DONE] = cycles[FUELED_DONE] = 0
    },
    step(conditions) {
      countTime(conditions)
      countCycle(clocks[RUNNING] >= ignition, IGNITION_DONE, IGNITION)
      countCycle(clocks[FUELED] >= ignition, FUELED_DONE, FUELED_CYCLES)
      countCycle(isGeneralMet(), GENERAL_DONE, GENERAL)
      for (let i = 0; i < groups.length; i++) countGroup(i)
    },
    state: { clocks, cycles, numerators, denominators, hasCompleted, hasMet },
  }
}

/** At its end a pair of counters is halved, so that the ratio stays. */
function increment(counts: Int32Array, partner: Int32Array, index: number): void {
  if (counts[index] === COUNT_MAX) {
    counts[index] >>= 1
    partner[index] >>= 1
  }
  counts[index]++
}

/** CATCOND1 belongs to CATCOMP1. */
function completionOf(counter: InUseCounter): InUseCounter {
  return counter.replace('COND', 'COMP') as InUseCounter
}

/** The group of a counter whose ratio is lowest, and among equals the one that met its conditions most. */
function worstGroup(
  groups: readonly MonitorGroup[],
  counter: InUseCounter,
  numerators: Int32Array,
  denominators: Int32Array,
): number | undefined {
  let worst: number | undefined
  for (let i = 0; i < groups.length; i++) {
    if (groups[i].counter !== counter) continue
    const ahead = worst === undefined ? 1 : numerators[worst] * denominators[i] - numerators[i] * denominators[worst]
    if (worst === undefined || ahead > 0 || (ahead === 0 && denominators[i] > denominators[worst])) worst = i
  }
  return worst
}

function createMonitors(
  { groups, codes, isCompressionIgnition }: ReadinessOptions,
  isCompleteThisCycle: (group: MonitorGroup) => boolean,
): ReadinessMonitors {
  /** One bit may stand for several groups: it is set as soon as one of them says so. */
  const bitsOf = (isContinuous: boolean, isSet: (group: MonitorGroup) => boolean) => {
    let bits = 0
    for (const group of groups) if (group.isContinuous === isContinuous && isSet(group)) bits |= group.bit
    return bits
  }
  const isIncomplete = ({ tests }: MonitorGroup) => !tests.every((index) => codes.isComplete(index))
  const isIncompleteThisCycle = (group: MonitorGroup) => !isCompleteThisCycle(group)
  // What has run was able to: a monitor that is done does not count as disabled.
  const isEnabled = (group: MonitorGroup) => group.isEnabled?.() !== false || isCompleteThisCycle(group)
  return {
    isCompressionIgnition,
    continuousSupported: bitsOf(true, () => true),
    othersSupported: bitsOf(false, () => true),
    continuousIncomplete: () => bitsOf(true, isIncomplete),
    othersIncomplete: () => bitsOf(false, isIncomplete),
    continuousIncompleteThisCycle: () => bitsOf(true, isIncompleteThisCycle),
    othersIncompleteThisCycle: () => bitsOf(false, isIncompleteThisCycle),
    continuousEnabledThisCycle: () => bitsOf(true, isEnabled),
    othersEnabledThisCycle: () => bitsOf(false, isEnabled),
  }
}
