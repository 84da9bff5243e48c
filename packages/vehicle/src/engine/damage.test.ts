/**
 * What wear and damage do, as a mechanic would find it: each test sets a cause (a hole, a missing current, a stuck part)
 * and reads what sensors would feel. Figures in the comments are the catalogue's of faults.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { convert } from './catalyst.ts'
import { crankDeg } from './crank.ts'
import { STEP_S } from './engine.ts'
import { createTestRig, type TestRig } from './testing/test-rig.ts'

const between = (actual: number, least: number, most: number) =>
  assert(actual >= least && actual <= most, `${actual} is not between ${least} and ${most}`)

/** Driven warm, idling, sensors hot, trim at work. */
function warmRig(): TestRig {
  const rig = createTestRig({ engineDegC: 90 })
  Object.assign(rig.engine.inputs, { alternatorW: 350, upstreamHeaterW: 7, downstreamHeaterW: 7 })
  rig.start()
  rig.throttle = 0.2
  rig.brakeRpm = 3000
  rig.run(90)
  rig.throttle = 'idle'
  rig.brakeRpm = undefined
  rig.isClosedLoop = true
  rig.run(30)
  return rig
}

function cruise(rig: TestRig, rpm = 2500): void {
  rig.throttle = 0.14
  rig.brakeRpm = rpm
}

/** Mean of each cylinder's segment time. */
function meanSegmentsMs(rig: TestRig, seconds: number): number[] {
  const sums = [0, 0, 0, 0]
  const { crank } = rig.engine
  rig.run(seconds, () => {
    for (let i = 0; i < 4; i++) sums[i] += crank.segmentS[i]
  })
  return sums.map((sum) => (1000 * sum * STEP_S) / seconds)
}

const slowest = (segments: readonly number[]) => segments.indexOf(Math.max(...segments))
const spread = (segments: readonly number[]) => Math.max(...segments) / Math.min(...segments) - 1

test('an intake leak after the throttle makes lean, +20 % at idle and +3 % at 2500 rpm', () => {
  const rig = warmRig()
  between(rig.trim, -0.03, 0.03)
  rig.engine.condition.intakeLeakM2 = 1.7e-6
  rig.run(60)
  between(rig.trim, 0.17, 0.25)
  cruise(rig)
  rig.run(60)
  between(rig.trim, 0.02, 0.05)
})

test('it raises no speed and no manifold pressure that idle control would not take back: only the meter is short', () => {
  const rig = warmRig()
  const before = rig.engine.air.filterKgps
  rig.engine.condition.intakeLeakM2 = 1.7e-6
  rig.run(60)
  between(rig.engine.crank.rpm, 700, 800)
  assert(rig.engine.air.filterKgps < 0.9 * before)
})

test('a split boost hose costs more than 30 kPa under load, and nothing at idle', () => {
  const boostPa = (splitM2: number) => {
    const rig = warmRig()
    rig.engine.condition.boostLeakM2 = splitM2
    rig.run(20)
    between(rig.trim, -0.03, 0.03)
    rig.isClosedLoop = false
    rig.throttle = 1
    rig.isFullLoad = true
    rig.brakeRpm = 2500
    rig.run(15)
    return { boostPa: rig.engine.air.boostPa, torqueNm: rig.engine.crank.torqueNm }
  }
  const [sound, split] = [boostPa(0), boostPa(1.8e-4)]
  assert(sound.boostPa - split.boostPa > 30_000)
  assert(split.torqueNm < 0.7 * sound.torqueNm)
})

for (const [part, silence] of [
  ['coil', (rig: TestRig) => (rig.coilA[1] = 0)],
  ['injector', (rig: TestRig) => (rig.isInjecting[1] = false)],
] as const)
  for (const rpm of [undefined, 2500, 5000])
    test(`a dead ${part} of cylinder 2 shows in its segment times, ${rpm ?? 'idling'}`, () => {
      const rig = warmRig()
      rig.isClosedLoop = false
      if (rpm !== undefined) cruise(rig, rpm)
      rig.throttle = rpm === undefined ? 'idle' : 0.25
      rig.run(10)
      const sound = spread(meanSegmentsMs(rig, 5))
      silence(rig)
      rig.run(3)
      const segments = meanSegmentsMs(rig, 5)
      assert.equal(slowest(segments), 1)
      assert(spread(segments) > 3 * sound)
      assert(rig.engine.upstream.lambda > 1.1)
    })

for (const rpm of [undefined, 2500])
  test(`one firing that fails is one slow segment, ${rpm ?? 'idling'}`, () => {
    const rig = warmRig()
    rig.isClosedLoop = false
    if (rpm !== undefined) cruise(rig, rpm)
    rig.throttle = rpm === undefined ? 'idle' : 0.25
    rig.run(10)
    const { crank, cylinders } = rig.engine
    const misses: number[] = []
    let seen = crank.segmentCount
    let before = 0
    const watch = () => {
      if (crank.segmentCount === seen) return
      seen = crank.segmentCount
      // How much slower the fourth cylinder's segment is than the mean of all four, as they were last measured.
      const mean = (crank.segmentS[0] + crank.segmentS[1] + crank.segmentS[2] + crank.segmentS[3]) / 4
      misses.push(crank.segmentS[3] / mean - 1)
    }
    rig.run(20, watch)
    const usual = Math.max(...misses)
    misses.length = 0
    before = cylinders.unlit[3]
    // One cycle long its coil is dead.
    rig.coilA[3] = 0
    while (cylinders.unlit[3] === before) rig.run(STEP_S, watch)
    rig.coilA[3] = 7
    rig.run(1, watch)
    assert.equal(cylinders.unlit[3], before + 1)
    assert(Math.max(...misses) > 2 * usual, `${Math.max(...misses)} against ${usual}`)
  })

test('every firing is counted once: sound cylinders light, the dead one never does', () => {
  const rig = warmRig()
  rig.coilA[3] = 0
  const before = [...rig.engine.cylinders.unlit]
  const strokes = rig.engine.crank.strokeCount
  rig.run(20)
  const unlit = [...rig.engine.cylinders.unlit].map((count, i) => count - before[i])
  between(unlit[3], (rig.engine.crank.strokeCount - strokes) / 4 - 1, (rig.engine.crank.strokeCount - strokes) / 4 + 1)
  for (const i of [0, 1, 2]) assert(unlit[i] <= 3)
})

test('a weak coil lights a small charge and fails under load', () => {
  const rig = warmRig()
  rig.coilA[2] = 3.2
  cruise(rig)
  rig.run(10)
  const { unlit } = rig.engine.cylinders
  const before = unlit[2]
  rig.run(10)
  assert.equal(unlit[2], before)
  rig.throttle = 1
  rig.isFullLoad = true
  rig.run(10)
  assert(unlit[2] > before + 100)
})

test('a purge valve stuck open after refuelling asks for 15 % less fuel at idle, and clean charcoal for more', () => {
  const rig = warmRig()
  rig.engine.purge.loadKg = 0.75 * rig.engine.figures.canisterKg
  rig.engine.condition.purgeStuckShare = 1
  rig.run(40)
  between(rig.trim, -0.2, -0.1)
  rig.engine.purge.loadKg = 0
  rig.run(60)
  assert(rig.trim > 0.05)
  rig.engine.inputs.purgeHoseShare = 0
  rig.run(60)
  between(rig.trim, -0.03, 0.03)
})

test('behind a sound catalyst the lambda sensor rests, behind an aged one it follows the one before', () => {
  const swings = (catalystShare: number) => {
    const rig = warmRig()
    rig.engine.condition.catalystShare = catalystShare
    cruise(rig)
    rig.run(60)
    const { upstream, downstream } = rig.engine
    const [before, behind]: [number[], number[]] = [[], []]
    for (let half = 0; half < 20; half++) {
      rig.lambda = half % 2 === 0 ? 1.03 : 0.97
      rig.run(0.8, () => {
        before.push(upstream.volts)
        behind.push(downstream.volts)
      })
    }
    const swing = (volts: readonly number[]) => Math.max(...volts) - Math.min(...volts)
    return { before: swing(before), behind: swing(behind) }
  }
  const sound = swings(1)
  assert(sound.before > 0.6 && sound.behind < 0.15 * sound.before)
  const aged = swings(0.04)
  assert(aged.before > 0.6 && aged.behind > 0.6 * aged.before)
})

test('a cold catalyst converts nothing: what comes in goes out', () => {
  const rig = createTestRig({ engineDegC: 90 })
  rig.start()
  rig.lambda = 0.9
  rig.run(10)
  const { catalyst, exhaust } = rig.engine
  assert(catalyst.brickDegC < 200)
  between(catalyst.outPhi / exhaust.sensorPhi, 0.95, 1.05)
})

test('whatever little gas still creeps through a standing engine’s hot catalyst, it stays a quantity', () => {
  const { engine } = createTestRig({ engineDegC: 90 })
  const { catalyst, exhaust } = engine
  catalyst.brickDegC = 400
  for (let flowKgps = 1e-3; flowKgps > 0; flowKgps /= 2) {
    exhaust.flowKgps = flowKgps
    convert(engine, STEP_S)
    assert(catalyst.outPhi >= 0, `${catalyst.outPhi} behind ${flowKgps} kg/s`)
  }
})

test('misfires heat the catalyst beyond what it bears', () => {
  const rig = warmRig()
  cruise(rig, 4500)
  rig.throttle = 0.3
  rig.run(120)
  const sound = rig.engine.catalyst.brickDegC
  rig.coilA[0] = 0
  rig.run(120)
  assert(rig.engine.catalyst.brickDegC > sound + 150)
})

test('with 10.4 V at the pump the rail holds 2.6 bar instead of 3.8, at 6 A', () => {
  const rig = warmRig()
  between(rig.engine.fuel.railGaugePa, 375_000, 385_000)
  rig.engine.inputs.fuelPumpVolts = 10.4
  for (let i = 0; i < 3000; i++) {
    rig.supplyVolts = 10.4
    rig.run(STEP_S)
  }
  between(rig.engine.fuel.railGaugePa, 250_000, 270_000)
  between(rig.engine.fuel.pumpA, 5.7, 6.3)
})

test('0.4 Ω in the ground of the pump is that fault: 12.8 V become 10.4 V', () => {
  const rig = warmRig()
  const { inputs, fuel } = rig.engine
  for (let i = 0; i < 3000; i++) {
    rig.supplyVolts = 12.8 - 0.4 * fuel.pumpA
    rig.run(STEP_S)
  }
  between(inputs.fuelPumpVolts, 10.3, 10.6)
  between(fuel.railGaugePa, 250_000, 275_000)
})

test('a pump that stands still leaves the rail its pressure for a while, and an empty tank takes it', () => {
  const rig = warmRig()
  const { engine } = rig
  for (const array of [engine.inputs.injectorOnMs, engine.inputs.coilA]) array.fill(0)
  engine.inputs.fuelPumpVolts = 0
  for (let i = 0; i < 6000; i++) engine.step()
  between(engine.fuel.railGaugePa, 350_000, 380_000)
  const running = warmRig()
  running.engine.fuel.tankKg = 1e-4
  running.run(10)
  assert.equal(running.engine.crank.rpm, 0)
  assert(running.engine.fuel.tankKg >= 0)
})

test('an engine with a thermostat stuck open warms slowly and stays near 65 °C at cruise, its lower hose warm at once', () => {
  const warming = (stuck: number) => {
    const rig = createTestRig({ ambientDegC: 20 })
    rig.engine.condition.thermostatStuckShare = stuck
    rig.engine.inputs.vehicleMps = 25
    rig.start()
    rig.throttle = 0.165
    rig.brakeRpm = 2200
    rig.run(120)
    const early = { ...rig.engine.heat }
    rig.run(780)
    return { early, late: { ...rig.engine.heat } }
  }
  const sound = warming(-1)
  between(sound.late.coolantDegC, 88, 95)
  between(sound.late.oilDegC, 75, 110)
  between(sound.early.radiatorDegC, 19, 21)
  const open = warming(0.17)
  between(open.late.coolantDegC, 61, 69)
  assert(open.early.radiatorDegC > 25)
})

test('without wind or fan it boils in a standing car, with the fan it does not', () => {
  const afterIdling = (fanShare: number) => {
    const rig = createTestRig({ ambientDegC: 35, engineDegC: 95 })
    rig.start()
    rig.engine.inputs.fanShare = fanShare
    rig.throttle = 0.1
    rig.brakeRpm = 1500
    rig.run(700)
    return rig.engine.heat.coolantDegC
  }
  assert(afterIdling(0) > 108)
  assert(afterIdling(1) < 100)
})

test('a stretched chain shows between crank and cam, and costs power above 4000 rpm', () => {
  const torqueNm = (lateDeg: number, rpm: number) => {
    const rig = createTestRig({ engineDegC: 90 })
    rig.engine.condition.chainLateDeg = lateDeg
    rig.engine.inputs.vehicleMps = 40
    rig.start()
    rig.throttle = 1
    rig.isFullLoad = true
    rig.brakeRpm = rpm
    rig.run(12)
    assert(Math.abs(rig.engine.cam.phaserDeg - rig.engine.cam.phaseDeg - lateDeg) < 1e-9)
    return rig.engine.crank.torqueNm
  }
  between(torqueNm(12, 2200) / torqueNm(0, 2200), 0.93, 1.05)
  assert(torqueNm(12, 5500) < 0.88 * torqueNm(0, 5500))
})

test('a phaser stuck early costs power above 4000 rpm, and without oil pressure none moves', () => {
  const rig = createTestRig({ engineDegC: 90 })
  rig.engine.inputs.oilControlDuty = 1
  for (let i = 0; i < 500; i++) rig.engine.step()
  assert.equal(rig.engine.cam.phaserDeg, 0)
  rig.start()
  rig.engine.inputs.vehicleMps = 40
  rig.throttle = 1
  rig.isFullLoad = true
  rig.brakeRpm = 5500
  rig.run(15)
  const sound = rig.engine.crank.torqueNm
  rig.engine.condition.phaserStuckDeg = 45
  rig.run(10)
  assert(rig.engine.crank.torqueNm < 0.9 * sound)
})

test('poor petrol knocks at full load, good petrol does not', () => {
  const knock = (octane: number) => {
    const rig = createTestRig({ engineDegC: 90 })
    rig.start()
    rig.throttle = 1
    rig.isFullLoad = true
    rig.brakeRpm = 2500
    rig.run(10)
    rig.engine.condition.fuelOctane = octane
    let most = 0
    for (let i = 0; i < 500; i++) {
      rig.engine.step()
      most = Math.max(most, ...rig.engine.cylinders.knock)
    }
    return most
  }
  assert.equal(knock(95), 0)
  assert(knock(88) > 0.3)
})

test('a blocked filter costs power at high flow and none at idle', () => {
  const rig = warmRig()
  const idle = rig.engine.air.manifoldPa
  rig.engine.condition.filterBlockedShare = 0.75
  rig.run(20)
  between(rig.engine.air.manifoldPa / idle, 0.9, 1.1)
  rig.throttle = 1
  rig.isFullLoad = true
  rig.brakeRpm = 5500
  rig.run(15)
  const blocked = rig.engine.crank.torqueNm
  rig.engine.condition.filterBlockedShare = 0
  rig.run(15)
  assert(blocked < 0.93 * rig.engine.crank.torqueNm)
})

test('a wastegate stuck open leaves no boost, one stuck closed gives too much', () => {
  const rig = createTestRig({ engineDegC: 90 })
  rig.start()
  rig.throttle = 1
  rig.isFullLoad = true
  rig.brakeRpm = 3000
  const boostPa = (stuck: number) => {
    rig.engine.condition.wastegateStuckShare = stuck
    rig.run(10)
    return rig.engine.air.boostPa
  }
  assert(boostPa(1) < 135_000)
  assert(boostPa(0) > 200_000)
})

test('a cylinder that leaks cranks unevenly: its compression slows the starter least', () => {
  const rig = createTestRig()
  rig.isInjecting.fill(false)
  rig.engine.condition.compressionShare[0] = 0.3
  const { crank, inputs } = rig.engine
  let [slowestRpm, atDeg] = [Number.POSITIVE_INFINITY, 0]
  const leastAtTop = [0, 0, 0, 0].map(() => Number.POSITIVE_INFINITY)
  for (let i = 0; i < 600; i++) {
    inputs.starterNm = Math.max(0, 130 * (1 - crank.speedRadps / 33))
    rig.engine.step()
    if (i < 200) continue
    const deg = crankDeg(crank)
    const top = Math.round(deg / 180) % 4
    if (Math.abs(deg - 180 * Math.round(deg / 180)) < 25) leastAtTop[top] = Math.min(leastAtTop[top], crank.rpm)
    if (crank.rpm < slowestRpm) [slowestRpm, atDeg] = [crank.rpm, deg]
  }
  // Tops at 0, 180, 360 and 540 degrees are those of cylinders 1, 3, 4 and 2.
  assert.equal(leastAtTop.indexOf(Math.max(...leastAtTop)), 0)
  assert(atDeg > 30 && atDeg < 700)
})

test('a lambda sensor without its heater is an insulator at idle and works at load', () => {
  const rig = warmRig()
  rig.engine.inputs.upstreamHeaterW = 0
  rig.isClosedLoop = false
  rig.run(300)
  const { upstream } = rig.engine
  assert(upstream.volts < 0.1 && upstream.innerOhm > 50_000)
  cruise(rig, 3500)
  rig.throttle = 0.3
  rig.lambda = 0.95
  rig.run(120)
  assert(upstream.volts > 0.7 && upstream.innerOhm < 10_000)
})
