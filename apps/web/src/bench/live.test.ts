import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { changeOf, refusalOf } from './live.ts'

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

test('what a view says again stays the same object, so that nobody draws it anew', () => {
  const message = (speedKmh: number) =>
    JSON.stringify({
      event: 'view',
      tick: 7,
      stationMs: 70,
      pace: 1,
      view: { speedKmh, safety: { gloves: true }, repairs: [] },
    })
  const shown = changeOf(message(0))?.view
  assert.equal(changeOf(message(0), shown)?.view, shown)
  const next = changeOf(message(3), shown)?.view
  assert.equal(next?.speedKmh, 3)
  assert.equal(next?.repairs, shown?.repairs)
  assert.equal(next?.safety, shown?.safety)
})

test('what this version does not know changes nothing', () => {
  assert.equal(changeOf('{"event":"weather"}'), undefined)
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(new ArrayBuffer(4))), (message) => {
      assert.equal(changeOf(message), undefined)
    }),
  )
})

test('a connection that was closed with its session does not come back; any other does', () => {
  const refusal = refusalOf(4401, 'SESSION_ENDED: Your session has ended: sign in again.')
  assert.deepEqual(
    [refusal?.code, refusal?.status, refusal?.message],
    ['SESSION_ENDED', 401, 'Your session has ended: sign in again.'],
  )
  assert.equal(refusalOf(4403, 'ROLE_WITHDRAWN')?.code, 'ROLE_WITHDRAWN')
  for (const code of [1000, 1001, 1006, 4404, 4500]) assert.equal(refusalOf(code, ''), undefined)
})
