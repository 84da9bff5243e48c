/** The engine control unit on the real engine: it starts, idles, gives the torque that is asked for, and stops. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitRandom } from '@luban/stdx'
import { createEcmRig, type EcmRig } from './testing/unit-rig.ts'

const between = (actual: number, least: number, most: number, what = '') =>
  assert(actual >= least && actual <= most, `${what} ${actual} is not between ${least} and ${most}`)

function warmRig(seed = 1): EcmRig {
  const rig = createEcmRig({ seed, engineDegC: 90 })
  rig.start()
  rig.run(20)
  return rig
}

function hold(rig: EcmRig, rpm: number, pedal: number, seconds: number): void {
  rig.brakeRpm = rpm
  rig.driver.pedal = pedal
  rig.signals.speedMps = 20 // Wind for the intercooler.
  rig.run(seconds)
}

function letGo(rig: EcmRig, seconds: number): void {
  rig.brakeRpm = undefined
  rig.driver.pedal = 0
  rig.run(seconds)
}

/** Mean over a while of air over what burns, at the sensor. */
function meanLambda(rig: EcmRig, seconds: number): number {
  let sum = 0
  let steps = 0
  rig.run(seconds, () => {
    sum += 1 / rig.engine.exhaust.sensorPhi
    steps++
  })
  return sum / steps
}

for (const degC of [-20, 20, 90])
  test(`started at ${degC} °C it runs, holds its idle speed and says nothing`, () => {
    for (const seed of [1, 2, 3]) {
      const rig = createEcmRig({ seed, ambientDegC: Math.min(degC, 20), engineDegC: degC })
      rig.start()
      assert.equal(rig.unit.state(), 'running', `seed ${seed}`)
      rig.run(10)
      const { torque } = rig.unit.control
      rig.run(30, () => between(rig.engine.crank.rpm, torque.idleRpm - 120, torque.idleRpm + 150, `seed ${seed}:`))
      if (degC === 90) between(torque.idleRpm, 745, 755)
      assert.deepEqual(rig.failed(), [], `seed ${seed}`)
    }
  })

test('without the starter nothing turns, and no pulse goes to coils and injectors', () => {
  const rig = createEcmRig()
  rig.driver.ignition = true
  rig.run(3)
  assert.equal(rig.unit.state(), 'standing')
  assert.equal(rig.engine.crank.rpm, 0)
  assert.equal(rig.unit.control.stages.pulsesPerS, 0)
  assert.equal(rig.unit.control.stages.isFuelPumpOn, false) // It has primed the rail and waits.
  between(rig.engine.fuel.railGaugePa, 300_000, 390_000)
})

test('in closed loop the mixture is right on average, idling and at part load', () => {
  const rig = warmRig()
  rig.run(20)
  between(meanLambda(rig, 60), 0.98, 1.02)
  hold(rig, 2500, 0.3, 15)
  assert.equal(rig.unit.control.fuel.isClosedLoop, true)
  between(meanLambda(rig, 60), 0.98, 1.02)
})

test('at full load it gives 210 Nm at 2500 rpm and its power at 5600, rich and without knock', () => {
  const rig = warmRig()
  hold(rig, 2500, 1, 25)
  between(rig.engine.crank.torqueNm, 198, 216)
  hold(rig, 5600, 1, 15)
  const { torqueNm, speedRadps } = rig.engine.crank
  between((torqueNm * speedRadps) / 1000, 99, 110)
  between(meanLambda(rig, 2), 0.84, 0.93)
  for (const knock of rig.engine.cylinders.knock) assert(knock < 0.1)
})

test('what it says of its torque is what the flywheel feels', () => {
  const rig = warmRig()
  for (const [rpm, pedal] of [
    [2000, 0.2],
    [2500, 0.6],
    [3500, 0.4],
  ] as const) {
    hold(rig, rpm, pedal, 15)
    between(rig.signals.engineNm - rig.engine.crank.torqueNm, -8, 8, `at ${rpm} rpm`)
    between(rig.signals.engineDemandNm - rig.engine.crank.torqueNm, -12, 12, `at ${rpm} rpm`)
  }
})

test('the transmission asks for less torque and has it within three tenths of a second', () => {
  const rig = warmRig()
  hold(rig, 2500, 0.6, 10)
  assert(rig.engine.crank.torqueNm > 110)
  rig.signals.torqueLimitNm = 40
  rig.run(0.3)
  between(rig.engine.crank.torqueNm, 20, 60)
  rig.signals.torqueLimitNm = Number.POSITIVE_INFINITY
  rig.run(1.5)
  assert(rig.engine.crank.torqueNm > 100)
})

test('pushed by the car it cuts fuel, and catches itself when it is let go', () => {
  const rig = warmRig()
  hold(rig, 3000, 0.3, 10)
  rig.driver.pedal = 0
  rig.run(2)
  assert(rig.unit.control.torque.isOverrunCut)
  const before = rig.engine.fuel.injectedKg
  rig.run(0.5)
  assert.equal(rig.engine.fuel.injectedKg, before)
  rig.brakeRpm = undefined
  rig.run(15, () => assert(rig.engine.crank.rpm > 450))
  between(rig.engine.crank.rpm, 680, 830)
})

test('with full pedal and no load it stays at its limit of speed', () => {
  const rig = warmRig()
  rig.driver.pedal = 1
  rig.run(6, () => assert(rig.engine.crank.rpm < 6800))
  assert(rig.engine.crank.rpm > 6000)
  letGo(rig, 12)
  between(rig.engine.crank.rpm, 680, 830)
})

test('the air conditioner does not stall it', () => {
  const rig = warmRig()
  for (const isWanted of [true, false, true]) {
    rig.signals.isAirConditioningWanted = isWanted
    rig.run(6, () => assert(rig.engine.crank.rpm > 550))
    assert.equal(rig.unit.control.stages.isAirConditioningOn, isWanted)
  }
})

test('the coolant’s heat calls the fan', () => {
  const rig = warmRig()
  assert.equal(rig.unit.control.stages.fanDuty, 0)
  rig.engine.heat.coolantDegC = 103
  rig.run(0.3)
  between(rig.unit.control.stages.fanDuty, 0.7, 1)
})

test('with one track of the pedal off it limps by the track that asks for less', () => {
  const rig = warmRig()
  rig.breakSensors = (readings) => {
    readings.pedal2Volts += 0.23
  }
  hold(rig, 2500, 1, 10)
  between(rig.engine.crank.torqueNm, 40, 70)
})

test('switched off it stops, holds its relay for a while and falls asleep', () => {
  const rig = warmRig()
  rig.driver.ignition = false
  rig.run(3)
  assert.equal(rig.engine.crank.rpm, 0)
  assert.equal(rig.unit.state(), 'afterRun')
  assert.equal(rig.unit.control.stages.isMainRelayOn, true)
  rig.run(5)
  assert.equal(rig.unit.state(), 'asleep')
  assert.equal(rig.unit.isAwake(), false)
  rig.start()
  assert.equal(rig.unit.state(), 'running')
})

test('what it learnt goes with the codes', () => {
  const rig = warmRig()
  rig.engine.condition.injectorFlowShare.fill(0.93)
  rig.run(60)
  assert(rig.unit.control.fuel.longTrim > 0.03)
  rig.unit.forgetLearnt()
  rig.run(0.02)
  between(rig.unit.control.fuel.longTrim, -0.005, 0.005)
})

test('one seed gives one history, number for number', () => {
  const drive = (seed: number) => {
    const rig = warmRig(seed)
    hold(rig, 2500, 0.4, 10)
    return rig.stateNumbers()
  }
  assert.deepEqual(drive(5), drive(5))
  assert.notDeepEqual(drive(5), drive(6))
})

/** A mixed drive: a new aim every few seconds, idling and cooling the cabin now and then. */
function mixedDrive(rig: EcmRig, seed: number, minutes: number): void {
  for (let leg = 0; leg < minutes * 10; leg++) {
    const chance = (index: number) => unitRandom(seed, leg, index)
    const seconds = 2 + 8 * chance(0)
    rig.signals.isAirConditioningWanted = chance(1) < 0.5
    if (chance(2) < 0.25) letGo(rig, seconds)
    else hold(rig, 1100 + 3400 * chance(3), chance(4) * chance(4), seconds)
    assert.equal(rig.unit.state(), 'running', `seed ${seed}, leg ${leg}`)
  }
}

for (const [seed, ambientDegC, ambientPa, minutes] of [
  [11, 20, 97_000, 20],
  [12, -20, 97_000, 8],
  [13, 40, 80_000, 8],
] as const)
  test(`a sound engine drives ${minutes} minutes at ${ambientDegC} °C without stall and without a code`, () => {
    const rig = createEcmRig({ seed, ambientDegC })
    rig.engine.inputs.ambientPa = ambientPa
    rig.start()
    rig.run(10)
    mixedDrive(rig, seed, minutes)
    assert.deepEqual(rig.failed(), [], `seed ${seed}`)
  })

test('asked by a hybrid’s control unit it gives that torque whatever the pedal, and stops with the ignition on', () => {
  const rig = warmRig()
  rig.signals.isEngineWanted = true
  for (const askedNm of [40, 120, 200]) {
    rig.signals.engineRequestNm = askedNm
    hold(rig, 2600, 0, 6)
    between(rig.engine.crank.torqueNm, askedNm - 14, askedNm + 14, `${askedNm} Nm asked:`)
  }
  letGo(rig, 0)
  rig.signals.isEngineWanted = false
  rig.run(5)
  assert.equal(rig.unit.state(), 'standing')
  assert.equal(rig.engine.crank.rpm, 0)
  assert.deepEqual(rig.failed(), [])
})
