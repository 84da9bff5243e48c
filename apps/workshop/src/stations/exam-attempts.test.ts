/** Why a certificate can be trusted: what is wrong is drawn for each attempt, and nobody draws until it suits. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { type CriterionResult, casesOf, drawnCase, type Exercise, type FaultTruth, readEvidence } from '@luban/lab'
import { loadContent } from '../content.ts'
import { findBasis } from '../db/attempt-basis.ts'
import { findAttempt } from '../db/attempts.ts'
import { CARS } from '../worlds.ts'
import { DARK_LAMP } from './testing/dark-lamp.ts'
import { testStations, testStationsOnBoth } from './testing/test-stations.ts'
import type { Reply, TestWorkshop } from './testing/test-workshop.ts'

const { faults: _faults, ...LAMP } = DARK_LAMP
const CASES = ['lamp-02-socket-loose', 'lamp-03-wire-broken', 'lamp-04-switch-stuck'].map((id) => ({ faults: [id] }))
const DRAWN: Exercise = { ...LAMP, id: 'some-lamp', cases: CASES }
const EXAM = { exerciseId: DRAWN.id, mode: 'exam' }

const CONTENT_DIR = fileURLToPath(new URL('../../../../content', import.meta.url))
const REAL = { exercises: loadContent(CONTENT_DIR, CARS.knownStations).exercises, worldUrl: CARS.url }

const EXAMS = { exercises: [DARK_LAMP, DRAWN] }
const testExam: typeof testStations = (sentence, run, options = EXAMS) => testStations(sentence, run, options)
const testExamOnBoth: typeof testStationsOnBoth = (sentence, run, options = EXAMS) =>
  testStationsOnBoth(sentence, run, options)

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

/** What was kept at the start, and nobody is told. */
async function keptTruth({ db }: TestWorkshop, id: string): Promise<readonly FaultTruth[]> {
  return (await findBasis(db, id))?.truth ?? []
}

/** As ids. */
async function drawnAt(workshop: TestWorkshop, id: string): Promise<readonly string[]> {
  const drawn = (await keptTruth(workshop, id)).map((fault) => fault.id)
  assert(
    CASES.some(({ faults }) => isDeepStrictEqual(faults, drawn)),
    drawn.join(),
  )
  return drawn
}

const assertSpent = ({ status, body }: Reply, limit = 2) =>
  assert.deepEqual([status, body.code, body.limit], [409, 'EXAM_ATTEMPTS_SPENT', limit])

testExam(
  'what is wrong is what was drawn at the start, also when the server comes back without it',
  async (workshop) => {
    for (let count = 0; count < 4; count++) {
      const id = await start(workshop, { exerciseId: DRAWN.id, mode: 'practice' })
      await workshop.post('ana', `/api/attempts/${id}/cancel`)
      assert.deepEqual(await truthOf(workshop, id), await drawnAt(workshop, id))
    }
    const id = await start(workshop, { exerciseId: DRAWN.id, mode: 'practice' })
    // The whole thread of the station dies, again and again: the truth can only come from what was kept at the start.
    const running = workshop.attempts.find(id)
    await running?.station.call('act', { action: { kind: 'dieLater' }, by: 'test' }).catch(() => {})
    assert.equal((await running?.settled)?.reason, 'stationLost')
    assert.deepEqual(await truthOf(workshop, id), await drawnAt(workshop, id))
  },
)

testExam('attempts draw differently, and not by the seed that the evidence tells', async (workshop) => {
  const drawn = new Set<string>()
  const bySeed = new Set<boolean>()
  // That all of them agree by chance is as likely as one shuffle of twenty cards in order.
  for (let count = 0; count < 40 && (drawn.size < 2 || !bySeed.has(false)); count++) {
    const id = await start(workshop, { exerciseId: DRAWN.id, mode: 'practice' })
    await workshop.post('ana', `/api/attempts/${id}/cancel`)
    const [attempt, faults] = [await findAttempt(workshop.db, id), await drawnAt(workshop, id)]
    drawn.add(faults.join())
    bySeed.add(isDeepStrictEqual(drawnCase(DRAWN, attempt?.seed ?? -1).faults, faults))
  }
  assert(drawn.size > 1, 'each attempt has the same fault')
  assert(bySeed.has(false), 'the seed tells the fault')
})

testExam(
  'an exam is assessed by the fault that was drawn for it',
  async (workshop) => {
    const exam = REAL.exercises.find(({ id }) => id === 'not-as-usual')
    assert(exam)
    const id = await start(workshop, { exerciseId: exam.id, mode: 'exam' })
    const [{ component, failureMode, ...fault }] = await keptTruth(workshop, id)
    assert(
      casesOf(exam).some(({ faults }) => faults.includes(fault.id)),
      fault.id,
    )
    await workshop.post('ana', `/api/attempts/${id}/diagnosis`, { component, failureMode })
    const { assessment } = (await workshop.get('erlan', `/api/attempts/${id}`)).body
    const cause = assessment.criteria.find(({ kind }: CriterionResult) => kind === 'causeFound')
    assert.equal(cause.points, cause.pointsMax, fault.id)
    const proof = assessment.criteria.find(({ kind }: CriterionResult) => kind === 'proved')
    assert.equal(proof.points, 0, `${fault.id}: nothing was measured`)
    assert.deepEqual(await truthOf(workshop, id), [fault.id])
  },
  REAL,
)

testExam('an exam has two attempts, however they end, and practice as many as anybody likes', async (workshop) => {
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

testExamOnBoth('starts at the same moment do not get past the limit', async (workshop) => {
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

testExamOnBoth(
  'what we broke off takes nothing from a candidate; who walked away has had an attempt',
  async (workshop) => {
    const { get, post, db, actors } = workshop
    const at = new Date(Date.now() - 3_600_000)
    const past = (reason: string) => ({
      ...{
        id: randomUUID(),
        exercise_id: DRAWN.id,
        trainee_id: actors.get('ana')?.userId ?? '',
        mode: 'exam' as const,
      },
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
  },
)

testExamOnBoth('an examiner who judges one of the attempts opens the exam again', async (workshop) => {
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

testExam(
  'an exercise may allow another number of exam attempts',
  async (workshop) => {
    await workshop.post('ana', `/api/attempts/${await start(workshop, EXAM)}/cancel`)
    assertSpent(await workshop.post('ana', '/api/attempts', EXAM), 1)
  },
  { exercises: [{ ...DRAWN, examAttemptsMax: 1 }] },
)
