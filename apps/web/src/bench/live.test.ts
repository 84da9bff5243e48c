import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import fc from 'fast-check'
import type { CarView } from '../api/attempts.ts'
import { changeOf, createLive, type LiveState, refusalOf, whenSeen } from './live.ts'

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

/** A live state that a test moves on by hand. */
function movable() {
  let state = { link: 'open', stationMs: 0, view: { power: 'off' } } as LiveState
  const listeners = new Set<() => void>()
  return {
    listeners,
    get: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(change: Partial<LiveState>) {
      state = { ...state, ...change }
      for (const listener of listeners) listener()
    },
  }
}

test('what is waited for is seen in the view that shows it, and not before', async () => {
  const live = movable()
  let isSeen = false
  const seen = whenSeen(live, ({ power }) => power === 'on').then(() => {
    isSeen = true
  })
  live.set({ stationMs: 100 })
  await Promise.resolve()
  assert.equal(isSeen, false)
  live.set({ stationMs: 200, view: { power: 'on' } as CarView })
  await seen
  assert.equal(live.listeners.size, 0)
})

test('nobody waits for ever: not without a connection, and not for what never comes', async () => {
  const lost = movable()
  const seen = whenSeen(lost, () => false)
  lost.set({ link: 'lost' })
  await seen
  const ended = movable()
  const seenAtEnd = whenSeen(ended, () => false)
  ended.set({ ended: { status: 'submitted', reason: 'timeIsUp' } })
  await seenAtEnd
  const open = movable()
  const over = whenSeen(open, () => false)
  for (let stationMs = 100; open.listeners.size > 0; stationMs += 100) open.set({ stationMs })
  await over
})

/** Every WebSocket that was opened, the last one last; a test plays the server. */
function playServer(t: TestContext) {
  const sockets: FakeSocket[] = []
  class FakeSocket {
    onopen = () => {}
    onmessage = (_: { data: string }) => {}
    onclose = (_: { code: number; reason: string }) => {}
    isClosed = false
    constructor() {
      sockets.push(this)
    }
    close() {
      this.isClosed = true
    }
  }
  for (const [name, value] of Object.entries({
    WebSocket: FakeSocket,
    location: { protocol: 'http:', host: 'here' },
  })) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name)
    Object.defineProperty(globalThis, name, { configurable: true, value })
    t.after(() => {
      if (before) Object.defineProperty(globalThis, name, before)
      else Reflect.deleteProperty(globalThis, name)
    })
  }
  t.mock.timers.enable({ apis: ['setTimeout'] })
  return sockets
}

test('a connection that fell silent without being closed is opened anew, and nobody waits for its views', async (t) => {
  const sockets = playServer(t)
  const live = createLive('an-attempt')
  live.open()
  sockets[0].onopen()
  for (let tick = 1; tick <= 20; tick++) {
    sockets[0].onmessage({ data: `{"event":"view","tick":${tick},"stationMs":${tick},"pace":1,"view":{}}` })
    t.mock.timers.tick(5000)
  }
  assert.deepEqual([live.get().link, sockets.length], ['open', 1])
  const seen = whenSeen(live, () => false)
  t.mock.timers.tick(15_000)
  await seen
  t.mock.timers.tick(1000)
  assert.deepEqual([live.get().link, sockets.length, sockets[0].isClosed], ['lost', 2, true])
  // What the old one still says changes nothing.
  sockets[1].onopen()
  sockets[0].onclose({ code: 1006, reason: '' })
  assert.equal(live.get().link, 'open')
  live.close()
  t.mock.timers.tick(60_000)
  assert.deepEqual([sockets.length, sockets[1].isClosed], [2, true])
})

test('an attempt that has ended falls silent, and that is no lost connection', (t) => {
  const sockets = playServer(t)
  const live = createLive('an-attempt')
  live.open()
  sockets[0].onopen()
  sockets[0].onmessage({ data: '{"event":"ended","ended":{"status":"submitted","reason":"diagnosisStated"}}' })
  t.mock.timers.tick(60_000)
  assert.deepEqual([live.get().link, sockets.length], ['open', 1])
  live.close()
})
