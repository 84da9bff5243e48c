/**
 * Fresh databases for tests, one of each kind. What is about rows runs on both; of what is about the server each test runs on
 * one, and every statement has met both at the end (see ./testing/statements.ts).
 *
 * PostgreSQL is Debian's, started once per test process (see ./testing/postgresql.ts). DATABASE_TEST_URL names a running
 * server instead, as `npm test` does for all of its processes.
 */
import { createHash, randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import pg from 'pg'
import { migrate, readMigrations } from './migrate.ts'
import { type DatabasePlace, type OpenDatabase, openDatabase } from './open.ts'
import { cleanUp, freshFolder } from './testing/guard.ts'
import { startPostgresql } from './testing/postgresql.ts'
import { KINDS, type Kind, noteStatements } from './testing/statements.ts'

export { KINDS, type Kind }

noteStatements()

/** One of them, always the same for the same sentence: the tests of a file take them by turns, more or less. */
export function kindFor(sentence: string): Kind {
  return KINDS[sha256(sentence).charCodeAt(0) % 2]
}

export type TestDatabase = {
  readonly name: Kind
  /** A place for a database that nobody has used. */
  place(): Promise<DatabasePlace>
}

export const DATABASES: readonly TestDatabase[] = [
  { name: 'PGlite', place: async () => ({ kind: 'folder', dataDir: await freshPgliteFolder() }) },
  { name: 'PostgreSQL', place: async () => ({ kind: 'url', url: await freshPostgresqlUrl() }) },
]

/** The same with our tables already in them, for tests that are not about making them. */
export const MIGRATED_DATABASES: readonly TestDatabase[] = [
  { name: 'PGlite', place: async () => ({ kind: 'folder', dataDir: await migratedPgliteFolder() }) },
  { name: 'PostgreSQL', place: async () => ({ kind: 'url', url: await migratedPostgresqlUrl() }) },
]

/** One sentence, one test on each database. The database is fresh and migrated. */
export function testOnBoth(sentence: string, run: (opened: OpenDatabase, t: TestContext) => Promise<void>): void {
  test(`${sentence} (PGlite)`, async (t) => {
    const opened = await emptyPglite()
    await migrate(opened.db)
    await run(opened, t)
  })
  test(`${sentence} (PostgreSQL)`, async (t) => {
    const opened = await openDatabase({ kind: 'url', url: await migratedPostgresqlUrl() })
    try {
      await run(opened, t)
    } finally {
      await opened.close()
    }
  })
}

const closers: (() => unknown)[] = []
after(endTestDatabases)

/** Ends the servers and removes the folders of this process; in a test file it happens by itself. */
export async function endTestDatabases(): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close()
  await cleanUp()
}

/**
 * A data folder with an embedded database that nobody has used; removed after the tests. Copied from one that is made
 * once per machine and version of PGlite: making one takes seconds of a whole core, a copy a tenth of one.
 */
export function freshPgliteFolder(): Promise<string> {
  return copyOf(pgliteTemplate())
}

/** With our tables, of which the same holds: once per machine and version of the migrations. */
export function migratedPgliteFolder(): Promise<string> {
  return copyOf(migratedTemplate())
}

async function copyOf(template: Promise<string>): Promise<string> {
  const dataDir = freshFolder('luban-pglite-')
  copyTemplate(await template, dataDir)
  return dataDir
}

const WAL_BYTES = 16 * 2 ** 20

/**
 * Of the 40 MB of a database a template keeps the 18 that are used: a copy took 0.06 s of a core on an idle machine, half a
 * second on a busy one, and takes a half to a quarter of that (measured).
 */
function makeSmall(template: string): void {
  // Two databases to make others of; PGlite has the one.
  for (const name of ['1', '4']) rmSync(join(template, 'database/base', name), { recursive: true, force: true })
  for (const path of walOf(template)) {
    const bytes = readFileSync(path)
    truncateSync(path, bytes.findLastIndex((byte) => byte !== 0) + 1)
  }
}

function copyTemplate(template: string, dataDir: string): void {
  cpSync(join(template, 'database'), join(dataDir, 'database'), { recursive: true })
  for (const path of walOf(dataDir)) truncateSync(path, WAL_BYTES) // Zeros again, which take no room.
}

/** The segments of its write-ahead log, each of 16 MB, mostly zeros. */
function walOf(dataDir: string): string[] {
  const folder = join(dataDir, 'database/pg_wal')
  return readdirSync(folder)
    .filter((name) => /^[0-9A-F]{24}$/.test(name))
    .map((name) => join(folder, name))
}

let unused: Promise<string> | undefined

function pgliteTemplate(): Promise<string> {
  unused ??= templateOf('pglite', pgliteVersion(), async (dataDir) => {
    await (await openDatabase({ kind: 'folder', dataDir })).close()
  })
  return unused
}

let migrated: Promise<string> | undefined

function migratedTemplate(): Promise<string> {
  migrated ??= templateOf('migrated', sha256(pgliteVersion() + versionOfMigrations()), async (dataDir) => {
    copyTemplate(await pgliteTemplate(), dataDir)
    const opened = await openDatabase({ kind: 'folder', dataDir })
    await migrate(opened.db)
    await opened.close()
  })
  return migrated
}

async function templateOf(name: string, version: string, make: (dataDir: string) => Promise<void>): Promise<string> {
  const template = join(tmpdir(), `luban-${name}-small-template-${version.slice(0, 16)}-${process.getuid?.() ?? 0}`)
  if (existsSync(template)) return template
  const made = mkdtempSync(`${template}-`)
  await make(made)
  makeSmall(made)
  try {
    renameSync(made, template) // Whole, or not at all.
  } catch {
    rmSync(made, { recursive: true, force: true }) // Another test process was first.
  }
  return template
}

function versionOfMigrations(): string {
  return sha256(
    readMigrations()
      .map(({ sha256 }) => sha256)
      .join(),
  )
}

function pgliteVersion(): string {
  return sha256(readFileSync(fileURLToPath(import.meta.resolve('@electric-sql/pglite'))))
}

function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

let pglite: Promise<OpenDatabase> | undefined

/** One for all tests of the process, emptied each time: making one takes seconds. */
async function emptyPglite(): Promise<OpenDatabase> {
  pglite ??= freshPgliteFolder().then((dataDir) => openDatabase({ kind: 'folder', dataDir }))
  const opened = await pglite
  if (!closers.includes(opened.close)) closers.push(opened.close)
  await sql`drop schema public cascade`.execute(opened.db)
  await sql`create schema public`.execute(opened.db)
  return opened
}

let server: Promise<string> | undefined

/** A new, empty database on the test server; it goes with the server: dropping it would wait for a checkpoint. */
export const freshPostgresqlUrl = (): Promise<string> => newDatabase('template1')

/** With our tables: copied from one that is made once per server and version of the migrations. */
export const migratedPostgresqlUrl = async (): Promise<string> => newDatabase(await migratedServerTemplate())

async function newDatabase(template: string): Promise<string> {
  const name = `luban_test_${randomBytes(6).toString('hex')}`
  await onServer((client) => client.query(`create database ${quoted(name)} template ${quoted(template)}`))
  return await urlOf(name)
}

let serverTemplate: Promise<string> | undefined

/** Test processes share a server and its templates: one makes it, and those that come meanwhile wait. */
function migratedServerTemplate(): Promise<string> {
  serverTemplate ??= onServer(async (client) => {
    const name = `luban_template_${versionOfMigrations().slice(0, 16)}`
    await client.query('select pg_advisory_lock(hashtext($1))', [name]) // Let go with the connection.
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      const made = `${name}_made`
      await client.query(`drop database if exists ${quoted(made)} with (force)`)
      await client.query(`create database ${quoted(made)}`)
      const opened = await openDatabase({ kind: 'url', url: await urlOf(made) })
      await migrate(opened.db)
      await opened.close()
      await client.query(`alter database ${quoted(made)} rename to ${quoted(name)}`) // Whole, or not at all.
    }
    return name
  })
  return serverTemplate
}

/** A name cannot be a parameter. */
const quoted = (name: string) => pg.escapeIdentifier(name)

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: await serverUrl() })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function serverUrl(): Promise<string> {
  server ??= process.env.DATABASE_TEST_URL ? Promise.resolve(process.env.DATABASE_TEST_URL) : startPostgresql()
  return server
}

async function urlOf(database: string): Promise<string> {
  const url = new URL(await serverUrl())
  url.pathname = `/${database}`
  return url.href
}
