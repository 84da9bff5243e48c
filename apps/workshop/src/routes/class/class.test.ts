/** The instructor's wall and what it does to a class, through HTTP and WebSocket, on both databases. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readEvidence } from '@luban/lab'
import { WebSocket } from 'ws'
import { testStations } from '../../stations/testing/test-stations.ts'
import type { Json, TestWorkshop } from '../../stations/testing/test-workshop.ts'
import type { WallMessage, WallTile } from '../../stations/wall.ts'

const FAST = { settings: { wallPeriodMs: 20 } }
const CAUSE = { component: 'bulb', failureMode: 'burnt' }

async function start({ post }: TestWorkshop, who: string, mode = 'practice'): Promise<{ id: string; at: string }> {
  const { status, body } = await post(who, '/api/attempts', { exerciseId: 'dark-lamp', mode })
  assert.equal(status, 200, JSON.stringify(body))
  return { id: body.id, at: `/api/attempts/${body.id}` }
}

/** A live connection that keeps what it was told, and waits for what is to come. */
function live({ url }: TestWorkshop, who: string, path: string) {
  const socket = new WebSocket(url.replace('http', 'ws') + path, { headers: { authorization: who } })
  const messages: Json[] = []
  let wake = () => {}
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(String(data)))
    wake()
  })
  socket.on('error', () => {})
  return {
    socket,
    messages,
    async until(isIt: (message: Json) => boolean): Promise<Json> {
      for (;;) {
        const found = messages.find(isIt)
        if (found !== undefined) return found
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

const wallOf = (workshop: TestWorkshop, who = 'dana') => live(workshop, who, '/api/class/live')

async function tileWhere(wall: ReturnType<typeof live>, isIt: (tile: WallTile) => boolean): Promise<WallTile> {
  const has = ({ tiles }: WallMessage) => tiles.some(isIt)
  return ((await wall.until(has)) as WallMessage).tiles.find(isIt) as WallTile
}

testStations(
  'the wall shows every running attempt, what was done there last, and how it ended',
  async (workshop) => {
    const { post, get } = workshop
    const first = await start(workshop, 'ana')
    const wall = wallOf(workshop)
    const tile = await tileWhere(wall, ({ attemptId }) => attemptId === first.id)
    assert.deepEqual(
      [tile.traineeName, tile.exerciseTitle.en, tile.mode, tile.lastDeed, tile.refusedCount, tile.isReady, tile.ended],
      ['ana', 'The lamp stays dark', 'practice', null, 0, null, null],
    )

    const second = await start(workshop, 'bo')
    await tileWhere(wall, ({ attemptId }) => attemptId === second.id)
    await post('bo', `${second.at}/actions`, { kind: 'power', to: 'on' })
    const refused = await tileWhere(wall, (one) => one.attemptId === second.id && one.refusedCount === 1)
    assert.deepEqual(refused.lastDeed?.kind, 'action')
    await post('bo', `${second.at}/measurements`, { instrument: 'voltmeter', red: 'bareWire', black: 'socket' })
    const stopped = await tileWhere(wall, (one) => one.attemptId === second.id && one.ended !== null)
    assert.deepEqual(stopped.ended, { status: 'stopped', reason: 'liveContact' })

    const late = wallOf(workshop, 'erlan')
    const told = await tileWhere(late, ({ attemptId }) => attemptId === second.id)
    assert.equal(told.ended?.reason, 'liveContact', 'who comes later still sees it')
    const wire = JSON.stringify([...wall.messages, ...late.messages])
    assert(!wire.includes('lamp-01-filament-gone') && !wire.includes('12.345'), 'nothing tells the fault or the start')
    assert.equal((await get('ana', first.at)).body.status, 'running')
    for (const { socket } of [wall, late]) socket.close()
  },
  FAST,
)

testStations(
  'who reads the wall reads changes only, and a trainee does not read it',
  async (workshop) => {
    const { id } = await start(workshop, 'ana')
    const wall = wallOf(workshop)
    await tileWhere(wall, ({ attemptId }) => attemptId === id)
    const { id: other } = await start(workshop, 'bo')
    const has = ({ tiles }: WallMessage) => tiles.some(({ attemptId }) => attemptId === other)
    const change = (await wall.until(has)) as WallMessage
    assert.deepEqual(
      change.tiles.map(({ attemptId }) => attemptId),
      [other],
      'the first has not changed meanwhile',
    )
    wall.socket.close()
    const refused = live(workshop, 'ana', '/api/class/live')
    const [, response] = await once(refused.socket, 'unexpected-response')
    assert.equal(response.statusCode, 403)
  },
  FAST,
)

testStations('an instructor writes to a trainee, who confirms it; the evidence keeps both', async (workshop) => {
  const { post, get, url } = workshop
  const { at } = await start(workshop, 'ana')
  const bench = live(workshop, 'ana', `${at}/live`)
  assert.equal((await post('dana', `${at}/messages`, { text: '  ' })).status, 400)
  assert.equal((await post('bo', `${at}/messages`, { text: 'psst' })).status, 403)
  assert.equal((await post('dana', `${at}/messages`, { text: 'Алдымен кернеуді өлше 先测电压' })).status, 200)
  const shown = await bench.until(({ event }) => event === 'messages')
  assert.deepEqual(shown.messages, [{ number: 0, text: 'Алдымен кернеуді өлше 先测电压', isRead: false }])
  assert.equal((await post('bo', `${at}/messages/0/read`)).body.code, 'ATTEMPT_NOT_FOUND')
  assert.equal((await post('ana', `${at}/messages/7/read`)).body.code, 'MESSAGE_NOT_FOUND')
  assert.equal((await post('ana', `${at}/messages/0/read`)).status, 200)
  await bench.until(({ event, messages }) => event === 'messages' && messages[0].isRead)
  assert.equal((await post('ana', `${at}/diagnosis`, CAUSE)).status, 200)
  assert.equal((await post('dana', `${at}/messages`, { text: 'too late' })).body.code, 'ATTEMPT_CLOSED')
  const file = await fetch(`${url}${at}/evidence.mcap`, { headers: { authorization: 'dana' } })
  const { records } = readEvidence(new Uint8Array(await file.arrayBuffer()))
  const kept = records.flatMap((record) => (record.kind === 'message' ? [[record.event, record.text]] : []))
  assert.deepEqual(kept, [
    ['sent', 'Алдымен кернеуді өлше 先测电压'],
    ['read', undefined],
  ])
  assert.deepEqual(
    (await get('dana', `${at}/evidence?kinds=message`)).body.records.map(({ event }: Json) => event),
    ['sent', 'read'],
  )
  bench.socket.close()
})

testStations('a paused station stands still with its limit, and takes nothing until it goes on', async (workshop) => {
  const { post, attempts } = workshop
  const { id, at } = await start(workshop, 'ana')
  const bench = live(workshop, 'ana', `${at}/live`)
  await bench.until(({ event, tick }) => event === 'view' && tick > 0)
  assert.deepEqual((await post('dana', `${at}/pause`, { isPaused: true })).body, { isPaused: true })
  await bench.until(({ event, isPaused }) => event === 'status' && isPaused)
  const running = attempts.find(id)
  assert(running !== undefined)
  const leftMs = running.remainingMs
  assert.equal((await post('ana', `${at}/actions`, { kind: 'power', to: 'off' })).body.code, 'STATION_PAUSED')
  assert.equal((await post('ana', `${at}/pace`, { pace: 5 })).body.code, 'STATION_PAUSED')
  const paused = () => bench.messages.filter(({ event, pace }) => event === 'view' && pace === 0)
  // A step that was due when the pause began is still made; every view but the first comes after it.
  await bench.until(() => paused().length >= 2)
  const stood = paused()[1]
  await bench.until(() => paused().length >= 5)
  assert.equal(paused()[4].tick, stood.tick)
  assert.equal(running.remainingMs, leftMs)
  assert.deepEqual((await post('dana', `${at}/pause`, { isPaused: false })).body, { isPaused: false })
  await bench.until(({ event, tick }) => event === 'view' && tick > stood.tick)
  assert.equal((await post('ana', `${at}/actions`, { kind: 'power', to: 'off' })).body.kind, 'done')
  bench.socket.close()
})

testStations('nobody pauses an exam, their own attempt, or what they only watch', async (workshop) => {
  const { post } = workshop
  const exam = await start(workshop, 'ana', 'exam')
  assert.equal((await post('dana', `${exam.at}/pause`, { isPaused: true })).body.code, 'EXAM_UNTOUCHED')
  assert.equal((await post('erlan', `${exam.at}/pause`, { isPaused: true })).status, 403)
  assert.equal((await post('dana', `${exam.at}/messages`, { text: 'Ten minutes left' })).status, 200)
  const own = await start(workshop, 'dana')
  assert.equal((await post('dana', `${own.at}/pause`, { isPaused: true })).body.code, 'ATTEMPT_NOT_FOUND')
})
