/**
 * A driver of cycles: turns the target speed of a second ahead into the two pedals, and counts what was out of the band.
 *
 * Proportional and integral on the speed, with a guess of the force that the next second needs. It knows its car as a
 * person does, by four figures; what these leave over the integral learns. One foot: never both pedals, and it takes
 * time to move. No clock, no random number: one cycle and one car give one history.
 */
import { type Cycle, outOfBandMps, targetMpsAt } from './cycle.ts'

/** What a driver knows of the car. Rough is enough: 30 % off still keeps the band (tested). */
export type DriverHabits = {
  /** Acceleration of the car on the level with the accelerator full down, somewhere in the middle of its speeds. */
  readonly fullAcceleratorMps2: number
  /** Deceleration with the brake full down. */
  readonly fullBrakeMps2: number
  /** Deceleration of the rolling car with both pedals free: at rest, and what is more for each m/s. */
  readonly coastMps2: number
  readonly coastMps2PerMps: number
}

export type Driver = {
  /** 0 to 1. */
  accelerator: number
  brake: number
  /** Time out of the band, how often it was left, and for how long at most. */
  outsideS: number
  outsideCount: number
  outsideSMax: number
  isOutside: boolean
  /** Deceleration or acceleration that the integral has learned to add. */
  learnedMps2: number
  outsideNowS: number
}

const PREVIEW_S = 0.6
const PROPORTIONAL_PER_S = 1.1
const INTEGRAL_PER_S2 = 0.25
const LEARNED_MPS2_MAX = 1.5
/** A foot that goes from free to full down takes this long. */
const PEDAL_TRAVEL_S = 0.3
/** Standing, the foot rests on the brake until the target moves. */
const STANDING_BRAKE = 0.25
const STANDING_MPS = 0.1
/** Between the pedals lies a band in which the foot rests: without it both would be pumped in turn. */
const REST_MPS2 = 0.08

export function createDriver(): Driver {
  return {
    accelerator: 0,
    brake: STANDING_BRAKE,
    outsideS: 0,
    outsideCount: 0,
    outsideSMax: 0,
    isOutside: false,
    learnedMps2: 0,
    outsideNowS: 0,
  }
}

/** One look at the speedometer and one movement of the foot. `speedMps` is what the car shows at `timeS`. */
export function drive(
  driver: Driver,
  cycle: Cycle,
  habits: DriverHabits,
  { timeS, speedMps, stepS }: { timeS: number; speedMps: number; stepS: number },
): void {
  judge(driver, cycle, timeS, speedMps, stepS)
  const nowMps = targetMpsAt(cycle, timeS)
  const soonMps = targetMpsAt(cycle, timeS + PREVIEW_S)
  if (nowMps === 0 && soonMps === 0 && speedMps < STANDING_MPS) {
    driver.learnedMps2 = 0
    moveFoot(driver, 0, STANDING_BRAKE, stepS)
    return
  }
  const laterMps = targetMpsAt(cycle, timeS + 2 * PREVIEW_S)
  const plannedMps2 = (laterMps - nowMps) / (2 * PREVIEW_S)
  const errorMps = soonMps - plannedMps2 * PREVIEW_S - speedMps
  const wantedMps2 = plannedMps2 + PROPORTIONAL_PER_S * errorMps + driver.learnedMps2
  press(driver, habits, wantedMps2, speedMps, stepS)
  learn(driver, habits, errorMps, stepS)
}

function press(driver: Driver, habits: DriverHabits, wantedMps2: number, speedMps: number, stepS: number): void {
  const coastMps2 = habits.coastMps2 + habits.coastMps2PerMps * speedMps
  const beyondCoastMps2 = wantedMps2 + coastMps2
  if (beyondCoastMps2 > 0) moveFoot(driver, beyondCoastMps2 / habits.fullAcceleratorMps2, 0, stepS)
  else if (beyondCoastMps2 < -REST_MPS2)
    moveFoot(driver, 0, (-beyondCoastMps2 - REST_MPS2) / habits.fullBrakeMps2, stepS)
  else moveFoot(driver, 0, 0, stepS)
}

/** A pedal at its end teaches nothing: the integral waits. */
function learn(driver: Driver, habits: DriverHabits, errorMps: number, stepS: number): void {
  const isAtEnd = (driver.accelerator >= 1 && errorMps > 0) || (driver.brake >= 1 && errorMps < 0)
  if (isAtEnd) return
  const most = Math.min(LEARNED_MPS2_MAX, habits.fullAcceleratorMps2)
  const next = driver.learnedMps2 + INTEGRAL_PER_S2 * errorMps * stepS
  driver.learnedMps2 = next > most ? most : next < -most ? -most : next
}

/** The accelerator is let go before the brake is pressed, and the other way round. */
function moveFoot(driver: Driver, accelerator: number, brake: number, stepS: number): void {
  const travel = stepS / PEDAL_TRAVEL_S
  const toAccelerator = driver.brake > travel && accelerator > 0 ? 0 : accelerator
  const toBrake = driver.accelerator > travel && brake > 0 ? 0 : brake
  driver.accelerator = towards(driver.accelerator, toAccelerator, travel)
  driver.brake = towards(driver.brake, toBrake, travel)
}

function towards(now: number, wanted: number, travel: number): number {
  const goal = wanted < 0 ? 0 : wanted > 1 ? 1 : wanted
  return goal > now + travel ? now + travel : goal < now - travel ? now - travel : goal
}

function judge(driver: Driver, cycle: Cycle, timeS: number, speedMps: number, stepS: number): void {
  if (outOfBandMps(cycle, timeS, speedMps) === 0) {
    driver.isOutside = false
    driver.outsideNowS = 0
    return
  }
  if (!driver.isOutside) driver.outsideCount++
  driver.isOutside = true
  driver.outsideS += stepS
  driver.outsideNowS += stepS
  if (driver.outsideNowS > driver.outsideSMax) driver.outsideSMax = driver.outsideNowS
}
