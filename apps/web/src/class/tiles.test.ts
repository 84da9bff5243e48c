import assert from 'node:assert/strict'
import test from 'node:test'
import type { Tile } from '../api/class.ts'
import { IDLE_MS, inOrder, isOfGroup, needOf, tilesAfter } from './tiles.ts'

const NOW_MS = Date.parse('2026-03-01T10:00:00Z')
const ago = (ms: number) => new Date(NOW_MS - ms).toISOString()

function tile(attemptId: string, more: Partial<Tile> = {}): Tile {
  return {
    ...{ attemptId, traineeId: attemptId, traineeName: attemptId, traineeNames: {}, team: null, exerciseId: 'e' },
    ...{ exerciseTitle: { kk: 'e', ru: 'e', zh: 'e', en: 'e' }, laboratoryId: 'l', modelId: 'm', mode: 'practice' },
    ...{
      guide: null,
      startedAt: ago(3_600_000),
      endsAt: ago(-3_600_000),
      isPaused: false,
      pace: 1,
      isReady: false,
      speedKmh: 0,
    },
    ...{
      isIsolated: false,
      toolCount: 0,
      waitingCount: 0,
      lastDeed: null,
      activeAt: ago(1000),
      refusedCount: 0,
      remarkCount: 0,
    },
    ...{ unreadCount: 0, ended: null },
    ...more,
  }
}

test('who was stopped comes first, then who has done nothing for longest, and who is done last', () => {
  const tiles = [
    tile('done', { ended: { status: 'submitted', reason: 'diagnosisStated' } }),
    tile('works'),
    tile('also works'),
    tile('idle', { activeAt: ago(IDLE_MS + 1000) }),
    tile('idle for longer', { activeAt: ago(IDLE_MS + 60_000) }),
    tile('paused', { isPaused: true, activeAt: ago(IDLE_MS * 2) }),
    tile('hurt', { ended: { status: 'stopped', reason: 'liveContact' } }),
  ]
  const names = inOrder(tiles, NOW_MS, ({ traineeName }) => traineeName).map(({ attemptId }) => attemptId)
  assert.deepEqual(names, ['hurt', 'idle for longer', 'idle', 'paused', 'also works', 'works', 'done'])
})

test('a station is idle from the limit on, and not before', () => {
  assert.equal(needOf(tile('a', { activeAt: ago(IDLE_MS - 1) }), NOW_MS), 'working')
  assert.equal(needOf(tile('a', { activeAt: ago(IDLE_MS) }), NOW_MS), 'idle')
})

test('a team is of a group when anybody of it is', () => {
  const people = (...ids: string[]) => ids.map((userId) => ({ userId, name: userId, names: {} }))
  const team = tile('a', { traineeId: 'ana', team: { name: '1', members: people('ana', 'bo') } })
  const isOf = (one: Tile, ...ids: string[]) => isOfGroup(one, { members: people(...ids) })
  assert.deepEqual([isOf(team, 'bo', 'cem'), isOf(team, 'cem'), isOf(tile('bo'), 'bo')], [true, false, true])
})

test('a message changes the tiles that it names, and no others', () => {
  const before = tilesAfter(new Map(), { tiles: [tile('a'), tile('b'), tile('c')], gone: [] })
  const after = tilesAfter(before, { tiles: [tile('b', { toolCount: 2 })], gone: ['c'] })
  assert.deepEqual([...after.keys()], ['a', 'b'])
  assert.equal(after.get('a'), before.get('a'))
  assert.equal(after.get('b')?.toolCount, 2)
})
