/**
 * The car against published figures, each under its own cycle, within 5 % (8 % for 0-100 km/h). The table of
 * docs/validation.md says the same, which figure was fitted and which is predicted; ours there are those measured here.
 *
 * A hybrid's consumption counts only when its pack ends as full as it began: the cycle starts at the charge that the cycle
 * before it left, and the test holds that the difference is worth less than 1 % of the fuel.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CycleId } from '../../cycles/cycle.ts'
import { FUEL_J_PER_KG, FUEL_KG_PER_L } from '../../engine/figures.ts'
import { atCar } from '../../test-bench.ts'
import { openCar } from '../../testing/open-car.ts'
import { codeLightsOff, driveCycle, figuresOf, secondsTo100, topKmh } from '../../testing/published-figures.ts'
import { CELL_CAPACITY_AH } from './figures.ts'
import { createH6Hev, createH6HevWith } from './station.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../../docs/validation.md'), 'utf8')
const { assertOurs, validate } = figuresOf(page)

/** What one such cycle leaves behind, and so begins the next. */
const CHARGE_PERCENT = { nedc: 65.9, 'wltc-3b': 62.2, udds: 51.5 } as const
const PACK_VOLTS = 355

/** Cold, in READY, on the brake in D, its lights off, with a full 12 V battery, so that it ends as it began. */
function standInDrive(startSocPercent: number) {
  const settings = { ambientDegC: 23, battery12VPercent: 100, startSocPercent }
  const { bench, physics } = openCar(createH6HevWith, { seed: 1, broadcast: false, settings })
  bench.run(1)
  bench.act({ kind: 'start' })
  bench.run(8)
  codeLightsOff(bench)
  bench.act({ kind: 'pedal', accelerator: 0, brake: 0.5 }, { kind: 'selector', to: 'D' })
  bench.run(1)
  return { bench, physics }
}

function driveOver(cycleId: CycleId) {
  const { bench, physics } = standInDrive(CHARGE_PERCENT[cycleId])
  const { engine, cells } = physics
  const charge = () => cells.soc.reduce((sum, soc) => sum + soc, 0) / cells.soc.length
  const [fromKg, fromCharge] = [engine.fuel.tankKg, charge()]
  let idlingS = 0
  const { km } = driveCycle(bench, cycleId, ({ speedKmh }, lookS) => {
    if (speedKmh < 1 && engine.crank.rpm > 10) idlingS += lookS
  })
  assert.deepEqual(bench.codes({ arePendingToo: true }), [])
  const usedKg = fromKg - engine.fuel.tankKg
  const chargeJ = (charge() - fromCharge) * CELL_CAPACITY_AH * 3600 * PACK_VOLTS
  const chargeShare = Math.abs(chargeJ) / (usedKg * FUEL_J_PER_KG)
  assert(chargeShare < 0.01, `${100 * chargeShare} % of the fuel went into the pack or came from it`)
  return { litresPer100Km: (100 * usedKg) / FUEL_KG_PER_L / km, idlingS }
}

test('the NEDC is driven within its band and without a code, standing with its engine still; it takes 5.2 l/100 km', () => {
  const { litresPer100Km, idlingS } = driveOver('nedc')
  assert(idlingS < 10, `${idlingS} s with its engine turning at rest`)
  validate('consumption, l/100 km (hybrid)', litresPer100Km, 0.05)
})

for (const [cycleId, figure] of [
  ['wltc-3b', 'consumption, l/100 km (hybrid, WLTC)'],
  ['udds', 'consumption, l/100 km (hybrid, UDDS)'],
] as const) {
  test(`${cycleId} is driven within its band and without a code; what it takes, the page says`, () => {
    assertOurs(figure, driveOver(cycleId).litresPer100Km)
  })
}

test('0 to 100 km/h takes the measured 8.8 s, not the claimed 7.5, and full pedal ends where the control unit lets go', () => {
  const bench = atCar(createH6Hev({ seed: 1 }))
  bench.act({ kind: 'power', to: 'on' })
  bench.run(4)
  bench.act({ kind: 'start' })
  bench.run(10)
  bench.act({ kind: 'selector', to: 'D' })
  const seconds = secondsTo100(bench)
  validate('0 to 100 km/h, s (hybrid, measured)', seconds, 0.08)
  assertOurs('0 to 100 km/h, s (hybrid, claimed)', seconds)
  assertOurs('top speed, km/h (hybrid)', topKmh(bench, 40))
  assert.deepEqual(bench.codes(), [])
})
