/** A profile at whole cars, through the actions that a person has. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CAR_IDS, createCar } from '../index.ts'
import { atCar, type Bench } from '../test-bench.ts'

function inDrive(model: string): Bench {
  const bench = atCar(createCar(model, { seed: 3, broadcast: false }))
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  bench.act({ kind: 'start' })
  bench.run(6)
  bench.act({ kind: 'selector', to: 'D' })
  bench.run(1)
  return bench
}

for (const model of CAR_IDS) {
  test(`${model} is driven to 50 km/h and held there, until somebody moves a pedal`, () => {
    const bench = inDrive(model)
    bench.act({ kind: 'profile', profile: 'steady-50' })
    bench.run(40)
    const { speedKmh, profile } = bench.car.view()
    assert(Math.abs(speedKmh - 50) < 2, `${speedKmh} km/h`)
    assert.deepEqual([profile?.id, profile?.targetKmh], ['steady-50', 50])
    bench.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
    assert.equal(bench.car.view().profile, null)
    bench.run(10)
    assert.equal(bench.car.view().speedKmh, 0)
  })
}

test('nobody is driven in P, nor further once the lever has left D', () => {
  const bench = atCar(createCar('haval-jolion', { seed: 3, broadcast: false }))
  bench.run(1)
  assert.deepEqual(bench.car.act({ kind: 'profile', profile: 'udds' }), { kind: 'refused', reason: 'notInDrive' })
  const driven = inDrive('haval-jolion')
  driven.act({ kind: 'profile', profile: 'steady-30' })
  driven.run(15)
  driven.act({ kind: 'selector', to: 'N' })
  driven.run(1)
  assert.equal(driven.car.view().profile, null)
})

test('one seed and one profile give one history, bit for bit', () => {
  const drive = () => {
    const bench = inDrive('haval-jolion')
    bench.act({ kind: 'profile', profile: 'udds' })
    bench.run(60)
    return bench.car.stateHash()
  }
  assert.equal(drive(), drive())
})
