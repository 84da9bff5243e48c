/**
 * Fresh databases for tests, one of each kind: every suite with data runs on both.
 *
 * PostgreSQL is Debian's, started once per test process in a temporary folder on a free loopback port, as another user
 * when we are root (it refuses root), and ended with the process, however that ends. DATABASE_TEST_URL names a running
 * server instead.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chownSync, cpSync, existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import pg from 'pg'
import { migrate, readMigrations } from './migrate.ts'
import { type DatabasePlace, type OpenDatabase, openDatabase } from './open.ts'
import { cleanUp, freshFolder, guardServer } from './testing/guard.ts'

export type TestDatabase = {
  readonly name: 'PGlite' | 'PostgreSQL'
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
  DATABASES[1],
]

/** One sentence, one test on each database. The database is fresh and migrated. */
export function testOnBoth(sentence: string, run: (opened: OpenDatabase, t: TestContext) => Promise<void>): void {
  test(`${sentence} (PGlite)`, async (t) => {
    const opened = await emptyPglite()
    await migrate(opened.db)
    await run(opened, t)
  })
  test(`${sentence} (PostgreSQL)`, async (t) => {
    const opened = await openDatabase({ kind: 'url', url: await freshPostgresqlUrl() })
    try {
      await migrate(opened.db)
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
  cpSync(join(await template, 'database'), join(dataDir, 'database'), { recursive: true })
  return dataDir
}

function pgliteTemplate(): Promise<string> {
  return templateOf('pglite', pgliteVersion(), async (dataDir) => {
    await (await openDatabase({ kind: 'folder', dataDir })).close()
  })
}

function migratedTemplate(): Promise<string> {
  const versions = [pgliteVersion(), ...readMigrations().map(({ sha256 }) => sha256)]
  return templateOf('migrated', sha256(versions.join()), async (dataDir) => {
    cpSync(join(await pgliteTemplate(), 'database'), join(dataDir, 'database'), { recursive: true })
    const opened = await openDatabase({ kind: 'folder', dataDir })
    await migrate(opened.db)
    await opened.close()
  })
}

async function templateOf(name: string, version: string, make: (dataDir: string) => Promise<void>): Promise<string> {
  const template = join(tmpdir(), `luban-${name}-template-${version.slice(0, 16)}-${process.getuid?.() ?? 0}`)
  if (existsSync(template)) return template
  const made = mkdtempSync(`${template}-`)
  await make(made)
  try {
    renameSync(made, template) // Whole, or not at all.
  } catch {
    rmSync(made, { recursive: true, force: true }) // Another test process was first.
  }
  return template
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

/** A new, empty database on the test server; the server dies with the process, and the database with it. */
export async function freshPostgresqlUrl(): Promise<string> {
  server ??= process.env.DATABASE_TEST_URL ? Promise.resolve(process.env.DATABASE_TEST_URL) : startServer()
  const serverUrl = new URL(await server)
  const name = `luban_test_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: serverUrl.href })
  await client.connect()
  await client.query(`create database ${pg.escapeIdentifier(name)}`) // A name cannot be a parameter.
  await client.end()
  serverUrl.pathname = `/${name}`
  return serverUrl.href
}

async function startServer(): Promise<string> {
  const bin = globSync('/usr/lib/postgresql/*/bin').sort().at(-1)
  if (bin === undefined) throw new Error('PostgreSQL is missing: apt-get install postgresql, or set DATABASE_TEST_URL')
  const folder = freshFolder('luban-postgresql-')
  const user = otherUser()
  if (user) chownSync(folder, user.uid, user.gid)
  const options = { ...user, cwd: folder }
  const data = join(folder, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'luban', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C'],
    options,
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
  ]
  const port = await findFreePort() // As late as can be: nobody keeps it for us.
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn(join(bin, 'postgres'), args, { ...options, stdio: 'ignore' })
  if (child.pid !== undefined) guardServer(child.pid)
  const url = `postgresql://luban@127.0.0.1:${port}/postgres`
  await waitUntilReady(url, child)
  child.unref()
  return url
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with code ${child.exitCode} before it was ready`)
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return await client.end()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** `postgres`, which Debian's package makes, when we are root; nobody else otherwise. */
function otherUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function findFreePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
