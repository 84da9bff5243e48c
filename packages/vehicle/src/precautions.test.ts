import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CarAction, createCar, PRECAUTIONS, type Precaution } from './index.ts'
import { type Bench, standAt } from './test-bench.ts'

const HV_WORK: CarAction = { kind: 'repair', component: 'ptcHeater', repair: 'replace' }
const take = (precaution: Precaution, taken = true): CarAction => ({ kind: 'precaution', precaution, taken })

const remarksOf = (bench: Bench, action: CarAction): readonly string[] => {
  const outcome = bench.car.act(action)
  assert(outcome.kind === 'done', JSON.stringify(outcome))
  return outcome.remarks ?? []
}

/** The isolation and nothing beside it; what was remarked on the way. */
function isolateBarely(bench: Bench): string[] {
  const remarks: string[] = []
  const act = (action: CarAction) => remarks.push(...remarksOf(bench, action))
  act({ kind: 'barrier', on: true })
  act({ kind: 'gloves', on: true })
  act({ kind: 'takeKeyAway' })
  act({ kind: 'battery12V', connected: false })
  act({ kind: 'serviceDisconnect', inserted: false })
  act({ kind: 'lockout', on: true })
  bench.run(bench.car.model.hvWaitingTimeS + 1)
  act({ kind: 'proveTester' })
  for (const [red, black] of [
    ['motorController.plus', 'motorController.minus'],
    ['motorController.plus', 'chassis'],
    ['motorController.minus', 'chassis'],
  ] as const)
    bench.measure('voltmeter', red, black)
  act({ kind: 'proveTester' })
  return remarks
}

test('work with every precaution is remarked by nothing', () => {
  const bench = standAt()
  bench.isolate()
  assert.deepEqual(bench.car.view().safety.precautions, PRECAUTIONS)
  assert.deepEqual(bench.car.act(HV_WORK), { kind: 'done' })
})

test('what is lacking is no hazard: it is remarked once, at the first deed that it was lacking for', () => {
  const bench = standAt()
  assert.deepEqual(isolateBarely(bench), [
    'riskAssessment',
    'mat',
    'extinguisher',
    'rescueHook',
    'secondPerson',
    'gloveTest',
    'faceShield',
  ])
  assert.deepEqual(remarksOf(bench, HV_WORK), ['terminalsInsulated', 'permit'])
  assert.deepEqual(remarksOf(bench, HV_WORK), [])
})

test('a permit that is signed before the car is proven to be isolated is remarked', () => {
  const bench = standAt()
  assert.deepEqual(remarksOf(bench, take('permit')), ['permitTooEarly'])
  const careful = standAt()
  careful.isolate()
  assert.deepEqual(remarksOf(careful, take('permit')), [])
})

test('a permit ends with its isolation: one that nobody gave back is remarked', () => {
  const bench = standAt()
  bench.isolate()
  assert.deepEqual(remarksOf(bench, { kind: 'lockout', on: false }), ['permitOpen'])
  assert.deepEqual(
    bench.car.view().safety.precautions.filter((one) => one === 'permit' || one === 'terminalsInsulated'),
    [],
  )
  const orderly = standAt()
  orderly.isolate()
  orderly.act(take('permit', false))
  assert.deepEqual(remarksOf(orderly, { kind: 'lockout', on: false }), [])
})

test('a car without high voltage needs none of it', () => {
  const car = createCar('haval-jolion', { seed: 1 })
  assert.deepEqual(car.act(take('permit')), { kind: 'refused', reason: 'notOnThisCar' })
})
