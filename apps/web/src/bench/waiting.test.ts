import assert from 'node:assert/strict'
import test from 'node:test'
import type { CarView } from '../api/attempts.ts'
import { waitingOf } from './waiting.ts'

const viewAt = (secondsSinceIsolation: number | null) => ({ safety: { secondsSinceIsolation } }) as CarView

test('the wait begins with the isolation and is over at the time that the car asks for', () => {
  assert.equal(waitingOf(undefined, 300), 'none')
  assert.equal(waitingOf(viewAt(null), 300), 'none')
  assert.equal(waitingOf(viewAt(0), 300), 'running')
  assert.equal(waitingOf(viewAt(299.99), 300), 'running')
  assert.equal(waitingOf(viewAt(300), 300), 'over')
})
