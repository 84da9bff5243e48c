/** Each fault of the hybrid car through the doors: its codes, the reading that proves it, what cures it and what not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimsOf, type FaultPair, pairClaimsOf } from '../../../testing/fault-claims.ts'
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

/** Without READY nothing else shows; and what a hot day brings to light takes a day. */
const ALONE = [
  'hybrid-01-battery-12v-weak',
  'hybrid-02-service-plug-open',
  'hybrid-04-precharge-open',
  'hybrid-07-pack-filter-blocked',
  'hybrid-08-inverter-pump-dead',
  'hybrid-14-bms-cut-off',
]
/** Both are put right by one new motor. */
const OF_THE_MOTOR = ['hybrid-09-resolver-open', 'hybrid-10-motor-thermistor-drift']
const isTried = (pair: FaultPair) =>
  !pair.some(({ id }) => ALONE.includes(id)) && !pair.every(({ id }) => OF_THE_MOTOR.includes(id))

for (const { sentence, show } of pairClaimsOf(WORKSHOP, CASES, { seed: 1, count: 5, isTried })) test(sentence, show)
