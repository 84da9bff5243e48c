/** Motion by laws: energy, standstill, tyres; and the same history as the first car's own equations gave. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Chassis, createMotion, type Effort, move, resistanceN, throughGearsNm, wheelRadps } from './motion.ts'

const STEP_S = 0.01
const GRAVITY_MPS2 = 9.81

/** The BYD Atto 3's figures. */
const ATTO: Chassis = {
  massKg: 1850,
  rotatingKg: 90,
  dragAreaM2: 0.67,
  rolling: 0.0078,
  wheelM: 0.34,
  brakeNMax: 16_000,
  parkN: 16_000,
}

const TYRES = {
  friction: 0.9,
  drivenAxle: 'front',
  frontLoad: 0.58,
  frontBrake: 0.68,
  gravityHeightM: 0.6,
  wheelbaseM: 2.7,
} as const

const GRIPPING: Chassis = { ...ATTO, tyres: TYRES }

const ROLLING_FREE: Effort = { wheelNm: 0, brake: 0, isParked: false }

/** Steps, motor torque, brake, parked; then speed, odometer and rotor turns as that car's own file computed them. */
const HISTORY = [
  [100, 0, 0, true, 0, 8000000, 0],
  [600, 310, 0, false, 25.816639699473996, 8000077.865338233, 353.5551138545399],
  [900, 137.3, 0, false, 40.67316242425456, 8000378.455616525, 1718.4144014056958],
  [700, -61.7, 0, false, 31.712270243631313, 8000631.256709207, 2866.282260608973],
  [300, 0, 0.37, false, 21.88759954849168, 8000711.574688071, 3230.9738269230766],
  [400, -55.5, 0, false, 17.901097157877654, 8000791.108264791, 3592.1037392860862],
  [200, 20, 0.91, false, 3.261412478268817, 8000812.249318408, 3688.096741949325],
  [100, 0, 0, true, 0, 8000812.88849741, 3690.998996154025],
] as const

test('with the figures of the Atto 3 the history is the one of its own equations, bit for bit', () => {
  const gears = { ratio: 9.7, efficiency: 0.97 }
  const rotorTurnsPerWheelRad = gears.ratio / (2 * Math.PI)
  const motion = createMotion(8_000_000)
  let rotorTurns = 0
  for (const [steps, motorNm, brake, isParked, speedMps, odometerM, turns] of HISTORY) {
    for (let i = 0; i < steps; i++) {
      const wheelNm = throughGearsNm(motorNm, gears, wheelRadps(ATTO, motion.speedMps))
      move(motion, ATTO, { wheelNm, brake, isParked }, STEP_S)
      rotorTurns += (motion.stepM / ATTO.wheelM) * rotorTurnsPerWheelRad
    }
    assert.deepEqual([motion.speedMps, motion.odometerM, rotorTurns], [speedMps, odometerM, turns])
  }
})

const efforts = fc.array(
  fc.record({
    wheelNm: fc.double({ min: -4000, max: 4000, noNaN: true }),
    brake: fc.double({ min: 0, max: 1, noNaN: true }),
    isParked: fc.boolean(),
    slope: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
  }),
  { minLength: 1, maxLength: 40 },
)

test('what the car gains in energy is what drive and weight give less what drag, rolling and brakes take', () => {
  fc.assert(
    fc.property(efforts, fc.constantFrom(ATTO, GRIPPING), (list, chassis) => {
      const motion = createMotion()
      const massKg = chassis.massKg + chassis.rotatingKg
      for (const effort of list) {
        for (let i = 0; i < 20; i++) {
          const before = motion.speedMps
          move(motion, chassis, effort, STEP_S)
          if (motion.speedMps === 0 || before * motion.speedMps < 0) continue // Came to rest within the step.
          const way = Math.sign(motion.speedMps)
          const steep = Math.sqrt(1 + effort.slope * effort.slope)
          const weightN = (chassis.massKg * GRAVITY_MPS2 * effort.slope) / steep
          const airN = resistanceN(chassis, before) - resistanceN(chassis, 0)
          const rollingN = resistanceN(chassis, 0) / steep
          const netN = motion.driveN - airN - weightN - way * (rollingN + motion.brakeN)
          const gainJ = 0.5 * massKg * (motion.speedMps * motion.speedMps - before * before)
          assert(Math.abs(gainJ - netN * motion.stepM) < 1e-6 * (1 + Math.abs(gainJ)), `${gainJ} ${netN}`)
        }
      }
    }),
  )
})

test('brakes and resistance bring a car to rest and never turn it round', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (mps, brake) => {
        const motion = { ...createMotion(), speedMps: mps }
        for (let i = 0; i < 8000; i++) {
          move(motion, GRIPPING, { wheelNm: 0, brake, isParked: false }, STEP_S)
          assert(motion.speedMps * mps >= 0)
        }
        if (brake > 0.1) assert.equal(motion.speedMps, 0)
      },
    ),
    { numRuns: 30 },
  )
})

test('on a slope of 20 % a free car rolls back, a braked and a parked one stand', () => {
  const stand = (effort: Partial<Effort>) => {
    const motion = createMotion()
    for (let i = 0; i < 100; i++) move(motion, GRIPPING, { ...ROLLING_FREE, slope: 0.2, ...effort }, STEP_S)
    return motion
  }
  // After a second: gravity along the road less rolling, of the car's whole inertia.
  const steep = Math.sqrt(1.04)
  const expectedMps = (GRAVITY_MPS2 * (0.2 - ATTO.rolling) * ATTO.massKg) / steep / (ATTO.massKg + ATTO.rotatingKg)
  assert(Math.abs(stand({}).speedMps + expectedMps) < 0.01)
  assert.equal(stand({ brake: 0.4 }).speedMps, 0)
  assert.equal(stand({ isParked: true }).stepM, 0)
})

test('coasting to rest takes the time that the closed solution gives', () => {
  // dv/dt = -(a + b v²): t = atan(v sqrt(b / a)) / sqrt(a b).
  const motion = { ...createMotion(), speedMps: 30 }
  let seconds = 0
  while (motion.speedMps > 0) {
    move(motion, ATTO, ROLLING_FREE, STEP_S)
    seconds += STEP_S
  }
  const massKg = ATTO.massKg + ATTO.rotatingKg
  const a = resistanceN(ATTO, 0) / massKg
  const b = (resistanceN(ATTO, 1) - resistanceN(ATTO, 0)) / massKg
  const expectedS = Math.atan(30 * Math.sqrt(b / a)) / Math.sqrt(a * b)
  assert(Math.abs(seconds / expectedS - 1) < 1e-3, `${seconds} of ${expectedS} s`)
})

test('a driven front axle spins beyond friction times its load, which gets less while the car accelerates', () => {
  const motion = createMotion()
  move(motion, GRIPPING, { ...ROLLING_FREE, wheelNm: 9000 }, STEP_S)
  const atRestN = 0.9 * 0.58 * 1850 * GRAVITY_MPS2
  assert(Math.abs(motion.driveN - atRestN) < 1e-6 && Math.abs(motion.driveN + motion.spinN - 9000 / 0.34) < 1e-6)
  for (let i = 0; i < 50; i++) move(motion, GRIPPING, { ...ROLLING_FREE, wheelNm: 9000 }, STEP_S)
  // The balance of loads: drive = friction (weight share - mass a h / l), a = (drive - resistance) / inertia.
  const massKg = 1940
  const leverage = (0.9 * 1850 * 0.6) / 2.7 / massKg
  const settledN = (atRestN + leverage * resistanceN(ATTO, motion.speedMps)) / (1 + leverage)
  assert(Math.abs(motion.driveN / settledN - 1) < 0.002, `${motion.driveN} ${settledN}`)
})

test('no brake stops a car faster than friction allows, and full braking unloads the rear until it slides', () => {
  const motion = { ...createMotion(), speedMps: 25 }
  const strong: Chassis = { ...GRIPPING, brakeNMax: 30_000 }
  while (motion.speedMps > 1) {
    move(motion, strong, { ...ROLLING_FREE, brake: 1 }, STEP_S)
    assert(motion.brakeN <= 0.9 * 1850 * GRAVITY_MPS2 + 1e-6)
  }
  assert(motion.slideN > 0)
  const gentle = { ...createMotion(), speedMps: 25 }
  move(gentle, GRIPPING, { ...ROLLING_FREE, brake: 0.3 }, STEP_S)
  assert.equal(gentle.slideN, 0)
  assert.equal(gentle.brakeN, 0.3 * 16_000)
})
