/** Guided attempts through HTTP and WebSocket, on both databases: what leads, what is kept of it, and what it may not be. */
import assert from 'node:assert/strict'
import { on } from 'node:events'
import { type GuideHints, readEvidence, type TrackEvent } from '@luban/lab'
import { sql } from 'kysely'
import { WebSocket } from 'ws'
import { DARK_LAMP } from '../../stations/testing/dark-lamp.ts'
import { testStations, testStationsOnBoth } from '../../stations/testing/test-stations.ts'
import type { Json, TestWorkshop } from '../../stations/testing/test-workshop.ts'
import type { WallMessage } from '../../stations/wall.ts'

const words = (text: string) => ({ kk: text, ru: text, zh: text, en: text })
const HINTS: GuideHints = { measure: words('Begin at the socket.'), repair: words('Never told.') }
const EXERCISES = { exercises: [{ ...DARK_LAMP, hints: HINTS }] }
const CODES = { ecu: 'dimmer', request: '19020F' }
const PROBES = { instrument: 'ohmmeter', red: 'socket', black: 'socket' }
const CAUSE = { component: 'bulb', failureMode: 'burnt' }

async function start({ post }: TestWorkshop, who: string, more: object = { isGuided: true }): Promise<string> {
  const { status, body } = await post(who, '/api/attempts', { exerciseId: DARK_LAMP.id, mode: 'practice', ...more })
  assert.equal(status, 200, JSON.stringify(body))
  return `/api/attempts/${body.id}`
}

/** What the live connection told of the guidance until it told this. */
async function guideUntil({ url }: TestWorkshop, at: string, isIt: (guide: Json) => boolean): Promise<Json> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${at}/live`, { headers: { authorization: 'ana' } })
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(String(data))
        if (message.event === 'guide' && isIt(message.guide)) resolve(message.guide)
      })
    })
  } finally {
    socket.terminate()
  }
}

const doneIn = ({ steps }: Json): string[] => steps.flatMap(({ id, done }: Json) => (done === null ? [] : [id]))
const hintsIn = ({ steps }: Json): string[] => steps.flatMap(({ id, hint }: Json) => (hint === null ? [] : [id]))

testStations(
  'a guided attempt is told step by step what its evidence shows, and stays known as guided',
  async (workshop) => {
    const { get, post } = workshop
    const at = await start(workshop, 'ana')
    const begun = await guideUntil(workshop, at, () => true)
    assert.deepEqual([doneIn(begun), begun.next, begun.hints], [[], 'observe', {}])

    await post('ana', `${at}/diagnostics`, CODES)
    await post('ana', `${at}/measurements`, PROBES)
    const told = await guideUntil(workshop, at, (guide) => doneIn(guide).length === 2)
    assert.deepEqual([doneIn(told), told.next], [['readCodes', 'measure'], 'observe'])
    assert.deepEqual(told.steps.find(({ id }: Json) => id === 'measure').criteria, ['proof'])

    await post('ana', `${at}/actions`, { kind: 'repair', component: 'fuse', repair: 'replace' })
    await post('ana', `${at}/diagnosis`, CAUSE)
    for (const who of ['ana', 'dana']) {
      const { body } = await get(who, at)
      assert.equal(body.isGuided, true)
      assert.deepEqual(doneIn(body.guide), ['readCodes', 'measure', 'repair', 'conclude'], 'the needless part too')
    }
    const listed = (await get('dana', '/api/review')).body.attempts
    assert.deepEqual([listed.length, listed[0].isGuided], [1, true])
    const { criteria } = (await get('dana', at)).body.assessment
    const points = criteria.flatMap(({ id, kind }: Json) => (kind === 'instructor' ? [{ id, points: 30 }] : []))
    const signed = await post('dana', `${at}/sign-off`, { criteria: points, passed: false, comment: '' })
    assert.equal(signed.status, 200, JSON.stringify(signed.body))
    const after = (await get('ana', at)).body
    assert.deepEqual([after.status, after.isGuided, doneIn(after.guide).length], ['signedOff', true, 4])
  },
  EXERCISES,
)

testStations(
  'a hint is told when it is opened, once in the evidence, and to the instructor as it happens',
  async (workshop) => {
    const { get, post } = workshop
    const at = await start(workshop, 'ana')
    const opened = await post('ana', `${at}/hints/measure`)
    assert.deepEqual([opened.status, opened.body], [200, { own: HINTS.measure }])
    assert.deepEqual((await post('ana', `${at}/hints/measure`)).body, { own: HINTS.measure })
    assert.deepEqual((await post('ana', `${at}/hints/observe`)).body, { own: null })
    const told = await guideUntil(workshop, at, (guide) => hintsIn(guide).length === 2)
    assert.deepEqual([hintsIn(told), told.hints], [['observe', 'measure'], { measure: HINTS.measure }])
    assert(!JSON.stringify((await get('ana', at)).body).includes('Never told.'), 'a hint that nobody opened')

    const wall = new WebSocket(`${workshop.url.replace('http', 'ws')}/api/class/live`, {
      headers: { authorization: 'dana' },
    })
    for await (const [data] of on(wall, 'message')) {
      const { tiles } = JSON.parse(String(data)) as WallMessage
      if (tiles.some(({ guide }) => guide?.hintCount === 2 && guide.stepCount === told.steps.length)) break
    }
    wall.terminate()

    await post('ana', `${at}/cancel`)
    assert.deepEqual(
      hintsIn((await get('dana', at)).body.guide),
      ['observe', 'measure'],
      'of one that was given up too',
    )
    const file = await fetch(`${workshop.url}${at}/evidence.mcap`, { headers: { authorization: 'dana' } })
    const { records, isIntact } = readEvidence(new Uint8Array(await file.arrayBuffer()))
    const hints = records.flatMap((record) => (record.kind === 'guidance' ? [record.step] : []))
    assert.deepEqual([hints, isIntact], [['measure', 'observe'], true])
    assert.equal((await post('ana', `${at}/hints/repair`)).status, 409, 'it is over')
  },
  { ...EXERCISES, settings: { wallPeriodMs: 20 } },
)

testStations(
  'a replay of a guided attempt shows its guidance as it was',
  async (workshop) => {
    const { post } = workshop
    const at = await start(workshop, 'ana')
    await post('ana', `${at}/diagnostics`, CODES)
    await post('ana', `${at}/hints/repair`)
    await post('ana', `${at}/cancel`)
    const reply = await fetch(`${workshop.url}${at}/replay`, { headers: { authorization: 'ana' } })
    const lines = (await reply.text()).split('\n').filter((line) => line !== '')
    const events = lines.map((line) => JSON.parse(line) as TrackEvent)
    const guides = events.flatMap((event) => (event.kind === 'guide' ? [event.progress] : []))
    assert.deepEqual(
      guides.map((progress) => [doneIn(progress), hintsIn(progress)]),
      [
        [[], []],
        [['readCodes'], []],
        [['readCodes'], ['repair']],
      ],
    )
  },
  EXERCISES,
)

testStationsOnBoth(
  'only practice is guided: no exam, and no team of a competition',
  async (workshop) => {
    const { db, get, post } = workshop
    const body = { exerciseId: DARK_LAMP.id, mode: 'exam', isGuided: true }
    assert.deepEqual((await post('ana', '/api/attempts', body)).status, 400)
    const plain = await start(workshop, 'ana', {})
    assert.deepEqual([(await get('ana', plain)).body.isGuided, (await get('ana', plain)).body.guide], [false, null])
    assert.equal((await post('ana', `${plain}/hints/observe`)).body.code, 'ATTEMPT_NOT_GUIDED')
    assert.equal((await post('bo', `${plain}/hints/observe`)).status, 404, 'what is not yours is not there')
    assert.equal((await post('ana', `${plain}/hints/answer`)).status, 400)
    await post('ana', `${plain}/cancel`)

    const guided = await start(workshop, 'ana')
    const id = guided.split('/').at(-1) ?? ''
    await assert.rejects(sql`update attempt set mode = 'exam' where id = ${id}`.execute(db), /RECORD_IMMUTABLE/)
    await assert.rejects(sql`update attempt set is_guided = false where id = ${id}`.execute(db), /RECORD_IMMUTABLE/)
    const userId = workshop.actors.get('bo')?.userId
    const cup = { title: 'Cup', exerciseId: DARK_LAMP.id, limitMin: 20, teams: [{ name: '1', memberIds: [userId] }] }
    const { id: cupId } = (await post('dana', '/api/competitions', cup)).body
    const join = sql`update competition_team set attempt_id = ${id} where competition_id = ${cupId}`
    await assert.rejects(join.execute(db), /ATTEMPT_GUIDED/)
  },
  EXERCISES,
)
