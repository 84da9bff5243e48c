/** What the database itself keeps as it was: raw SQL against attempts that ended and applications that were made. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { addPastAttempt, addSignOff } from '../testing.ts'
import { findBasis, insertBasis } from './attempt-basis.ts'
import { endAttempt, findAttempt, insertRunningAttempt } from './attempts.ts'
import type { Database } from './schema.ts'
import { testOnBoth } from './testing.ts'
import { createUser } from './users.ts'

const person = (db: Database, username: string) =>
  createUser(
    db,
    { username, name: username, roles: ['trainee'], passwordHash: 'nobody signs in', isDemo: false },
    new Date(),
  )

async function past(db: Database, traineeId: string): Promise<string> {
  return await addPastAttempt(db, { traineeId, exerciseId: 'lamp', at: new Date('2026-01-02') })
}

async function apply(db: Database, candidateId: string): Promise<string> {
  const id = randomUUID()
  await db
    .insertInto('application')
    .values({
      ...{ id, scheme_id: 's', scheme_version: 1, candidate_id: candidateId, holder_name: 'Ana', holder_names: '{}' },
      ...{ attempt_ids: '[]', status: 'submitted', applied_at: new Date() },
    })
    .execute()
  return id
}

testOnBoth('of an attempt that has ended nothing changes any more, whoever asks the database', async ({ db }) => {
  const [ana, dana] = [await person(db, 'ana'), await person(db, 'dana')]
  const id = await past(db, ana)
  const before = await findAttempt(db, id)
  for (const change of [
    sql`evidence_sha256 = repeat('0', 64)`,
    sql`evidence_path = 'other.mcap'`,
    sql`assessment = '{"points":100}'`,
    sql`score = 100`,
    sql`diagnosis = '{"component":"bulb","failureMode":"burnt"}'`,
    sql`end_reason = 'other'`,
    sql`ended_at = now()`,
    sql`status = 'running', ended_at = null`,
    sql`status = 'cancelled'`,
    sql`status = 'stopped'`,
    sql`mode = 'exam'`,
    sql`trainee_id = ${dana}`,
  ]) {
    await assert.rejects(sql`update attempt set ${change} where id = ${id}`.execute(db), /RECORD_IMMUTABLE/)
  }
  await assert.rejects(sql`update attempt set status = 'signedOff'`.execute(db), /ATTEMPT_NOT_SUBMITTED/)
  await assert.rejects(sql`delete from attempt`.execute(db), /RECORD_IMMUTABLE/)
  await assert.rejects(sql`truncate attempt cascade`.execute(db), /RECORD_IMMUTABLE/)
  assert.deepEqual(await findAttempt(db, id), before)

  await addSignOff(db, { attemptId: id, instructorId: dana, at: new Date() })
  assert.equal((await findAttempt(db, id))?.status, 'signedOff')
  await assert.rejects(sql`update attempt set score = 100`.execute(db), /ATTEMPT_SIGNED_OFF/)
})

testOnBoth('what an attempt is judged by is kept at its start, and never changes', async ({ db }) => {
  const id = await past(db, await person(db, 'ana'))
  const rubric = { id: 'r', version: 2, isDemo: true, passMark: 60, instructions: [], criteria: [] }
  const basis = { model: 'lamp', exerciseVersion: 3, timeLimitMin: 0.5, rubric, truth: [] }
  assert.equal(await findBasis(db, id), undefined)
  await db.transaction().execute((to) => insertBasis(to, id, basis))
  for (const change of [sql`truth = '[{}]'`, sql`rubric = '{}'`, sql`time_limit_min = 60`, sql`exercise_version = 4`]) {
    await assert.rejects(sql`update attempt_basis set ${change}`.execute(db), /RECORD_IMMUTABLE/)
  }
  await assert.rejects(sql`delete from attempt_basis`.execute(db), /RECORD_IMMUTABLE/)
  await assert.rejects(sql`truncate attempt_basis cascade`.execute(db), /RECORD_IMMUTABLE/)
  assert.deepEqual(await findBasis(db, id), basis)
})

testOnBoth('a sign-off adds an instructor’s points and leaves what the evidence earned', async ({ db }) => {
  const [ana, dana] = [await person(db, 'ana'), await person(db, 'dana')]
  const [id, startedAt] = [randomUUID(), new Date()]
  const attempt = { id, exerciseId: 'lamp', traineeId: ana, mode: 'practice' as const, seed: 1, startedAt }
  await db.transaction().execute((to) => insertRunningAttempt(to, { ...attempt, evidencePath: `${id}.mcap` }))
  await assert.rejects(sql`update attempt set evidence_path = 'other.mcap'`.execute(db), /RECORD_IMMUTABLE/)
  const assessment = { automaticPoints: 60, gate: { isPassed: true, hazards: [] }, points: null } as never
  const end = { status: 'submitted' as const, reason: 'diagnosisStated', at: new Date(), diagnosis: null }
  await db.transaction().execute((to) => endAttempt(to, id, { ...end, evidenceSha256: 'a'.repeat(64), assessment }))
  const signOff = { attempt_id: id, instructor_id: dana, criteria: '[]', passed: true, comment: '', at: new Date() }
  await db.insertInto('sign_off').values(signOff).execute()
  const set = (json: object) =>
    sql`update attempt set status = 'signedOff', score = 80, assessment = ${JSON.stringify(json)}`.execute(db)
  const gate = { isPassed: true, hazards: [] }
  await assert.rejects(set({ automaticPoints: 99, gate, points: 99 }), /RECORD_IMMUTABLE/)
  await assert.rejects(set({ automaticPoints: 60, points: 80 }), /RECORD_IMMUTABLE/)
  await set({ automaticPoints: 60, gate, points: 80 })
})

testOnBoth('an application stays with its candidate and scheme, and moves on with its records only', async ({ db }) => {
  const [ana, bo] = [await person(db, 'ana'), await person(db, 'bo')]
  const id = await apply(db, ana)
  for (const change of [
    sql`candidate_id = ${bo}`,
    sql`scheme_id = 'other'`,
    sql`scheme_version = 2`,
    sql`holder_name = 'Bo'`,
    sql`attempt_ids = '["x"]'`,
    sql`status = 'examined'`,
    sql`status = 'granted'`,
  ]) {
    await assert.rejects(sql`update application set ${change} where id = ${id}`.execute(db), /RECORD_IMMUTABLE/)
  }
  await assert.rejects(sql`delete from application`.execute(db), /RECORD_IMMUTABLE/)
  await assert.rejects(sql`truncate application cascade`.execute(db), /RECORD_IMMUTABLE/)
})
