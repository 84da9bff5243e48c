import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { changeOf } from './live.ts'

test('each event changes its own part of the live state', () => {
  assert.deepEqual(changeOf('{"event":"view","tick":7,"stationMs":70,"pace":20,"view":{"power":"on"}}'), {
    view: { power: 'on' },
    stationMs: 70,
    pace: 20,
  })
  assert.deepEqual(changeOf('{"event":"peers","waiting":[],"toolCount":2}'), { waiting: [], toolCount: 2 })
  assert.deepEqual(changeOf('{"event":"ended","ended":{"status":"stopped","reason":"hazard"}}'), {
    ended: { status: 'stopped', reason: 'hazard' },
  })
})

test('what this version does not know changes nothing', () => {
  assert.equal(changeOf('{"event":"weather"}'), undefined)
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(new ArrayBuffer(4))), (message) => {
      assert.equal(changeOf(message), undefined)
    }),
  )
})
