/**
 * Opens the workshop: database, people, issuer, stations, server, in this order; closes them in the other.
 *
 * Invariant: what cannot be opened whole is not opened at all: a problem is thrown, and what was open is closed again.
 */
import { createServer as createSocketServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Content, KnownStations } from '@luban/lab'
import type { FastifyInstance } from 'fastify'
import { openAuth } from './auth/auth.ts'
import { type DemoUser, prepareDemoUsers } from './auth/demo-users.ts'
import { readOrMakeSecret } from './auth/secret-file.ts'
import { createSignInLimit } from './auth/sign-in-limit.ts'
import { type Issuer, openIssuer } from './certification/issuer.ts'
import { DEMO_ISSUER } from './certification/issuer-names.ts'
import { prepareStatusLists } from './certification/status-lists.ts'
import { createCompetitionClock } from './competitions/clock.ts'
import { loadContent } from './content.ts'
import type { Services } from './context.ts'
import { migrate } from './db/migrate.ts'
import { type OpenDatabase, openDatabase } from './db/open.ts'
import { createDoorPool, DOOR_SETTINGS, type DoorSettings, isBeyondLoopback } from './doors/pool.ts'
import { prepareEvidenceFolder } from './evidence/folder.ts'
import { createTracks } from './evidence/tracks.ts'
import { createComposed } from './exercises/composed.ts'
import { routes, socketRoutes } from './routes/index.ts'
import { createServer } from './server.ts'
import { Attempts, type AttemptsOptions } from './stations/attempts.ts'
import { createStationHost } from './stations/host.ts'
import type { FindModelExports } from './stations/model-exports.ts'
import type { OpenWorld } from './stations/world.ts'

export const VERSION = '0.1.0'

/** The worlds to practise in: what content may name of them, and the module that the station workers open them from. */
export type WorldBinding = {
  readonly url: URL
  readonly openWorld: OpenWorld
  readonly knownStations: KnownStations
  /** What an instructor may break at a station of a model; without it, nothing. */
  readonly faultsOf?: AttemptsOptions['faultsOf']
  /** For tools of other people; without it, no model has any. */
  readonly findModelExports?: FindModelExports
}

export type WorkshopOptions = {
  /** Database, evidence, keys and secrets. */
  readonly dataDir: string
  /** PostgreSQL 15 or later; without it the embedded database in the data folder. */
  readonly databaseUrl?: string | undefined
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /** Where people reach the workshop, when that is another address than the one it listens on. */
  readonly publicUrl?: string | undefined
  readonly contentDir: string
  /** What that folder holds, when it was loaded before: reading it takes a tenth of a second of a core (measured). */
  readonly content?: Content | undefined
  readonly webDir: string
  readonly doors?: Partial<DoorSettings>
  /** The cars, unless told otherwise (tests). */
  readonly world?: WorldBinding
  /** LUBAN_KEY_PASSPHRASE. */
  readonly keyPassphrase?: string | undefined
  readonly issuerName?: string | undefined
  readonly now?: () => Date
  readonly log?: (problem: string) => void
}

export type OpenWorkshop = {
  readonly app: FastifyInstance
  /** Where to go in a browser. */
  readonly url: string
  readonly database: OpenDatabase
  readonly issuer: Issuer
  readonly services: Services
  /** Empty when the installation has none, or may not let them in. */
  readonly demoUsers: readonly DemoUser[]
  /** Attempts of a run that was killed, closed at this start with the reason. */
  readonly interruptedCount: number
  close(): Promise<void>
}

export async function openWorkshop(options: WorkshopOptions): Promise<OpenWorkshop> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer()
  }
  try {
    return { ...(await open(options, closers)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function open(
  options: WorkshopOptions,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<OpenWorkshop, 'close'>> {
  const { dataDir, databaseUrl, host, now = () => new Date(), log = () => {} } = options
  const world = options.world ?? (await import('./worlds.ts')).CARS
  const content = options.content ?? loadContent(options.contentDir, world.knownStations)

  const database = await openDatabase(databaseUrl ? { kind: 'url', url: databaseUrl } : { kind: 'folder', dataDir })
  closers.push(database.close)
  const { db, pool } = database
  await migrate(db)

  const held = options.port === 0 ? await holdFreePort(host) : undefined
  if (held) closers.push(held.release)
  const port = held?.port ?? options.port
  const origin = originOf(options.publicUrl ?? `http://${reachableHost(host)}:${port}`)
  const doorSettings = { ...DOOR_SETTINGS, ...options.doors }
  const isLoopback = ![host, new URL(origin).hostname, doorSettings.host].some((one) =>
    isBeyondLoopback({ ...doorSettings, host: one }),
  )
  const demoUsers = await prepareDemoUsers(db, dataDir, now())
  const isDemo = demoUsers.length > 0
  const welcomeUsers = isLoopback ? demoUsers : []

  const issuerName = options.issuerName ?? DEMO_ISSUER.en
  const issuer = await openIssuer({
    db,
    dataDir,
    origin,
    name: issuerName,
    passphrase: options.keyPassphrase,
    now: now(),
  })
  await prepareStatusLists(db, issuer, now())

  const evidenceDir = join(dataDir, 'evidence')
  await prepareEvidenceFolder(evidenceDir)
  const attempts = new Attempts({
    db,
    exercises: content.exercises,
    ...(world.faultsOf && { faultsOf: world.faultsOf }),
    host: createStationHost({ worldUrl: world.url, log }),
    pool: createDoorPool(doorSettings),
    openWorld: world.openWorld,
    settings: { evidenceDir, versions: { luban: VERSION, node: process.versions.node } },
    log,
  })
  closers.push(() => attempts.close())
  const known = world.knownStations
  const composed = createComposed({ content, known, catalogue: attempts.catalogue })
  for (const problem of await composed.load(db)) log(problem)
  const interruptedCount = await attempts.closeInterrupted()
  const competitionClock = createCompetitionClock({ db, now, attempts, log })
  closers.push(() => competitionClock.close())
  await competitionClock.recover()
  const tracks = createTracks({ worldUrl: world.url })
  closers.push(() => tracks.close())

  const secret = readOrMakeSecret(join(dataDir, 'session-secret'))
  const services: Services = {
    about: {
      ...{ version: VERSION, database: database.kind, isDemo, isLoopback, origin },
      demoPeople: welcomeUsers.map(({ username, name, names, role }) => ({ username, name, names, role })),
    },
    content,
    issuer,
    attempts,
    composed,
    competitionClock,
    tracks,
    findModelExports: world.findModelExports ?? (() => undefined),
    auth: openAuth({ pool, db, origin, secret, areDemoUsersAllowed: isLoopback }),
    signInLimit: createSignInLimit(),
  }
  const app = await createServer({
    db,
    services,
    now,
    routes,
    socketRoutes,
    publicOrigin: options.publicUrl === undefined ? undefined : origin,
    webDir: options.webDir,
    log,
  })
  closers.push(() => app.close())
  await held?.release()
  await app.listen({ host, port })
  void competitionClock.look()
  return { app, url: origin, database, issuer, services, demoUsers: welcomeUsers, interruptedCount }
}

/** Without path and without slash at the end: what certificates point to and browsers name as their origin. */
function originOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error(`"${url}" is not a web address: give the public address like https://luban.example.kz`)
  }
  return new URL(url).origin
}

/** An address that a browser can open, for a host that means "all of them". */
function reachableHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host
  const cards = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return cards.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}

/** The address must be known before anything is signed or any cookie is set, so the port cannot be left to `listen`. */
async function holdFreePort(host: string): Promise<{ port: number; release(): Promise<void> }> {
  const server = createSocketServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`no free port on ${host}`)
  const release = () => new Promise<void>((resolve) => void server.close(() => resolve())) // Twice does no harm.
  return { port: address.port, release }
}
