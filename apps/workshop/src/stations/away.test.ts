/** What happens while a station comes back from its evidence: somebody writes, a page drops, the whole server stops. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readEvidence } from '@luban/lab'
import { WebSocket } from 'ws'
import type { LiveMessage } from './running-attempt.ts'
import { DARK_LAMP } from './testing/dark-lamp.ts'
import { openTestWorkshop, type TestWorkshop } from './testing/test-workshop.ts'

/** A page at the live connection, with all that it was told. */
function lookAt({ url }: TestWorkshop, at: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${at}/live`, { headers: { authorization: 'ana' } })
  const told: LiveMessage[] = []
  socket.on('message', (text) => told.push(JSON.parse(String(text))))
  return { socket, told }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10))
}

const events = (told: readonly LiveMessage[]) => told.map(({ event }) => event)
const isAway = (told: readonly LiveMessage[]) => told.some((one) => one.event === 'restoring' && one.share < 1)
const isBack = (told: readonly LiveMessage[]) => told.some((one) => one.event === 'restoring' && one.share === 1)
const texts = (told: readonly LiveMessage[]) =>
  told.flatMap((one) => (one.event === 'messages' ? [one.messages.map(({ text }) => text)] : []))

/** A station that is away until `comeBack`. */
async function whileAway(
  run: (away: { workshop: TestWorkshop; id: string; at: string; comeBack: () => Promise<void> }) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'luban-away-'))
  const hold = join(folder, 'hold')
  const workshop = await openTestWorkshop({
    exercises: [{ ...DARK_LAMP, start: { settings: { hold }, actions: [] } }],
    worldUrl: new URL('./testing/held-lamp.ts', import.meta.url),
  })
  try {
    const { body } = await workshop.post('ana', '/api/attempts', { exerciseId: DARK_LAMP.id, mode: 'practice' })
    const at = `/api/attempts/${body.id}`
    const page = lookAt(workshop, at)
    // Without a record of a later step nothing would be done again, and nothing held.
    await until(() => page.told.some((one) => one.event === 'view' && one.tick > 2))
    assert.equal((await workshop.post('dana', `${at}/messages`, { text: 'before' })).status, 200)
    const running = workshop.attempts.find(body.id)
    assert(running !== undefined)
    const dying = running.station.call('act', { action: { kind: 'dieHeld' }, by: 'test' })
    const onItsWay = running.say('this never arrives', 'dana')
    await assert.rejects(dying, { code: 'STATION_RESTARTING' })
    await assert.rejects(onItsWay, { code: 'STATION_RESTARTING' })
    await until(() => isAway(page.told))
    page.socket.terminate()
    await run({ workshop, id: body.id, at, comeBack: () => rm(hold, { force: true }) })
  } finally {
    await rm(hold, { force: true })
    await workshop.close()
    await rm(folder, { recursive: true })
  }
}

test('what an instructor writes meanwhile is refused with the remedy, and said once when it is written again', () =>
  whileAway(async ({ workshop, id, at, comeBack }) => {
    const page = lookAt(workshop, at)
    await until(() => isAway(page.told))
    const refused = await workshop.post('dana', `${at}/messages`, { text: 'look at the fuse' })
    assert.deepEqual([refused.status, refused.body.code], [503, 'STATION_RESTARTING'])
    assert.equal((await workshop.post('ana', `${at}/messages/0/read`)).body.code, 'STATION_RESTARTING')
    await comeBack()
    await until(() => isBack(page.told))
    assert.deepEqual(texts(page.told), [['before']], 'nobody was told what was refused')
    assert.equal((await workshop.post('dana', `${at}/messages`, { text: 'look at the fuse' })).status, 200)
    await until(() => texts(page.told).length > 1)
    assert.deepEqual(texts(page.told).at(-1), ['before', 'look at the fuse'])
    await workshop.post('ana', `${at}/cancel`)
    const { records, isIntact } = readEvidence(await readFile(join(workshop.dataDir, 'evidence', `${id}.mcap`)))
    const kept = records.flatMap((one) => (one.kind === 'message' ? [[one.number, one.event]] : []))
    assert.deepEqual(
      [isIntact, kept],
      [
        true,
        [
          [0, 'sent'],
          [1, 'sent'],
        ],
      ],
    )
  }))

test('a page whose live connection drops meanwhile is told on the next one where all stands, and sees the car again', () =>
  whileAway(async ({ workshop, at, comeBack }) => {
    const first = lookAt(workshop, at)
    await until(() => isAway(first.told))
    first.socket.terminate()
    const page = lookAt(workshop, at)
    await until(() => isAway(page.told))
    assert.deepEqual(events(page.told), ['status', 'peers', 'restoring', 'messages'])
    await comeBack()
    await until(() => isBack(page.told))
    const backAt = page.told.findIndex((one) => one.event === 'restoring' && one.share === 1)
    await until(() => events(page.told.slice(backAt)).includes('view'))
    const status = page.told.slice(backAt).find((one) => one.event === 'status')
    assert(status?.event === 'status' && status.status === 'running')
    const closed = once(page.socket, 'close')
    await workshop.post('ana', `${at}/cancel`)
    await closed
    assert.equal(page.told.at(-1)?.event, 'ended')
  }))

test('a server that stops meanwhile gives the attempt its end, with all that was recorded', () =>
  whileAway(async ({ workshop, id, at }) => {
    await workshop.attempts.close()
    const { body } = await workshop.get('ana', at)
    assert.deepEqual([body.status, body.endReason], ['interrupted', 'stationLost'])
    const { records, isIntact, isSealed } = readEvidence(
      await readFile(join(workshop.dataDir, 'evidence', `${id}.mcap`)),
    )
    assert.deepEqual([isIntact, isSealed], [true, true])
    assert(records.some((one) => one.kind === 'message' && one.text === 'before'))
    assert.equal(
      records.some(({ kind }) => kind === 'restored'),
      false,
    )
  }))
