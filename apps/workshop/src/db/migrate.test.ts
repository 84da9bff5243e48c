import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { DatabaseError } from './errors.ts'
import { type Migration, migrate, readMigrations } from './migrate.ts'
import { type Database, TABLE_NAMES } from './schema.ts'
import { testOnBoth } from './testing.ts'
import { createUser } from './users.ts'

const isCode = (code: DatabaseError['code']) => (error: unknown) => (error as DatabaseError).code === code
const file = (number: number, text: string): Migration => ({
  number,
  name: `000${number}-x.sql`,
  sha256: `sha of ${text}`,
  text,
})

testOnBoth('a migrated database needs no more migrations', async ({ db }) => {
  assert.deepEqual(await migrate(db), [])
})

testOnBoth('a migration edited after it was applied is refused', async ({ db }) => {
  const edited = readMigrations().map((migration) => ({ ...migration, sha256: 'f'.repeat(64) }))
  await assert.rejects(migrate(db, edited), isCode('MIGRATION_EDITED'))
})

testOnBoth('a database newer than the code is refused', async ({ db }) => {
  await assert.rejects(migrate(db, readMigrations().slice(0, 1)), isCode('MIGRATION_MISSING'))
})

testOnBoth('a migration that fails leaves nothing of itself or of those before it', async ({ db }) => {
  const count = readMigrations().length
  const good = file(count + 1, 'create table half (id integer)')
  const bad = file(count + 2, 'create table half (id integer)')
  await assert.rejects(migrate(db, [...readMigrations(), good, bad]), isCode('MIGRATION_FAILED'))
  const { rows } = await sql`select 1 from information_schema.tables where table_name = 'half'`.execute(db)
  assert.equal(rows.length, 0)
  assert.equal((await db.selectFrom('migration').selectAll().execute()).length, count)
})

/** A database as an older version left it: with its first `count` migrations, and one trainee. */
async function olderDatabase(db: Database, count: number): Promise<void> {
  await sql`drop schema public cascade`.execute(db)
  await sql`create schema public`.execute(db)
  await migrate(db, readMigrations().slice(0, count))
  await createUser(
    db,
    { username: 'ana', name: 'Ana', roles: ['trainee'], passwordHash: 'nobody signs in', isDemo: false },
    new Date(),
  )
}

testOnBoth('an installation that kept its draws goes on without them, and loses nothing else', async ({ db }) => {
  await olderDatabase(db, 8)
  await sql`
    insert into attempt (id, exercise_id, trainee_id, mode, seed, draw, status, started_at, ended_at, end_reason)
    select 'over', 'x', id, 'exam', 1, 7, 'submitted', now(), now(), 'diagnosisStated' from "user"
    union all select 'runs', 'x', id, 'exam', 2, 2147483647, 'running', now(), null, null from "user"`.execute(db)
  const attempts = sql<{ row: object }>`select to_jsonb(attempt) - 'draw' as row from attempt order by id`
  const { rows: before } = await attempts.execute(db)
  assert.equal(before.length, 2)

  const newer = readMigrations().slice(8)
  assert.equal(newer[0].name, '0009-the-truth-instead-of-the-draw.sql')
  assert.deepEqual(
    await migrate(db),
    newer.map(({ name }) => name),
  )
  const kept = sql<{ row: object }>`select to_jsonb(attempt) - 'guide' - 'is_guided' as row from attempt order by id`
  assert.deepEqual((await kept.execute(db)).rows, before)
  await sql`update attempt set status = 'cancelled', ended_at = now() where id = 'runs'`.execute(db)
  await assert.rejects(sql`update attempt set score = 1 where id = 'over'`.execute(db), /RECORD_IMMUTABLE/)
})

testOnBoth('two servers that migrate at once do it once', async ({ db }) => {
  const more = [...readMigrations(), file(readMigrations().length + 1, 'create table once (id integer)')]
  const applied = await Promise.all([migrate(db, more), migrate(db, more)])
  assert.equal(applied.flat().length, 1)
})

testOnBoth('the typed tables are those of the database', async ({ db }) => {
  const tables = (await db.introspection.getTables()).map(({ name }) => name)
  assert.deepEqual(tables.sort(), [...TABLE_NAMES].sort())
})

test('the numbers of the migration files have no gap', () => {
  assert.deepEqual(
    readMigrations().map(({ number }) => number),
    readMigrations().map((_, index) => index + 1),
  )
})
