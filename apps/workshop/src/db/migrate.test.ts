import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { DatabaseError } from './errors.ts'
import { type Migration, migrate, readMigrations } from './migrate.ts'
import { TABLE_NAMES } from './schema.ts'
import { testOnBoth } from './testing.ts'

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
