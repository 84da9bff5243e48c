/** Each fault of the hybrid car through the doors: its codes, the reading that proves it, what cures it and what not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimsOf, type FaultPair, type PairOptions, pairClaimsOf } from '../../../testing/fault-claims.ts'
import { CELL_CAPACITY_AH } from '../figures.ts'
import { CASES, standAt, start, switchOn, useAsCustomer, WORKSHOP } from '../testing/workshop.ts'
import { FAULTS } from './all.ts'

test('every fault of the catalogue is tried', () => {
  assert.deepEqual(
    CASES.map(({ id }) => id),
    FAULTS.map(({ id }) => id),
  )
})

test('a healthy car gets READY, drives, and has no codes, whatever the seed', () => {
  for (const seed of [0, 1, 2, 0xffff_ffff]) {
    const bench = standAt({ seed })
    useAsCustomer(bench)
    assert.deepEqual(bench.codes(), [], `seed ${seed}`)
    start(bench)
    assert(bench.car.view().isReady, `seed ${seed}`)
  }
})

test('hybrid-12: half an hour with the key on counts 4 Ah away that nobody drew', () => {
  const bench = standAt({ faults: ['hybrid-12-pack-current-sensor'], settings: { startSocPercent: 90 } })
  switchOn(bench)
  const before = bench.value('bms', 0x3102)
  bench.run(1800)
  const countedAh = ((before - bench.value('bms', 0x3102)) / 100) * CELL_CAPACITY_AH
  assert(Math.abs(countedAh - 4) < 0.1, `${countedAh} Ah`)
})

for (const { sentence, show } of claimsOf(WORKSHOP, CASES)) test(sentence, show)

/** In no pair, and why. */
const ALONE: Readonly<Record<string, string>> = {
  'hybrid-14-bms-cut-off':
    'its codes are read when it is mended, its proof with the car isolated: neither while both are there',
}
/** Both are put right by one new motor. */
const OF_THE_MOTOR = ['hybrid-09-resolver-open', 'hybrid-10-motor-thermistor-drift']
/** On a hot day, after five minutes of town: together, or each pair takes as long as all others. */
const OF_A_HOT_DAY = ['hybrid-07-pack-filter-blocked', 'hybrid-08-inverter-pump-dead']

const isTried = (pair: FaultPair) => {
  const hot = pair.filter(({ id }) => OF_A_HOT_DAY.includes(id)).length
  return hot !== 1 && !pair.some(({ id }) => id in ALONE) && !pair.every(({ id }) => OF_THE_MOTOR.includes(id))
}
/** What is not as the sum of both. */
const TOGETHER: PairOptions['together'] = {
  'hybrid-01-battery-12v-weak and hybrid-03-compressor-leaks': {
    hidden: ['bms P0AA6-00'],
    why: 'without READY nobody measures the insulation',
  },
  'hybrid-01-battery-12v-weak and hybrid-06-cell-resistance': {
    hidden: ['bms P0A80-00'],
    why: 'without READY the cells are not loaded',
  },
  'hybrid-01-battery-12v-weak and hybrid-15-intake-leak': {
    hidden: ['engine P0171-00', 'engine P0300-00'],
    why: 'without READY no tester lets the engine run',
  },
  'hybrid-02-service-plug-open and hybrid-05-contactor-welded': {
    hidden: ['bms P0AA1-00'],
    why: 'without READY there is no opening after which it would be seen',
  },
  'hybrid-04-precharge-open and hybrid-13-generator-bridge-dead': {
    hidden: ['inverter P0A7A-00'],
    why: 'without READY the generator is not asked',
  },
}

const PAIRS: PairOptions = { seed: 1, count: 5, isTried, together: TOGETHER }

for (const { sentence, show } of pairClaimsOf(WORKSHOP, CASES, PAIRS)) test(sentence, show)
