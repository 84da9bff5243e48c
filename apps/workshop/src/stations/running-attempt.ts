/**
 * One running attempt as the main thread sees it: its station in a worker, who watches, and what ends it by time.
 *
 * It ends once, for one of the reasons of db/end-reasons.ts. A station that was lost comes back from its evidence; until it
 * has, whoever asks it is told to try again, the time limit stands still, and what would end the attempt waits.
 */
import {
  type AttemptStatus,
  type EndedStatus,
  type Exercise,
  endedBy,
  type GuideProgress,
  type Hazard,
  type Mode,
} from '@luban/lab'
import type { Names } from '../db/schema.ts'
import type { WaitingPeer } from '../doors/peers.ts'
import { ApiError } from '../errors.ts'
import type { AdapterOrder } from '../real/adapter.ts'
import { type HostedStation, type Loss, StationFault, type StationListener } from './host.ts'
import type { DoorAddress, Ended, Ending, StationEvent } from './messages.ts'
import { type ShownGuide, shownGuide } from './shown-guide.ts'

/** What goes over the live connection. The first message after each (re)connect is `status`. */
export type LiveMessage =
  | {
      readonly event: 'status'
      readonly status: AttemptStatus
      readonly pace: number
      readonly remainingMs: number
      /** An instructor has stopped the time, and the limit with it. */
      readonly isPaused: boolean
    }
  /** All that instructors wrote to this station, after each change. */
  | { readonly event: 'messages'; readonly messages: readonly StationMessage[] }
  | {
      readonly event: 'view'
      readonly tick: number
      readonly stationMs: number
      readonly pace: number
      readonly view: unknown
    }
  | { readonly event: 'hazard'; readonly hazard: Hazard }
  /** Of a guided attempt, after each change. */
  | { readonly event: 'guide'; readonly guide: ShownGuide }
  | { readonly event: 'peers'; readonly waiting: readonly WaitingPeer[]; readonly toolCount: number }
  /** Our failure: the station was lost, and is made again from its evidence. `share` of that is done; 1: it is back. */
  | { readonly event: 'restoring'; readonly share: number }
  | { readonly event: 'ended'; readonly ended: { readonly status: AttemptStatus; readonly reason: string } }

/** As it was written, in whatever language. `number`: its place among those of this attempt. */
export type StationMessage = { readonly number: number; readonly text: string; readonly isRead: boolean }

/** An attempt is no place for a correspondence. */
const MESSAGES_MAX = 50

/** In a competition. */
export type WorkingTeam = {
  readonly name: string
  readonly members: readonly { readonly userId: string; readonly name: string; readonly names: Names }[]
}

/** How the station came to its end: with a seal, or lost. */
export type Outcome = Ended | 'lost'
export type Settled = { readonly status: EndedStatus; readonly reason: string }

export type RunningAttemptOptions = {
  readonly id: string
  readonly traineeId: string
  readonly exercise: Exercise
  readonly mode: Mode
  readonly adapter?: AdapterOrder | undefined
  readonly doors: readonly DoorAddress[]
  readonly startedAt: Date
  readonly idleClockMs: (() => number) | undefined
  /** Writes the end into the database; called once. */
  settle(outcome: Outcome): Promise<Settled>
  /** Opens the lost station again; undefined where that is impossible. Throws when it did not come back this time. */
  restore?: ((order: RestoreOrder) => Promise<HostedStation>) | undefined
}

export type RestoreOrder = {
  /** Of those since it last worked for long, from 1. */
  readonly tryNumber: number
  /** When the attempt began, milliseconds of this machine's clock. */
  readonly bornMs: number
  readonly isPaused: boolean
  /** It may be what its worker died of. */
  readonly isAlone: boolean
}

/** What dies again and again dies of what is in its own evidence. */
const RESTORE_TRIES_MAX = 3
/** A station that has worked for so long again did not die of that. */
const SOUND_MS = 10 * 60_000
const RESTORE_PAUSE_MS = 300

type Restoring = LiveMessage & { event: 'restoring' } & { readonly done: Promise<void> }
type Watcher = { readonly isTrainee: boolean; send(message: LiveMessage): void }

export class RunningAttempt implements StationListener {
  readonly id: string
  readonly traineeId: string
  readonly exercise: Exercise
  readonly mode: Mode
  /** Of a real car. */
  readonly adapter: AdapterOrder | undefined
  readonly doors: readonly DoorAddress[]
  readonly startedAt: Date
  /** Resolves when the end is in the database. */
  readonly settled: Promise<Settled>
  #endsAt: Date
  #endsMs: number
  #isPaused = false
  /** While an instructor has the time stopped, or the station is being restored: what was left of the limit. */
  #pausedRemainingMs: number | undefined
  #messages: readonly StationMessage[] = []
  #guide: GuideProgress | undefined
  #turn: Promise<unknown> = Promise.resolve()
  readonly #settle: (outcome: Outcome) => void
  #team: WorkingTeam | undefined
  readonly #watchers = new Set<Watcher>()
  #limit: NodeJS.Timeout | undefined
  #station: HostedStation | undefined
  readonly #restore: RunningAttemptOptions['restore']
  readonly #bornMs = performance.timeOrigin + performance.now()
  #restoring: Restoring | undefined
  #restoreTries = 0
  #restoredMs = 0
  #isSuspect = false
  #lossCount = 0
  /** Resolves when the station that is there now is lost. */
  #loss = Promise.withResolvers<void>()
  #isOver = false
  readonly #idleClockMs: () => number
  #seenMs: number
  #pace = 1
  #peers: LiveMessage & { event: 'peers' } = { event: 'peers', waiting: [], toolCount: 0 }

  constructor({ id, traineeId, exercise, mode, doors, startedAt, ...rest }: RunningAttemptOptions) {
    this.id = id
    this.traineeId = traineeId
    this.exercise = exercise
    this.mode = mode
    this.adapter = rest.adapter
    this.doors = doors
    this.startedAt = startedAt
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    this.#settle = resolve
    this.settled = promise.then(rest.settle)
    this.settled.catch(() => {}) // Whoever waits for it is told; nobody may be waiting.
    const limitMs = exercise.timeLimitMin * 60_000
    this.#endsAt = new Date(startedAt.getTime() + limitMs)
    this.#endsMs = performance.now() + limitMs
    this.#restore = rest.restore
    this.#idleClockMs = rest.idleClockMs ?? (() => performance.now())
    this.#seenMs = this.#idleClockMs()
  }

  /** In a competition: those who may act here, its trainee among them. */
  joinTeam(team: WorkingTeam): void {
    this.#team = team
  }

  get team(): WorkingTeam | undefined {
    return this.#team
  }

  /** Its trainee, or one of the team. */
  mayWork(userId: string): boolean {
    return userId === this.traineeId || this.#team?.members.some((member) => member.userId === userId) === true
  }

  /** Set when the worker has brought the station alive. */
  attach(station: HostedStation): void {
    this.#station = station
    // Not earlier: a limit that ran out before there was a station would end nothing, ever.
    this.#limit = setTimeout(() => void this.#endByTime(), this.remainingMs)
  }

  /** For a station that never came alive: nothing will settle it. */
  discard(): void {
    clearTimeout(this.#limit)
  }

  get station(): HostedStation {
    const station = this.#station
    if (station === undefined) throw new Error('the station is asked before it is open')
    return {
      call: (name, ask) => this.#orRestarting(() => station.call(name, ask)),
      openTunnel: (...where) => {
        if (this.#restoring !== undefined) throw new ApiError('STATION_RESTARTING', { retryAfterS: 1 })
        return station.openTunnel(...where)
      },
    }
  }

  /** Whoever asked just when it was lost learns no more than who asks now: whether it was done, the evidence knows. */
  async #orRestarting<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const lossCount = this.#lossCount
    try {
      if (this.#restoring === undefined) return await ask()
    } catch (error) {
      const isBroken = error instanceof StationFault && error.fault === 'failed' && this.#restore !== undefined
      if (this.#isOver || (lossCount === this.#lossCount && !isBroken)) throw error
    }
    throw new ApiError('STATION_RESTARTING', { retryAfterS: 1 })
  }

  get pace(): number {
    return this.#pace
  }

  /** Of a paused attempt: when it would end if it went on now. */
  get endsAt(): Date {
    return this.#endsAt
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  get messages(): readonly StationMessage[] {
    return this.#messages
  }

  /** Of a guided attempt: how far it has come. */
  get guide(): GuideProgress | undefined {
    return this.#guide
  }

  get toolCount(): number {
    return this.#peers.toolCount
  }

  get waitingCount(): number {
    return this.#peers.waiting.length
  }

  get remainingMs(): number {
    if (this.#pausedRemainingMs !== undefined) return this.#pausedRemainingMs
    return Math.max(0, this.#endsMs - performance.now())
  }

  /** The trainee has done something. */
  touch(): void {
    this.#seenMs = this.#idleClockMs()
  }

  /** How long nobody has worked here: no request, no open page, no tool. */
  idleMs(): number {
    if (this.isPaused || this.#restoring !== undefined) this.touch() // Whoever is made to wait is not gone.
    const isPresent = this.#peers.toolCount > 0 || [...this.#watchers].some(({ isTrainee }) => isTrainee)
    if (isPresent) this.touch()
    return this.#idleClockMs() - this.#seenMs
  }

  async setPace(pace: number): Promise<number> {
    this.#pace = await this.station.call('setPace', { pace })
    return this.#pace
  }

  /** The station's time and the limit stop together, and go on together. Asked twice, it stays as it is. */
  async pause(isPaused: boolean): Promise<void> {
    if (this.#restoring !== undefined) throw new ApiError('STATION_RESTARTING', { retryAfterS: 1 })
    if (isPaused === this.#isPaused) return
    this.#isPaused = isPaused
    if (isPaused) this.#stopLimit()
    else this.#startLimit()
    await this.station.call('pause', { isPaused })
    this.#pace = isPaused ? 0 : 1
    this.#send(this.status())
  }

  /** False: there are too many already. What the station did not take was not said: who wrote it is told to try again. */
  async say(text: string, by: string): Promise<boolean> {
    return await this.inTurn(async () => {
      const number = this.#messages.length
      if (number >= MESSAGES_MAX) return false
      await this.station.call('message', { by, number, event: 'sent', text })
      this.#messages = [...this.#messages, { number, text, isRead: false }]
      this.#send({ event: 'messages', messages: this.#messages })
      return true
    })
  }

  /** False: there is no such message. */
  async confirmRead(number: number, by: string): Promise<boolean> {
    return await this.inTurn(async () => {
      const message = this.#messages[number]
      if (message === undefined) return false
      if (message.isRead) return true
      await this.station.call('message', { by, number, event: 'read' })
      this.#messages = this.#messages.with(number, { ...message, isRead: true })
      this.#send({ event: 'messages', messages: this.#messages })
      return true
    })
  }

  /** One after the other: what instructors do to the faults or write takes the next place, and is confirmed once. */
  async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => {})
    return await result
  }

  #stopLimit(): void {
    clearTimeout(this.#limit)
    this.#pausedRemainingMs = this.remainingMs // Stopped twice, it is what it was.
  }

  #startLimit(): void {
    const remainingMs = this.remainingMs
    const nowMs = performance.now()
    this.#endsAt = new Date(this.#endsAt.getTime() + nowMs + remainingMs - this.#endsMs)
    this.#endsMs = nowMs + remainingMs
    this.#pausedRemainingMs = undefined
    this.#limit = setTimeout(() => void this.#endByTime(), remainingMs)
  }

  /** Sends what is so now, then what happens, until the returned function is called. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher)
    watcher.send(this.status())
    watcher.send(this.#peers)
    if (this.#restoring !== undefined) watcher.send({ event: 'restoring', share: this.#restoring.share })
    if (this.#messages.length > 0) watcher.send({ event: 'messages', messages: this.#messages })
    if (this.#guide !== undefined) watcher.send({ event: 'guide', guide: shownGuide(this.#guide, this.exercise) })
    this.#tellWatched(true)
    return () => {
      this.#watchers.delete(watcher)
      this.touch()
      if (this.#watchers.size === 0) this.#tellWatched(false)
    }
  }

  status(): LiveMessage {
    return {
      event: 'status',
      status: 'running',
      pace: this.#pace,
      remainingMs: this.remainingMs,
      isPaused: this.isPaused,
    }
  }

  /** Resolves with how the attempt ended, and whether it was by this call: something else may have been faster. */
  async end(ending: Ending): Promise<Settled & { readonly isByThis: boolean }> {
    while (!this.#isOver && this.#station !== undefined) {
      const loss = this.#loss.promise
      const isByThis = await this.#station.call('end', ending).then(
        () => true,
        () => false, // Ended or lost already: `settled` tells how.
      )
      if (isByThis) return { ...(await this.settled), isByThis }
      await Promise.race([this.settled, loss])
      await this.#restoring?.done
    }
    return { ...(await this.settled), isByThis: false }
  }

  onEvent(event: StationEvent): void {
    switch (event.event) {
      case 'view': {
        const { tick, stationMs, pace, view } = event
        this.#pace = pace
        this.#send({ event: 'view', tick, stationMs, pace, view })
        break
      }
      case 'hazard':
        this.#send({ event: 'hazard', hazard: event.hazard })
        break
      case 'guide':
        this.#guide = event.progress
        this.#send({ event: 'guide', guide: shownGuide(event.progress, this.exercise) })
        break
      case 'peers':
        this.touch()
        this.#peers = { event: 'peers', waiting: event.waiting, toolCount: event.toolCount }
        this.#send(this.#peers)
        break
      case 'restoring':
        // The whole is only done when the doors are open again.
        this.#tellRestoring(Math.min(event.share, 0.99))
        break
      case 'ended':
        this.#finish(event.ended)
    }
  }

  onLost({ isSuspect }: Loss): void {
    this.#lossCount++
    this.#isSuspect ||= isSuspect
    if (this.#restoring !== undefined || this.#station === undefined) return // Whoever opens it is told by that.
    if (this.#restore === undefined) {
      this.#finish('lost')
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#restoring = { event: 'restoring', share: 0, done: promise }
    this.#loss.resolve()
    void this.#comeBack(this.#restore).finally(resolve)
  }

  async #comeBack(restore: NonNullable<RunningAttemptOptions['restore']>): Promise<void> {
    if (performance.now() - this.#restoredMs > SOUND_MS) this.#restoreTries = 0
    this.#stopLimit()
    this.#peers = { event: 'peers', waiting: [], toolCount: 0 }
    this.#send(this.#peers)
    this.#tellRestoring(0)
    const station = await this.#restored(restore)
    this.#restoring = undefined
    if (station === undefined) {
      this.#finish('lost')
      return
    }
    this.#station = station
    this.#loss = Promise.withResolvers<void>()
    this.#restoredMs = performance.now()
    if (!this.#isPaused) this.#startLimit()
    if (this.#watchers.size > 0) this.#tellWatched(true)
    this.#send({ event: 'restoring', share: 1 })
    this.#send(this.status())
  }

  async #restored(restore: NonNullable<RunningAttemptOptions['restore']>): Promise<HostedStation | undefined> {
    while (this.#restoreTries < RESTORE_TRIES_MAX) {
      this.#restoreTries++
      const lossCount = this.#lossCount
      const [tryNumber, isPaused, isAlone] = [this.#restoreTries, this.#isPaused, this.#isSuspect]
      try {
        const station = await restore({ tryNumber, bornMs: this.#bornMs, isPaused, isAlone })
        if (lossCount === this.#lossCount) return station // Else it was lost again before we knew that it was there.
      } catch (error) {
        if (error instanceof StationFault && error.fault === 'sealed') return undefined
        await new Promise((resolve) => setTimeout(resolve, RESTORE_PAUSE_MS))
      }
    }
    return undefined
  }

  #tellRestoring(share: number): void {
    if (this.#restoring === undefined) return
    this.#restoring = { ...this.#restoring, share }
    this.#send({ event: 'restoring', share })
  }

  #finish(outcome: Outcome): void {
    this.#isOver = true
    this.#restoring = undefined
    clearTimeout(this.#limit)
    this.#settle(outcome)
    // Told only when it is written: whoever hears it finds it in the database.
    this.settled.then(
      ({ status, reason }) => this.#send({ event: 'ended', ended: { status, reason } }),
      () => this.#send({ event: 'ended', ended: { status: endedBy('stationLost'), reason: 'stationLost' } }),
    )
  }

  async #endByTime(): Promise<void> {
    await this.end({ status: 'submitted', reason: 'timeIsUp', diagnosis: null, by: 'clock' }).catch(() => {})
  }

  #send(message: LiveMessage): void {
    for (const watcher of [...this.#watchers]) watcher.send(message)
  }

  #tellWatched(isWatched: boolean): void {
    this.#station?.call('watch', { isWatched }).catch(() => {}) // Ended meanwhile, or lost.
  }
}
