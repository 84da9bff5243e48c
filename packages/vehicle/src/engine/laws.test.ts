/** Laws that hold in every state: mass is kept, energy is accounted for, springs give back, and nothing runs away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { moveAir, openAir } from './air-path.ts'
import { createGasSpring } from './crank.ts'
import { createEngine, type Engine } from './engine.ts'
import { FUEL_J_PER_KG, H6_HEV_15T, JOLION_15T } from './figures.ts'
import { EXHAUST_CP } from './gas.ts'
import { FREE } from './inputs.ts'
import { createTestRig } from './testing/test-rig.ts'
import { compress } from './turbo.ts'

const near = (actual: number, expected: number, within: number) =>
  assert(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`)

test('what flows into a volume and does not flow out of it stays in it, whatever is open', () => {
  const shares = fc.double({ min: 0, max: 1, noNaN: true })
  const areas = fc.double({ min: 0, max: 5e-4, noNaN: true })
  fc.assert(
    fc.property(
      shares,
      areas,
      areas,
      shares,
      fc.double({ min: 0, max: 650, noNaN: true }),
      (throttle, leak, split, purge, radps) => {
        const engine = createEngine({ figures: JOLION_15T, seed: 1 })
        engine.inputs.throttleShare = throttle
        engine.condition.intakeLeakM2 = leak
        engine.condition.boostLeakM2 = split
        engine.purge.openM2 = purge * JOLION_15T.purgeM2Max
        engine.crank.speedRadps = radps
        engine.crank.rpm = radps * (30 / Math.PI)
        for (let i = 0; i < 300; i++) {
          const { boostKg, manifoldKg } = engine.air
          openAir(engine)
          compress(engine)
          moveAir(engine, 0.001)
          const { air } = engine
          near(air.boostKg - boostKg, (air.filterKgps - air.throttleKgps - air.boostLeakKgps) * 0.001, 1e-15)
          const intoManifold = air.throttleKgps + air.intakeLeakKgps + air.purgeKgps - air.cylinderKgps
          near(air.manifoldKg - manifoldKg, intoManifold * 0.001, 1e-15)
          assert(air.boostPa > 20_000 && air.boostPa < 300_000 && air.manifoldPa > 1000 && air.manifoldPa < 300_000)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('in a steady state the meter, the cylinders and the exhaust agree on what flows', () => {
  const rig = createTestRig({ engineDegC: 90 })
  rig.start()
  rig.throttle = 0.2
  rig.brakeRpm = 2500
  rig.run(20)
  const { air, exhaust, fuel } = rig.engine
  let meteredKg = 0
  let drawnKg = 0
  let expelledKg = 0
  const injectedBeforeKg = fuel.injectedKg
  rig.run(10, () => {
    meteredKg += air.filterKgps * 0.01
    drawnKg += air.cylinderKgps * 0.01
    expelledKg += exhaust.flowKgps * 0.01
  })
  near(drawnKg / meteredKg, 1, 0.003)
  near(expelledKg / (meteredKg + fuel.injectedKg - injectedBeforeKg), 1, 0.005)
})

for (const [rpm, throttle, isFullLoad] of [
  [1500, 0.15, false],
  [2500, 0.2, false],
  [4500, 1, true],
] as const) {
  test(`fuel power is brake power and losses at ${rpm} rpm, throttle ${throttle}`, () => {
    const rig = createTestRig({ engineDegC: 90 })
    rig.start()
    rig.throttle = throttle
    rig.isFullLoad = isFullLoad
    rig.brakeRpm = rpm
    rig.engine.inputs.vehicleMps = 30
    rig.engine.inputs.alternatorW = 400
    rig.run(30)
    const { engine } = rig
    const before = { ...engine.ledger, injectedKg: engine.fuel.injectedKg }
    let brakeJ = 0
    let lostJ = 0
    let exhaustJ = 0
    rig.run(20, () => {
      const { crank, losses, exhaust, air, inputs } = engine
      brakeJ += inputs.loadNm * crank.speedRadps * 0.01
      lostJ += (losses.frictionNm + losses.pumpingNm + losses.accessoriesNm) * crank.speedRadps * 0.01
      exhaustJ += exhaust.flowKgps * EXHAUST_CP * (exhaust.manifoldDegC - air.manifoldDegC) * 0.01
    })
    const fuelJ = (engine.fuel.injectedKg - before.injectedKg) * FUEL_J_PER_KG
    const wallJ = engine.ledger.wallJ - before.wallJ
    const unburntJ = engine.ledger.unburntJ - before.unburntJ
    near((brakeJ + lostJ + exhaustJ + wallJ + unburntJ) / fuelJ, 1, 0.02)
  })
}

test('the ledger of heat closes to rounding, the ledger of the crank to the energy of its motion', () => {
  const rig = createTestRig()
  rig.start()
  rig.run(30)
  rig.coilA[2] = 0
  rig.throttle = 0.08
  rig.run(30)
  const { ledger, crank, figures } = rig.engine
  near((ledger.workJ + ledger.wallJ + ledger.exhaustJ + ledger.unburntJ) / ledger.fuelJ, 1, 1e-9)
  const spentJ = ledger.frictionJ + ledger.pumpingJ + ledger.accessoriesJ + ledger.brakeJ
  const motionJ = 0.5 * figures.crankKgM2 * crank.speedRadps * crank.speedRadps
  assert(crank.rpm > 900 && motionJ > 500)
  near(ledger.gasJ + ledger.starterJ, spentJ + motionJ, 1e-6 * motionJ)
})

test('compression takes the work of a polytropic change of state', () => {
  for (const figures of [JOLION_15T, H6_HEV_15T]) {
    const spring = createGasSpring(figures)
    const ratio = figures.compressionRatio
    const bottomM3 = ratio / (ratio - 1)
    // Against the pressure at bottom dead centre, which is the zero of the spring.
    const workJ = (bottomM3 * (ratio ** 0.32 - 1)) / 0.32 - 1
    near(spring[0], workJ, 1e-3 * workJ)
    near(spring[90], 0, 1e-12)
  }
})

test('a crank without friction or load, on springs alone, keeps its time from one cycle to the next', () => {
  const engine = createEngine({ figures: JOLION_15T, seed: 1 })
  const { crank, losses, inputs } = engine
  const cycleS = () => crank.segmentS.reduce((sum, seconds) => sum + seconds, 0)
  crank.speedRadps = 100
  const coast = () => {
    for (let i = 0; i < 200; i++) {
      engine.step()
      inputs.starterNm = losses.frictionNm + losses.pumpingNm // Losses are made good: nothing but the springs acts.
    }
    return cycleS()
  }
  coast() // The manifold comes to its vacuum, and the springs to their strength.
  near(coast() / coast(), 1, 0.003)
  assert(crank.rpm > 500)
})

const numbersOf = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : ArrayBuffer.isView(value)
      ? [...(value as Float64Array)]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(numbersOf)
        : []

function assertSound(engine: Engine): void {
  for (const value of numbersOf(engine)) assert(Number.isFinite(value))
  assert(engine.air.manifoldPa > 0 && engine.air.boostPa > 0 && engine.exhaust.manifoldPa > 0)
  assert(engine.crank.rpm >= 0 && engine.crank.rpm < 60_000)
  assert(engine.heat.coolantDegC < 400 && engine.exhaust.manifoldDegC < 2500)
}

test('no inputs and no damage make a number that is none, whatever the order', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const seconds = fc.record({
    throttleShare: share,
    wastegateDuty: share,
    onMs: fc.double({ min: 0, max: 40, noNaN: true }),
    injectorVolts: fc.double({ min: 0, max: 16, noNaN: true }),
    coilA: fc.double({ min: 0, max: 12, noNaN: true }),
    sparkDeg: fc.double({ min: -30, max: 60, noNaN: true }),
    purgeDuty: share,
    oilControlDuty: share,
    fuelPumpVolts: fc.double({ min: 0, max: 16, noNaN: true }),
    starterNm: fc.double({ min: 0, max: 150, noNaN: true }),
    loadNm: fc.double({ min: -150, max: 300, noNaN: true }),
    ambientDegC: fc.double({ min: -40, max: 50, noNaN: true }),
    ambientPa: fc.double({ min: 60_000, max: 105_000, noNaN: true }),
    heaterW: fc.double({ min: 0, max: 30, noNaN: true }),
    leakM2: fc.double({ min: 0, max: 1e-3, noNaN: true }),
    stuck: fc.oneof(fc.constant(FREE), share),
  })
  fc.assert(
    fc.property(fc.array(seconds, { minLength: 1, maxLength: 8 }), fc.nat(), (story, seed) => {
      const engine = createEngine({ figures: JOLION_15T, seed })
      for (const { onMs, coilA, sparkDeg, heaterW, leakM2, stuck, ...inputs } of story) {
        Object.assign(engine.inputs, inputs, { upstreamHeaterW: heaterW, downstreamHeaterW: heaterW })
        engine.inputs.injectorOnMs.fill(onMs)
        engine.inputs.coilA.fill(coilA)
        engine.inputs.sparkAdvanceDeg.fill(sparkDeg)
        Object.assign(engine.condition, { intakeLeakM2: leakM2, boostLeakM2: leakM2 })
        Object.assign(engine.condition, {
          wastegateStuckShare: stuck,
          purgeStuckShare: stuck,
          catalystShare: 1 - inputs.purgeDuty,
        })
        for (let i = 0; i < 100; i++) engine.step()
        assertSound(engine)
      }
    }),
    { numRuns: 60 },
  )
})
