/**
 * Numbered SQL files, db/migrations/0001-….sql, applied in order in one transaction under an advisory lock.
 * Each file's SHA-256 is kept: a file edited after it was applied is refused, and so is a database newer than the code.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { DatabaseError } from './errors.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

export type Migration = {
  readonly number: number
  readonly name: string
  readonly sha256: string
  readonly text: string
}

/** Advisory locks of ours, all under one first key. */
export const LOCK_SPACE = 0x4c55
export const LOCK = { migration: 1, audit: 2, statusList: 3, certificate: 4 } as const

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url))

/** The files, checked: numbered 1, 2, 3 … without a gap. */
export function readMigrations(folder = FOLDER): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return names.map((name, index) => {
    const number = Number.parseInt(name.slice(0, 4), 10)
    if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name) || number !== index + 1) {
      throw new DatabaseError(
        'MIGRATION_MISSING',
        `${name}: expected number ${index + 1} here; name it like 0001-first-light.sql`,
      )
    }
    const text = readFileSync(`${folder}/${name}`, 'utf8')
    return { number, name, text, sha256: createHash('sha256').update(text).digest('hex') }
  })
}

/** Brings the database up to date; returns the names of what was applied. Either all of it is applied or nothing. */
export async function migrate(db: Database, migrations = readMigrations()): Promise<string[]> {
  return await db.transaction().execute((transaction) => migrateWithin(transaction, migrations))
}

export async function migrateWithin(db: DatabaseTransaction, migrations = readMigrations()): Promise<string[]> {
  await sql`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCK.migration}::int)`.execute(db)
  await sql`
    create table if not exists migration (
      number integer primary key,
      name text not null,
      sha256 text not null,
      applied_at timestamptz not null default now()
    )`.execute(db)
  const applied = await db.selectFrom('migration').selectAll().orderBy('number').execute()
  checkApplied(applied, migrations)
  const pending = migrations.slice(applied.length)
  for (const { number, name, sha256, text } of pending) {
    try {
      await sql.raw(text).execute(db) // A file of ours, whole; the only SQL that is not written in place.
    } catch (error) {
      throw new DatabaseError('MIGRATION_FAILED', `${name}: ${String(error)}; nothing was changed`, error)
    }
    await db.insertInto('migration').values({ number, name, sha256 }).execute()
  }
  return pending.map(({ name }) => name)
}

function checkApplied(
  applied: readonly { number: number; name: string; sha256: string }[],
  migrations: readonly Migration[],
) {
  for (const [index, row] of applied.entries()) {
    const file = migrations[index]
    if (file === undefined) {
      throw new DatabaseError(
        'MIGRATION_MISSING',
        `the database has ${row.name}, this version has not: start the newer version`,
      )
    }
    if (file.number !== row.number || file.sha256 !== row.sha256) {
      throw new DatabaseError(
        'MIGRATION_EDITED',
        `${file.name} was edited after it was applied: restore it and add a new number`,
      )
    }
  }
}
