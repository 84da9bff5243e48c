import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

test('every step of the isolation that can be missing has a text', () => {
  const list = /ISOLATION_STEPS = \[([^\]]+)\]/.exec(read('../../../../packages/vehicle/src/car.ts'))?.[1] ?? ''
  const steps = [...list.matchAll(/'(\w+)'/g)].map(([, step]) => step)
  assert(steps.includes('gloves'), 'the list of the car is found')
  const texts = /STEPS: Texts = \{([^}]+)\}/.exec(read('./texts.ts'))?.[1] ?? ''
  const told = new Set([...texts.matchAll(/^ {2}(\w+): msg/gm)].map(([, step]) => step))
  assert.deepEqual(
    steps.filter((step) => !told.has(step)),
    [],
  )
})

test('every precaution and every remark has a text', () => {
  const car = read('../../../../packages/vehicle/src/car.ts')
  const listed = (name: string) =>
    [...(new RegExp(`${name} = \\[([^\\]]+)\\]`).exec(car)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, one]) => one)
  const precautions = listed('PRECAUTIONS')
  assert(precautions.includes('permit'), 'the list of the car is found')
  const told = (name: string) => {
    const texts = new RegExp(`${name}: Texts = \\{([^}]+)\\}`).exec(read('./texts.ts'))?.[1] ?? ''
    return [...texts.matchAll(/^ {2}(\w+): msg/gm)].map(([, one]) => one)
  }
  assert.deepEqual(told('PRECAUTION_TEXTS'), precautions)
  assert.deepEqual(told('REMARKS'), [...precautions, ...listed('SAFETY_REMARKS')])
})

test('every reason for which a car refuses something has a text', () => {
  const list = /REFUSALS = \[([^\]]+)\]/.exec(read('../../../../packages/vehicle/src/car.ts'))?.[1] ?? ''
  const reasons = [...list.matchAll(/'(\w+)'/g)].map(([, reason]) => reason)
  assert(reasons.includes('noSupply'), 'the list of the car is found')
  const texts = /REFUSALS: Texts = \{([^}]+)\}/.exec(read('./texts.ts'))?.[1] ?? ''
  const told = new Set([...texts.matchAll(/^ {2}(\w+): msg/gm)].map(([, reason]) => reason))
  assert.deepEqual(
    reasons.filter((reason) => !told.has(reason)),
    [],
  )
})
