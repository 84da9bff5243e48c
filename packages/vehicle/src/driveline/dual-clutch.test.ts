/** The dual clutch transmission by laws of energy and friction, then driven: 0-100 km/h, WLTC, a hill. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CYCLES } from '../cycles/cycle.ts'
import { createDriver, drive } from '../cycles/driver.ts'
import { createStateHash } from '../state-hash.ts'
import {
  capacityNm,
  createDualClutch,
  type DualClutch,
  type DualClutchInput,
  EVEN,
  NEUTRAL,
  ODD,
  REVERSE,
  SEVEN_SPEED,
  solenoidAFor,
  stepDualClutch,
} from './dual-clutch.ts'
import { createMotion, move } from './motion.ts'
import { createPetrolCar, levelInput, PETROL_CHASSIS } from './testing/petrol-car.ts'

const STEP_S = 0.01

/** Steps with crankshaft and wheels held at their speeds, as by two large flywheels. */
function hold(clutch: DualClutch, input: DualClutchInput, seconds: number): DualClutch {
  for (let i = 0; i < seconds / STEP_S; i++) stepDualClutch(clutch, SEVEN_SPEED, input, STEP_S)
  return clutch
}

const heavy = (rest: Partial<DualClutchInput>): DualClutchInput => ({
  ...levelInput(),
  crankKgM2: 1e6,
  vehicleKgM2: 1e9,
  ...rest,
})

test('the spread is 7.99 and every step upwards is smaller than the one before', () => {
  const { ratios } = SEVEN_SPEED
  assert.equal((ratios[1] / ratios[7]).toFixed(2), '7.99')
  const steps = [1, 2, 3, 4, 5, 6].map((gear) => ratios[gear] / ratios[gear + 1])
  for (let i = 1; i < steps.length; i++) assert(steps[i] < steps[i - 1], `${steps}`)
  assert(ratios[REVERSE] < 0)
})

test('a slipping clutch transfers what its pressure allows, and the pressure is what the current asks for', () => {
  const input = heavy({ crankRadps: 200, oddGear: 1, wheelRadps: 5 })
  const clutch = hold(createDualClutch(80), input, 1)
  assert.equal(clutch.gear[ODD], 1)
  hold(clutch, Object.assign(input, { oddSolenoidA: solenoidAFor(SEVEN_SPEED, 150) }), 1)
  assert(Math.abs(clutch.pressureKpa[ODD] - (90 + 150 / 0.35)) < 0.01)
  assert(Math.abs(clutch.clutchNm[ODD] - capacityNm(clutch, SEVEN_SPEED, ODD)) < 1e-9)
  assert(Math.abs(clutch.clutchNm[ODD] / 150 - 1) < 0.07)
  assert(Math.abs(clutch.slipRadps[ODD] - (200 - 16 * 5)) < 0.1)
})

test('pressure follows the current with the lag of the valve, slower in the cold, and needs a turning engine', () => {
  const reached = (oilDegC: number, crankRadps: number) =>
    hold(createDualClutch(oilDegC), heavy({ crankRadps, evenSolenoidA: 0.4 }), 0.05).pressureKpa[EVEN] / 500
  assert(reached(80, 200) > 0.8 && reached(80, 200) < 0.9)
  assert(reached(-20, 200) < 0.6)
  assert.equal(reached(80, 0), 0)
  // A slow pump gives its part: 1600 kPa at 75 rad/s.
  const idle = hold(createDualClutch(80), heavy({ crankRadps: 15, evenSolenoidA: 1.2 }), 3)
  assert(Math.abs(idle.pressureKpa[EVEN] - 320) < 1)
})

test('worn facings, hot plates and a leaking seal each take torque away', () => {
  const input = heavy({ crankRadps: 200, oddGear: 1, oddSolenoidA: solenoidAFor(SEVEN_SPEED, 200) })
  const healthy = hold(createDualClutch(80), { ...input }, 1)
  const torqueNm = capacityNm(healthy, SEVEN_SPEED, ODD)
  healthy.facing[ODD] = 0.6
  assert(Math.abs(capacityNm(healthy, SEVEN_SPEED, ODD) / torqueNm - 0.6) < 1e-9)
  healthy.plateDegC[ODD] = 300
  assert(Math.abs(capacityNm(healthy, SEVEN_SPEED, ODD) / torqueNm - 0.6 * 0.8) < 1e-9)
  const leaking = createDualClutch(80)
  leaking.leak[ODD] = 0.5
  hold(leaking, { ...input }, 1)
  assert(Math.abs(leaking.pressureKpa[ODD] / healthy.pressureKpa[ODD] - 0.5) < 1e-6)
})

test('a synchroniser brings a free shaft to its gear, one under pressure never', () => {
  const free = hold(createDualClutch(80), heavy({ crankRadps: 250, wheelRadps: 20, evenGear: 2 }), 0.5)
  assert.equal(free.gear[EVEN], 2)
  assert(Math.abs(free.shaftRadps[EVEN] - 200) < 1e-6)
  const pressed = createDualClutch(80)
  const input = heavy({ crankRadps: 250, wheelRadps: 10, evenSolenoidA: solenoidAFor(SEVEN_SPEED, 80) })
  hold(pressed, input, 0.5)
  hold(pressed, { ...input, evenGear: 2 }, 2)
  assert.equal(pressed.gear[EVEN], NEUTRAL)
})

test('a sleeve under torque stays in its gear until the clutch lets go', () => {
  const input = heavy({ crankRadps: 250, wheelRadps: 10, evenGear: 2 })
  const clutch = hold(createDualClutch(80), input, 0.5)
  hold(clutch, Object.assign(input, { evenSolenoidA: solenoidAFor(SEVEN_SPEED, 60) }), 0.5)
  hold(clutch, Object.assign(input, { evenGear: 4 }), 1)
  assert.deepEqual([clutch.gear[EVEN], clutch.isSleeveHeld[EVEN]], [2, 1])
  hold(clutch, Object.assign(input, { evenSolenoidA: 0 }), 1)
  assert.deepEqual([clutch.gear[EVEN], clutch.isSleeveHeld[EVEN]], [4, 0])
})

test('reverse hangs on the second clutch and drives the car backwards', () => {
  const input = { ...levelInput(), evenGear: REVERSE }
  const clutch = hold(createDualClutch(60), input, 0.5)
  assert.equal(clutch.gear[EVEN], REVERSE)
  const motion = createMotion()
  Object.assign(input, { crankKgM2: 1e6, evenSolenoidA: solenoidAFor(SEVEN_SPEED, 40) })
  for (let i = 0; i < 300; i++) {
    stepDualClutch(clutch, SEVEN_SPEED, input, STEP_S)
    move(motion, PETROL_CHASSIS, { wheelNm: clutch.wheelNm, brake: 0, isParked: false }, STEP_S)
    input.wheelRadps = motion.speedMps / PETROL_CHASSIS.wheelM
  }
  assert(motion.speedMps < -1.5 && clutch.clutchNm[EVEN] > 0, `${motion.speedMps} m/s`)
  // An idling engine holds the car at its own speed.
  for (let i = 0; i < 600; i++) {
    stepDualClutch(clutch, SEVEN_SPEED, input, STEP_S)
    move(motion, PETROL_CHASSIS, { wheelNm: clutch.wheelNm, brake: 0, isParked: false }, STEP_S)
    input.wheelRadps = motion.speedMps / PETROL_CHASSIS.wheelM
  }
  assert(Math.abs(input.wheelRadps * SEVEN_SPEED.ratios[REVERSE] - 84) < 0.5, `${input.wheelRadps} rad/s`)
})

test('a gear chosen ahead on the open side changes nothing at the wheels but its drag', () => {
  const input = heavy({ crankRadps: 160, wheelRadps: 10, oddGear: 1, oddSolenoidA: solenoidAFor(SEVEN_SPEED, 250) })
  const alone = createDualClutch(80)
  hold(alone, { ...input, oddSolenoidA: 0 }, 0.5)
  const ahead = createDualClutch(80)
  hold(ahead, { ...input, oddSolenoidA: 0, evenGear: 2 }, 0.5)
  for (const clutch of [alone, ahead]) hold(clutch, { ...input, engineNm: 150, crankKgM2: 0.17 }, 0.02)
  assert(Math.abs(ahead.wheelNm - alone.wheelNm) < 25 && Math.abs(alone.wheelNm) > 150)
})

test('two closed clutches in two gears fight: neither passes its capacity, and the plates get hot', () => {
  const input = heavy({ crankRadps: 200, wheelRadps: 15, oddGear: 1, evenGear: 2 })
  const clutch = hold(createDualClutch(80), input, 0.5)
  const amps = solenoidAFor(SEVEN_SPEED, 300)
  hold(clutch, Object.assign(input, { oddSolenoidA: amps, evenSolenoidA: amps, crankKgM2: 0.17 }), 0.6)
  for (const side of [ODD, EVEN]) assert(Math.abs(clutch.clutchNm[side]) <= capacityNm(clutch, SEVEN_SPEED, side) + 15)
  assert(clutch.clutchNm[ODD] * clutch.clutchNm[EVEN] < 0, 'one drives, one is driven')
  assert(clutch.clutchHeatW > 5000 && Math.max(...clutch.plateDegC) > 82)
})

test('the pawl rattles over a turning wheel, drops in when it is slow and stays until it is let out', () => {
  const clutch = createDualClutch(20)
  hold(clutch, heavy({ wheelRadps: 10, isParkWanted: true }), 0.1)
  assert.deepEqual([clutch.isParkIn, clutch.isParkRattling], [false, true])
  hold(clutch, heavy({ wheelRadps: 2, isParkWanted: true }), 0.1)
  assert.deepEqual([clutch.isParkIn, clutch.isParkRattling], [true, false])
  hold(clutch, heavy({ wheelRadps: 2 }), 0.1)
  assert.equal(clutch.isParkIn, false)
})

const kinds = fc.record({
  engineNm: fc.double({ min: -40, max: 250, noNaN: true }),
  oddSolenoidA: fc.double({ min: 0, max: 1, noNaN: true }),
  evenSolenoidA: fc.double({ min: 0, max: 1, noNaN: true }),
  oddGear: fc.constantFrom(0, 1, 3, 5, 7),
  evenGear: fc.constantFrom(0, 2, 4, 6, 8),
})

test('every joule of the crankshaft is found at the wheels, in a free shaft, in the plates or in the gears', () => {
  const crankSpeed = fc.double({ min: 60, max: 600, noNaN: true })
  fc.assert(
    fc.property(fc.array(kinds, { minLength: 1, maxLength: 6 }), crankSpeed, (list, crankRadps) => {
      const clutch = createDualClutch(70)
      const input = { ...levelInput(), crankRadps, wheelRadps: 12 }
      let lostJ = 0
      for (const kind of list) {
        Object.assign(input, kind)
        for (let i = 0; i < 60; i++) lostJ += balance(clutch, input)
      }
      assert(lostJ > 0, `${lostJ} J`)
    }),
    { numRuns: 60 },
  )
})

/** A cone and its shaft that meet within a step: what the cone gives back then, of the power at the crankshaft. */
const GIVEN_BACK_SHARE_MAX = 0.05

/** One step and its ledger; speeds in the middle of the step, as the transmission itself foresees them. Returns what gears lost. */
function balance(clutch: DualClutch, input: DualClutchInput): number {
  const before = { gear: clutch.gear.slice(), shaft: clutch.shaftRadps.slice() }
  stepDualClutch(clutch, SEVEN_SPEED, input, STEP_S)
  const crankEnd = input.crankRadps + ((input.engineNm - clutch.crankNm) / input.crankKgM2) * STEP_S
  const inJ = 0.5 * (input.crankRadps + crankEnd) * clutch.crankNm * STEP_S
  const outJ = 0.5 * (input.wheelRadps + clutch.foreseenRadps) * clutch.wheelNm * STEP_S
  let storedJ = 0
  for (const side of [ODD, EVEN])
    if (clutch.gear[side] === NEUTRAL && before.gear[side] === NEUTRAL)
      storedJ += 0.5 * SEVEN_SPEED.shaftKgM2 * (clutch.shaftRadps[side] ** 2 - before.shaft[side] ** 2)
  const heatJ = (clutch.clutchHeatW + clutch.gearLossW) * STEP_S
  const isSameGears = before.gear.every((gear, side) => gear === clutch.gear[side])
  if (isSameGears)
    assert(Math.abs(inJ - outJ - storedJ - heatJ) < 1e-6 * (1 + Math.abs(inJ)), `${inJ - outJ - storedJ} ${heatJ}`)
  const gearLossJ = clutch.gearLossW * STEP_S
  assert(gearLossJ > -GIVEN_BACK_SHARE_MAX * Math.abs(inJ) - 1e-5, `${gearLossJ} J`)
  input.crankRadps = Math.max(0, crankEnd)
  input.wheelRadps = clutch.foreseenRadps - 0.002 * Math.sign(clutch.foreseenRadps)
  return gearLossJ
}

test('full pedal from rest: 100 km/h after 8 to 12 s, through three gears, and the tyres spin first', () => {
  const car = createPetrolCar()
  for (let i = 0; i < 100; i++) car.step({ accelerator: 0, brake: 0.2 }, STEP_S)
  let seconds = 0
  let spinNMax = 0
  while (car.motion.speedMps < 100 / 3.6 && seconds < 20) {
    car.step({ accelerator: 1, brake: 0 }, STEP_S)
    seconds += STEP_S
    spinNMax = Math.max(spinNMax, car.motion.spinN)
  }
  assert(seconds > 8 && seconds < 12, `${seconds} s`)
  assert(car.shifter.shiftCount >= 2 && spinNMax > 0)
})

test('the shaking of single combustions stays before the damper, a steady load before no slip', () => {
  const input = { ...levelInput(), crankRadps: 190, wheelRadps: 19, evenGear: 2, engineNm: 0 }
  const clutch = createDualClutch(80)
  for (let i = 0; i < 50; i++) stepDualClutch(clutch, SEVEN_SPEED, input, STEP_S)
  Object.assign(input, { engineNm: 100, evenSolenoidA: solenoidAFor(SEVEN_SPEED, 300) })
  let turnedRad = 0
  let rippleNm2 = 0
  let slipSum = 0
  for (let i = 0; i < 1000; i++) {
    stepDualClutch(clutch, SEVEN_SPEED, input, STEP_S)
    for (let part = 0; part < 10; part++) {
      turnedRad += input.crankRadps * 0.001
      const nowNm = 100 + 150 * Math.sin(2 * turnedRad)
      input.crankRadps += ((nowNm - clutch.crankNm) / input.crankKgM2) * 0.001
    }
    // The road takes what the gears give: the car goes on at its speed.
    if (i < 300) continue
    rippleNm2 += (clutch.clutchNm[EVEN] - 100) ** 2 / 700
    slipSum += clutch.slipRadps[EVEN] / 700
  }
  assert(Math.sqrt(rippleNm2) < 25, `${Math.sqrt(rippleNm2)} Nm of 106`)
  assert(Math.abs(slipSum) < 0.3, `${slipSum} rad/s`)
})

test('creep without pedals moves off by itself and settles at idle in first gear', () => {
  const car = createPetrolCar()
  for (let i = 0; i < 1500; i++) car.step({ accelerator: 0, brake: 0 }, STEP_S)
  const idleMps = (84 / SEVEN_SPEED.ratios[1]) * PETROL_CHASSIS.wheelM
  assert(Math.abs(car.motion.speedMps / idleMps - 1) < 0.2, `${car.motion.speedMps} of ${idleMps}`)
})

test('a car held on a hill by its slipping clutch stands, and pays with hot plates', () => {
  const car = createPetrolCar()
  const weightN = PETROL_CHASSIS.massKg * 9.81
  const neededNm = (weightN * 0.06 * PETROL_CHASSIS.wheelM) / (SEVEN_SPEED.ratios[1] * SEVEN_SPEED.efficiencies[1])
  for (let i = 0; i < 100; i++) car.step({ accelerator: 0, brake: 0.3, slope: 0.06 }, STEP_S)
  let heatJ = 0
  let toOilJ = 0
  let storedK = 0
  for (let i = 0; i < 4000; i++) {
    const lack = -car.motion.speedMps * 0.4
    car.step({ accelerator: Math.max(0, Math.min(1, 0.22 + lack)), brake: 0, slope: 0.06 }, STEP_S)
    if (i === 999) storedK = car.clutch.plateDegC[ODD] + car.clutch.plateDegC[EVEN]
    if (i < 1000) continue
    heatJ += car.clutch.clutchHeatW * STEP_S
    const { plateDegC, oilDegC } = car.clutch
    toOilJ += (45 + 420 * car.input.coolingFlow) * (plateDegC[ODD] + plateDegC[EVEN] - 2 * oilDegC) * STEP_S
  }
  assert(Math.abs(car.motion.speedMps) < 1, `${car.motion.speedMps} m/s`)
  assert(Math.abs(car.clutch.clutchNm[ODD] / neededNm - 1) < 0.3, `${car.clutch.clutchNm[ODD]} of ${neededNm} Nm`)
  // Over half a minute: what the slip heats, the plates keep or give on to the oil.
  const keptJ = 1300 * (car.clutch.plateDegC[ODD] + car.clutch.plateDegC[EVEN] - storedK)
  assert(heatJ / 30 > 1000, `${heatJ / 30} W`)
  assert(Math.abs((toOilJ + keptJ) / heatJ - 1) < 0.01, `${toOilJ} + ${keptJ} of ${heatJ} J`)
})

test('WLTC is driven within its band through all seven gears, and 80 to 97 % of the work arrives', () => {
  const car = createPetrolCar()
  const driver = createDriver()
  const cycle = CYCLES['wltc-3b']
  const habits = { fullAcceleratorMps2: 3, fullBrakeMps2: 9, coastMps2: 0.25, coastMps2PerMps: 0.01 }
  const hash = createStateHash()
  const gears = new Set<number>()
  for (let i = 0; i < 180_000; i++) {
    drive(driver, cycle, habits, { timeS: i * STEP_S, speedMps: car.motion.speedMps, stepS: STEP_S })
    car.step(driver, STEP_S)
    gears.add(car.shifter.gear)
    if (i % 1000 === 0) hash.addNumbers([car.motion.speedMps, car.source.crankRadps, ...car.clutch.plateDegC])
  }
  assert(driver.outsideSMax < 1 && driver.outsideCount <= 10, JSON.stringify(driver))
  assert.equal(gears.size, 7)
  const share = car.wheelJ / car.crankJ
  assert(share > 0.8 && share < 0.97, `${share}`)
  assert(Math.max(...car.clutch.plateDegC) < 150)
  assert.equal(hash.text(), '9845e4dab5cdd8df')
})
