/** A fault that comes in the middle of a drive is the fault that was there from the start, and goes as it came. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WORKSHOP as ATTO_3, CASES as ATTO_3_CASES } from './cars/byd-atto-3/testing/workshop.ts'
import { WORKSHOP as H6_HEV, CASES as H6_HEV_CASES } from './cars/haval-h6-hev/testing/workshop.ts'
import { WORKSHOP as JOLION, CASES as JOLION_CASES } from './cars/haval-jolion/testing/workshop.ts'
import { CAR_IDS, CARS, createCar } from './index.ts'
import { atCar } from './test-bench.ts'
import { injectedClaimsOf } from './testing/fault-claims.ts'

const CLAIMS = {
  'byd-atto-3': injectedClaimsOf(ATTO_3, ATTO_3_CASES),
  'haval-jolion': injectedClaimsOf(JOLION, JOLION_CASES),
  'haval-h6-hev': injectedClaimsOf(H6_HEV, H6_HEV_CASES),
}

for (const [model, claims] of Object.entries(CLAIMS)) {
  test(`${model}: every fault that can come is tried`, () => {
    assert.equal(claims.length, CARS[model].faults.filter(({ component }) => component !== null).length)
  })
  for (const { sentence, show } of claims) test(sentence, show)
}

test('every model is tried', () => assert.deepEqual(Object.keys(CLAIMS), CAR_IDS))

for (const [model, { faults }] of Object.entries(CARS)) {
  test(`${model}: the same faults at the same steps give the same car, bit for bit`, () => {
    const hashOf = () => {
      const { car, act, run } = atCar(createCar(model, { seed: 1 }))
      act({ kind: 'power', to: 'on' })
      run(3)
      car.inject(faults[4].id)
      run(3)
      car.inject(faults[12].id)
      run(3)
      car.clear(faults[4].id)
      run(3)
      return car.stateHash()
    }
    assert.equal(hashOf(), hashOf())
  })

  test(`${model}: what there is not, and a case in which nothing is broken, neither come nor go`, () => {
    const car = createCar(model, { seed: 1 })
    assert.throws(() => car.inject('ev-99'), new RegExp(`no fault "ev-99"; there are ${faults[0].id}`))
    for (const { id } of faults.filter(({ component }) => component === null)) {
      assert.throws(() => car.inject(id), /nothing is broken/)
      assert.throws(() => car.clear(id), /nothing is broken/)
    }
    assert.deepEqual(car.faults, [])
  })
}
