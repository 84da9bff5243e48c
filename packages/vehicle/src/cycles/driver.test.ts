/** The driver on cars of three kinds: it keeps the band, and says so when it cannot. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStateHash } from '../state-hash.ts'
import { CYCLES, type Cycle } from './cycle.ts'
import { createDriver, type Driver, type DriverHabits, drive } from './driver.ts'

const STEP_S = 0.02

/** A mass with a constant and a square resistance, force by pedal up to a power; what lags, lags by a tenth of a second. */
type Plant = { readonly massKg: number; readonly driveN: number; readonly powerW: number; readonly lagS: number }

const CAR: Plant = { massKg: 1600, driveN: 5500, powerW: 110_000, lagS: 0.1 }

const HABITS: DriverHabits = { fullAcceleratorMps2: 3, fullBrakeMps2: 9, coastMps2: 0.1, coastMps2PerMps: 0.012 }

function driven(cycle: Cycle, plant = CAR, habits = HABITS): { driver: Driver; distanceM: number; hash: string } {
  const driver = createDriver()
  const hash = createStateHash()
  let speedMps = 0
  let driveN = 0
  let distanceM = 0
  for (let step = 0; step < cycle.durationS / STEP_S; step++) {
    drive(driver, cycle, habits, { timeS: step * STEP_S, speedMps, stepS: STEP_S })
    assert(driver.accelerator >= 0 && driver.accelerator <= 1 && driver.brake >= 0 && driver.brake <= 1)
    assert(driver.accelerator * driver.brake < 0.02, 'one foot')
    const wantedN = driver.accelerator * Math.min(plant.driveN, plant.powerW / Math.max(1, speedMps))
    driveN += ((wantedN - driveN) * STEP_S) / plant.lagS
    const resistN = speedMps > 0 ? 160 + 0.42 * speedMps * speedMps + 14_000 * driver.brake : 0
    speedMps = Math.max(0, speedMps + ((driveN - resistN) / plant.massKg) * STEP_S)
    distanceM += speedMps * STEP_S
    if (step % 500 === 0) hash.addNumbers([speedMps, driver.accelerator, driver.brake])
  }
  return { driver, distanceM, hash: hash.text() }
}

for (const cycle of Object.values(CYCLES)) {
  test(`an ordinary car is driven over ${cycle.id} within the band and over its length to 0.5 %`, () => {
    const { driver, distanceM } = driven(cycle)
    assert.equal(driver.outsideS, 0)
    const length = cycle.targetMps.reduce((sum, mps) => sum + mps, 0)
    assert(Math.abs(distanceM / length - 1) < 0.005, `${distanceM} of ${length} m`)
  })
}

test('a driver who knows the car 30 % wrong keeps the band all the same', () => {
  for (const factor of [0.7, 1.3]) {
    const habits = { ...HABITS, fullAcceleratorMps2: 3 * factor, fullBrakeMps2: 9 * factor, coastMps2: 0.1 * factor }
    assert.equal(driven(CYCLES['wltc-3b'], CAR, habits).driver.outsideS, 0)
  }
})

test('a car of 25 kW cannot follow WLTC: the time outside is counted, and every time it was left', () => {
  const { driver } = driven(CYCLES['wltc-3b'], { ...CAR, driveN: 3000, powerW: 25_000 })
  assert(driver.outsideS > 60 && driver.outsideCount >= 5 && driver.outsideSMax > 10, JSON.stringify(driver))
})

test('one cycle and one car give one history, byte for byte', () => {
  const { hash } = driven(CYCLES.udds)
  assert.equal(hash, driven(CYCLES.udds).hash)
  assert.equal(hash, '12b09ed749088353')
})
