/** An attempt played back: who may, what is told of it and what never, and that the real car comes to the same states. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { TrackEvent } from '@luban/lab'
import { faultIdsOf } from '@luban/vehicle'
import { loadContent } from '../../content.ts'
import { DARK_LAMP, FAULT_ID } from '../../stations/testing/dark-lamp.ts'
import { testStations } from '../../stations/testing/test-stations.ts'
import { openTestWorkshop, type TestWorkshop } from '../../stations/testing/test-workshop.ts'
import { CARS } from '../../worlds.ts'

const LIVE_CONTACT = { instrument: 'voltmeter', red: 'bareWire', black: 'socket' }

async function start({ post }: TestWorkshop, exerciseId: string, mode = 'practice'): Promise<string> {
  const { status, body } = await post('ana', '/api/attempts', { exerciseId, mode })
  assert.equal(status, 200, JSON.stringify(body))
  return `/api/attempts/${body.id}`
}

async function trackOf(
  { url }: TestWorkshop,
  who: string,
  at: string,
  asked = '',
): Promise<{ text: string; events: TrackEvent[] }> {
  const reply = await fetch(`${url}${at}/replay${asked}`, { headers: { authorization: who } })
  assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'application/x-ndjson; charset=utf-8'])
  const text = await reply.text()
  const lines = text.trim().split('\n')
  return { text, events: lines.map((line) => JSON.parse(line)) }
}

testStations('a trainee who was stopped watches the own attempt again, and learns no cause by it', async (workshop) => {
  const { post, get } = workshop
  const at = await start(workshop, DARK_LAMP.id)
  assert.equal((await get('ana', `${at}/replay`)).body.code, 'ATTEMPT_RUNNING')
  assert.equal((await get('dana', `${at}/replay`)).body.code, 'ATTEMPT_RUNNING')
  await post('ana', `${at}/actions`, { kind: 'power', to: 'off' })
  await post('ana', `${at}/measurements`, { instrument: 'voltmeter', red: 'socket', black: 'socket' })
  assert.equal((await post('ana', `${at}/measurements`, LIVE_CONTACT)).body.kind, 'hazard')
  assert.equal((await get('bo', `${at}/replay`)).body.code, 'ATTEMPT_NOT_FOUND')

  for (const who of ['ana', 'dana', 'erlan']) {
    const { text, events } = await trackOf(workshop, who, at)
    const told = events.flatMap((event) => (event.kind === 'told' ? [event.record.kind] : []))
    assert.deepEqual(told, ['action', 'measurement', 'measurement', 'hazard', 'closed'])
    const seen = events.flatMap((event) =>
      event.kind === 'view'
        ? [event.view.isOn]
        : event.kind === 'change' && 'isOn' in event.change
          ? [event.change.isOn]
          : [],
    )
    assert.deepEqual(seen, [false, true, false], 'the exercise prepared it, the trainee switched it off')
    const last = events.at(-1)
    assert(last?.kind === 'end' && last.difference === null && last.statesCompared > 0, JSON.stringify(last))
    for (const secret of [FAULT_ID, 'truth', 'proofs', 'startSocPercent']) assert(!text.includes(secret), secret)
  }
  assert.equal((await get('ana', '/api/attempts/6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111/replay')).status, 404)
})

testStations(
  'several who watch at once all see the whole attempt, and one who leaves holds nobody up',
  async (workshop) => {
    const { post, url } = workshop
    const at = await start(workshop, DARK_LAMP.id)
    await post('ana', `${at}/cancel`)
    const leaving = new AbortController()
    const left = fetch(`${url}${at}/replay`, { headers: { authorization: 'ana' }, signal: leaving.signal }).catch(
      () => {},
    )
    leaving.abort()
    await left
    const tracks = await Promise.all(['ana', 'dana', 'erlan'].map((who) => trackOf(workshop, who, at)))
    for (const { text } of tracks) assert.equal(text, tracks[0].text)
  },
)

test('a drive of the real car, broken on its way, is played back state by state, with what its scope showed', async () => {
  const content = loadContent(fileURLToPath(new URL('../../../../../content', import.meta.url)), CARS.knownStations)
  const exercise = content.exercises.find(({ faults }) => faults?.includes('ev-03-precharge-open'))
  assert(exercise !== undefined)
  const { faultsOf } = CARS
  const workshop = await openTestWorkshop({ exercises: content.exercises, worldUrl: CARS.url, faultsOf })
  try {
    const at = await start(workshop, exercise.id)
    const post = async (path: string, body: unknown) => (await workshop.post('ana', `${at}/${path}`, body)).body
    await post('pace', { pace: 20 })
    await post('actions', { kind: 'power', to: 'on' })
    await post('actions', { kind: 'start' })
    const codes = async () => (await post('diagnostics', { ecu: 'bms', request: '19020F' })).response as string | null
    while (!(await codes())?.includes('0C7800')) await new Promise((resolve) => setTimeout(resolve, 50))
    await workshop.post('dana', `${at}/faults`, { faultId: 'ev-08-thermistor-open' })
    while (!(await codes())?.includes('0A9B00')) await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal((await workshop.post('dana', `${at}/faults/1/clear`)).status, 200)
    const look = { secondsPerDivision: 1e-3, trigger: { channel: 0, edge: 'rising', volts: 3, mode: 'auto' } }
    const channels = [{ red: 'diagnosis.6', black: 'chassis' }]
    for (let i = 0; i < 2; i++) assert.equal((await post('scope', { ...look, channels })).kind, 'trace')
    await post('diagnosis', { component: 'fuseBms', failureMode: 'blown' })

    const { text, events } = await trackOf(workshop, 'ana', at)
    const last = events.at(-1)
    assert(last?.kind === 'end' && last.difference === null && last.statesCompared > 0, JSON.stringify(last))
    const paces = new Set(events.flatMap((event) => ('pace' in event ? [event.pace] : [])))
    assert(paces.has(20), 'the fast time is told')
    const told = events.flatMap((event) => (event.kind === 'told' ? [event.record] : []))
    assert(told.some((record) => record.kind === 'diagnostic' && record.response?.includes('0C7800')))
    const trace = events.find((event) => event.kind === 'trace')
    assert(trace?.kind === 'trace' && trace.trace.channels[0].voltsMax > 3)
    // The second look came at once: it is told when it is asked for, and nothing beside it.
    const looks = events.flatMap((event) =>
      event.kind === 'told' && event.record.kind === 'scope' ? [event.index] : [],
    )
    assert.deepEqual([looks.length, trace.index], [2, looks[0]])
    const { events: asked } = await trackOf(workshop, 'ana', at, `?look=${looks[1]}`)
    assert.deepEqual(
      asked.map((event) => ('index' in event ? [event.kind, event.index] : [event.kind])),
      [['trace', looks[1]], ['end']],
    )
    const seed = String((await workshop.db.selectFrom('attempt').select('seed').executeTakeFirstOrThrow()).seed)
    for (const secret of [...faultIdsOf('byd-atto-3'), 'startSocPercent', `"seed":${seed}`])
      assert(!text.includes(secret), secret)
  } finally {
    await workshop.close()
  }
})
