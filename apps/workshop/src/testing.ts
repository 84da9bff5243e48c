/** A whole workshop for tests, over HTTP, on either database: real content, real cars, demo users signed in by role. */
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Assessment, AttemptStatus, Content, Mode } from '@luban/lab'
import { loadContent } from './content.ts'
import type { Database } from './db/schema.ts'
import { freshFolder } from './db/testing/guard.ts'
import { KINDS, type Kind, kindFor, migratedPgliteFolder, migratedPostgresqlUrl } from './db/testing.ts'
import { type OpenWorkshop, openWorkshop, type WorkshopOptions } from './open.ts'
import { CARS } from './worlds.ts'

const ROOT_DIR = fileURLToPath(new URL('../../..', import.meta.url))

// biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape.
export type Reply = { status: number; body: any; headers: Headers; bytes: Buffer }

export type Client = {
  get(path: string, headers?: Record<string, string>): Promise<Reply>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
}

export type TestWorkshop = OpenWorkshop & {
  readonly dataDir: string
  readonly db: Database
  readonly guest: Client
  /** Signed in as that demo user, once. */
  as(username: string): Promise<Client>
  idOf(username: string): Promise<string>
  /** Opens the same folder and database again, as after a restart. */
  reopen(options?: Partial<WorkshopOptions>): Promise<TestWorkshop>
}

/** One workshop for a row of steps that build on each other: on one of the databases, or on those of `kinds`. */
export function testWorkshop(
  sentence: string,
  run: (workshop: TestWorkshop) => Promise<void>,
  options: Partial<WorkshopOptions> = {},
  kinds: readonly Kind[] = [kindFor(sentence)],
): void {
  for (const kind of kinds) {
    test(`${sentence} (${kind})`, async () => {
      const workshop = await openTestWorkshop(kind, options)
      try {
        await run(workshop)
      } finally {
        await workshop.close()
        rmSync(workshop.dataDir, { recursive: true, force: true })
      }
    })
  }
}

/** One on each database: its statements are met by no other test on the other one, or what it is about is the database. */
export function testWorkshopOnBoth(
  sentence: string,
  run: (workshop: TestWorkshop) => Promise<void>,
  options: Partial<WorkshopOptions> = {},
): void {
  testWorkshop(sentence, run, options, KINDS)
}

export async function openTestWorkshop(kind: Kind, options: Partial<WorkshopOptions> = {}): Promise<TestWorkshop> {
  const freshDataDir = async () => (kind === 'PGlite' ? await migratedPgliteFolder() : freshFolder('luban-workshop-'))
  const dataDir = options.dataDir ?? (await freshDataDir())
  const databaseUrl = options.databaseUrl ?? (kind === 'PostgreSQL' ? await migratedPostgresqlUrl() : undefined)
  return await openAt({ ...DEFAULTS, ...options, dataDir, databaseUrl })
}

let loaded: Content | undefined

/** Read once for all workshops of the process; frozen, so that none changes it for the next. */
function usualContent(): Content {
  loaded ??= frozen(loadContent(DEFAULTS.contentDir, CARS.knownStations))
  return loaded
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}

const DEFAULTS = {
  host: '127.0.0.1',
  port: 0,
  contentDir: join(ROOT_DIR, 'content'),
  webDir: join(ROOT_DIR, 'no-such-folder'),
}

async function openAt(options: WorkshopOptions): Promise<TestWorkshop> {
  const isUsual = options.contentDir === DEFAULTS.contentDir && options.world === undefined
  const workshop = await openWorkshop(isUsual ? { ...options, content: usualContent() } : options)
  const at = `http://127.0.0.1:${(workshop.app.server.address() as { port: number }).port}`
  const signedIn = new Map<string, Client>()
  const { db } = workshop.database
  return {
    ...workshop,
    dataDir: options.dataDir,
    db,
    guest: clientOf(at),
    async as(username) {
      const client = signedIn.get(username) ?? (await signInAs(at, workshop, username))
      signedIn.set(username, client)
      return client
    },
    async idOf(username) {
      return (await db.selectFrom('user').select('id').where('username', '=', username).executeTakeFirstOrThrow()).id
    },
    async reopen(more = {}) {
      await workshop.close()
      return await openAt({ ...options, ...more })
    },
  }
}

async function signInAs(at: string, { demoUsers }: OpenWorkshop, username: string): Promise<Client> {
  const password = demoUsers.find((user) => user.username === username)?.password
  const { status, headers, body } = await clientOf(at).post('/api/auth/sign-in/username', { username, password })
  if (status !== 200) throw new Error(`${username} cannot sign in: ${JSON.stringify(body)}`)
  return clientOf(at, cookiesOf(headers))
}

export const cookiesOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

export function clientOf(at: string, cookie?: string): Client {
  const call = async (method: string, path: string, body: unknown, more: Record<string, string>): Promise<Reply> => {
    const headers = {
      ...(cookie && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...more,
    }
    const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const reply = await fetch(at + path, { method, headers, ...text })
    const bytes = Buffer.from(await reply.arrayBuffer())
    const isJson = reply.headers.get('content-type')?.startsWith('application/json')
    return {
      status: reply.status,
      headers: reply.headers,
      bytes,
      body: isJson ? JSON.parse(String(bytes)) : String(bytes),
    }
  }
  return {
    get: (path, headers = {}) => call('GET', path, undefined, headers),
    post: (path, body, headers = {}) => call('POST', path, body, headers),
    put: (path, body, headers = {}) => call('PUT', path, body, headers),
  }
}

/** What the evidence earned: one criterion of it, one that waits for a person, and a pass mark of 70. */
export function assessmentOf(automaticPoints: number, { isGatePassed = true } = {}): Assessment {
  const criterion = { reasons: [], evidence: [] }
  return {
    rubric: { id: 'test', version: 1 },
    criteria: [
      { ...criterion, id: 'cause', kind: 'causeFound', pointsMax: 75, points: automaticPoints },
      { ...criterion, id: 'method', kind: 'instructor', pointsMax: 25, points: null },
    ],
    gate: { isPassed: isGatePassed, hazards: [], remarks: [] },
    ...{ passMark: 70, pointsMax: 100, automaticPoints, points: null, isPassed: null },
  }
}

type Past = {
  traineeId: string
  exerciseId: string
  mode?: Mode
  status?: AttemptStatus
  assessment?: Assessment | null
  at: Date
}

/** An attempt that ended before the test began. */
export async function addPastAttempt(
  db: Database,
  { traineeId, exerciseId, mode = 'practice', status = 'submitted', assessment = assessmentOf(65), at }: Past,
): Promise<string> {
  const id = randomUUID()
  await db
    .insertInto('attempt')
    .values({
      ...{ id, exercise_id: exerciseId, trainee_id: traineeId, mode, status, seed: 1, started_at: at, ended_at: at },
      ...{
        end_reason: 'diagnosisStated',
        diagnosis: null,
        evidence_path: null,
        evidence_sha256: null,
        assessment: assessment === null ? null : JSON.stringify(assessment),
        score: 90,
      },
    })
    .execute()
  return id
}

export async function addSignOff(
  db: Database,
  {
    attemptId,
    instructorId,
    at,
    passed = true,
  }: { attemptId: string; instructorId: string; at: Date; passed?: boolean },
) {
  await db
    .insertInto('sign_off')
    .values({ attempt_id: attemptId, instructor_id: instructorId, criteria: '[]', passed, comment: '', at })
    .execute()
  await db.updateTable('attempt').set({ status: 'signedOff' }).where('id', '=', attemptId).execute()
}
