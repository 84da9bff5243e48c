/** What a car that stands draws from its 12 V battery, by a clamp around the battery's cable: 30 mA at most. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CAR_IDS, createCar } from './index.ts'
import { atCar } from './test-bench.ts'

const BATTERY_CABLE = 'wire.101'
const HALF_AN_HOUR_S = 1800

for (const id of CAR_IDS) {
  test(`${id}: asleep it draws less than 30 mA, never switched on yet, and half an hour after it was`, () => {
    const bench = atCar(createCar(id, { seed: 1 }))
    const drawnA = () => Math.abs(bench.read({ instrument: 'clamp', wire: BATTERY_CABLE }))
    bench.run(60) // Nothing in it runs, so half an hour would tell no more.
    assert(drawnA() < 0.03, `fresh: ${drawnA()} A`)
    bench.act({ kind: 'power', to: 'on' })
    bench.run(5)
    assert(drawnA() > 1, `switched on: ${drawnA()} A`)
    bench.act({ kind: 'power', to: 'off' })
    bench.run(HALF_AN_HOUR_S)
    assert(drawnA() < 0.03, `after half an hour: ${drawnA()} A`)
  })
}
