/**
 * A worker thread with several stations in it: it steps them on wall time and answers the main thread.
 *
 * The sockets of a station's doors live here too: a frame crosses no thread on its way to the car. A station that
 * throws has met a bug of ours: it ends, the others of this thread go on.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '@luban/stdx'
import { createEvidenceFile } from '../evidence/evidence-file.ts'
import { createFollower, EvidenceSealed } from './follower.ts'
import { LiveStation, type LiveStationParts } from './live-station.ts'
import type {
  CallName,
  Calls,
  FromWorker,
  Opening,
  Restoring,
  StationEvent,
  StationOrder,
  ToWorker,
  WorkerFault,
} from './messages.ts'
import type { OpenWorld } from './world.ts'

/** Short enough for every protocol timer; twice as long, as for the connections at a station's doors, in a full thread. */
const TICK_MS = 5
/**
 * Steps of one world after another find it in the processor's cache: eight at a time take about half of the time that each by
 * itself takes among a hundred others. So in a full thread each world has its turn every 80 ms, and then takes all the steps
 * that are due; among few it takes each step when it is due.
 */
const TURN_MS_MIN = 10
const TURN_MS_MAX = 80
const TURN_MS_PER_STATION = 2.5
/** Sockets are looked after at least so often while a tick goes through many stations. */
const SLICE_MS = 0.3

/** `working`: one number that the host reads when this thread has died: the seat of the station that it worked for. */
export type StationWorkerData = { readonly worldUrl: string; readonly working: SharedArrayBuffer }

assert(parentPort !== null, 'a station worker is started by the host')
const main = parentPort
const { worldUrl, working: workingBuffer } = workerData as StationWorkerData
const working = new Int32Array(workingBuffer)
const { openWorld } = (await import(worldUrl)) as { openWorld: OpenWorld }
const stations = new Map<string, LiveStation>()
const seats = new Map<string, number>()
/** Those that have something under way, or were asked something. The others are left alone until their turn: see above. */
const stirred = new Set<string>()
let tickCount = 0

class Refusal extends Error {
  readonly fault: WorkerFault
  constructor(fault: WorkerFault, detail = '') {
    super(detail)
    this.fault = fault
  }
}

main.on('message', (message: ToWorker) => {
  if ('id' in message) void answer(message)
  else tunnel(message)
})
scheduleTick(performance.now())

/** The next tick is due a fixed time after the one before was, so that a late one does not make all others late. */
function scheduleTick(dueMs: number): void {
  setTimeout(() => void tickAll(dueMs), Math.max(0, dueMs - performance.now()))
}

async function tickAll(dueMs: number): Promise<void> {
  let sliceEndsMs = performance.now() + SLICE_MS
  const turnMs = Math.min(TURN_MS_MAX, Math.max(TURN_MS_MIN, stations.size * TURN_MS_PER_STATION))
  const tickMs = turnMs < TURN_MS_MAX ? TICK_MS : 2 * TICK_MS
  const turns = Math.round(turnMs / tickMs)
  let place = tickCount++
  for (const [attemptId, station] of [...stations]) {
    const isItsTurn = place++ % turns === 0
    if (!isItsTurn && !stirred.has(attemptId)) continue
    // Not one that was closed while others had their turn.
    if (stations.get(attemptId) === station) tickOne(attemptId, station, isItsTurn, turnMs)
    if (performance.now() < sliceEndsMs) continue
    await nextTurn()
    sliceEndsMs = performance.now() + SLICE_MS
  }
  scheduleTick(Math.max(dueMs + tickMs, performance.now()))
}

function tickOne(attemptId: string, station: LiveStation, isItsTurn: boolean, turnMs: number): void {
  const isResting = guard(attemptId, station, () => station.tick(isItsTurn, turnMs / 2))
  if (isResting === true) stirred.delete(attemptId)
}

function post(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  main.postMessage(message, [...transfer])
}

/** Tells the host for whom the thread works meanwhile. */
function during<T>(attemptId: string, work: () => T): T {
  const before = working[0]
  working[0] = seats.get(attemptId) ?? 0
  stirred.add(attemptId)
  try {
    return work()
  } finally {
    working[0] = before
  }
}

/** Our own bug in one station ends that station, with the reason in the log, and no other. */
function guard<T>(attemptId: string, station: LiveStation, work: () => T): T | undefined {
  try {
    return during(attemptId, work)
  } catch (error) {
    fail(attemptId, station, error)
    return undefined
  }
}

function fail(attemptId: string, station: LiveStation, error: unknown): void {
  if (!forget(attemptId)) return // Known already.
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const tell = () => post({ attemptId, event: { event: 'failed', detail } })
  station.lose().then(tell, tell)
}

function forget(attemptId: string): boolean {
  seats.delete(attemptId)
  stirred.delete(attemptId)
  return stations.delete(attemptId)
}

type Call = Extract<ToWorker, { id: number }>

async function answer(call: Call): Promise<void> {
  try {
    post({ id: call.id, answer: call.name === 'open' ? await open(call.ask) : await ask(call) })
  } catch (error) {
    if (error instanceof Refusal) return post({ id: call.id, fault: error.fault, detail: error.message })
    const station = stations.get(call.attemptId)
    if (station !== undefined) fail(call.attemptId, station, error)
    post({ id: call.id, fault: 'failed', detail: String(error) })
  }
}

async function open(opening: Opening): Promise<undefined> {
  const { order, seat } = opening
  const { attemptId } = order
  seats.set(attemptId, seat)
  try {
    const parts = opening.restoring === undefined ? await begin(order) : await restore(opening, opening.restoring)
    stations.set(attemptId, await openStation(order, parts))
  } catch (error) {
    seats.delete(attemptId)
    throw error
  }
  return undefined
}

type WorldAndEvidence = Pick<LiveStationParts, 'world' | 'evidence' | 'restored'>

async function begin(order: StationOrder): Promise<WorldAndEvidence> {
  const world = openWorld(order.modelId, order.start, order.adapter)
  return { world, evidence: await createEvidenceFile(order.evidencePath) }
}

/** The station as its evidence tells it; its wall time goes on as that of the workshop did. */
async function restore({ order, seat }: Opening, { injected, bornMs, isPaused }: Restoring): Promise<WorldAndEvidence> {
  const { attemptId, start, evidencePath } = order
  const world = openWorld(order.modelId, start)
  const faults = [...start.faults, ...injected]
  const onSlice = () => {
    working[0] = seat
  }
  const follower = await createFollower({ world, evidencePath, faultId: (number) => faults[number], onSlice })
  try {
    await follower.catchUp((share) => post({ attemptId, event: { event: 'restoring', share } }))
    const wallMs = Math.max(follower.lastWallMs, performance.timeOrigin + performance.now() - bornMs)
    const followed = await follower.takeOver(wallMs)
    return {
      world,
      evidence: followed.evidence,
      restored: { ...followed, wallMs, pace: isPaused ? 0 : followed.pace || 1 },
    }
  } catch (error) {
    await follower.close()
    throw error instanceof EvidenceSealed ? new Refusal('sealed') : error
  } finally {
    working[0] = 0
  }
}

async function openStation(order: StationOrder, parts: WorldAndEvidence): Promise<LiveStation> {
  const { attemptId } = order
  const { evidence, restored } = parts
  const station: LiveStation = new LiveStation({
    order,
    ...parts,
    post: (event: StationEvent) => {
      if (event.event === 'ended') forget(attemptId)
      post({ attemptId, event })
    },
    fail: (error) => fail(attemptId, station, error),
    during: (work) => during(attemptId, work),
  })
  try {
    await station.open()
  } catch (error) {
    await station.abandon()
    await (restored === undefined ? evidence.discard() : evidence.close())
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw isTaken ? new Refusal('addressInUse', String(error)) : error
  }
  return station
}

function ask(call: Exclude<Call, { name: 'open' }>): Promise<Calls[CallName]['answer']> | Calls[CallName]['answer'] {
  const station = stations.get(call.attemptId)
  if (station === undefined || station.isOver) throw new Refusal('noSuchStation')
  return during(call.attemptId, () => askStation(station, call))
}

function askStation(
  station: LiveStation,
  call: Exclude<Call, { name: 'open' }>,
): Promise<Calls[CallName]['answer']> | Calls[CallName]['answer'] {
  switch (call.name) {
    case 'act':
      return station.act(call.ask.action, call.ask.by)
    case 'measure':
      return station.measure(call.ask.measurement, call.ask.by)
    case 'scope':
      return station.lookThroughScope(call.ask.settings, call.ask.by)
    case 'diagnose': {
      const { ecu, request, by, isConfirmed = false } = call.ask
      if (!station.hasEcu(ecu)) throw new Refusal('unknownEcu')
      const obstacle = station.obstacle(request, isConfirmed)
      if (obstacle !== undefined) throw new Refusal(obstacle)
      const response = station.diagnose(ecu, request, by)
      if (response === undefined) throw new Refusal('tooManyRequests')
      return response
    }
    case 'release':
      station.release(call.ask.isReleased, call.ask.by)
      return undefined
    case 'setPace':
      return station.setPace(call.ask.pace)
    case 'pause':
      station.pause(call.ask.isPaused)
      return undefined
    case 'glance':
      return station.glance()
    case 'faults':
      return station.faults()
    case 'inject':
      station.inject(call.ask.faultId, call.ask.number, call.ask.by)
      return undefined
    case 'clear':
      station.clear(call.ask.number, call.ask.by)
      return undefined
    case 'message':
      station.recordMessage(call.ask)
      return undefined
    case 'hint':
      return station.openHint(call.ask.step, call.ask.by)
    case 'decidePeer':
      return station.decidePeer(call.ask.peerId, call.ask.isAllowed)
    case 'watch':
      station.watch(call.ask.isWatched)
      return undefined
    case 'flush':
      station.flush()
      return undefined
    case 'end':
      return station.end(call.ask)
  }
}

function tunnel(message: Exclude<ToWorker, { id: number }>): void {
  const { attemptId, tunnelId } = message
  const station = stations.get(attemptId)
  if (station === undefined) {
    if (message.name !== 'tunnelClose') post({ attemptId, event: { event: 'tunnelClosed', tunnelId } })
    return
  }
  guard(attemptId, station, () => {
    if (message.name === 'tunnelOpen') station.openTunnel(tunnelId, message.door, message.peer)
    else if (message.name === 'tunnelBytes') station.tunnelBytes(tunnelId, message.bytes)
    else station.closeTunnel(tunnelId)
  })
}
