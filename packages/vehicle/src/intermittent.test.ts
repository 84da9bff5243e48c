/** A broken wire that comes and goes, in every car and by every cause: found while it is there, cured whether it is or not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ComesBy } from './car.ts'
import { WORKSHOP as ATTO_3, CASES as ATTO_3_CASES } from './cars/byd-atto-3/testing/workshop.ts'
import { WORKSHOP as H6_HEV, CASES as H6_HEV_CASES } from './cars/haval-h6-hev/testing/workshop.ts'
import { WORKSHOP as JOLION, CASES as JOLION_CASES } from './cars/haval-jolion/testing/workshop.ts'
import { CAR_IDS, type CarOptions, canComeAndGo, createCar, faultIdsOf } from './index.ts'
import { atCar, type Bench } from './test-bench.ts'
import { type FaultCase, intermittentClaimsOf, type Workshop } from './testing/fault-claims.ts'

type Case = {
  readonly model: string
  readonly fault: string
  /** Of a monitor that sees it within seconds. */
  readonly code: string
  /** Where a voltmeter sees it: above 4 V while it is there. */
  readonly points: readonly [string, string]
}

const CASES: readonly Case[] = [
  {
    model: 'byd-atto-3',
    fault: 'ev-08-thermistor-open',
    code: 'bms P0A9B-00',
    points: ['pack.thermistor3', 'pack.thermistor3Return'],
  },
  {
    model: 'haval-jolion',
    fault: 'petrol-04-coolant-sensor-open',
    code: 'engine P0118-00',
    points: ['coolantSensor.signal', 'coolantSensor.return'],
  },
  {
    model: 'haval-h6-hev',
    fault: 'hybrid-02-service-plug-open',
    code: 'bms P0A0A-00',
    points: ['serviceDisconnect.interlockIn', 'serviceDisconnect.interlockOut'],
  },
]
/** Until the wiring of each car is warm, with a foot on the pedal. */
const WARM_AFTER_S = 260

function standAt({ model, fault }: Case, faultsComeBy: ComesBy, { seed = 1, isSound = false } = {}): Bench {
  const settings: CarOptions['settings'] = { faultsComeBy, ambientDegC: 20, startSocPercent: 60 }
  const faults = isSound ? [] : [fault]
  const bench = atCar(createCar(model, { seed, faults, broadcast: false, settings }))
  bench.act({ kind: 'power', to: 'on' })
  bench.run(3)
  return bench
}

/** How often it is seen, at a look in each second. */
function seenIn({ points: [red, black] }: Case, bench: Bench, seconds: number): number {
  let seen = 0
  for (let second = 0; second < seconds; second++) {
    bench.run(1)
    if (bench.measure('voltmeter', red, black) > 4) seen++
  }
  return seen
}

function drive(bench: Bench): void {
  if (!bench.car.view().isReady) bench.act({ kind: 'start' })
  bench.run(5)
  assert(bench.car.view().isReady)
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.2, brake: 0 })
  bench.run(15)
}

function stop(bench: Bench): void {
  bench.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
  bench.run(40)
  bench.act({ kind: 'selector', to: 'P' }, { kind: 'pedal', accelerator: 0, brake: 0 })
}

for (const one of CASES) {
  test(`${one.model}: what shakes loose is there while it drives, its code when it stands; mended while it is away, it stays away`, () => {
    const bench = standAt(one, 'vibration')
    assert.equal(seenIn(one, bench, 20), 0)
    drive(bench)
    const seen = seenIn(one, bench, 40)
    assert(seen > 10 && seen < 40, `${seen}`)
    stop(bench)
    assert.equal(seenIn(one, bench, 10), 0)
    assert.deepEqual(bench.codes(), [one.code])
    bench.car.clear(one.fault)
    bench.clearCodes()
    drive(bench)
    assert.equal(seenIn(one, bench, 40), 0)
    assert.deepEqual(bench.codes(), [])
  })

  test(`${one.model}: what opens by heat is whole while the car is cold, and open for as long as it is warm`, () => {
    const bench = standAt(one, 'heat')
    drive(bench)
    assert.equal(seenIn(one, bench, 10), 0)
    assert.deepEqual(bench.codes(), [])
    bench.run(WARM_AFTER_S)
    assert.equal(seenIn(one, bench, 10), 10)
    assert.deepEqual(bench.codes(), [one.code])
  })

  test(`${one.model}: what comes with time comes and goes while the car stands, alike from one seed`, () => {
    const hashes = [1, 1, 2].map((seed) => {
      const bench = standAt(one, 'time', { seed })
      const seen = seenIn(one, bench, 90)
      assert(seen > 10 && seen < 80, `${seen}`)
      assert.deepEqual(bench.codes(), [one.code])
      return bench.car.stateHash()
    })
    assert.equal(hashes[0], hashes[1])
    assert.notEqual(hashes[0], hashes[2])
  })

  test(`${one.model}: what is put in while the car lives comes and goes too, and is gone when it was taken out`, () => {
    const bench = standAt(one, 'time', { isSound: true })
    assert.equal(seenIn(one, bench, 20), 0)
    bench.car.inject(one.fault)
    const seen = seenIn(one, bench, 90)
    assert(seen > 10 && seen < 80, `${seen}`)
    assert.deepEqual(bench.codes(), [one.code])
    bench.car.clear(one.fault)
    bench.clearCodes()
    assert.equal(seenIn(one, bench, 60), 0)
    assert.deepEqual(bench.codes(), [])
  })
}

const WORKSHOPS: readonly (readonly [model: string, Workshop, readonly FaultCase[]])[] = [
  ['byd-atto-3', ATTO_3, ATTO_3_CASES],
  ['haval-jolion', JOLION, JOLION_CASES],
  ['haval-h6-hev', H6_HEV, H6_HEV_CASES],
]

for (const [model, workshop, cases] of WORKSHOPS) {
  const loose = cases.filter(({ id }) => canComeAndGo(model, id))
  for (const { sentence, show } of intermittentClaimsOf(workshop, loose)) test(sentence, show)
}

test('what is worn does not come and go: an aged catalyst, a stuck valve', () => {
  for (const fault of ['petrol-11-catalyst-aged', 'petrol-05-thermostat-open']) {
    const [sometimes, always] = (['time', undefined] as const).map((by) => {
      const settings: CarOptions['settings'] = by === undefined ? {} : { faultsComeBy: by }
      return atCar(createCar('haval-jolion', { seed: 1, faults: [fault], settings }))
    })
    for (const bench of [sometimes, always]) {
      bench.act({ kind: 'power', to: 'on' }, { kind: 'start' })
      bench.run(30)
    }
    assert.deepEqual(sometimes.car.view(), always.car.view())
  }
})

const ALWAYS = [
  ['byd-atto-3', 'ev-02-wet-heater'],
  ['byd-atto-3', 'ev-04-contactor-welded'],
  ['byd-atto-3', 'ev-17-bms-silent'],
  ['haval-h6-hev', 'hybrid-03-compressor-leaks'],
  ['haval-h6-hev', 'hybrid-07-pack-filter-blocked'],
] as const

for (const [model, fault] of ALWAYS) {
  test(`${fault} does not come and go, nor does what the story starts with: a cold car`, () => {
    const [sometimes, always] = (['time', undefined] as const).map((faultsComeBy) => {
      const settings: CarOptions['settings'] = { ambientDegC: -10, ...(faultsComeBy && { faultsComeBy }) }
      const bench = atCar(createCar(model, { seed: 1, faults: [fault], broadcast: false, settings }))
      bench.act({ kind: 'power', to: 'on' })
      bench.run(20)
      const values = bench.car.model.dids
        .filter(({ ecu }) => bench.ask(ecu, '3E00') !== undefined)
        .map(({ ecu, did }) => bench.ask(ecu, `22${did.toString(16).padStart(4, '0')}`))
      return { values, codes: bench.codes(), shown: bench.car.view(), hash: bench.car.stateHash() }
    })
    assert.deepEqual(sometimes, always)
  })
}

test('which faults can come and go is known of each: what is open or chafed, and nothing else', () => {
  const can = CAR_IDS.flatMap((model) => faultIdsOf(model).filter((fault) => canComeAndGo(model, fault)))
  for (const { fault } of CASES) assert(can.includes(fault), fault)
  for (const [, fault] of ALWAYS) assert(!can.includes(fault), fault)
  assert.equal(can.length, 20)
  assert.equal(canComeAndGo('haval-jolion', 'ev-01-interlock-open'), false)
  assert.equal(canComeAndGo('lada', 'ev-01-interlock-open'), false)
})

test('by anything else no fault comes', () => {
  const settings = { faultsComeBy: 'rain' } as unknown as NonNullable<CarOptions['settings']>
  assert.throws(() => createCar('haval-jolion', { seed: 1, settings }), /vibration, heat, time/)
})
