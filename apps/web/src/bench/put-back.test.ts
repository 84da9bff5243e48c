import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { CarAction, CarView } from '../api/attempts.ts'
import { putBackActions, putBackObstacle } from './put-back.ts'
import { isShown } from './shown.ts'

type Safety = CarView['safety']

const AT_REST: Safety = {
  gloves: false,
  barrier: false,
  keyAway: false,
  battery12VConnected: true,
  serviceDisconnectInserted: true,
  lockout: false,
  testerProvings: 0,
  testerProvingsSinceIsolation: 0,
  secondsSinceIsolation: null,
  precautions: [],
}
const ISOLATED: Safety = {
  ...AT_REST,
  gloves: true,
  barrier: true,
  keyAway: true,
  battery12VConnected: false,
  serviceDisconnectInserted: false,
  lockout: true,
  precautions: ['permit'],
}

/** What the action leaves of the safety steps. */
function after(safety: Safety, action: CarAction): Safety {
  switch (action.kind) {
    case 'lockout':
    case 'gloves':
    case 'barrier':
      return { ...safety, [action.kind]: action.on }
    case 'serviceDisconnect':
      return { ...safety, serviceDisconnectInserted: action.inserted }
    case 'battery12V':
      return { ...safety, battery12VConnected: action.connected }
    case 'bringKeyBack':
      return { ...safety, keyAway: false }
    case 'precaution':
      return { ...safety, precautions: safety.precautions.filter((one) => one !== action.precaution) }
    default:
      return assert.fail(`${action.kind} undoes no safety step`)
  }
}

test('an isolated car is put back permit first, then the lock, gloves on until all is connected, barrier last', () => {
  const kinds = putBackActions(ISOLATED).map(({ kind }) => kind)
  const order = ['precaution', 'lockout', 'serviceDisconnect', 'battery12V', 'gloves', 'bringKeyBack', 'barrier']
  assert.deepEqual(kinds, order)
  assert.deepEqual(putBackActions(AT_REST), [])
})

test('whatever was done is undone, and nothing else', () => {
  const steps = fc.record({
    gloves: fc.boolean(),
    barrier: fc.boolean(),
    keyAway: fc.boolean(),
    battery12VConnected: fc.boolean(),
    serviceDisconnectInserted: fc.boolean(),
    lockout: fc.boolean(),
    precautions: fc.constantFrom<Safety['precautions'][]>([], ['permit']),
  })
  fc.assert(
    fc.property(steps, (done) => {
      const safety = { ...AT_REST, ...done }
      const actions = putBackActions(safety)
      assert.deepEqual(actions.reduce(after, safety), AT_REST)
      let left = safety
      for (const action of actions) {
        const next = after(left, action)
        assert.deepEqual(
          [left, next].map((safety) => isShown({ safety } as CarView, action)),
          [false, true],
          `${action.kind} is to be seen once it is undone`,
        )
        left = next
      }
    }),
  )
})

test('the service disconnect is not put back with bare hands, nor into a car that is on', () => {
  const obstacle = (change: Partial<Safety>, power: 'on' | 'off' = 'off') =>
    putBackObstacle({ safety: { ...ISOLATED, ...change }, power })
  assert.equal(obstacle({}), undefined)
  assert.equal(obstacle({ gloves: false }), 'glovesOff')
  assert.equal(obstacle({ gloves: false, serviceDisconnectInserted: true }, 'on'), undefined)
  assert.equal(obstacle({}, 'on'), 'powerOn')
})
