/**
 * A speed profile driven by itself: somebody else's feet on the pedals while the trainee reads the scan tool. Driving cycles,
 * and steady speeds that are reached gently and held.
 */
import { CYCLES, type Cycle, targetMpsAt } from './cycle.ts'
import { createDriver, type DriverHabits, drive } from './driver.ts'

const STEADY_KMH = [30, 50, 90, 120] as const

export const PROFILE_IDS = ['steady-30', 'steady-50', 'steady-90', 'steady-120', 'udds', 'wltc-3b', 'nedc'] as const
export type ProfileId = (typeof PROFILE_IDS)[number]

/** As the driver's seat shows it. */
export type ProfileView = {
  readonly id: ProfileId
  readonly elapsedS: number
  readonly durationS: number
  readonly targetKmh: number
}

/** What a car's driver knows of it: see ./driver.ts. */
export type Driving = {
  readonly habits: DriverHabits
  /** As the car shows it. */
  speedMps(): number
  /** It is on and stands in D. */
  isInDrive(): boolean
}

export type Profile = {
  isOn(): boolean
  begin(id: ProfileId): void
  end(): void
  /** The feet for one step. Ends by itself with its cycle, or when the car is no longer in D. */
  step(pedal: { accelerator: number; brake: number }): void
  view(): ProfileView | null
  numbers(): readonly number[]
}

const STEADY_HOURS = 2
const GENTLE_MPS2 = 0.8
const STEADY_TOLERANCE_MPS = 2 / 3.6
/** At the end of a cycle the foot stays on the brake. */
const HOLDING_BRAKE = 0.25

const PROFILES: Readonly<Record<ProfileId, Cycle>> = {
  ...CYCLES,
  ...(Object.fromEntries(STEADY_KMH.map((kmh) => [`steady-${kmh}`, steady(kmh)])) as Record<
    `steady-${(typeof STEADY_KMH)[number]}`,
    Cycle
  >),
}

function steady(kmh: number): Cycle {
  const durationS = 3600 * STEADY_HOURS
  const targetMps = Float64Array.from({ length: durationS + 1 }, (_, second) =>
    Math.min(kmh / 3.6, GENTLE_MPS2 * second, 2 * GENTLE_MPS2 * (durationS - second)),
  )
  return { id: `steady-${kmh}`, durationS, targetMps, phases: [], toleranceMps: STEADY_TOLERANCE_MPS, toleranceS: 1 }
}

export function createProfile({ habits, speedMps, isInDrive }: Driving, stepS: number): Profile {
  let id: ProfileId | undefined
  let steps = 0
  let driver = createDriver()

  return {
    isOn: () => id !== undefined,
    begin(wanted) {
      id = wanted
      steps = 0
      driver = createDriver()
    },
    end() {
      id = undefined
    },
    step(pedal) {
      if (id === undefined) return
      const cycle = PROFILES[id]
      const timeS = steps * stepS
      steps++
      if (timeS > cycle.durationS || !isInDrive()) {
        id = undefined
        pedal.accelerator = 0
        pedal.brake = HOLDING_BRAKE
        return
      }
      drive(driver, cycle, habits, { timeS, speedMps: speedMps(), stepS })
      pedal.accelerator = driver.accelerator
      pedal.brake = driver.brake
    },
    view() {
      if (id === undefined) return null
      const elapsedS = steps * stepS
      const { durationS } = PROFILES[id]
      const targetKmh = 3.6 * targetMpsAt(PROFILES[id], elapsedS)
      return { id, elapsedS: Math.floor(elapsedS), durationS, targetKmh: Math.round(10 * targetKmh) / 10 }
    },
    numbers: () => [id === undefined ? -1 : PROFILE_IDS.indexOf(id), steps, ...Object.values(driver).map(Number)],
  }
}
