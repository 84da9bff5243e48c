/** Each fault through the doors: the codes that follow from it, the reading that proves it, what cures it and what not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atCar, standAt } from '../../../test-bench.ts'
import { claimsOf, type PairOptions, pairClaimsOf } from '../../../testing/fault-claims.ts'
import { createAtto3With } from '../station.ts'
import { CASES, WORKSHOP } from '../testing/workshop.ts'
import { FAULTS } from './all.ts'
import { currentSensorOffset } from './ev-07-current-sensor.ts'
import type { Fault } from './fault.ts'

test('every fault of the catalogue is tried', () => {
  assert.deepEqual(
    CASES.map(({ id }) => id),
    FAULTS.map(({ id }) => id),
  )
})

test('a healthy car starts, drives and has no codes, whatever the seed', () => {
  for (const seed of [0, 1, 2, 3, 4, 5, 6, 0xffff_ffff]) {
    const bench = standAt({ seed })
    assert(bench.start(), `seed ${seed}`)
    bench.driveHard()
    bench.run(20)
    assert.deepEqual(bench.codes(), [], `seed ${seed}`)
    bench.act({ kind: 'power', to: 'off' })
    bench.run(20)
    assert(bench.start(), `seed ${seed}: again`)
    assert.deepEqual(bench.codes(), [], `seed ${seed}: again`)
  }
})

for (const { sentence, show } of claimsOf(WORKSHOP, CASES)) test(sentence, show)

/** In no pair, and why. */
const ALONE: Readonly<Record<string, string>> = {
  'ev-09-cooling-valve': 'it comes hot from the motorway: ten minutes of charging until it is as it was, in each pair',
}
/** Each is seen at a charge of its own, and a car has one. */
const OF_ITS_CHARGE = ['ev-05', 'ev-06', 'ev-07', 'ev-18']

/** What is not as the sum of both. */
const TOGETHER: PairOptions['together'] = {
  'ev-01-interlock-open and ev-03-precharge-open': {
    hidden: ['bms P0C78-00', 'drive P1A34-00'],
    why: 'with an open loop nobody begins to precharge',
  },
  'ev-01-interlock-open and ev-06-imbalance': {
    hidden: ['bms P0A7F-00'],
    why: 'with an open loop it is not charged to the end',
  },
  'ev-04-contactor-welded and ev-17-bms-silent': {
    hidden: ['bms P0AA1-00'],
    why: 'who would tell has no supply',
  },
}

const PAIRS: PairOptions = {
  seed: 1,
  count: 5,
  isTried: (pair) =>
    !pair.some(({ id }) => id in ALONE) && !pair.every(({ id }) => OF_ITS_CHARGE.includes(id.slice(0, 5))),
  together: TOGETHER,
}

for (const { sentence, show } of pairClaimsOf(WORKSHOP, CASES, PAIRS)) test(sentence, show)

test('the sound car with a full pack hardly recovers; at 80 % it does', () => {
  const recoveredKw = (startSocPercent: number) => {
    const bench = standAt({ settings: { startSocPercent } })
    bench.start()
    bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 1, brake: 0 })
    bench.run(6)
    bench.act({ kind: 'pedal', accelerator: 0, brake: 0 })
    bench.run(1)
    return -bench.car.view().powerKw
  }
  assert(recoveredKw(100) < 3)
  assert(recoveredKw(80) > 15)
})

test('the sound car at -10 °C may not be charged at all, and at 20 °C it may', () => {
  const chargeKw = (ambientDegC: number) => {
    const bench = standAt({ settings: { ambientDegC, startSocPercent: 60 } })
    bench.start()
    assert.deepEqual(bench.codes(), [])
    return bench.value('bms', 0x000a)
  }
  assert(chargeKw(-10) < 1)
  assert(chargeKw(20) > 80)
})

test('ev-07: a full charge sets the wrong count right; with the old sensor it goes astray again, with a new one it stays', () => {
  for (const isNew of [false, true]) {
    const fault: Fault = {
      ...currentSensorOffset,
      apply(physics) {
        currentSensorOffset.apply(physics)
        physics.now.countedSocError = -0.15
      },
    }
    const settings = { startSocPercent: 98.6, ambientDegC: 22 }
    const bench = atCar(createAtto3With({ seed: 1, broadcast: false, settings }, [fault]))
    bench.act({ kind: 'power', to: 'on' })
    bench.run(3)
    const before = bench.value('bms', 0x1ffc)
    bench.act({ kind: 'charger', plugged: true })
    bench.run(480)
    const after = bench.value('bms', 0x1ffc)
    assert(before < 85 && after > 99, `${before} %, and ${after} % when full`)
    assert(bench.value('bms', 0x000a) < 1, 'it is full')
    bench.act({ kind: 'charger', plugged: false }, { kind: 'power', to: 'off' })
    bench.run(10)
    if (isNew) {
      bench.isolate()
      bench.act({ kind: 'repair', component: 'currentSensor', repair: 'replace' })
      bench.putTogether()
    }
    bench.act({ kind: 'power', to: 'on' })
    bench.run(600)
    const lost = after - bench.value('bms', 0x1ffc)
    assert(isNew ? lost < 0.2 : lost > 0.7, `${lost} % in ten minutes`)
  }
})

test('at a fast charger a hot pack with a stuck valve takes less and less; a sound one cools and takes more', () => {
  const [sound, stuck] = [true, false].map((isSound) => {
    const bench = standAt({ faults: ['ev-09-cooling-valve'] })
    if (isSound) bench.act({ kind: 'repair', component: 'chillerValve', repair: 'replace' })
    bench.act({ kind: 'charger', plugged: true, type: 'dc' })
    bench.run(60)
    const atFirstKw = -bench.car.view().powerKw
    bench.run(340)
    return { atFirstKw, laterKw: -bench.car.view().powerKw }
  })
  assert(stuck.laterKw < stuck.atFirstKw - 2 && stuck.laterKw < 30, `${stuck.atFirstKw}, then ${stuck.laterKw} kW`)
  assert(sound.laterKw > sound.atFirstKw + 5, `${sound.atFirstKw}, then ${sound.laterKw} kW`)
})

test('a cable that codes 13 A charges with 3 kW, one for 32 A with 7', () => {
  const chargedKw = (faults: string[]) => {
    const bench = standAt({ faults, settings: { startSocPercent: 40, ambientDegC: 22 } })
    bench.act({ kind: 'charger', plugged: true })
    bench.run(20)
    return -bench.car.view().powerKw
  }
  const [coded13, coded32] = [chargedKw(['ev-11-cable-resistor']), chargedKw([])]
  // Less the charger's 5.5 %, and what the DC/DC takes before the pack.
  assert(coded13 > 1.8 && coded13 < 2.9, `${coded13} kW`)
  assert(coded32 > 5.5 && coded32 < 6.7, `${coded32} kW`)
})

test('under load the weak cell stands 2.2 mΩ below the others; at rest beside them', () => {
  const bench = standAt({ faults: ['ev-05-cell-resistance'] })
  bench.start()
  bench.run(5)
  assert(bench.value('bms', 0x2007) < 15)
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.8, brake: 0 })
  bench.run(3)
  const amps = bench.value('bms', 0x0009)
  assert(amps > 100)
  const millivolts = bench.value('bms', 0x2007)
  assert(Math.abs(millivolts - 2.2 * amps) < 0.08 * 2.2 * amps, `${millivolts} mV at ${amps} A`)
})

for (const { id } of CASES) {
  test(`${id}: whenever the power-system lamp is lit, a code can be read, and whenever one can, it is lit`, () => {
    const bench = standAt({ faults: [id] })
    const agree = (moment: string) => {
      const isLit = bench.car.view().lamps.includes('powerSystem')
      const isStored = ['bms', 'drive'].some((ecu) => (bench.ask(ecu, '19020D') ?? '').length > '5902FF'.length)
      assert.equal(isLit, isStored && bench.car.view().power === 'on', moment)
    }
    const watch = (moment: string, seconds: number) => {
      // A lamp that is lit and a code that is stored stay so for longer than this.
      for (let look = 0; look < 50 * seconds; look++) {
        agree(`${moment}, after ${20 * look} ms`)
        bench.run(0.02)
      }
    }
    for (const drive of ['first', 'second']) {
      bench.act({ kind: 'power', to: 'on' })
      watch(`${drive} power on`, 2)
      bench.act({ kind: 'start' })
      watch(`${drive} start`, 10)
      bench.act({ kind: 'power', to: 'off' })
      watch(`${drive} power off`, 10)
    }
  })
}
