/** Why a certificate can be trusted: what is wrong is drawn for each attempt, and nobody draws until it suits. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type CriterionResult, drawnCase, type Exercise, type FaultTruth, readEvidence } from '@luban/lab'
import { createCar } from '@luban/vehicle'
import { loadContent } from '../content.ts'
import { findAttempt } from '../db/attempts.ts'
import { DATABASES } from '../db/testing.ts'
import { CARS } from '../worlds.ts'
import { DARK_LAMP } from './testing/dark-lamp.ts'
import { openTestWorkshop, type Reply, type TestWorkshop, type TestWorkshopOptions } from './testing/test-workshop.ts'

const { faults: _faults, ...LAMP } = DARK_LAMP
const CASES = ['lamp-02-socket-loose', 'lamp-03-wire-broken', 'lamp-04-switch-stuck'].map((id) => ({ faults: [id] }))
const DRAWN: Exercise = { ...LAMP, id: 'some-lamp', cases: CASES }
const EXAM = { exerciseId: DRAWN.id, mode: 'exam' }

const CONTENT_DIR = fileURLToPath(new URL('../../../../content', import.meta.url))
const REAL = { exercises: loadContent(CONTENT_DIR, CARS.knownStations).exercises, worldUrl: CARS.url }

function testOnBoth(
  sentence: string,
  run: (workshop: TestWorkshop) => Promise<void>,
  options: Partial<TestWorkshopOptions> = {},
): void {
  for (const database of DATABASES) {
    test(`${sentence} (${database.name})`, async () => {
      const exercises = [DARK_LAMP, DRAWN]
      const workshop = await openTestWorkshop({ place: await database.place(), exercises, ...options })
      try {
        await run(workshop)
      } finally {
        await workshop.close()
      }
    })
  }
}

async function start({ post }: TestWorkshop, body: object): Promise<string> {
  const started = await post('ana', '/api/attempts', body)
  assert.equal(started.status, 200, JSON.stringify(started.body))
  return started.body.id
}

/** Ids of what the sealed evidence says was wrong. */
async function truthOf({ dataDir }: TestWorkshop, id: string): Promise<string[]> {
  const { truth, isSealed } = readEvidence(await readFile(join(dataDir, 'evidence', `${id}.mcap`)))
  assert(isSealed)
  return (truth as FaultTruth[]).map((fault) => fault.id)
}

async function drawOf({ db }: TestWorkshop, id: string): Promise<number> {
  const attempt = await findAttempt(db, id)
  assert(attempt)
  assert.notEqual(attempt.draw, attempt.seed)
  return attempt.draw
}

const assertSpent = ({ status, body }: Reply, limit = 2) =>
  assert.deepEqual([status, body.code, body.limit], [409, 'EXAM_ATTEMPTS_SPENT', limit])

testOnBoth(
  'what is wrong is what was drawn at the start, also when the server comes back without it',
  async (workshop) => {
    for (let count = 0; count < 4; count++) {
      const id = await start(workshop, { exerciseId: DRAWN.id, mode: 'practice' })
      await workshop.post('ana', `/api/attempts/${id}/cancel`)
      const draw = await drawOf(workshop, id)
      assert.deepEqual(await truthOf(workshop, id), drawnCase(DRAWN, draw).faults, `draw ${draw}`)
    }
    const id = await start(workshop, { exerciseId: DRAWN.id, mode: 'practice' })
    // The whole thread of the station dies: the truth can only come from what was kept at the start.
    const running = workshop.attempts.find(id)
    await running?.station.call('act', { action: { kind: 'die' }, by: 'test' }).catch(() => {})
    assert.equal((await running?.settled)?.reason, 'stationLost')
    const draw = await drawOf(workshop, id)
    assert.deepEqual(await truthOf(workshop, id), drawnCase(DRAWN, draw).faults, `draw ${draw}`)
  },
)

testOnBoth(
  'an exam is assessed by the fault that was drawn for it',
  async (workshop) => {
    const exam = REAL.exercises.find(({ id }) => id === 'not-as-usual')
    assert(exam)
    const id = await start(workshop, { exerciseId: exam.id, mode: 'exam' })
    const draw = await drawOf(workshop, id)
    const { faults } = createCar(exam.station, { seed: 1, ...drawnCase(exam, draw) })
    const [{ component, failureMode }] = faults
    await workshop.post('ana', `/api/attempts/${id}/diagnosis`, { component, failureMode })
    const { assessment } = (await workshop.get('erlan', `/api/attempts/${id}`)).body
    const cause = assessment.criteria.find(({ kind }: CriterionResult) => kind === 'causeFound')
    assert.equal(cause.points, cause.pointsMax, `draw ${draw}`)
    const proof = assessment.criteria.find(({ kind }: CriterionResult) => kind === 'proved')
    assert.equal(proof.points, 0, `draw ${draw}: nothing was measured`)
    assert.deepEqual(await truthOf(workshop, id), drawnCase(exam, draw).faults)
  },
  REAL,
)

testOnBoth('an exam has two attempts, however they end, and practice as many as anybody likes', async (workshop) => {
  const { post, get } = workshop
  const first = await start(workshop, EXAM)
  await post('ana', `/api/attempts/${first}/cancel`)
  const second = await start(workshop, EXAM)
  await post('ana', `/api/attempts/${second}/diagnosis`, { component: null, failureMode: null })
  assertSpent(await post('ana', '/api/attempts', EXAM))
  assert.equal((await get('ana', '/api/attempts')).body.attempts.length, 2, 'the refused one is not there')
  await start(workshop, { ...EXAM, mode: 'practice' })
  assert.equal((await post('bo', '/api/attempts', EXAM)).status, 200)
  assert.equal((await post('dana', '/api/attempts', { ...EXAM, exerciseId: DARK_LAMP.id })).status, 200)
})

testOnBoth('starts at the same moment do not get past the limit', async (workshop) => {
  const { post, db } = workshop
  await post('ana', `/api/attempts/${await start(workshop, EXAM)}/cancel`)
  const tries = Array.from({ length: 6 }, async () => {
    const { status, body } = await post('ana', '/api/attempts', EXAM)
    if (status === 200) await post('ana', `/api/attempts/${body.id}/cancel`)
    return body.code
  })
  const codes = await Promise.all(tries)
  assert.equal(codes.filter((code) => code === undefined).length, 1, codes.join())
  const { length } = await db.selectFrom('attempt').select('id').where('mode', '=', 'exam').execute()
  assert.equal(length, 2)
})

testOnBoth('what we broke off takes nothing from a candidate; who walked away has had an attempt', async (workshop) => {
  const { get, post, db, actors } = workshop
  const at = new Date(Date.now() - 3_600_000)
  const past = (reason: string) => ({
    ...{ id: randomUUID(), exercise_id: DRAWN.id, trainee_id: actors.get('ana')?.userId ?? '', mode: 'exam' as const },
    ...{ seed: 1, status: 'interrupted' as const, started_at: at, ended_at: at, end_reason: reason },
    ...{ diagnosis: null, evidence_path: null, evidence_sha256: null, assessment: null, score: null },
  })
  const ours = ['stationUnavailable', 'stationLost', 'serverStopped', 'traineeShutOut', 'roleWithdrawn'].map(past)
  const gone = past('traineeGone')
  await db
    .insertInto('attempt')
    .values([...ours, gone])
    .execute()
  for (const { id } of [...ours, gone]) {
    const { takesExamAttempt } = (await get('ana', `/api/attempts/${id}`)).body
    assert.equal(takesExamAttempt, id === gone.id)
  }
  await post('ana', `/api/attempts/${await start(workshop, EXAM)}/cancel`)
  assertSpent(await post('ana', '/api/attempts', EXAM))
})

testOnBoth('an examiner who judges one of the attempts opens the exam again', async (workshop) => {
  const { post, db, actors } = workshop
  const take = async () => {
    const id = await start(workshop, EXAM)
    await post('ana', `/api/attempts/${id}/cancel`)
    return id
  }
  const [judged] = [await take(), await take()]
  assertSpent(await post('ana', '/api/attempts', EXAM))
  const application_id = randomUUID()
  const application = { id: application_id, scheme_id: 's', scheme_version: 1, status: 'submitted' as const }
  const candidate = { candidate_id: actors.get('ana')?.userId ?? '', holder_name: 'ana', holder_names: '{}' }
  await db
    .insertInto('application')
    .values({ ...application, ...candidate, attempt_ids: '[]', applied_at: new Date() })
    .execute()
  const exam = { application_id, attempt_id: judged, examiner_id: actors.get('erlan')?.userId ?? '' }
  await db
    .insertInto('exam')
    .values({ ...exam, criteria: '[]', passed: false, comment: '', at: new Date() })
    .execute()
  await new Promise((resolve) => setTimeout(resolve, 5)) // The next attempt starts later than the exam.
  await take()
  await take()
  assertSpent(await post('ana', '/api/attempts', EXAM))
})

testOnBoth(
  'an exercise may allow another number of exam attempts',
  async (workshop) => {
    await workshop.post('ana', `/api/attempts/${await start(workshop, EXAM)}/cancel`)
    assertSpent(await workshop.post('ana', '/api/attempts', EXAM), 1)
  },
  { exercises: [{ ...DRAWN, examAttemptsMax: 1 }] },
)
