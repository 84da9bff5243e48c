/**
 * The workshop's attempts: started, found while they run, ended in the database, and closed after a crash.
 *
 * Invariants: an attempt that the database calls running has a station, or gets its end at the next start; an end and
 * its line in the audit log are written together; the truth reaches neither of them before the evidence is sealed; an
 * attempt is judged by what was kept at its start, whatever the content says by then.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  drawnCase,
  type Exercise,
  examAttemptsMaxOf,
  type FaultTruth,
  type GuidePlan,
  guidePlanOf,
  type Mode,
  paceMaxOf,
} from '@luban/lab'
import { writeAudit } from '../audit/log.ts'
import type { Context } from '../context.ts'
import { type AttemptBasis, findBasis, insertBasis } from '../db/attempt-basis.ts'
import { listInjectedTruth } from '../db/attempt-injections.ts'
import {
  type Attempt,
  countExamAttempts,
  findRunningAttempt,
  insertRunningAttempt,
  listRunningAttempts,
} from '../db/attempts.ts'
import type { Database, DatabaseTransaction } from '../db/schema.ts'
import type { DoorLease, DoorPool } from '../doors/pool.ts'
import { ApiError } from '../errors.ts'
import { type Catalogue, createCatalogue } from '../exercises/catalogue.ts'
import type { AdapterOrder } from '../real/adapter.ts'
import { claimRig } from '../rigs/claim.ts'
import { isAssessed, writeEnd } from './attempt-end.ts'
import { type HostedStation, StationFault, type StationHost } from './host.ts'
import type { Judgement, JudgementOrder } from './judgement.ts'
import { createJudges, type Judges } from './judges.ts'
import type { StationOrder } from './messages.ts'
import { type Outcome, type RestoreOrder, RunningAttempt, type Settled } from './running-attempt.ts'
import { createWall, type Wall } from './wall.ts'
import type { OpenWorld, WorldModel, WorldStart } from './world.ts'

declare module '../context.ts' {
  interface Services {
    readonly attempts: Attempts
  }
}

export type AttemptSettings = {
  /** The folder of evidence files. */
  readonly evidenceDir: string
  readonly evidenceBytesMax?: number
  /** A trainee who neither asks, nor watches, nor has a tool plugged in for this long has gone. */
  readonly idleMsMax?: number
  /** By which clock; a test has its own. */
  readonly idleClockMs?: () => number
  readonly peerTimeoutMs?: number
  /** How often the wall looks at the stations. */
  readonly wallPeriodMs?: number
  /** For the evidence: what ran. */
  readonly versions: Readonly<Record<string, string>>
}

export type AttemptsOptions = {
  readonly db: Database
  readonly exercises: readonly Exercise[]
  readonly host: StationHost
  readonly pool: DoorPool
  /** The same binding as the workers': for the model, and for the truth that is kept at the start. */
  readonly openWorld: OpenWorld
  /** What can be broken at a station of this model while somebody works there; nothing, when nothing is said. */
  readonly faultsOf?: (modelId: string) => readonly FaultTruth[]
  readonly settings: AttemptSettings
  readonly judges?: Judges
  readonly log?: (problem: string) => void
}

const EVIDENCE_BYTES_MAX = 512 * 1024 * 1024
const IDLE_MS_MAX = 30 * 60_000
const PEER_TIMEOUT_MS = 60_000
const IDLE_CHECK_MS = 5_000
/** A server that stops lets its attempts end for so long. */
const CLOSING_MS = 5000
/** Another server on this machine may hold an address of our pool. */
const ADDRESS_TRIES = 20

export class Attempts {
  readonly #db: Database
  readonly #host: StationHost
  readonly #pool: DoorPool
  readonly #openWorld: OpenWorld
  readonly #settings: AttemptSettings
  readonly #log: (problem: string) => void
  readonly #running = new Map<string, RunningAttempt>()
  readonly #judges: Judges
  readonly #models = new Map<string, WorldModel>()
  readonly #idleCheck: NodeJS.Timeout
  /** What can be practised here. */
  readonly catalogue: Catalogue
  /** Everything that an instructor may break at a station of this model. */
  readonly faultsOf: (modelId: string) => readonly FaultTruth[]
  /** All stations at a glance, for those who teach. */
  readonly wall: Wall
  /** Of the workshop's own: one attempt at a time. */
  readonly #adaptersInUse = new Set<string>()
  #isClosing = false

  constructor({ db, exercises, host, pool, openWorld, settings, judges, log = () => {}, ...more }: AttemptsOptions) {
    this.#db = db
    this.faultsOf = (modelId) => (more.faultsOf?.(modelId) ?? []).filter(({ repairs }) => repairs.length > 0)
    this.catalogue = createCatalogue(exercises)
    this.#host = host
    this.#pool = pool
    this.#openWorld = openWorld
    this.#settings = settings
    this.#judges = judges ?? createJudges()
    this.#log = log
    this.wall = createWall({ db, running: () => this.#running.values(), periodMs: settings.wallPeriodMs })
    const idleMsMax = settings.idleMsMax ?? IDLE_MS_MAX
    this.#idleCheck = setInterval(() => this.#endIdle(idleMsMax), Math.min(IDLE_CHECK_MS, idleMsMax))
    this.#idleCheck.unref()
  }

  /** In this version where it is known; else as it is now. */
  exercise(id: string, version?: number): Exercise | undefined {
    return this.catalogue.find(id, version)
  }

  /** What everyone may know of a station; undefined for a model that is gone. */
  model(modelId: string): WorldModel | undefined {
    const known = this.#models.get(modelId)
    if (known !== undefined) return known
    try {
      const { model } = this.#openWorld(modelId, { seed: 1, faults: [], settings: {} })
      this.#models.set(modelId, model)
      return model
    } catch (error) {
      this.#log(`the model ${modelId} cannot be opened: ${error}`)
      return undefined
    }
  }

  find(attemptId: string): RunningAttempt | undefined {
    return this.#running.get(attemptId)
  }

  get runningCount(): number {
    return this.#running.size
  }

  evidencePath(attempt: Pick<Attempt, 'evidence_path'>): string | undefined {
    return attempt.evidence_path === null ? undefined : join(this.#settings.evidenceDir, attempt.evidence_path)
  }

  isAdapterInUse(adapterId: string): boolean {
    return this.#adaptersInUse.has(adapterId)
  }

  /**
   * `adapter`: of a real car; `rigCode`: of the rig that the trainee stands at. Throws `ATTEMPT_OPEN_ALREADY`,
   * `EXAM_ATTEMPTS_SPENT`, `STATIONS_FULL`, `ADAPTER_IN_USE`, `STATION_UNAVAILABLE`, or why the rig cannot be had.
   */
  async start(
    context: Starter,
    exercise: Exercise,
    mode: Mode,
    { adapter, rigCode, isGuided = false }: StartPlace & { readonly isGuided?: boolean } = {},
  ): Promise<RunningAttempt> {
    const [id, traineeId, startedAt] = [randomUUID(), context.actor.userId, context.now()]
    // Two numbers: the seed reaches the trainee with the evidence, and the one that draws is kept nowhere.
    const start = { seed: secretNumber(), ...drawnCase(exercise, secretNumber()) }
    const basis = this.#basisOf(exercise, start)
    const guide = isGuided ? guidePlanOf(exercise.rubric, this.model(exercise.station) ?? NO_COMPONENTS) : undefined
    const attempt = { id, traineeId, exercise, mode, adapter, start, startedAt, basis, guide }
    await context.change(async (db) => {
      await insertOrRefuse(db, attempt)
      if (rigCode !== undefined) await claimRig(db, { rigCode, attemptId: id, userId: traineeId, at: startedAt })
      return {
        result: undefined,
        audit: {
          action: 'attempt.start',
          subject: `attempt:${id}`,
          detail: {
            exercise: exercise.id,
            mode,
            isGuided: isGuided || undefined,
            adapter: adapter && (adapter.id ?? 'own'),
            rig: rigCode,
          },
        },
      }
    })
    try {
      return await this.#open(attempt)
    } catch (error) {
      this.#running.delete(id)
      await writeEnd(this.#db, {
        ...NOTHING_SEALED,
        attemptId: id,
        traineeId,
        reason: 'stationUnavailable',
        at: new Date(),
      })
      if (error instanceof ApiError) throw error
      this.#log(`the station of attempt ${id} did not open: ${error}`)
      throw new ApiError('STATION_UNAVAILABLE', {}, { cause: error })
    }
  }

  /** Attempts that a dead server left running are closed with the reason; returns how many. Called before any start. */
  async closeInterrupted(): Promise<number> {
    const left = await listRunningAttempts(this.#db)
    for (const attempt of left) await this.#closeInterrupted(attempt)
    return left.length
  }

  /** Ends what runs, cleanly: nothing of it is left to recover. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearInterval(this.#idleCheck)
    this.wall.close()
    const ends = [...this.#running.values()].map((running) =>
      running.end({ status: 'interrupted', reason: 'serverStopped' }).catch(() => {}),
    )
    const ended = Promise.all(ends)
    // What is still being restored then is not waited for: without its worker it is recovered from its file.
    await Promise.race([ended, wait(CLOSING_MS, undefined, { ref: false })])
    await this.#host.close()
    await ended
  }

  async #open(attempt: NewAttempt): Promise<RunningAttempt> {
    if (this.#isClosing) throw new ApiError('STATION_UNAVAILABLE')
    if (attempt.adapter !== undefined) return await this.#openReal(attempt, attempt.adapter)
    for (let tries = 1; ; tries++) {
      const lease = this.#pool.take()
      if (lease === undefined) throw new ApiError('STATIONS_FULL')
      try {
        return await this.#openAt(attempt, lease)
      } catch (error) {
        lease.release()
        const isAddressTaken = error instanceof StationFault && error.fault === 'addressInUse'
        if (!isAddressTaken || tries >= ADDRESS_TRIES) throw error
      }
    }
  }

  /** A real car has the doors of its adapter, and none of ours. */
  async #openReal(attempt: NewAttempt, { id }: AdapterOrder): Promise<RunningAttempt> {
    if (id !== undefined && this.#adaptersInUse.has(id)) throw new ApiError('ADAPTER_IN_USE')
    if (id !== undefined) this.#adaptersInUse.add(id)
    const lease: DoorLease = { doors: [], release: () => id !== undefined && this.#adaptersInUse.delete(id) }
    try {
      return await this.#openAt(attempt, lease)
    } catch (error) {
      lease.release()
      throw error
    }
  }

  async #openAt(attempt: NewAttempt, lease: DoorLease): Promise<RunningAttempt> {
    const { id, traineeId, exercise, mode, startedAt } = attempt
    const settle = async (outcome: Outcome) => {
      try {
        return await this.#settle(attempt, outcome)
      } catch (error) {
        this.#log(`the end of attempt ${id} was not written, the next start will: ${error}`)
        throw error
      } finally {
        lease.release()
        this.#running.delete(id)
      }
    }
    const running: RunningAttempt = new RunningAttempt({
      ...{ id, traineeId, exercise, mode, adapter: attempt.adapter, startedAt, doors: lease.doors, settle },
      idleClockMs: this.#settings.idleClockMs,
      // What happened to a real car cannot be made again.
      restore: attempt.adapter === undefined ? (order) => this.#restore(attempt, lease, { running, order }) : undefined,
    })
    try {
      running.attach(await this.#host.open(this.#orderOf(attempt, lease), running))
    } catch (error) {
      running.discard()
      throw error
    }
    this.#running.set(id, running)
    this.wall.follow(running)
    return running
  }

  /** A station that was lost, from its evidence, behind the same doors. */
  async #restore(
    attempt: NewAttempt,
    lease: DoorLease,
    { running, order }: { running: RunningAttempt; order: RestoreOrder },
  ): Promise<HostedStation> {
    if (this.#isClosing) throw new ApiError('STATION_UNAVAILABLE')
    const { tryNumber, bornMs, isPaused, isAlone } = order
    const injected = (await listInjectedTruth(this.#db, attempt.id)).map(({ id }) => id)
    const restoring = { injected, bornMs, isPaused }
    this.#log(`the station of attempt ${attempt.id} is restored from its evidence, try ${tryNumber}`)
    try {
      const station = await this.#host.open(this.#orderOf(attempt, lease), running, { restoring, isAlone })
      await this.#noteRestored(attempt.id, tryNumber)
      return station
    } catch (error) {
      this.#log(`the station of attempt ${attempt.id} did not come back: ${error}`)
      throw error
    }
  }

  /** Kept beside the evidence, which says the same: a failure of ours in somebody's exam is never silent. */
  async #noteRestored(attemptId: string, tryNumber: number): Promise<void> {
    const entry = { action: 'attempt.restore', subject: `attempt:${attemptId}`, detail: { try: tryNumber } }
    await this.#db
      .transaction()
      .execute((transaction) => writeAudit(transaction, { at: new Date(), actorId: 'system', ...entry }))
      .catch((error: unknown) => this.#log(`the audit log does not hold that ${attemptId} came back: ${error}`))
  }

  #orderOf({ id, exercise, mode, adapter, start, startedAt, guide }: NewAttempt, lease: DoorLease): StationOrder {
    const {
      evidenceDir,
      evidenceBytesMax = EVIDENCE_BYTES_MAX,
      peerTimeoutMs = PEER_TIMEOUT_MS,
      versions,
    } = this.#settings
    return {
      attemptId: id,
      exerciseId: exercise.id,
      exerciseVersion: exercise.version,
      modelId: exercise.station,
      ...(adapter && { adapter }),
      mode,
      start,
      startActions: exercise.start.actions,
      paceMax: paceMaxOf(exercise, mode),
      ...(guide && { guide }),
      startedAtMs: startedAt.getTime(),
      versions,
      evidencePath: join(evidenceDir, evidenceName(id)),
      evidenceBytesMax,
      doors: lease.doors,
      peerTimeoutMs,
    }
  }

  async #settle(attempt: NewAttempt, outcome: Outcome): Promise<Settled> {
    const path = join(this.#settings.evidenceDir, evidenceName(attempt.id))
    if (outcome === 'lost') return await this.#recover(attempt, path, 'stationLost')
    const { status, reason, evidenceSha256 } = outcome
    if (!isAssessed(status)) {
      const guide = this.#running.get(attempt.id)?.guide ?? null
      return await this.#write(attempt, { ...NOTHING_SEALED, status, reason, evidenceSha256, guide })
    }
    const end = { status, reason, evidenceSha256 }
    const terms = this.#termsOf(await this.#whole(attempt))
    return await this.#write(attempt, await this.#judges.judge({ path, end, terms }))
  }

  async #closeInterrupted(row: Attempt): Promise<void> {
    const attempt = { id: row.id, traineeId: row.trainee_id, basis: await findBasis(this.#db, row.id) }
    await this.#recover(attempt, this.evidencePath(row), 'serverStopped')
  }

  async #recover(known: KnownAttempt, path: string | undefined, reason: string): Promise<Settled> {
    const attempt = await this.#whole(known)
    if (path === undefined) return await this.#write(attempt, { ...NOTHING_SEALED, reason })
    const order = { path, end: { diedOf: reason, truth: attempt.basis?.truth ?? null }, terms: this.#termsOf(attempt) }
    const judgement = await this.#judges.judge(order).catch((error: unknown) => {
      // Left running it would be met again at every start, and its trainee could begin nothing else.
      this.#log(`the evidence of attempt ${attempt.id} cannot be recovered: ${error}`)
      return { ...NOTHING_SEALED, ...NOT_ASSESSABLE }
    })
    return await this.#write(attempt, judgement)
  }

  /** With what instructors broke while it ran. */
  async #whole({ id, traineeId, basis }: KnownAttempt): Promise<KnownAttempt> {
    if (basis === undefined) return { id, traineeId, basis }
    const truth = [...basis.truth, ...(await listInjectedTruth(this.#db, id))]
    return { id, traineeId, basis: { ...basis, truth } }
  }

  #termsOf({ basis }: KnownAttempt): JudgementOrder['terms'] {
    const model = basis === undefined ? undefined : this.model(basis.model)
    if (basis === undefined || model === undefined) return undefined
    const { components, ecus, dids } = model
    const { truth, rubric, timeLimitMin } = basis
    return { truth, exercise: { rubric, timeLimitMin }, components, ecus, dids }
  }

  /** From the exercise of now and what was drawn. Throws `STATION_UNAVAILABLE`. */
  #basisOf({ id, station, version, timeLimitMin, rubric }: Exercise, start: WorldStart): AttemptBasis {
    try {
      const { faults } = this.#openWorld(station, start)
      return { model: station, exerciseVersion: version, timeLimitMin, rubric, truth: faults }
    } catch (error) {
      this.#log(`the world of exercise ${id} cannot be opened: ${error}`)
      throw new ApiError('STATION_UNAVAILABLE', {}, { cause: error })
    }
  }

  /** What was submitted and can be judged by nothing any more ends as our failure: nobody could ever sign it off. */
  async #write({ id, traineeId }: KnownAttempt, judgement: Judgement): Promise<Settled> {
    const isUnjudged = judgement.status === 'submitted' && judgement.assessment === null
    if (isUnjudged) this.#log(`attempt ${id} cannot be assessed: what it was to be judged by is gone`)
    const { status, reason } = isUnjudged ? NOT_ASSESSABLE : judgement
    const over = { ...judgement, status, reason, attemptId: id, traineeId, at: new Date() }
    if (!(await writeEnd(this.#db, over))) this.#log(`attempt ${id} had its end already`)
    return { status, reason }
  }

  #endIdle(idleMsMax: number): void {
    for (const running of this.#running.values()) {
      if (running.idleMs() < idleMsMax) continue
      running.end({ status: 'interrupted', reason: 'traineeGone' }).catch(() => {}) // Logged where it is written.
    }
  }
}

/** Who works, and who is named in the audit log. */
export type Starter = Pick<Context, 'now' | 'change'> & { readonly actor: Pick<Context['actor'], 'userId'> }

/** Where a trainee stands, when it is not only before a screen. */
export type StartPlace = { readonly adapter?: AdapterOrder | undefined; readonly rigCode?: string | undefined }

type NewAttempt = {
  readonly id: string
  readonly traineeId: string
  readonly exercise: Exercise
  readonly mode: Mode
  readonly adapter: AdapterOrder | undefined
  /** With what was drawn. */
  readonly start: WorldStart
  readonly startedAt: Date
  readonly basis: AttemptBasis
  /** Of a guided one. */
  readonly guide: GuidePlan | undefined
}

/** An attempt of before anything was kept has no basis. */
type KnownAttempt = Pick<NewAttempt, 'id' | 'traineeId'> & { readonly basis: AttemptBasis | undefined }

/** Inserts first: the one attempt that runs makes a person's starts wait for each other, so that none is missed. */
async function insertOrRefuse(
  db: DatabaseTransaction,
  { exercise, basis, start, adapter: _, guide, ...attempt }: NewAttempt,
): Promise<void> {
  const { id, traineeId, mode } = attempt
  const isGuided = guide !== undefined
  const row = { ...attempt, exerciseId: exercise.id, seed: start.seed, evidencePath: evidenceName(id), isGuided }
  if (!(await insertRunningAttempt(db, row))) {
    const other = await findRunningAttempt(db, traineeId)
    throw new ApiError('ATTEMPT_OPEN_ALREADY', { attempt: other?.id ?? '' })
  }
  await insertBasis(db, id, basis)
  if (mode !== 'exam') return
  const limit = examAttemptsMaxOf(exercise)
  if ((await countExamAttempts(db, traineeId, exercise.id)) > limit) {
    throw new ApiError('EXAM_ATTEMPTS_SPENT', { exercise: exercise.id, limit })
  }
}

const secretNumber = () => randomInt(2 ** 31)

const NOT_ASSESSABLE = { status: 'interrupted', reason: 'notAssessable' } as const

const NOTHING_SEALED = {
  status: 'interrupted',
  ...{ diagnosis: null, evidenceSha256: null, assessment: null, guide: null },
} as const

const NO_COMPONENTS = { components: [] }

const evidenceName = (attemptId: string) => `${attemptId}.mcap`
