/** Each fault of the petrol car through the doors: its codes, the reading that proves it, what cures it and what not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimsOf, type FaultCase, type PairOptions, pairClaimsOf } from '../../../testing/fault-claims.ts'
import { CASES, standAt, start, startUntilItRuns, useAsCustomer, WARM, WORKSHOP } from '../testing/workshop.ts'
import { FAULTS } from './all.ts'

test('every fault of the catalogue is tried', () => {
  assert.deepEqual(
    CASES.map(({ id }) => id),
    FAULTS.map(({ id }) => id),
  )
})

test('a healthy car starts, drives and has no codes, whatever the seed', () => {
  for (const seed of [0, 1, 2, 0xffff_ffff]) {
    const bench = standAt({ seed })
    useAsCustomer(bench)
    assert(bench.car.view().isReady, `seed ${seed}`)
    assert.deepEqual(bench.codes(), [], `seed ${seed}`)
  }
})

test('petrol-12: with a tank just filled it dies at the first start, then idles with trims far below nothing', () => {
  const bench = standAt({ faults: ['petrol-12-purge-stuck'], settings: WARM })
  start(bench, 12)
  assert(!bench.car.view().isReady)
  startUntilItRuns(bench, 0)
  let least = 0
  for (let second = 0; second < 60; second++) {
    bench.run(1)
    least = Math.min(least, bench.value('engine', 0x2011) + bench.value('engine', 0x2012))
  }
  assert(bench.car.view().isReady)
  assert(least < -15, `${least} %`)
})

test('petrol-12: with the purge hose pinched off it needs no trim, and let go again it does', () => {
  const bench = standAt({ faults: ['petrol-12-purge-stuck'], settings: WARM })
  startUntilItRuns(bench, 20)
  const trims = () => bench.value('engine', 0x2011) + bench.value('engine', 0x2012)
  const rich = trims()
  bench.act({ kind: 'hose', hose: 'hose.purge', pinched: true })
  assert.deepEqual(bench.car.view().pinched, ['hose.purge'])
  bench.run(30)
  const pinched = trims()
  bench.act({ kind: 'hose', hose: 'hose.purge', pinched: false })
  bench.run(10)
  assert.deepEqual(bench.car.view().pinched, [])
  assert(rich < -15 && Math.abs(pinched) < 3 && trims() < -10, `${rich} %, ${pinched} %, ${trims()} %`)
})

for (const { sentence, show } of claimsOf(WORKSHOP, CASES)) test(sentence, show)

/** In no pair, and why. */
const ALONE: Readonly<Record<string, string>> = {
  'petrol-05-thermostat-open': 'it is judged on seven minutes of road from cold, where half of the others come warm',
}
/** They change what the engine draws in: while vapour floods it neither is told from the other by its trims. */
const OF_THE_MIXTURE = ['petrol-02', 'petrol-03', 'petrol-08', 'petrol-09', 'petrol-11', 'petrol-12']
const isOf = (ids: readonly string[], { id }: FaultCase) => ids.includes(id.slice(0, 9))

/** What is not as the sum of both. */
const TOGETHER: PairOptions['together'] = {
  'petrol-02-intake-leak and petrol-06-crank-sensor-open': {
    hidden: ['engine P0171-00'],
    why: 'the engine does not start',
  },
  'petrol-01-coil-open and petrol-06-crank-sensor-open': {
    hidden: ['engine P0302-00', 'engine P0352-00'],
    why: 'the engine does not start',
  },
  'petrol-06-crank-sensor-open and petrol-11-catalyst-aged': {
    hidden: ['engine P0420-00'],
    why: 'the engine does not start',
  },
  'petrol-01-coil-open and petrol-03-boost-hose': {
    hidden: ['engine P0299-00'],
    why: 'on three cylinders nobody asks the turbo for its most',
  },
  'petrol-01-coil-open and petrol-09-injector-open': {
    more: ['engine P0300-00'],
    why: 'two cylinders misfire',
  },
}

const PAIRS: PairOptions = {
  seed: 1,
  count: 5,
  isTried: (pair) =>
    !pair.some(({ id }) => id in ALONE) &&
    !(pair.some(({ id }) => id === 'petrol-12-purge-stuck') && pair.every((fault) => isOf(OF_THE_MIXTURE, fault))),
  together: TOGETHER,
}

for (const { sentence, show } of pairClaimsOf(WORKSHOP, CASES, PAIRS)) test(sentence, show)
