/**
 * `luban db move`: everything from the embedded database to an empty PostgreSQL, in one transaction on each side.
 *
 * Rows travel as PostgreSQL's own JSON text, made there and read there, so that no value passes through JavaScript:
 * microseconds, bytes and numbers arrive as they were. Then both sides are read again and compared, table by table.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { DatabaseError } from './errors.ts'
import { migrate, migrateWithin } from './migrate.ts'
import { openDatabase } from './open.ts'
import { type Database, TABLE_NAMES, type Tables } from './schema.ts'

export type MovedTable = { readonly table: string; readonly rows: number; readonly sha256: string }

/** The target's tables are made, filled and compared in one transaction: it gets everything or stays empty. */
export async function moveDatabase(fromDir: string, toUrl: string): Promise<MovedTable[]> {
  if (!existsSync(join(fromDir, 'database'))) {
    throw new DatabaseError(
      'SOURCE_MISSING',
      `${fromDir} holds no embedded database: give the data folder of the workshop`,
    )
  }
  const source = await openDatabase({ kind: 'folder', dataDir: fromDir })
  try {
    await migrate(source.db) // The two must have the same tables.
    const target = await openDatabase({ kind: 'url', url: toUrl })
    try {
      return await copyDatabase(source.db, target.db)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

export async function copyDatabase(source: Database, target: Database): Promise<MovedTable[]> {
  return await target.transaction().execute(async (to) => {
    await refuseUsed(to)
    await migrateWithin(to)
    await to.deleteFrom('migration').execute() // Copied like the rest, with its own dates.
    return await source
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (from) => {
        for (const side of [from, to]) await sql`set local time zone 'UTC'`.execute(side)
        await refuseUnknownTables(from)
        const moved: MovedTable[] = []
        for (const table of TABLE_NAMES) moved.push(await copyTable(from, to, table))
        return moved
      })
  })
}

async function copyTable(from: Database, to: Database, table: keyof Tables): Promise<MovedTable> {
  for await (const rows of batches(from, table)) {
    const text = `[${rows.join(',')}]`
    const into = sql.table(table)
    await sql`insert into ${into} select * from json_populate_recordset(null::${into}, ${text}::json)`.execute(to)
  }
  const [before, after] = [await digest(from, table), await digest(to, table)]
  if (before.rows !== after.rows || before.sha256 !== after.sha256) {
    const problem = `${table}: ${before.rows} rows (${before.sha256}) became ${after.rows} (${after.sha256})`
    throw new DatabaseError('COPY_DIFFERS', `${problem}; nothing was changed, please report this`)
  }
  return { table, ...after }
}

async function digest(db: Database, table: keyof Tables): Promise<{ rows: number; sha256: string }> {
  const hash = createHash('sha256')
  let rows = 0
  for await (const batch of batches(db, table)) {
    for (const row of batch) hash.update(row).update('\n')
    rows += batch.length
  }
  return { rows, sha256: hash.digest('hex') }
}

/** Rows as JSON text, in an order that both databases share whatever their collation: that of the bytes. */
async function* batches(db: Database, table: keyof Tables): AsyncGenerator<string[]> {
  await sql`
    declare moving cursor for
    select row_to_json(t)::text as row from ${sql.table(table)} t order by row_to_json(t)::text collate "C"`.execute(db)
  try {
    for (;;) {
      const { rows } = await sql<{ row: string }>`fetch forward 500 from moving`.execute(db)
      if (rows.length === 0) return
      yield rows.map(({ row }) => row)
    }
  } finally {
    await sql`close moving`.execute(db)
  }
}

async function tableNames(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(db)
  return rows.map(({ name }) => name)
}

async function refuseUsed(db: Database): Promise<void> {
  const names = await tableNames(db)
  if (names.length === 0) return
  const problem = `the target database is not empty (it has ${names.sort().slice(0, 5).join(', ')} …)`
  throw new DatabaseError('TARGET_NOT_EMPTY', `${problem}: make a new one with createdb and give its address`)
}

/** A table that nobody told this file of would be left behind in silence. */
async function refuseUnknownTables(db: Database): Promise<void> {
  const known: readonly string[] = TABLE_NAMES
  const unknown = (await tableNames(db)).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new DatabaseError('COPY_DIFFERS', `the source has tables of nobody’s: ${unknown.join(', ')}`)
}
