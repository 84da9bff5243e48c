/**
 * One attempt's station, alive inside a worker: the world, its doors, its clock and its evidence in one place.
 *
 * `nowMs` is wall time since the attempt started, one clock for protocol timers, pace and evidence.
 * Invariants: everything that reaches the world is in the evidence; what was answered is on the disk; after the end
 * nothing reaches the world and nothing is written.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type ActionOutcome,
  type Connection,
  createPaceClock,
  type DoorSide,
  type EvidenceOf,
  type GuideStepId,
  type Hazard,
  type Measurement,
  type MeasurementOutcome,
  type PaceClock,
  type PaceSegment,
  plugNoted,
  type RecordTimes,
  type RunningEvidence,
  type ScopeOutcome,
  type ScopeSettings,
} from '@luban/lab'
import { toHex } from '@luban/stdx'
import { type OpenDoors, openDoors, type Way } from '../doors/doors.ts'
import { createPeerGate, type PeerEvent, type PeerGate } from '../doors/peers.ts'
import { createRawCanDoors, type RawCanDoors } from '../doors/raw-can.ts'
import { createSovdDoor, type SovdDoor } from '../doors/sovd-door.ts'
import { createTlsTunnels } from '../doors/tls-tunnel.ts'
import type { EvidenceFile } from '../evidence/evidence-file.ts'
import { type BenchTester, createBenchTester } from './bench-tester.ts'
import type { Followed } from './follower.ts'
import { createDeeds, type Deeds, type Glance } from './glance.ts'
import type { Ended, Ending, ScopeReply, StationEvent, StationFault, StationOrder, TunnelEnd } from './messages.ts'
import { createStationGuide, type StationGuide } from './station-guide.ts'
import { createStationTruth, type StationTruth } from './station-truth.ts'
import { createTunnels, type Tunnels } from './tunnels.ts'
import type { DoorKind, Obstacle, World } from './world.ts'

/** What a person at the bench sees, and how often a sample of it goes into the evidence. */
const VIEW_PUSH_MS = 100
const VIEW_SAMPLE_MS = 1000
/** What nobody was answered may be lost with the process for this long. */
const FLUSH_MS = 100
/** Some milliseconds of solving, and then the other stations of the worker have their turn. */
const SCOPE_SLICE_STEPS = 500

const CLOSED: Connection = { receive() {}, service() {}, close() {} }

export type LiveStationParts = {
  readonly order: StationOrder
  readonly world: World
  readonly evidence: EvidenceFile
  /** Of a station that goes on where a dead host left it: made again from the evidence. */
  readonly restored?: Followed & { readonly wallMs: number }
  post(event: StationEvent): void
  /** Told when the world threw or the evidence cannot be written: the station cannot go on. */
  fail(error: unknown): void
  /** Tells the host for whom the thread works meanwhile. */
  during<T>(work: () => T): T
}

/** Who comes, and how. Trusted: through the signed-in connection. */
type Visitor = { readonly address: string; readonly isTrusted: boolean; readonly way: Way }

type WithoutTimes<R> = R extends unknown ? Omit<R, 'stationMs' | 'wallMs' | 'tick'> : never

export class LiveStation {
  readonly #order: StationOrder
  readonly #world: World
  readonly #evidence: EvidenceFile
  readonly #post: (event: StationEvent) => void
  readonly #fail: (error: unknown) => void
  readonly #during: LiveStationParts['during']
  readonly #startMs: number
  readonly #stepMs: number
  readonly #clock: PaceClock
  readonly #gate: PeerGate
  readonly #bench: BenchTester
  readonly #isBenchOnBus: boolean
  readonly #tunnels: Tunnels
  readonly #tls = createTlsTunnels((error) => this.#fail(error))
  readonly #rawCan: RawCanDoors
  readonly #deeds: Deeds = createDeeds()
  readonly #truth: StationTruth
  readonly #guide: StationGuide | undefined
  readonly #webClients = new Set<string>()
  #doipCount = 0
  #sovd: SovdDoor | undefined
  #doors: OpenDoors | undefined
  #isOver = false
  #isWatched = false
  #isWaiting = false
  #isPaused = false
  #isLooking = false
  #viewPushedMs = Number.NEGATIVE_INFINITY
  #viewSampledMs = Number.NEGATIVE_INFINITY
  #flushedMs = 0
  #steppedMs = 0

  constructor({ order, world, evidence, restored, post, fail, during }: LiveStationParts) {
    this.#startMs = performance.now() - (restored?.wallMs ?? 0)
    this.#order = order
    this.#world = world
    this.#evidence = evidence
    this.#post = post
    this.#fail = fail
    this.#during = during
    this.#stepMs = world.model.stepMs
    this.#truth = restored?.truth ?? createStationTruth(world)
    this.#guide = createStationGuide({
      order,
      world,
      restored: restored?.guide,
      record: (told) => this.#record(told),
      tell: (progress) => post({ event: 'guide', progress }),
    })
    if (restored === undefined) this.#recordOpened()
    else this.#recordRestored(restored)
    world.bus.record((frame, sender) => {
      if (this.#isOver || restored?.isWritten(sender, frame) === true) return
      const times = this.#times()
      const index = this.#evidence.frame(times, sender, frame)
      this.#guide?.seeFrame(times, { sender, frame }, index)
    })
    world.chargingBus?.record((frame, sender) => {
      if (this.#isOver || restored?.isWritten(sender, frame, 1) === true) return
      this.#evidence.frame(this.#times(), sender, frame, 1)
    })
    this.#clock = createPaceClock({
      stepMs: world.model.stepMs,
      stationMs: world.tick * world.model.stepMs,
      wallMs: this.#nowMs,
      ...(restored && { pace: Math.min(restored.pace, order.paceMax) }),
      onSegment: (segment) => this.#recordPace(segment),
    })
    this.#isPaused = restored?.pace === 0
    this.#doipCount = restored?.doipCount ?? 0
    if (restored === undefined) for (const action of order.startActions) this.#do(action, 'exercise')
    const tester = world.openTester('bench')
    this.#isBenchOnBus = tester.isOnBus ?? true
    this.#bench = createBenchTester(tester)
    this.#gate = createPeerGate({
      timeoutMs: order.peerTimeoutMs,
      note: (event, door, address) => this.#notePeer(event, door, address),
      changed: () => post({ event: 'peers', waiting: this.#gate.waiting, toolCount: this.#gate.toolCount }),
    })
    this.#rawCan = createRawCanDoors(world.bus, order.startedAtMs, world.chargingBus)
    this.#tunnels = createTunnels({
      send: (tunnelId, bytes) => post({ event: 'tunnelBytes', tunnelId, bytes }),
      took: (tunnelId, byteCount) => post({ event: 'tunnelTook', tunnelId, byteCount }),
      closed: (tunnelId) => post({ event: 'tunnelClosed', tunnelId }),
    })
  }

  /** Opens the doors, all or none; throws what the system says, `EADDRINUSE` among it. */
  async open(): Promise<void> {
    this.#doors = await openDoors(this.#order.doors, {
      open: (door, side, address, way) => this.#admit(door, side, { address, isTrusted: false, way }),
      isAdmitted: (address) => this.#gate.isAdmitted(address),
      datagram: (bytes, address) => this.#datagram(bytes, address),
      announcement: () => this.#world.doipAnnouncement(),
      busNames: this.#rawCan.busNames,
    })
    this.#guide?.tell()
    this.flush()
  }

  hasEcu(ecu: string): boolean {
    return this.#world.model.ecus.some(({ id }) => id === ecu)
  }

  async act(action: unknown, by: string): Promise<ActionOutcome> {
    const outcome = this.#do(action, by)
    this.#deeds.note({ kind: 'action', action, outcome }, this.#nowMs, outcome)
    this.#guide?.lookAtIsolation()
    if (outcome.kind === 'hazard') await this.#stop(outcome.hazard)
    else this.flush()
    return outcome
  }

  async measure(measurement: Measurement, by: string): Promise<MeasurementOutcome> {
    this.#stepDue(this.#nowMs)
    const outcome = this.#world.measure(measurement)
    this.#record({ kind: 'measurement', by, measurement, outcome: outcome as EvidenceOf<'measurement'>['outcome'] })
    const reading = outcome.kind === 'reading' ? outcome.reading : null
    this.#deeds.note({ kind: 'measurement', measurement, reading }, this.#nowMs, outcome)
    this.#guide?.lookAtIsolation()
    if (outcome.kind === 'hazard') await this.#stop(outcome.hazard)
    else this.flush()
    return outcome
  }

  /** In slices, so that this worker's stations go on; the curves are those of the moment that it was asked in. */
  async lookThroughScope(settings: ScopeSettings, by: string): Promise<ScopeReply> {
    const outcome = this.#beginScope(settings)
    this.#deeds.note({ kind: 'scope', settings }, this.#nowMs, outcome)
    const noted = settings as EvidenceOf<'scope'>['settings']
    if (outcome.kind !== 'capture') {
      this.#record({ kind: 'scope', by, settings: noted, outcome: outcome as EvidenceOf<'scope'>['outcome'] })
      if (outcome.kind === 'hazard') await this.#stop(outcome.hazard)
      else this.flush()
      return outcome
    }
    this.#isLooking = true
    try {
      while (!outcome.capture.advance(SCOPE_SLICE_STEPS)) await nextTurn()
    } finally {
      this.#isLooking = false
    }
    const trace = outcome.capture.trace()
    if (this.#isOver) return { kind: 'trace', trace }
    const channels = trace.channels.map(({ voltsMin, voltsMax, voltsMean }) => ({ voltsMin, voltsMax, voltsMean }))
    this.#record({
      kind: 'scope',
      by,
      settings: noted,
      outcome: { kind: 'trace', isTriggered: trace.isTriggered, channels },
    })
    this.flush()
    return { kind: 'trace', trace }
  }

  #beginScope(settings: ScopeSettings): ScopeOutcome {
    if (this.#isLooking) return { kind: 'refused', reason: 'scopeBusy' }
    this.#stepDue(this.#nowMs)
    return this.#world.beginScope?.(settings) ?? { kind: 'refused', reason: 'notOnThisCar' }
  }

  /** The ECU's answer; null when none came; undefined when too many requests wait already. */
  diagnose(ecu: string, request: Uint8Array, by: string): Promise<Uint8Array | null> | undefined {
    return this.#bench.ask(ecu, request, this.#nowMs)?.then((response) => {
      if (this.#isOver) return response
      const bytes = { request: toHex(request), response: response === null ? null : toHex(response) }
      this.#record({ kind: 'diagnostic', by, door: 'bench', isOnBus: this.#isBenchOnBus, ecu, ...bytes })
      this.#deeds.asked({ kind: 'diagnostic', ecu, ...bytes }, this.#nowMs)
      this.flush()
      return response
    })
  }

  /** What keeps a request from a real car; nothing keeps one from a simulated car. */
  obstacle(request: Uint8Array, isConfirmed: boolean): Obstacle | undefined {
    return this.#world.obstacle?.(request, isConfirmed)
  }

  /** An instructor lets the trainee act on a real car, or no longer. */
  release(isReleased: boolean, by: string): void {
    this.#world.release?.(isReleased)
    this.#record({
      kind: 'action',
      by,
      action: { kind: isReleased ? 'release' : 'withhold' },
      outcome: { kind: 'done' },
    })
    this.#pushView(this.#nowMs)
    this.flush()
  }

  /** The pace that now holds: never above what the exercise allows. */
  setPace(pace: number): number {
    if (this.#isPaused) return 0
    this.#clock.setPace(Math.min(pace, this.#order.paceMax), this.#nowMs)
    this.flush()
    return this.#clock.pace
  }

  /** Station time stands still until it is let go again, and then goes on at the pace of the real world. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused
    this.#clock.setPace(isPaused ? 0 : 1, this.#nowMs)
    this.#pushView(this.#nowMs)
    this.flush()
  }

  glance(): Glance {
    const { pace } = this.#clock
    return { view: this.#world.view(), pace, isPaused: this.#isPaused, ...this.#deeds.glance() }
  }

  faults(): readonly StationFault[] {
    return this.#truth.faults()
  }

  /** At its place in the truth, which whoever asks has kept already: `number`. */
  inject(faultId: string, number: number, by: string): void {
    this.#truth.inject(faultId, number)
    this.#record({ kind: 'intervention', by, event: 'injected', number })
    this.flush()
  }

  clear(number: number, by: string): void {
    for (const gone of this.#truth.clear(number)) {
      this.#record({ kind: 'intervention', by, event: 'cleared', number: gone })
    }
    this.flush()
  }

  /** What an instructor said, and that it was read. Told nobody here: the page of the trainee has it from the host. */
  recordMessage(message: Omit<WithoutTimes<EvidenceOf<'message'>>, 'kind'>): void {
    this.#record({ kind: 'message', ...message })
    this.flush()
  }

  /** Of a guided attempt. False: it has no such step. */
  openHint(step: GuideStepId, by: string): boolean {
    const isThere = this.#guide?.openHint(step, by) === true
    this.flush()
    return isThere
  }

  decidePeer(peerId: string, isAllowed: boolean): boolean {
    const isDecided = this.#gate.decide(peerId, isAllowed, this.#nowMs)
    this.flush()
    return isDecided
  }

  watch(isWatched: boolean): void {
    this.#isWatched = isWatched
    this.#viewPushedMs = Number.NEGATIVE_INFINITY
    this.#post({ event: 'peers', waiting: this.#gate.waiting, toolCount: this.#gate.toolCount })
  }

  /** Before anybody is answered: what was done, said or measured is on the disk. */
  flush(): void {
    this.#flushedMs = this.#nowMs
    this.#evidence.flush()
  }

  openTunnel(tunnelId: number, door: TunnelEnd, peer: string): void {
    if (door === 'adapter') {
      this.#tunnels.open(tunnelId, (side) => this.#plugAdapter(side))
      return
    }
    const visitor = { address: peer, isTrusted: true }
    this.#tunnels.open(tunnelId, (side) =>
      door === 'doipTls'
        ? this.#tls.plug(side, peer, (plain) => this.#admit('doip', plain, { ...visitor, way: 'tls' }))
        : this.#admit(door, side, { ...visitor, way: 'tcp' }),
    )
  }

  tunnelBytes(tunnelId: number, bytes: Uint8Array): void {
    this.#tunnels.receive(tunnelId, bytes, this.#nowMs)
  }

  closeTunnel(tunnelId: number): void {
    this.#tunnels.close(tunnelId)
  }

  /**
   * Called every few milliseconds: lets the timers of protocols run. When it is its turn, which is every few hundredths of a
   * second, it also steps the world as far as its clock says, unless that was done for somebody less than `latelyMs` ago.
   * Whoever is on the bus itself sees when each frame comes: for them every step is taken when it is due.
   * True: nothing is under way, so that until its next turn it may be left alone unless somebody asks something of it.
   */
  tick(isItsTurn: boolean, latelyMs: number): boolean {
    if (this.#isOver) return true
    const nowMs = this.#nowMs
    const isDue = isItsTurn && nowMs - this.#steppedMs >= latelyMs
    if (isDue || this.#rawCan.connectionCount() > 0) this.#stepDue(nowMs)
    this.#world.service(nowMs)
    this.#bench.service(nowMs)
    this.#sovd?.service(nowMs)
    this.#tunnels.service(nowMs)
    if (this.#isWatched && nowMs - this.#viewPushedMs >= VIEW_PUSH_MS) this.#showView(nowMs)
    if (isItsTurn) this.#lookAfter(nowMs)
    return this.#isResting()
  }

  #isResting(): boolean {
    const isAlone = !this.#isWatched && this.#rawCan.connectionCount() === 0 && this.#tunnels.count() === 0
    return isAlone && this.#sovd === undefined && this.#bench.isResting() && this.#world.isResting?.() === true
  }

  /** What may be some tenths of a second late, and meets the world in the processor's cache. */
  #lookAfter(nowMs: number): void {
    if (nowMs - this.#viewSampledMs >= VIEW_SAMPLE_MS) this.#sampleView(nowMs)
    this.#endWaiting(nowMs)
    this.#gate.service(nowMs)
    if (nowMs - this.#flushedMs >= FLUSH_MS) this.flush()
    if (this.#evidence.byteCount() > this.#order.evidenceBytesMax) {
      this.end({ status: 'interrupted', reason: 'evidenceFull' }).catch(this.#fail)
    }
  }

  /** Ends the attempt and seals its evidence. Once: nobody else may call it afterwards. */
  async end(ending: Ending): Promise<Ended> {
    if (ending.status === 'submitted' && ending.diagnosis !== null) {
      this.#record({ kind: 'diagnosis', by: ending.by, ...ending.diagnosis })
    }
    const closing = { ...this.#times(), reason: ending.reason, stateHash: this.#world.stateHash() }
    await this.abandon()
    const { status, reason } = ending
    const evidenceSha256 = await this.#evidence.seal({
      ...closing,
      truth: this.#truth.told(),
      start: this.#order.start.settings,
    })
    const ended: Ended = { status, reason, evidenceSha256 }
    this.#post({ event: 'ended', ended })
    return ended
  }

  /** Gives the station up after a failure: the evidence stays without its end. */
  async lose(): Promise<void> {
    await this.abandon()
    await this.#evidence.close()
  }

  /** Closes everything that a tool could hold, and takes nothing more. */
  async abandon(): Promise<void> {
    this.#bench.close()
    this.#tunnels.closeAll()
    this.#gate.closeAll()
    this.#isOver = true
    this.#sovd?.close()
    await this.#doors?.close()
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get #nowMs(): number {
    return performance.now() - this.#startMs
  }

  #times(): RecordTimes {
    const { tick } = this.#world
    return { tick, stationMs: tick * this.#stepMs, wallMs: this.#nowMs }
  }

  #record(content: WithoutTimes<RunningEvidence>): void {
    if (this.#isOver) return
    const record = { ...content, ...this.#times() } as RunningEvidence
    const index = this.#evidence.record(record)
    this.#guide?.see(record, index)
  }

  #recordOpened(): void {
    const { attemptId, exerciseId, exerciseVersion, mode, modelId, start, startedAtMs, versions, guide } = this.#order
    this.#record({
      kind: 'opened',
      attempt: attemptId,
      exercise: exerciseId,
      exerciseVersion,
      mode,
      model: modelId,
      stepMs: this.#world.model.stepMs,
      seed: start.seed,
      startedAtMs,
      versions,
      ...(this.#world.chargingBus && { canChannels: 2 as const }),
      ...(guide && { guide }),
    })
  }

  /** First what is owed to the file: with it, a replay comes to where this station stands. The time stood still meanwhile. */
  #recordRestored({ last, owed, openDoip, number, statesCompared, isSame }: Followed): void {
    const { tick } = this.#world
    this.#evidence.record({ kind: 'pace', tick, pace: 0, stationMs: tick * this.#stepMs, wallMs: last.wallMs })
    for (const { sender, frame, channel } of owed) this.#evidence.frame(this.#times(), sender, frame, channel)
    for (const connection of openDoip) {
      const data = new Uint8Array(0)
      this.#evidence.doorTraffic(this.#times(), { door: 'doip', connection, event: 'closed', data })
    }
    this.#record({ kind: 'restored', number, statesCompared, isSame, stateHash: this.#world.stateHash() })
  }

  /** With the segment's own times: where a host had slept, it goes on from a station time that is not reached yet. */
  #recordPace({ pace, stationMs, wallMs }: PaceSegment): void {
    if (this.#isOver) return
    this.#evidence.record({ kind: 'pace', tick: this.#world.tick, pace, stationMs, wallMs })
  }

  /** Also before hands, instruments or eyes meet the world, which may not have had its turn for a while. */
  #stepDue(nowMs: number): void {
    this.#steppedMs = nowMs
    for (let due = this.#clock.dueSteps(nowMs); due > 0; due--) this.#world.step()
  }

  /**
   * Whoever lets the time run faster means the world's waiting time: when that is over, the pace is the real one again.
   * Decided here and not in a browser, whose page may be closed by then.
   */
  #endWaiting(nowMs: number): void {
    const leftS = this.#world.waitingLeftS()
    const isOver = this.#isWaiting && leftS === 0
    this.#isWaiting = leftS !== null && leftS > 0
    if (!isOver || this.#clock.pace <= 1) return
    this.#clock.setPace(1, nowMs)
    this.#pushView(nowMs) // Unwatched too: who looks next is told the pace that holds.
  }

  #do(action: unknown, by: string): ActionOutcome {
    this.#stepDue(this.#nowMs)
    // The route has checked the action against the world's own union.
    const outcome = this.#world.act(action as never)
    if (outcome.kind === 'done') this.#truth.noteDeed(action)
    this.#record({
      kind: 'action',
      by,
      action: action as { kind: string },
      outcome: outcome as EvidenceOf<'action'>['outcome'],
    })
    return outcome
  }

  async #stop(hazard: Hazard): Promise<void> {
    this.#record({ kind: 'hazard', hazard: { ...hazard, missing: [...hazard.missing] } })
    this.#post({ event: 'hazard', hazard })
    await this.end({ status: 'stopped', reason: hazard.kind })
  }

  #datagram(bytes: Uint8Array, address: string): Uint8Array | undefined {
    if (this.#isOver || !this.#gate.isAdmitted(address)) return undefined
    try {
      return this.#during(() => this.#world.doipDatagram(bytes))
    } catch (error) {
      this.#fail(error)
      return undefined
    }
  }

  #admit(door: DoorKind, side: DoorSide, { address, isTrusted, way }: Visitor): Connection {
    if (this.#isOver) {
      side.close()
      return CLOSED
    }
    const recorded: DoorSide = {
      send: (bytes) => {
        this.flush()
        side.send(bytes)
      },
      close: () => side.close(),
    }
    const plug = (plugged: DoorSide, nowMs: number) => {
      if (door === 'elm327') return this.#world.plugElm327(plugged, nowMs)
      if (door === 'doip') return this.#plugDoip(plugged, nowMs, way === 'tls')
      if (door === 'sovd') return this.#openSovd().plug(plugged, address)
      return this.#rawCan.plug(door, plugged, nowMs, way === 'udp' ? 'udp' : 'tcp')
    }
    return this.#guarded(this.#gate.admit({ door, address, isTrusted, side: recorded, nowMs: this.#nowMs, plug }))
  }

  /** A web client opens and closes connections as it likes: it is noted once, when it comes first. */
  #notePeer(event: PeerEvent, door: DoorKind, address: string): void {
    if (door === 'sovd' && (event === 'connected' || event === 'closed')) {
      if (this.#webClients.has(address)) return
      if (event === 'connected') this.#webClients.add(address)
    }
    this.#record({ kind: 'peer', door, address, event })
    if (event === 'connected') this.#deeds.note({ kind: 'tool', door }, this.#nowMs)
  }

  /** Made for the first who comes: most attempts need none. What it asks is on the bus, and so in the evidence. */
  #openSovd(): SovdDoor {
    this.#sovd ??= createSovdDoor({
      model: this.#world.model,
      vendorVersion: this.#order.versions.luban ?? '',
      openTester: () => this.#world.openTester('sovd'),
      now: () => this.#nowMs,
      startedAtMs: this.#order.startedAtMs,
      onFault: this.#fail,
    })
    return this.#sovd
  }

  /** No tool at a door: what the adapter of a real car says is part of the car. */
  #plugAdapter(side: DoorSide): Connection {
    const connection = this.#isOver ? undefined : this.#world.plugAdapter?.(side, this.#nowMs)
    if (connection !== undefined) return this.#guarded(connection, () => {})
    side.close()
    return CLOSED
  }

  /** Not all of what DoIP asks goes over the bus: a replay needs the bytes. */
  #plugDoip(side: DoorSide, nowMs: number, isSecure: boolean): Connection {
    const connection = this.#doipCount++
    return plugNoted({
      side,
      nowMs,
      plug: (plugged, atMs) => this.#world.connectDoip(plugged, atMs, isSecure),
      note: (event, data) => {
        if (this.#isOver) return
        const traffic = { door: 'doip', connection, event, data } as const
        const isNoted = isSecure && event === 'opened'
        const times = this.#times()
        const index = this.#evidence.doorTraffic(times, isNoted ? { ...traffic, isSecure } : traffic)
        this.#guide?.seeTraffic(times, traffic, index)
      },
    })
  }

  /** A listener has a clock of its own; and what the world throws must not end the thread of other stations. */
  #guarded(connection: Connection, note = () => this.#deeds.toolAsked(this.#nowMs)): Connection {
    const attempt = (work: () => void) => {
      if (this.#isOver) return
      try {
        this.#during(work)
      } catch (error) {
        this.#fail(error)
      }
    }
    return {
      receive: (bytes) =>
        attempt(() => {
          note()
          connection.receive(bytes, this.#nowMs)
        }),
      service: () => attempt(() => connection.service(this.#nowMs)),
      close: () => connection.close(),
      isBusy: () => connection.isBusy?.() === true,
      isResting: () => connection.isResting?.() === true,
    }
  }

  #showView(nowMs: number): void {
    this.#stepDue(nowMs)
    this.#pushView(nowMs)
  }

  #sampleView(nowMs: number): void {
    this.#viewSampledMs = nowMs
    this.#record({ kind: 'view', view: this.#world.view() as object, stateHash: this.#world.stateHash() })
  }

  #pushView(nowMs: number): void {
    this.#viewPushedMs = nowMs
    const { tick, stationMs } = this.#times()
    this.#post({ event: 'view', tick, stationMs, pace: this.#clock.pace, view: this.#world.view() })
  }
}
