/** A server that comes back with other content judges what it finds by what held when the attempt was started. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type CriterionResult, type Exercise, type FaultTruth, readEvidence } from '@luban/lab'
import { sql } from 'kysely'
import { findAttempt } from '../db/attempts.ts'
import type { Database } from '../db/schema.ts'
import { DATABASES } from '../db/testing.ts'
import { DARK_LAMP, FAULT_ID } from './testing/dark-lamp.ts'
import { type Json, openTestWorkshop, type TestWorkshop } from './testing/test-workshop.ts'

const { faults: _faults, ...LAMP } = DARK_LAMP
const [causeFound, ...others] = DARK_LAMP.rubric.criteria

/** The same exercise, later: another lamp is broken, other points are given. */
const LATER: Exercise = {
  ...LAMP,
  version: DARK_LAMP.version + 1,
  faults: ['lamp-09-nothing-of-the-kind'],
  rubric: { ...DARK_LAMP.rubric, version: 2, passMark: 99, criteria: [{ ...causeFound, weight: 5 }, ...others] },
}

type Deaths = {
  /** The first server, until it dies. */
  readonly before: (workshop: TestWorkshop, attempt: { id: string; path: string }) => Promise<void>
  readonly between?: (db: Database) => Promise<void>
  readonly contentLater: readonly Exercise[]
  readonly after: (attempt: Json, path: string, workshop: TestWorkshop) => Promise<void>
}

function testDeath(sentence: string, { before, between, contentLater, after }: Deaths): void {
  for (const database of DATABASES) {
    test(`${sentence} (${database.name})`, async () => {
      const dataDir = await mkdtemp(join(tmpdir(), 'luban-other-content-'))
      const place = await database.place()
      const first = await openTestWorkshop({ place, dataDir, exercises: [DARK_LAMP] })
      const { id } = (await first.post('ana', '/api/attempts', { exerciseId: DARK_LAMP.id, mode: 'exam' })).body
      const path = join(dataDir, 'evidence', `${id}.mcap`)
      // Nothing that ends the attempt finds its file, so no end is written: a death at that moment.
      await rename(path, `${path}.aside`)
      await before(first, { id, path })
      await between?.(first.db)
      await first.close()
      await rename(`${path}.aside`, path)
      const second = await openTestWorkshop({ place, dataDir, exercises: contentLater })
      try {
        assert.equal(second.interruptedCount, 1)
        await after(await findAttempt(second.db, id), path, second)
      } finally {
        await second.close()
        await rm(dataDir, { recursive: true, force: true })
      }
    })
  }
}

/** Sealed with the cause stated, and then nobody writes it down. */
async function stateCause({ post, attempts }: TestWorkshop, { id }: { id: string }): Promise<void> {
  const running = attempts.find(id)
  const { status } = await post('ana', `/api/attempts/${id}/diagnosis`, { component: 'bulb', failureMode: 'burnt' })
  assert.equal(status, 500)
  await assert.rejects(running?.settled ?? Promise.resolve())
}

const truthIds = async (path: string) =>
  (readEvidence(await readFile(path)).truth as FaultTruth[]).map((fault) => fault.id)

testDeath('what was stated before the death is assessed by the rubric and the fault of the start', {
  before: stateCause,
  contentLater: [LATER],
  async after({ status, end_reason, assessment, diagnosis }, path) {
    assert.deepEqual([status, end_reason], ['submitted', 'diagnosisStated'])
    assert.deepEqual(diagnosis, { component: 'bulb', failureMode: 'burnt' })
    assert.deepEqual([assessment.rubric.version, assessment.passMark], [1, DARK_LAMP.rubric.passMark])
    const cause = assessment.criteria.find(({ kind }: CriterionResult) => kind === 'causeFound')
    assert.deepEqual([cause.points, cause.pointsMax], [40, 40])
    assert.deepEqual(await truthIds(path), [FAULT_ID])
  },
})

testDeath('evidence that is closed after the death tells what was wrong, not what would be wrong now', {
  async before({ attempts, db }, { id }) {
    const running = attempts.find(id)
    await sql`alter table attempt rename to attempt_out_of_reach`.execute(db)
    await running?.station.call('act', { action: { kind: 'die' }, by: 'test' }).catch(() => {})
    await assert.rejects(running?.settled ?? Promise.resolve())
    await sql`alter table attempt_out_of_reach rename to attempt`.execute(db)
  },
  contentLater: [],
  async after({ status, end_reason }, path) {
    assert.deepEqual([status, end_reason], ['interrupted', 'serverStopped'])
    assert.deepEqual(await truthIds(path), [FAULT_ID])
  },
})

testDeath('what can be judged by nothing any more is said to be so, and takes no attempt at the exam', {
  before: stateCause,
  async between(db) {
    // As an attempt of a server that did not keep it yet.
    await sql`alter table attempt_basis disable trigger user`.execute(db)
    await db.deleteFrom('attempt_basis').execute()
  },
  contentLater: [LATER],
  async after({ id, status, end_reason, assessment }, path, { get, problems }) {
    assert.deepEqual([status, end_reason, assessment], ['interrupted', 'notAssessable', null])
    assert.equal((await get('ana', `/api/attempts/${id}`)).body.takesExamAttempt, false)
    assert.deepEqual(await truthIds(path), [FAULT_ID], 'what was sealed stays as it was sealed')
    assert.match(problems.join(), /cannot be assessed/)
  },
})
