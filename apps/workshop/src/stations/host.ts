/**
 * The main thread's side of the stations: a pool of worker threads, and typed calls to the stations in them.
 *
 * Workers are started when needed and share the stations evenly, those of one model among themselves: V8 compiles a thread's
 * code for the shapes that it has met there, and a thread with three kinds of cars needs half as long again for each step
 * (measured: 91 µs, where each kind by itself took 63 on average). When every processor has a thread, a model gets one more
 * only if those that it has are half full: each compiles the code for itself, and they wait for each other. A worker that
 * dies takes its own stations with it, each told by `onLost`, and no others; the next station starts a new worker. Whoever
 * was lost may be opened again from its evidence; one that a worker died of gets a worker of its own then, so that it takes
 * nobody with it.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { ApiError } from '../errors.ts'
import type {
  CallName,
  Calls,
  FromWorker,
  Opening,
  Restoring,
  StationEvent,
  StationOrder,
  ToWorker,
  TunnelEnd,
  WorkerFault,
} from './messages.ts'
import type { StationWorkerData } from './station-worker.ts'

export type StationHostOptions = {
  /** The module whose `openWorld` the workers call. */
  readonly worldUrl?: URL
  /** Of one model. */
  readonly workerCountMax?: number
  /** Times as many workers: how many stations there may be, of whatever models. */
  readonly stationsPerWorkerMax?: number
  /** Told why a worker or a station was lost: for the server's log. */
  readonly log?: (problem: string) => void
}

export type StationListener = {
  onEvent(event: StationEvent): void
  /** The station is gone without an end: our failure. Called once for each time that it was opened. */
  onLost(loss: Loss): void
}

/** `isSuspect`: its worker died while it worked for this very station. */
export type Loss = { readonly isSuspect: boolean }

export type OpenOptions = {
  /** Of a station that is made again from its evidence. */
  readonly restoring?: Restoring
  /** In a worker of its own, which ends with it. */
  readonly isAlone?: boolean
}

export type HostedStation = {
  call<N extends Exclude<CallName, 'open'>>(name: N, ask: Calls[N]['ask']): Promise<Calls[N]['answer']>
  openTunnel(door: TunnelEnd, peer: string, ends: TunnelListener): Tunnel
}

export type TunnelListener = { onBytes(bytes: Uint8Array): void; onTook(byteCount: number): void; onClosed(): void }
export type Tunnel = { send(bytes: Uint8Array): void; close(): void }

export type StationHost = {
  /**
   * Throws `STATIONS_FULL`, `StationFault` with `addressInUse` (or with `sealed`: there is nothing to make again), or
   * `STATION_UNAVAILABLE`.
   */
  open(order: StationOrder, listener: StationListener, options?: OpenOptions): Promise<HostedStation>
  /** Ends the workers with whatever still lives in them. */
  close(): Promise<void>
}

/** What a worker answered instead of an answer. */
export class StationFault extends Error {
  override name = 'StationFault'
  readonly fault: WorkerFault

  constructor(fault: WorkerFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

type Waiting = { readonly attemptId: string; resolve(answer: never): void; reject(error: Error): void }
type Station = {
  readonly listener: StationListener
  readonly seat: number
  readonly tunnels: Map<number, TunnelListener>
}

export function createStationHost(options: StationHostOptions = {}): StationHost {
  const { workerCountMax = availableParallelism(), stationsPerWorkerMax = 150, log = () => {} } = options
  const worldUrl = options.worldUrl ?? new URL('./vehicle.ts', import.meta.url)
  const workers = new Set<StationWorker>()
  let isClosed = false

  function startWorker(modelId: string, isForOne = false): StationWorker {
    const worker = new StationWorker({ worldUrl, modelId, log, isForOne, onGone: (gone) => workers.delete(gone) })
    workers.add(worker)
    return worker
  }

  function leastBusy(modelId: string): StationWorker {
    const stationCount = [...workers].reduce((sum, worker) => sum + worker.stationCount, 0)
    if (stationCount >= workerCountMax * stationsPerWorkerMax) throw new ApiError('STATIONS_FULL')
    const alike = [...workers].filter((worker) => worker.modelId === modelId && !worker.isForOne)
    const [best] = alike.toSorted((a, b) => a.stationCount - b.stationCount)
    if (best === undefined) return startWorker(modelId)
    const busyCount = [...workers].filter((worker) => worker.stationCount > 0).length
    const isCrowded = best.stationCount >= (busyCount < workerCountMax ? 1 : stationsPerWorkerMax / 2)
    return isCrowded && alike.length < workerCountMax ? startWorker(modelId) : best
  }

  return {
    async open(order, listener, { restoring, isAlone = false } = {}) {
      if (isClosed) throw new ApiError('STATION_UNAVAILABLE')
      const worker = isAlone ? startWorker(order.modelId, true) : leastBusy(order.modelId)
      return await worker.open({ order, ...(restoring && { restoring }) }, listener)
    },
    async close() {
      isClosed = true
      await Promise.all([...workers].map((worker) => worker.close()))
    },
  }
}

type StationWorkerParts = {
  readonly worldUrl: URL
  readonly modelId: string
  /** It ends with the first station that it was started for. */
  readonly isForOne: boolean
  log(problem: string): void
  onGone(worker: StationWorker): void
}

class StationWorker {
  readonly modelId: string
  readonly isForOne: boolean
  readonly #thread: Worker
  /** Written by the thread: the seat of the station that it works for at this moment; 0 for none. */
  readonly #working = new Int32Array(new SharedArrayBuffer(4))
  readonly #stations = new Map<string, Station>()
  readonly #waiting = new Map<number, Waiting>()
  #callCount = 0
  #tunnelCount = 0
  #seatCount = 0
  #isGone = false

  constructor({ worldUrl, modelId, isForOne, log, onGone }: StationWorkerParts) {
    this.modelId = modelId
    this.isForOne = isForOne
    const workerData: StationWorkerData = {
      worldUrl: worldUrl.href,
      working: this.#working.buffer as SharedArrayBuffer,
    }
    this.#thread = new Worker(new URL('./station-worker.ts', import.meta.url), { workerData })
    this.#thread.on('message', (message: FromWorker) => this.#receive(message, log))
    this.#thread.on('error', (error) => log(`a station worker failed: ${error instanceof Error ? error.stack : error}`))
    this.#thread.on('exit', () => {
      onGone(this)
      this.#lose()
    })
  }

  get stationCount(): number {
    return this.#stations.size
  }

  async open(opening: Omit<Opening, 'seat'>, listener: StationListener): Promise<HostedStation> {
    const { attemptId } = opening.order
    this.#seatCount++
    const seat = this.#seatCount
    const station: Station = { listener, seat, tunnels: new Map() }
    this.#stations.set(attemptId, station)
    try {
      await this.#call('open', attemptId, { ...opening, seat })
    } catch (error) {
      this.#forget(attemptId, station)
      throw error
    }
    return {
      call: (name, ask) => this.#call(name, attemptId, ask),
      openTunnel: (door, peer, ends) => this.#openTunnel(attemptId, station, { door, peer, ends }),
    }
  }

  async close(): Promise<void> {
    await this.#thread.terminate()
  }

  #call<N extends CallName>(name: N, attemptId: string, ask: Calls[N]['ask']): Promise<Calls[N]['answer']> {
    if (this.#isGone) return Promise.reject(new ApiError('STATION_UNAVAILABLE'))
    this.#callCount++
    const id = this.#callCount
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { attemptId, resolve, reject })
      this.#thread.postMessage({ id, name, attemptId, ask } as ToWorker)
    })
  }

  #openTunnel(
    attemptId: string,
    station: Station,
    to: { door: TunnelEnd; peer: string; ends: TunnelListener },
  ): Tunnel {
    this.#tunnelCount++
    const tunnelId = this.#tunnelCount
    station.tunnels.set(tunnelId, to.ends)
    const say = (message: ToWorker) => this.#thread.postMessage(message)
    say({ name: 'tunnelOpen', attemptId, tunnelId, door: to.door, peer: to.peer })
    return {
      send: (bytes) => say({ name: 'tunnelBytes', attemptId, tunnelId, bytes }),
      close() {
        if (station.tunnels.delete(tunnelId)) say({ name: 'tunnelClose', attemptId, tunnelId })
      },
    }
  }

  #receive(message: FromWorker, log: (problem: string) => void): void {
    if ('event' in message) {
      this.#dispatch(message.attemptId, message.event, log)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if ('fault' in message) waiting?.reject(errorOf(message.fault, message.detail))
    else waiting?.resolve(message.answer as never)
    this.#closeWhenDone()
  }

  #dispatch(attemptId: string, event: StationEvent, log: (problem: string) => void): void {
    const station = this.#stations.get(attemptId)
    if (station === undefined) return
    switch (event.event) {
      case 'tunnelBytes':
        station.tunnels.get(event.tunnelId)?.onBytes(event.bytes)
        break
      case 'tunnelTook':
        station.tunnels.get(event.tunnelId)?.onTook(event.byteCount)
        break
      case 'tunnelClosed':
        closeTunnel(station, event.tunnelId)
        break
      case 'failed':
        log(`the station of attempt ${attemptId} failed: ${event.detail}`)
        this.#forget(attemptId, station)
        station.listener.onLost({ isSuspect: false }) // It threw, and its thread lives.
        break
      case 'ended':
        this.#forget(attemptId, station)
        station.listener.onEvent(event)
        break
      default:
        station.listener.onEvent(event)
    }
  }

  #forget(attemptId: string, station: Station): void {
    this.#stations.delete(attemptId)
    for (const tunnelId of [...station.tunnels.keys()]) closeTunnel(station, tunnelId)
    this.#closeWhenDone()
  }

  /** Whoever asked for the end is told of it first. */
  #closeWhenDone(): void {
    if (this.isForOne && this.#stations.size === 0 && this.#waiting.size === 0) void this.close()
  }

  #lose(): void {
    this.#isGone = true
    for (const { reject } of this.#waiting.values()) reject(new ApiError('STATION_UNAVAILABLE'))
    this.#waiting.clear()
    for (const [attemptId, station] of [...this.#stations]) {
      this.#forget(attemptId, station)
      station.listener.onLost({ isSuspect: station.seat === this.#working[0] })
    }
  }
}

function closeTunnel(station: Station, tunnelId: number): void {
  const ends = station.tunnels.get(tunnelId)
  station.tunnels.delete(tunnelId)
  ends?.onClosed()
}

function errorOf(fault: WorkerFault, detail: string): Error {
  switch (fault) {
    case 'noSuchStation':
      return new ApiError('ATTEMPT_CLOSED')
    case 'unknownEcu':
      return new ApiError('ECU_NOT_FOUND')
    case 'tooManyRequests':
      return new ApiError('TOO_MANY_REQUESTS', { retryAfterS: 1 })
    case 'notReleased':
      return new ApiError('RELEASE_NEEDED')
    case 'notConfirmed':
      return new ApiError('CONFIRMATION_NEEDED')
    case 'neverOnRealCar':
      return new ApiError('NEVER_ON_REAL_CAR')
    case 'addressInUse':
    case 'sealed':
    case 'failed':
      return new StationFault(fault, detail)
  }
}
