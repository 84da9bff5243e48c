/** The storage door: one `pg.Pool` and one Kysely on it, whichever database is behind: embedded PGlite, or PostgreSQL by URL. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { DatabaseError } from './errors.ts'
import { type FolderLock, takeFolderLock } from './folder-lock.ts'
import { type Embedded, openEmbedded } from './pglite.ts'
import type { Database, Tables } from './schema.ts'

export type OpenDatabase = {
  readonly kind: 'embedded' | 'postgresql'
  readonly db: Database
  /** For better-auth, which brings its own queries. */
  readonly pool: pg.Pool
  close(): Promise<void>
  /** The thread of the embedded database; for the test of a crash. */
  readonly embedded?: Embedded
}

/** `memory` is for tests; a folder is locked against other processes; a URL is PostgreSQL 15 or later. */
export type DatabasePlace =
  | { readonly kind: 'memory' }
  | { readonly kind: 'folder'; readonly dataDir: string }
  | { readonly kind: 'url'; readonly url: string }

/** A connection that nobody gives back within this time is our bug; better an error than a hang. */
const CONNECTION_WAIT_MS = 30_000
const POSTGRESQL_MAJOR_MIN = 15

export async function openDatabase(place: DatabasePlace): Promise<OpenDatabase> {
  return place.kind === 'url' ? openServer(place.url) : openFolder(place.kind === 'folder' ? place.dataDir : undefined)
}

async function openServer(url: string): Promise<OpenDatabase> {
  if (!/^(postgres|postgresql|socket):/.test(url)) {
    // Not what it is: it may hold a password.
    const problem = 'DATABASE_URL is no PostgreSQL address: give one such as postgres://user@host:5432/luban'
    throw new DatabaseError('SERVER_UNREACHABLE', problem)
  }
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: CONNECTION_WAIT_MS })
  const opened = withKysely('postgresql', pool)
  try {
    const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(
      opened.db,
    )
    const major = Math.floor(Number(rows[0]?.version) / 10_000)
    if (major < POSTGRESQL_MAJOR_MIN) {
      throw new DatabaseError('SERVER_TOO_OLD', `PostgreSQL ${major} is too old: use ${POSTGRESQL_MAJOR_MIN} or later`)
    }
    return opened
  } catch (error) {
    await pool.end()
    if (error instanceof DatabaseError) throw error
    // Not the URL itself: it may hold a password.
    const problem =
      error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)
    throw new DatabaseError('SERVER_UNREACHABLE', `cannot reach PostgreSQL: ${problem}; check DATABASE_URL`, error)
  }
}

async function openFolder(dataDir: string | undefined): Promise<OpenDatabase> {
  let lock: FolderLock | undefined
  if (dataDir !== undefined) {
    makeFolder(dataDir)
    lock = takeFolderLock(join(dataDir, 'database.lock'))
  }
  try {
    const embedded = await openEmbedded(dataDir === undefined ? undefined : join(dataDir, 'database'))
    const pool = new pg.Pool({
      stream: () => embedded.connect(),
      user: 'postgres',
      password: '',
      max: 1, // PGlite has one session.
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: CONNECTION_WAIT_MS,
    } as pg.PoolConfig)
    const opened = withKysely('embedded', pool)
    return {
      ...opened,
      embedded,
      async close() {
        await opened.close()
        await embedded.close()
        lock?.release()
      },
    }
  } catch (error) {
    lock?.release()
    throw error
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new DatabaseError(
      'FOLDER_UNUSABLE',
      `cannot make the folder ${path}: choose another, or make it yourself`,
      error,
    )
  }
}

function withKysely(kind: OpenDatabase['kind'], pool: pg.Pool): OpenDatabase {
  // A connection broke. Idle: the pool replaces it. In use: whoever asked is told by the answer to the question.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { kind, db, pool, close: () => db.destroy() }
}
