/**
 * The instructor's wall: every station of the workshop at a glance, for all who look at once.
 *
 * Once a second each running station is asked for a glance, and what has changed since is sent: so sixty stations cost
 * sixty small questions a second however many look, and nothing while nobody does. An attempt that ended stays for a
 * while: an instructor who turns round must see that somebody was stopped.
 * Invariant: a tile never holds what is wrong with a station.
 */
import type { Exercise, Mode } from '@luban/lab'
import type { Database, Names } from '../db/schema.ts'
import { findUser } from '../db/users.ts'
import type { Glance, GlanceDeed } from './glance.ts'
import type { RunningAttempt, Settled, WorkingTeam } from './running-attempt.ts'
import type { CarView } from './vehicle.ts'

export type WallTile = {
  readonly attemptId: string
  readonly traineeId: string
  readonly traineeName: string
  readonly traineeNames: Names
  /** In a competition: who works there together. */
  readonly team: WorkingTeam | null
  readonly exerciseId: string
  readonly exerciseTitle: Exercise['title']
  readonly laboratoryId: string
  /** Of the station. */
  readonly modelId: string
  readonly mode: Mode
  /** Of a guided attempt. */
  readonly guide: WallGuide | null
  readonly startedAt: string
  /** Of a paused attempt: it does not run towards it. */
  readonly endsAt: string
  readonly isPaused: boolean
  readonly pace: number
  /** Null where the station has no such thing, and before it was seen. */
  readonly isReady: boolean | null
  readonly speedKmh: number | null
  /** All steps towards isolation are taken: its waiting time runs, or is over. */
  readonly isIsolated: boolean | null
  readonly toolCount: number
  /** Tools that wait to be let in. */
  readonly waitingCount: number
  readonly lastDeed: (GlanceDeed & { readonly at: string }) | null
  /** When a person or a tool did anything, to ten seconds. */
  readonly activeAt: string
  readonly refusedCount: number
  readonly remarkCount: number
  readonly unreadCount: number
  readonly ended: Settled | null
}

/** How many of its steps are done, and hints opened. */
export type WallGuide = { readonly doneCount: number; readonly stepCount: number; readonly hintCount: number }

/** After each (re)connect everything, then what has changed. `gone`: attempts that ended long enough ago. */
export type WallMessage = { readonly tiles: readonly WallTile[]; readonly gone: readonly string[] }

export type Wall = {
  /** Sends what is so now, then what changes, until the returned function is called. */
  watch(send: (message: WallMessage) => void): () => void
  follow(attempt: RunningAttempt): void
  close(): void
}

export type WallOptions = {
  readonly db: Database
  readonly running: () => Iterable<RunningAttempt>
  readonly periodMs?: number | undefined
}

const PERIOD_MS = 1000
/** So long the end of an attempt stays on the wall, if it does not get too full. */
const ENDED_MS = 10 * 60_000
const ENDED_MAX = 60
const ACTIVE_ROUND_MS = 10_000

type Person = { readonly name: string; readonly names: Names }
type Ended = { readonly tile: WallTile; readonly atMs: number }

export function createWall({ db, running, periodMs = PERIOD_MS }: WallOptions): Wall {
  const watchers = new Set<(message: WallMessage) => void>()
  const people = new Map<string, Person>()
  const ended = new Map<string, Ended>()
  /** As last told, with its text: a tile is sent again only when that has changed. */
  const told = new Map<string, { readonly tile: WallTile; readonly text: string }>()
  let timer: NodeJS.Timeout | undefined
  let isLooking = false
  let isClosed = false

  async function personOf(userId: string): Promise<Person> {
    const known = people.get(userId)
    if (known !== undefined) return known
    const found = await findUser(db, userId).catch(() => undefined) // A wall without names is still a wall.
    const person = { name: found?.name ?? '', names: found?.names ?? {} }
    if (found !== undefined) people.set(userId, person)
    return person
  }

  async function tileNow(attempt: RunningAttempt): Promise<WallTile> {
    const glance = await attempt.station.call('glance', undefined).catch(() => undefined)
    const before = told.get(attempt.id)?.tile
    if (glance === undefined && before !== undefined) return before // It ends just now.
    return tileOf(attempt, await personOf(attempt.traineeId), glance)
  }

  async function look(): Promise<WallMessage> {
    const now = await Promise.all([...running()].map(tileNow))
    for (const [id, { atMs }] of ended) if (performance.now() - atMs > ENDED_MS) ended.delete(id)
    const tiles = [
      ...now.filter(({ attemptId }) => !ended.has(attemptId)),
      ...[...ended.values()].map(({ tile }) => tile),
    ]
    const ids = new Set(tiles.map(({ attemptId }) => attemptId))
    const gone = [...told.keys()].filter((id) => !ids.has(id))
    for (const id of gone) told.delete(id)
    const changed = tiles.filter((tile) => {
      const text = JSON.stringify(tile)
      if (told.get(tile.attemptId)?.text === text) return false
      told.set(tile.attemptId, { tile, text })
      return true
    })
    return { tiles: changed, gone }
  }

  /** One look at a time: stations that answer slowly are asked less often. */
  async function round(): Promise<void> {
    if (isLooking || isClosed) return
    isLooking = true
    const message = await look()
    isLooking = false
    if (message.tiles.length + message.gone.length > 0) for (const send of [...watchers]) send(message)
    if (watchers.size > 0 && !isClosed) timer = setTimeout(() => void round(), periodMs)
  }

  /** As it was last seen; one that nobody saw has only its name. */
  async function keepEnd(attempt: RunningAttempt, settled: Settled): Promise<void> {
    const seen = told.get(attempt.id)?.tile ?? tileOf(attempt, await personOf(attempt.traineeId), undefined)
    ended.set(attempt.id, { tile: { ...seen, ended: settled }, atMs: performance.now() })
    const oldest = ended.keys().next().value
    if (ended.size > ENDED_MAX && oldest !== undefined) ended.delete(oldest)
  }

  /** What was told last of what is still there: others may have ended while nobody looked. */
  function known(): WallTile[] {
    const ids = new Set([...[...running()].map(({ id }) => id), ...ended.keys()])
    return [...told.values()].map(({ tile }) => tile).filter(({ attemptId }) => ids.has(attemptId))
  }

  return {
    watch(send) {
      watchers.add(send)
      send({ tiles: known(), gone: [] })
      clearTimeout(timer)
      void round()
      return () => {
        watchers.delete(send)
        if (watchers.size === 0) clearTimeout(timer)
      }
    },
    follow(attempt) {
      attempt.settled.then(
        (settled) => void keepEnd(attempt, settled),
        () => {}, // Logged where it could not be written.
      )
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

function tileOf(attempt: RunningAttempt, person: Person, glance: Glance | undefined): WallTile {
  const { exercise, startedAt } = attempt
  const lastDeed = glance?.lastDeed ?? null
  const activeMs = Math.max(lastDeed?.wallMs ?? 0, glance?.toolAskedMs ?? 0)
  return {
    attemptId: attempt.id,
    traineeId: attempt.traineeId,
    traineeName: person.name,
    traineeNames: person.names,
    team: attempt.team ?? null,
    exerciseId: exercise.id,
    exerciseTitle: exercise.title,
    laboratoryId: exercise.laboratory,
    modelId: exercise.station,
    mode: attempt.mode,
    guide: guideOf(attempt),
    startedAt: startedAt.toISOString(),
    endsAt: attempt.endsAt.toISOString(),
    isPaused: attempt.isPaused,
    pace: glance?.pace ?? attempt.pace,
    ...seenOf(glance?.view),
    toolCount: attempt.toolCount,
    waitingCount: attempt.waitingCount,
    lastDeed: lastDeed && deedAt(lastDeed, startedAt),
    activeAt: after(startedAt, Math.floor(activeMs / ACTIVE_ROUND_MS) * ACTIVE_ROUND_MS),
    refusedCount: glance?.refusedCount ?? 0,
    remarkCount: glance?.remarkCount ?? 0,
    unreadCount: attempt.messages.filter(({ isRead }) => !isRead).length,
    ended: null,
  }
}

function guideOf({ guide }: RunningAttempt): WallGuide | null {
  if (guide === undefined) return null
  const { steps } = guide
  const doneCount = steps.filter(({ done }) => done !== null).length
  return { doneCount, stepCount: steps.length, hintCount: steps.filter(({ hint }) => hint !== null).length }
}

/** Of whatever the world shows: a station that is no car has less. */
function seenOf(view: unknown): Pick<WallTile, 'isReady' | 'speedKmh' | 'isIsolated'> {
  const { isReady, speedKmh, safety } = (view ?? {}) as Partial<CarView>
  return {
    isReady: isReady ?? null,
    speedKmh: speedKmh === undefined ? null : Math.round(speedKmh),
    isIsolated: safety === undefined ? null : safety.secondsSinceIsolation !== null,
  }
}

function deedAt({ wallMs, ...deed }: NonNullable<Glance['lastDeed']>, startedAt: Date): WallTile['lastDeed'] {
  return { ...deed, at: after(startedAt, wallMs) }
}

const after = (startedAt: Date, wallMs: number) => new Date(startedAt.getTime() + Math.round(wallMs)).toISOString()
