/**
 * Is the high-voltage system isolated? Judged from what was done and from the solved state, never from ticked boxes.
 * The isolation that the workshops teach: barrier, power, key, 12 V, service disconnect, lock, wait, prove, measure
 * three times, prove again.
 *
 * The waiting time begins when the car is cut off and nobody else can switch it on: with the key away and the lock on.
 * A measurement counts when it was taken with the voltmeter after the waiting time, on both sides of the bus, and read
 * below 60 V. Whatever is connected, unlocked or brought back undoes what follows it. The barrier keeps others away: it
 * must stand before the first touch and while work goes on, and undoes nothing. Gloves are demanded as long as anything
 * of it is missing; once the car is proven to be isolated, work without them is no error.
 */
import type { IsolationStep } from './car.ts'

/** Touch voltage limit for direct current, IEC 61140. */
export const SAFE_VOLTS = 60

export type SafetyState = {
  isUnplugged: boolean
  isPowerOff: boolean
  isKeyAway: boolean
  isBattery12VOff: boolean
  isServiceDisconnectOut: boolean
  isLocked: boolean
  hasGloves: boolean
  hasBarrier: boolean
}

/** Which side of the bus a probe touched. */
export type BusSide = 'positive' | 'negative' | 'chassis'

export type SafetyJudge = {
  readonly state: SafetyState
  testerProvings(): number
  testerProvingsSinceIsolation(): number
  /** Called after every change of `state`; tells when the car has just been isolated, or is no more. */
  update(tick: number): 'begun' | 'ended' | undefined
  proveTester(): void
  /** A voltmeter reading between two sides of the bus. */
  noteMeasurement(sides: readonly [BusSide, BusSide], volts: number, tick: number): void
  secondsSinceIsolation(tick: number): number | null
  /** What must have been done before a hand goes to the service disconnect, and was not. */
  missingBeforeDisconnect(): IsolationStep[]
  /** In the order of the procedure; empty means isolated. `volts`: the most that the hands could find. */
  missing(tick: number, volts: number): IsolationStep[]
  numbers(): readonly number[]
}

type Judged = readonly [step: IsolationStep, isDone: boolean]
type Pair = 'measuredPositiveNegative' | 'measuredPositiveChassis' | 'measuredNegativeChassis'
const PAIRS: readonly Pair[] = ['measuredPositiveNegative', 'measuredPositiveChassis', 'measuredNegativeChassis']
const NEVER = -1

export function createSafetyJudge(options: { waitingTimeS: number; stepS: number }): SafetyJudge {
  const { waitingTimeS, stepS } = options
  const state: SafetyState = {
    isUnplugged: true,
    isPowerOff: true,
    isKeyAway: false,
    isBattery12VOff: false,
    isServiceDisconnectOut: false,
    isLocked: false,
    hasGloves: false,
    hasBarrier: false,
  }
  /** Deeds are numbered, since several may fall into one step. */
  let deeds = 0
  let isolatedAtTick = NEVER
  let provedBefore = NEVER
  let provedAfter = NEVER
  let testerProvings = 0
  let testerProvingsSinceIsolation = 0
  const measuredAt = new Map<Pair, number>()

  const beforeDisconnect = (): readonly Judged[] => [
    ['barrier', state.hasBarrier],
    ['chargerUnplugged', state.isUnplugged],
    ['powerOff', state.isPowerOff],
    ['keyAway', state.isKeyAway],
    ['gloves', state.hasGloves],
    ['battery12VOff', state.isBattery12VOff],
  ]
  const isOffForGood = () => state.isUnplugged && state.isPowerOff && state.isKeyAway && state.isBattery12VOff
  const isCutOff = () => isOffForGood() && state.isServiceDisconnectOut && state.isLocked
  const hasWaited = (tick: number) => isolatedAtTick !== NEVER && (tick - isolatedAtTick) * stepS >= waitingTimeS

  function forgetTests(): void {
    provedBefore = provedAfter = NEVER
    testerProvingsSinceIsolation = 0
    measuredAt.clear()
  }

  return {
    state,
    testerProvings: () => testerProvings,
    testerProvingsSinceIsolation: () => testerProvingsSinceIsolation,
    update(tick) {
      if (isCutOff() === (isolatedAtTick !== NEVER)) return undefined
      isolatedAtTick = isCutOff() ? tick : NEVER
      forgetTests()
      return isolatedAtTick === NEVER ? 'ended' : 'begun'
    },
    proveTester() {
      testerProvings++
      deeds++
      if (isolatedAtTick === NEVER) return
      testerProvingsSinceIsolation++
      if (measuredAt.size === 0) provedBefore = deeds
      else provedAfter = deeds
    },
    noteMeasurement(sides, volts, tick) {
      const pair = pairOf(sides)
      if (pair === undefined || !hasWaited(tick)) return
      deeds++
      if (Math.abs(volts) < SAFE_VOLTS) measuredAt.set(pair, deeds)
      else measuredAt.delete(pair)
    },
    secondsSinceIsolation: (tick) => (isolatedAtTick === NEVER ? null : (tick - isolatedAtTick) * stepS),
    missingBeforeDisconnect: () => undone(beforeDisconnect()),
    missing(tick, volts) {
      const missing = undone([
        ...beforeDisconnect(),
        ['serviceDisconnectOut', state.isServiceDisconnectOut],
        ['lockout', state.isServiceDisconnectOut && state.isLocked],
        ['waitingTime', hasWaited(tick)],
        ['testerProvenBefore', provedBefore !== NEVER],
        ...PAIRS.map((pair) => [pair, measuredAt.has(pair)] as const),
        ['testerProvenAfter', provedAfter > Math.max(...measuredAt.values(), 0)],
        ['voltageBelow60', volts < SAFE_VOLTS],
      ])
      return missing.every((step) => step === 'gloves') ? [] : missing
    },
    numbers: () => [
      ...Object.values(state).map(Number),
      deeds,
      isolatedAtTick,
      provedBefore,
      provedAfter,
      testerProvings,
      testerProvingsSinceIsolation,
      ...PAIRS.map((pair) => measuredAt.get(pair) ?? NEVER),
    ],
  }
}

function undone(steps: readonly Judged[]): IsolationStep[] {
  return steps.filter(([, isDone]) => !isDone).map(([step]) => step)
}

function pairOf([a, b]: readonly [BusSide, BusSide]): Pair | undefined {
  if (a === b) return undefined
  if (a !== 'chassis' && b !== 'chassis') return 'measuredPositiveNegative'
  return a === 'positive' || b === 'positive' ? 'measuredPositiveChassis' : 'measuredNegativeChassis'
}
