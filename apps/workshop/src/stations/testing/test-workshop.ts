/**
 * A workshop for the tests of attempts: the real server, database, stations and doors, on a free port of loopback.
 *
 * Whoever asks says who they are in the `authorization` header: signing in has tests of its own.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exercise } from '@luban/lab'
import { createCompetitionClock } from '../../competitions/clock.ts'
import type { Actor, Services } from '../../context.ts'
import { migrate } from '../../db/migrate.ts'
import { type DatabasePlace, openDatabase } from '../../db/open.ts'
import { createUser, findUserByUsername } from '../../db/users.ts'
import { createDoorPool, DOOR_SETTINGS, type DoorSettings } from '../../doors/pool.ts'
import { createTracks } from '../../evidence/tracks.ts'
import { permissionsOf, type Role } from '../../policies/permissions.ts'
import { routes, socketRoutes } from '../../routes/index.ts'
import { createServer } from '../../server.ts'
import { type AttemptSettings, Attempts, type AttemptsOptions } from '../attempts.ts'
import { createStationHost, type StationHostOptions } from '../host.ts'
import type { OpenWorld } from '../world.ts'
import { lampFaultsOf } from './lamp-world.ts'

/** Ana and Bo train; Dana teaches, and may train too; Erlan examines. */
export const PEOPLE: Record<string, readonly Role[]> = {
  ana: ['trainee'],
  bo: ['trainee'],
  dana: ['instructor', 'trainee'],
  erlan: ['examiner'],
  officer: ['certificationOfficer'],
}

export type TestWorkshopOptions = {
  readonly place?: DatabasePlace
  readonly dataDir?: string
  readonly exercises: readonly Exercise[]
  readonly worldUrl?: URL
  readonly faultsOf?: AttemptsOptions['faultsOf']
  readonly settings?: Partial<AttemptSettings>
  readonly doors?: Partial<DoorSettings>
  readonly host?: StationHostOptions
  readonly port?: number
  readonly now?: () => Date
}

/** A test that moves its clock waits no longer than this. */
const CLOCK_AGAIN_MS = 20

/** What an answer holds is what each test is about. */
// biome-ignore lint/suspicious/noExplicitAny: the tests read replies as a client without our types would.
export type Json = any

export type Reply = { readonly status: number; readonly body: Json }

export type TestWorkshop = Awaited<ReturnType<typeof openTestWorkshop>>

export async function openTestWorkshop(options: TestWorkshopOptions) {
  const { place = { kind: 'memory' }, exercises, worldUrl = new URL('./lamp-world.ts', import.meta.url) } = options
  const { now = () => new Date() } = options
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'luban-workshop-')))
  const problems: string[] = []
  const log = (problem: string) => void problems.push(problem)
  const pagesDir = join(dataDir, 'pages')
  await mkdir(pagesDir, { recursive: true })
  const database = await openDatabase(place)
  const { db } = database
  await migrate(db)
  const actors = new Map<string, Actor>()
  for (const [username, roles] of Object.entries(PEOPLE)) {
    const known = await findUserByUsername(db, username)
    const user = { username, name: username, roles, passwordHash: 'nobody signs in', isDemo: false }
    const userId = known?.id ?? (await createUser(db, user, new Date()))
    const sessionId = `session of ${username}`
    actors.set(username, {
      userId,
      name: username,
      sessionId,
      roles: new Set(roles),
      permissions: permissionsOf(roles),
      mustChangePassword: false,
    })
  }
  const { openWorld } = (await import(worldUrl.href)) as { openWorld: OpenWorld }
  const attempts = new Attempts({
    db,
    exercises,
    faultsOf: options.faultsOf ?? lampFaultsOf,
    host: createStationHost({ worldUrl, workerCountMax: 2, log, ...options.host }),
    pool: createDoorPool({ ...DOOR_SETTINGS, ...options.doors }),
    openWorld,
    settings: { evidenceDir: join(dataDir, 'evidence'), versions: { luban: 'test' }, ...options.settings },
    log,
  })
  const interruptedCount = await attempts.closeInterrupted()
  const competitionClock = createCompetitionClock({ db, now, attempts, log, againMs: CLOCK_AGAIN_MS })
  const tracks = createTracks({ worldUrl })
  const auth = {
    actorOf: async ({ headers }: { headers: { authorization?: string } }) => actors.get(headers.authorization ?? ''),
    rolesOfSessions: async () => new Map([...actors.values()].map(({ sessionId, roles }) => [sessionId, roles])),
  }
  const app = await createServer({
    db,
    services: { attempts, competitionClock, tracks, auth } as unknown as Services,
    now,
    routes: routes.filter(({ path }) => /^\/api\/(attempts|review|competitions|competitors)\b/.test(path)), // The others need services that are not here.
    socketRoutes,
    publicOrigin: undefined,
    webDir: pagesDir,
    log,
  })
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  async function ask(who: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply> {
    const headers = { authorization: who, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    const reply = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    const isJson = reply.headers.get('content-type')?.includes('json')
    return { status: reply.status, body: isJson ? JSON.parse(text) : text }
  }

  return {
    app,
    db,
    url,
    dataDir,
    attempts,
    competitionClock,
    problems,
    actors,
    interruptedCount,
    get: (who: string, path: string) => ask(who, 'GET', path),
    post: (who: string, path: string, body: unknown = {}) => ask(who, 'POST', path, body),
    async close() {
      await app.close()
      await tracks.close()
      await competitionClock.close()
      await attempts.close()
      await database.close()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
