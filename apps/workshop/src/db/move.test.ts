import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { verifyAuditChain, writeAudit } from '../audit/log.ts'
import { DatabaseError } from './errors.ts'
import { migrate, readMigrations } from './migrate.ts'
import { copyDatabase, moveDatabase } from './move.ts'
import { openDatabase } from './open.ts'
import { TABLE_NAMES } from './schema.ts'
import { freshPgliteFolder, freshPostgresqlUrl } from './testing.ts'
import { createUser } from './users.ts'

const isCode = (code: DatabaseError['code']) => (error: unknown) =>
  error instanceof DatabaseError && error.code === code
const person = (username: string) => ({
  username,
  name: 'Әсел «Ө» 阿塞尔',
  roles: ['trainee'] as const,
  passwordHash: 'x',
  isDemo: false,
})

/** Rows that a careless copy would change: microseconds, bytes, exact numbers, every script. */
async function filledFolder(migrations = readMigrations()): Promise<string> {
  const dataDir = await freshPgliteFolder()
  const { db, close } = await openDatabase({ kind: 'folder', dataDir })
  await migrate(db, migrations)
  const now = new Date()
  const trainee = await createUser(db, person('ana'), now)
  const instructor = await createUser(db, person('bo'), now)
  await sql`
    insert into attempt (id, exercise_id, trainee_id, mode, seed, status, started_at, ended_at, assessment, score)
    select 'a' || n, 'x', ${trainee}, 'practice', n, 'submitted', timestamptz '2026-01-01 00:00:00.123456+00' + n * interval '1 microsecond',
      now(), jsonb_build_object('n', n, 'third', 1.0 / 3, 'text', ${'кк\\"\n😀'}::text), n / 3.0
    from generate_series(1, 1234) n`.execute(db)
  await sql`insert into sign_off select id, ${instructor}, '[]', true, '', now() from attempt where seed <= 700`.execute(
    db,
  )
  const bits = Buffer.from(Array.from({ length: 16_384 }, (_, index) => index & 0xff))
  await db
    .insertInto('status_list')
    .values({ purpose: 'revocation', bits, credential: bits, updated_at: now })
    .execute()
  for (let line = 0; line < 5; line++) {
    await db.transaction().execute((transaction) =>
      writeAudit(transaction, {
        at: now,
        actorId: trainee,
        action: 'test.line',
        subject: `line:${line}`,
        detail: { line, half: 0.5 },
      }),
    )
  }
  await close()
  return dataDir
}

test('everything arrives in PostgreSQL as it was, and the audit chain with it', async () => {
  const url = await freshPostgresqlUrl()
  const moved = await moveDatabase(await filledFolder(), url)
  assert.deepEqual(
    moved.map(({ table }) => table),
    [...TABLE_NAMES],
  )
  const { db, close } = await openDatabase({ kind: 'url', url })
  const rowsOf = (name: string) => moved.find(({ table }) => table === name)?.rows
  assert.deepEqual([rowsOf('attempt'), rowsOf('sign_off'), rowsOf('audit_log')], [1234, 700, 5])
  const { rows } = await sql<{ at: string; score: number }>`
    select to_char(started_at at time zone 'UTC', 'HH24:MI:SS.US') as at, score from attempt where seed = 7`.execute(db)
  assert.deepEqual(rows, [{ at: '00:00:00.123463', score: 7 / 3 }])
  const list = await db.selectFrom('status_list').select('bits').executeTakeFirstOrThrow()
  assert.deepEqual([...list.bits.subarray(250, 260)], [250, 251, 252, 253, 254, 255, 0, 1, 2, 3])
  const verdict = await verifyAuditChain(db)
  assert(verdict.isIntact && verdict.lines === 5)
  assert.deepEqual(await migrate(db), [])
  await close()
})

test('what an older version left behind is brought up to date, and moves too', async () => {
  const url = await freshPostgresqlUrl()
  const moved = await moveDatabase(await filledFolder(readMigrations().slice(0, 8)), url) // It kept what was drawn.
  assert.equal(moved.find(({ table }) => table === 'attempt')?.rows, 1234)
  const { db, close } = await openDatabase({ kind: 'url', url })
  assert.deepEqual(await migrate(db), [])
  const { rows } = await sql<{ row: object }>`select to_jsonb(attempt) as row from attempt limit 1`.execute(db)
  assert.equal('draw' in rows[0].row, false)
  await close()
})

test('a target that is not empty is refused and left as it was', async () => {
  const [dataDir, url] = [await filledFolder(), await freshPostgresqlUrl()]
  const target = await openDatabase({ kind: 'url', url })
  await sql`create table theirs (id integer)`.execute(target.db)
  await assert.rejects(moveDatabase(dataDir, url), isCode('TARGET_NOT_EMPTY'))
  assert.deepEqual(
    (await target.db.introspection.getTables()).map(({ name }) => name),
    ['theirs'],
  )
  await target.close()
})

test('a copy that breaks leaves the target empty', async () => {
  const source = await openDatabase({ kind: 'folder', dataDir: await filledFolder() })
  await sql`create table nobodys (id integer)`.execute(source.db)
  const target = await openDatabase({ kind: 'url', url: await freshPostgresqlUrl() })
  await assert.rejects(copyDatabase(source.db, target.db), isCode('COPY_DIFFERS'))
  assert.deepEqual(await target.db.introspection.getTables(), [])
  await target.close()
  await source.close()
})

test('a folder without a database is said so', async () => {
  await assert.rejects(moveDatabase('/no/such/folder', 'postgresql://127.0.0.1/x'), isCode('SOURCE_MISSING'))
})
