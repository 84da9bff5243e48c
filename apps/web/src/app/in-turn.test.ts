import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createTurns } from './in-turn.ts'

test('what a person does arrives in the order it was done, however long each request takes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { maxLength: 8 }), async (scheduler, fails) => {
      const arrived: number[] = []
      const inTurn = createTurns()
      const deeds = fails.map((isFailure, i) =>
        inTurn(async () => {
          await scheduler.schedule(Promise.resolve())
          arrived.push(i)
          if (isFailure) throw new Error(`deed ${i}`)
          return i
        }),
      )
      const settled = Promise.allSettled(deeds)
      await scheduler.waitFor(settled)
      const expected = fails.map((isFailure, i) => (isFailure ? 'rejected' : `fulfilled ${i}`))
      assert.deepEqual(arrived, [...fails.keys()])
      assert.deepEqual(
        (await settled).map((end) => (end.status === 'rejected' ? 'rejected' : `fulfilled ${end.value}`)),
        expected,
      )
    }),
  )
})
