import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createInbox } from './inbox.ts'

test('what was pushed comes out in its order, whatever the pieces, and never more than the bound is kept', () => {
  const deeds = fc.array(
    fc.oneof(
      fc.record({ push: fc.uint8Array({ maxLength: 400 }) }),
      fc.record({ drop: fc.nat(500) }),
      fc.constant({ clear: true }),
    ),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(deeds, fc.integer({ min: 1, max: 1_500 }), (all, bytesMax) => {
      const inbox = createInbox(bytesMax)
      let expected: number[] = []
      for (const deed of all) {
        if ('push' in deed) {
          const hasRoom = expected.length + deed.push.length <= bytesMax
          assert.equal(inbox.push(deed.push), hasRoom)
          if (hasRoom) expected.push(...deed.push)
        } else if ('drop' in deed) {
          inbox.drop(deed.drop)
          expected = expected.slice(deed.drop)
        } else {
          inbox.clear()
          expected = []
        }
        assert.deepEqual([...inbox.bytes()], expected)
      }
    }),
  )
})
