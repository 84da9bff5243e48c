/** A competition through HTTP, on both databases: the common start, a team at one car, the ranking and what it is read from. */
import assert from 'node:assert/strict'
import { readEvidence } from '@luban/lab'
import { ApiError } from '../../errors.ts'
import { DARK_LAMP } from '../../stations/testing/dark-lamp.ts'
import { testStations } from '../../stations/testing/test-stations.ts'
import type { Json, TestWorkshop } from '../../stations/testing/test-workshop.ts'
import { join } from './testing/join.ts'

const CAUSE = { component: 'bulb', failureMode: 'burnt' }
const LIVE_CONTACT = { instrument: 'voltmeter', red: 'bareWire', black: 'socket' }

const idOf = ({ actors }: TestWorkshop, name: string) => actors.get(name)?.userId ?? ''

const bodyOf = (workshop: TestWorkshop, ...teams: string[][]) => ({
  ...{ title: 'Spring cup', exerciseId: DARK_LAMP.id, limitMin: 20 },
  teams: teams.map((names, i) => ({ name: `Team ${i + 1}`, memberIds: names.map((name) => idOf(workshop, name)) })),
})

async function opened(workshop: TestWorkshop, ...teams: string[][]): Promise<string> {
  const { status, body } = await workshop.post('dana', '/api/competitions', bodyOf(workshop, ...teams))
  assert.equal(status, 200, JSON.stringify(body))
  return `/api/competitions/${body.id}`
}

const attemptOf = (body: Json, number: number) => `/api/attempts/${body.teams[number].attemptId}`
const places = (body: Json) => body.teams.map(({ place, outcome }: Json) => `${outcome} ${place}`)

testStations('a team works at one car, and the evidence tells who of it did what', async (workshop) => {
  const { get, post, url } = workshop
  await join(workshop, 'cem', 'dilnaz')
  const at = await opened(workshop, ['ana', 'cem'], ['bo', 'dilnaz'])
  assert.deepEqual(places((await get('cem', at)).body), ['waiting null', 'waiting null'])
  const started = await post('dana', `${at}/start`)
  assert.equal(started.status, 200, JSON.stringify(started.body))
  assert.deepEqual(places(started.body), ['running null', 'running null'])
  assert.equal((await post('dana', `${at}/start`)).status, 409, 'there is one common start')

  const ours = attemptOf((await get('cem', at)).body, 0)
  const { isMine, doors, endsAt, startedAt } = (await get('cem', ours)).body
  assert(isMine && doors.length > 0, 'whoever is of the team may work')
  assert.equal(Date.parse(endsAt) - Date.parse(startedAt), 20 * 60_000)
  assert.deepEqual((await post('ana', `${ours}/actions`, { kind: 'power', to: 'off' })).body, { kind: 'done' })
  assert.deepEqual((await post('cem', `${ours}/actions`, { kind: 'power', to: 'on' })).body, { kind: 'done' })
  for (const other of ['bo', 'dilnaz']) {
    assert.equal((await post(other, `${ours}/actions`, { kind: 'power', to: 'off' })).body.code, 'ATTEMPT_NOT_FOUND')
    assert.equal((await get(other, ours)).body.code, 'ATTEMPT_NOT_FOUND')
    assert.equal((await get(other, at)).body.teams[0].attemptId, null)
  }
  assert.equal((await get('cem', `${ours}/evidence.mcap`)).body.code, 'ATTEMPT_RUNNING')
  assert.equal((await post('dana', `${ours}/pause`, { isPaused: true })).body.code, 'COMPETITION_UNTOUCHED')
  assert.equal((await post('cem', `${ours}/diagnosis`, CAUSE)).status, 200)
  const file = await fetch(`${url}${ours}/evidence.mcap`, { headers: { authorization: 'cem' } })
  const { records } = readEvidence(new Uint8Array(await file.arrayBuffer()))
  const who = records.flatMap((one) => (one.kind === 'action' && one.by !== 'exercise' ? [one.by] : []))
  assert.deepEqual(who, [idOf(workshop, 'ana'), idOf(workshop, 'cem')])
  const stated = records.find((one) => one.kind === 'diagnosis')
  assert(stated?.kind === 'diagnosis' && stated.by === idOf(workshop, 'cem'))
})

testStations('teams are ranked while they work: solved, then not solved, then stopped for safety', async (workshop) => {
  const { get, post } = workshop
  await join(workshop, 'cem', 'dilnaz')
  const at = await opened(workshop, ['ana'], ['bo'], ['cem', 'dilnaz'])
  const { body } = await post('dana', `${at}/start`)
  await post('cem', `${attemptOf(body, 2)}/measurements`, LIVE_CONTACT)
  await post('bo', `${attemptOf(body, 1)}/diagnosis`, { component: null, failureMode: null })
  assert.deepEqual(places((await get('dana', at)).body), ['running null', 'unsolved 1', 'stopped 2'])
  await post('ana', `${attemptOf(body, 0)}/diagnosis`, CAUSE)
  const end = (await get('erlan', at)).body
  assert.deepEqual(places(end), ['solved 1', 'unsolved 2', 'stopped 3'])
  for (const { attemptId, workedMs, countedMs, needlessKzt, remarkCount } of end.teams) {
    const attempt = (await get('dana', `/api/attempts/${attemptId}`)).body
    assert.equal(workedMs, Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt), 'each figure is its attempt’s')
    assert.deepEqual([needlessKzt, remarkCount, countedMs], [0, 0, workedMs])
  }
  const dilnaz = await fetch(`${workshop.url}${attemptOf(body, 2)}/evidence.mcap`, {
    headers: { authorization: 'dilnaz' },
  })
  const taken = await dilnaz.text()
  for (const secret of ['proofs', 'repairs'])
    assert(!taken.includes(secret), 'who was stopped does not learn the cause')
})

testStations('an attempt of a competition is signed off by nobody, and waits in no list', async (workshop) => {
  const { get, post } = workshop
  const at = await opened(workshop, ['ana'])
  const { body } = await post('dana', `${at}/start`)
  const ours = attemptOf(body, 0)
  await post('ana', `${ours}/diagnosis`, CAUSE)
  assert.deepEqual((await get('dana', '/api/review')).body.attempts, [])
  const signed = await post('dana', `${ours}/sign-off`, { criteria: [], passed: false, comment: '' })
  assert.equal(signed.body.code, 'ATTEMPT_IS_COMPETITION')
})

testStations('teams are of trainees, each once, and nobody who is busy', async (workshop) => {
  const { get, post } = workshop
  const create = async (body: object) => (await post('dana', '/api/competitions', body)).body.code
  assert.equal(await create(bodyOf(workshop, ['ana'], ['bo', 'ana'])), 'COMPETITOR_TWICE')
  assert.equal(await create(bodyOf(workshop, ['dana'])), 'COMPETITOR_NOT_FOUND', 'who teaches may read what others do')
  assert.equal(await create({ ...bodyOf(workshop, ['ana']), exerciseId: 'none' }), 'EXERCISE_NOT_FOUND')
  assert.equal(await create(bodyOf(workshop, ['ana', 'bo', 'ana', 'bo', 'ana'])), 'BODY_MALFORMED', 'at most four')
  assert.equal((await post('ana', '/api/competitions', bodyOf(workshop, ['ana']))).status, 403)
  const names = (await get('dana', '/api/competitors')).body.people.map(({ name }: Json) => name)
  assert.deepEqual(names.sort(), ['ana', 'bo'])

  const at = await opened(workshop, ['ana'], ['bo'])
  await post('bo', '/api/attempts', { exerciseId: DARK_LAMP.id, mode: 'practice' })
  assert.equal((await post('dana', `${at}/start`)).body.code, 'COMPETITOR_BUSY')
  assert.equal((await get('dana', at)).body.startedAt, null)
  const { competitions } = (await get('ana', '/api/competitions')).body
  assert.deepEqual(
    competitions.map(({ title }: Json) => title),
    ['Spring cup'],
  )
})

testStations('where one car does not come alive nobody starts, and the start can be tried again', async (workshop) => {
  const { get, post, attempts } = workshop
  const at = await opened(workshop, ['ana'], ['bo'])
  const start = attempts.start.bind(attempts)
  let count = 0
  attempts.start = async (...order) => {
    if (++count === 2) throw new ApiError('STATIONS_FULL')
    return await start(...order)
  }
  assert.equal((await post('dana', `${at}/start`)).body.code, 'STATIONS_FULL')
  const { startedAt, teams } = (await get('dana', at)).body
  assert.deepEqual([startedAt, teams.map(({ outcome }: Json) => outcome)], [null, ['waiting', 'waiting']])
  assert.equal(attempts.runningCount, 0)
  attempts.start = start
  assert.deepEqual(places((await post('dana', `${at}/start`)).body), ['running null', 'running null'])
})
