/** That who trained or examined is kept apart holds in raw SQL too, whatever date is claimed; and a moved history arrives. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { writeAudit } from '../audit/log.ts'
import { addPastAttempt, addSignOff } from '../testing.ts'
import { migrate } from './migrate.ts'
import { copyDatabase } from './move.ts'
import { openDatabase } from './open.ts'
import type { Database, NewRow } from './schema.ts'
import { freshPgliteFolder, freshPostgresqlUrl, testOnBoth } from './testing.ts'
import { createUser } from './users.ts'

const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000)

/** A candidate with an application and an attempt in exam mode, and a colleague who may have trained them. */
async function candidacy(db: Database) {
  const user = { roles: [], passwordHash: 'nobody signs in', isDemo: false }
  const [candidate, colleague, other, officer] = await Promise.all(
    ['ana', 'bo', 'dana', 'gul'].map((username) => createUser(db, { ...user, username, name: username }, new Date())),
  )
  // A workshop that is in use has written something into its log.
  const line = { at: new Date(), actorId: 'system', action: 'test.line', subject: 'line:0' }
  await db.transaction().execute((to) => writeAudit(to, line))
  const [practiceId, attemptId] = [
    await addPastAttempt(db, { traineeId: candidate, exerciseId: 'lamp', at: daysFromNow(-2) }),
    await addPastAttempt(db, { traineeId: candidate, exerciseId: 'lamp', mode: 'exam', at: daysFromNow(-1) }),
  ]
  const applicationId = randomUUID()
  await db
    .insertInto('application')
    .values({
      ...{ id: applicationId, scheme_id: 's', scheme_version: 1, candidate_id: candidate, holder_name: 'Ana' },
      ...{ holder_names: '{}', attempt_ids: '[]', status: 'submitted', applied_at: new Date() },
    })
    .execute()
  const examine = (examiner: string, at: Date) =>
    db
      .insertInto('exam')
      .values({
        ...{ application_id: applicationId, examiner_id: examiner, attempt_id: attemptId },
        ...{ criteria: '[]', passed: true, comment: '', at },
      })
      .execute()
  const examineOrally = (examiner: string, isMet: readonly unknown[], more: Partial<NewRow<'exam'>> = {}) =>
    db
      .insertInto('exam')
      .values({
        ...{ application_id: applicationId, examiner_id: examiner, means: 'oral', attempt_id: null, passed: true },
        ...{
          criteria: JSON.stringify(isMet.map((met, i) => ({ id: `c${i}`, isMet: met }))),
          comment: '',
          at: new Date(),
        },
        ...more,
      })
      .execute()
  const decide = (by: string, at: Date, into = db) =>
    into
      .insertInto('decision')
      .values({ application_id: applicationId, officer_id: by, granted: true, reason: 'All is met.', at })
      .execute()
  return { practiceId, attemptId, colleague, other, officer, examine, examineOrally, decide }
}

testOnBoth('whoever trained a candidate does not examine them, whatever date is written', async ({ db }) => {
  const { practiceId, colleague, other, examine } = await candidacy(db)
  await addSignOff(db, { attemptId: practiceId, instructorId: colleague, at: daysFromNow(-1000) })
  for (const days of [0, -1, -3, -1001, -3000, 3000]) {
    await assert.rejects(examine(colleague, daysFromNow(days)), /EXAMINER_TRAINED_CANDIDATE/, `${days} days from now`)
  }
  await examine(other, daysFromNow(0))
})

testOnBoth('whoever trained or examined a candidate does not decide, whatever date is written', async ({ db }) => {
  const { practiceId, colleague, other, officer, examine, decide } = await candidacy(db)
  await examine(other, daysFromNow(0))
  await addSignOff(db, { attemptId: practiceId, instructorId: colleague, at: daysFromNow(0) })
  for (const days of [1, -1, -3000]) {
    await assert.rejects(decide(colleague, daysFromNow(days)), /OFFICER_TRAINED_CANDIDATE/, `${days} days from now`)
    await assert.rejects(decide(other, daysFromNow(days)), /OFFICER_EXAMINED_CANDIDATE/, `${days} days from now`)
  }
  await decide(officer, daysFromNow(0))
})

testOnBoth('an exam is oral or has an attempt, and who trained does not take it either way', async ({ db }) => {
  const { practiceId, attemptId, colleague, other, officer, examineOrally, decide } = await candidacy(db)
  await addSignOff(db, { attemptId: practiceId, instructorId: colleague, at: daysFromNow(-1) })
  await assert.rejects(examineOrally(colleague, [true]), /EXAMINER_TRAINED_CANDIDATE/)
  await assert.rejects(examineOrally(other, [true], { attempt_id: attemptId }), /exam_attempt/)
  await assert.rejects(examineOrally(other, [true], { means: 'practical' }), /exam_attempt/)
  await assert.rejects(examineOrally(other, [true], { means: 'practical', attempt_id: practiceId }), /ATTEMPT_NOT_OF/)
  for (const isMet of [[], [true, false], [true, null], ['true'], [true, {}]]) {
    await assert.rejects(examineOrally(other, isMet), /EXAM_CRITERION_UNMET/, JSON.stringify(isMet))
  }
  await assert.rejects(decide(officer, new Date()), /EXAM_MISSING/)
  await examineOrally(other, [true, false], { passed: false })
  await assert.rejects(decide(officer, new Date()), /EXAM_NOT_PASSED/)
})

test('an oral exam is moved with its criteria', async () => {
  const source = await openDatabase({ kind: 'folder', dataDir: await freshPgliteFolder() })
  const target = await openDatabase({ kind: 'url', url: await freshPostgresqlUrl() })
  try {
    await migrate(source.db)
    const { other, officer, examineOrally, decide } = await candidacy(source.db)
    await examineOrally(other, [true, true])
    await decide(officer, new Date())
    await copyDatabase(source.db, target.db)
    const exams = await target.db.selectFrom('exam').select(['means', 'attempt_id', 'passed', 'criteria']).execute()
    const criteria = ['c0', 'c1'].map((id) => ({ id, isMet: true }))
    assert.deepEqual(exams, [{ means: 'oral', attempt_id: null, passed: true, criteria }])
  } finally {
    await source.close()
    await target.close()
  }
})

test('a history in which an examiner and an officer trained the person later is moved as it was', async () => {
  const source = await openDatabase({ kind: 'folder', dataDir: await freshPgliteFolder() })
  const target = await openDatabase({ kind: 'url', url: await freshPostgresqlUrl() })
  try {
    await migrate(source.db)
    const { practiceId, colleague, other, examine, decide } = await candidacy(source.db)
    await examine(other, daysFromNow(-0.5))
    await decide(colleague, daysFromNow(-0.4))
    await addSignOff(source.db, { attemptId: practiceId, instructorId: colleague, at: daysFromNow(-0.3) })
    const moved = await copyDatabase(source.db, target.db)
    assert.equal(moved.find(({ table }) => table === 'decision')?.rows, 1)
    await assert.rejects(
      decide(colleague, daysFromNow(-0.4), target.db),
      /OFFICER_TRAINED_CANDIDATE/,
      'the move is over: the same once more is refused',
    )
  } finally {
    await source.close()
    await target.close()
  }
})
