/**
 * A station made again from its evidence: a fresh world that is driven through what the file holds, as far as it goes.
 *
 * It follows a file that is still written, too: then it is the last snapshot of a station that lives elsewhere, and if that
 * dies only what came since is left to do. Worked off in slices, so that the stations of the same thread go on.
 * Invariant: behind `takeOver` the world stands as a replay of the whole file would have it, bit for bit; so the frames
 * that the dead host did not get to write down are owed to the file, and those of a step that it did not finish are not
 * written twice.
 */
import { setImmediate as othersTurn } from 'node:timers/promises'
import {
  type CanChannel,
  canFrameOf,
  createGuide,
  createPlayer,
  type EvidenceRecord,
  type Guide,
  type PaceSegment,
} from '@luban/lab'
import type { CanBus } from '@luban/protocols/can/bus'
import { formatFrame } from '@luban/protocols/can/candump'
import type { CanFrame } from '@luban/protocols/can/frame'
import { assert } from '@luban/stdx'
import { type ContinuedEvidenceFile, reopenEvidenceFile } from '../evidence/evidence-file.ts'
import { type GrowingParts, openGrowingParts } from '../evidence/parts.ts'
import { createStationTruth, type StationTruth } from './station-truth.ts'
import { secondBusOf, type World } from './world.ts'

/** So long the other stations of the thread wait for their turn. */
const SLICE_MS = 3

export type FollowerParts = {
  readonly world: World
  readonly evidencePath: string
  /** Of the start, by their numbers in the truth; and what was put in since, asked when the evidence comes to it. */
  faultId(number: number): string | undefined
  /** Before each slice: which station this thread works for. */
  onSlice?(): void
}

/** What is handed to whoever lets the station live on. */
export type Followed = {
  readonly truth: StationTruth
  /** Of a guided attempt: with all that it has seen. */
  readonly guide: Guide | undefined
  readonly evidence: ContinuedEvidenceFile
  readonly last: EvidenceRecord
  /** Which time this is, from 1. */
  readonly number: number
  /** That held before it died. */
  readonly pace: number
  readonly doipCount: number
  /** Connections that nobody closed. */
  readonly openDoip: readonly number[]
  readonly statesCompared: number
  readonly isSame: boolean
  /** Frames that were sent and are not in the file. */
  readonly owed: readonly OwedFrame[]
  /** True: this frame is in the file already. */
  isWritten(sender: string, frame: CanFrame, channel?: CanChannel): boolean
}

type OwedFrame = { readonly sender: string; readonly frame: CanFrame; readonly channel: CanChannel }

export type Follower = {
  /** Does what is in the file by now; false when there was nothing new. Throws where the file is sealed, or does not fit. */
  catchUp(onShare?: (share: number) => void): Promise<boolean>
  /** Lets timers run up to now and unplugs the tools of then. Once: nobody may call `catchUp` afterwards. */
  takeOver(wallMs: number): Promise<Followed>
  close(): Promise<void>
  readonly lastWallMs: number
}

export class EvidenceSealed extends Error {
  override name = 'EvidenceSealed'
}

export async function createFollower({ world, evidencePath, faultId, onSlice }: FollowerParts): Promise<Follower> {
  const parts = await openGrowingParts(evidencePath)
  const evidence = await reopenEvidenceFile(evidencePath).catch(async (error) => {
    await parts.close()
    throw error
  })
  const memory = createMemory(world)
  const segments: PaceSegment[] = []
  const secondBus = secondBusOf(world)
  const sent = createSentFrames(world)
  const player = createPlayer(
    {
      station: world,
      bus: world.bus,
      senders: sent.senders[0],
      ...(secondBus && { secondBus }),
      connectDoip: world.connectDoip,
      intervene(event, number) {
        const id = faultId(number)
        assert(id !== undefined, `the truth has no fault ${number}`)
        memory.truth.repeat(event, number, id)
      },
    },
    segments,
    { equal: ({ recorded, replayed, what }) => memory.compared(what === 'stateHash', recorded === replayed) },
  )
  let index = 0

  function play(record: EvidenceRecord): void {
    if (record.kind === 'closed') throw new EvidenceSealed('the attempt was over before the station died')
    if (record.kind === 'pace') segments.push(record)
    memory.see(record, index)
    player.play(record, index++)
    sent.noteWritten(record)
    memory.note(record)
  }

  async function playAll(records: readonly EvidenceRecord[]): Promise<void> {
    let untilMs = 0
    for (const record of records) {
      if (performance.now() >= untilMs) {
        await othersTurn()
        onSlice?.()
        untilMs = performance.now() + SLICE_MS
      }
      play(record)
    }
  }

  return {
    async catchUp(onShare) {
      let isNew = false
      for (let part = await parts.next(); part !== undefined; part = await parts.next()) {
        await playAll(part.records)
        evidence.adopt(part.bytes)
        isNew = true
        onShare?.(await parts.share())
      }
      return isNew
    },
    async takeOver(wallMs) {
      player.serve(wallMs)
      player.close()
      await Promise.all([parts.close(), evidence.goOn()])
      return { ...memory.told(), evidence, ...sent.end() }
    },
    close: () => closeBoth(parts, evidence),
    get lastWallMs() {
      return memory.lastWallMs
    },
  }
}

async function closeBoth(parts: GrowingParts, evidence: ContinuedEvidenceFile): Promise<void> {
  await Promise.allSettled([parts.close(), evidence.close()])
}

/** What the host of a station remembers beside the world itself. */
function createMemory(world: World) {
  const truth = createStationTruth(world)
  const openDoip = new Set<number>()
  let guide: Guide | undefined
  let last: EvidenceRecord | undefined
  let number = 1
  let pace = 1
  let doipCount = 0
  let statesCompared = 0
  let isSame = true

  return {
    truth,
    get lastWallMs() {
      return last?.wallMs ?? 0
    },
    compared(isState: boolean, isEqual: boolean): void {
      if (isState) statesCompared++
      if (!isEqual) isSame = false
    },
    see(record: EvidenceRecord, index: number): void {
      if (record.kind === 'opened' && record.guide) guide = createGuide(record.guide, world.model.ecus)
      guide?.see(record, index)
    },
    note(record: EvidenceRecord): void {
      last = record
      if (record.kind === 'pace') pace = record.pace
      else if (record.kind === 'restored') number = record.number + 1
      else if (record.kind === 'action' && record.outcome.kind === 'done') truth.noteDeed(record.action)
      else if (record.kind === 'doorTraffic' && record.door === 'doip') {
        doipCount = Math.max(doipCount, record.connection + 1)
        if (record.event === 'opened') openDoip.add(record.connection)
        else if (record.event === 'closed') openDoip.delete(record.connection)
      }
    },
    told() {
      assert(last !== undefined, 'the evidence has its first record')
      return { truth, guide, last, number, pace, doipCount, openDoip: [...openDoip], statesCompared, isSame }
    },
  }
}

/** What the station's own units sent, held against what is written, sender by sender and identifier by identifier. */
function createSentFrames(world: World) {
  const own: ReadonlySet<string> = new Set(world.model.ecus.map(({ id }) => id))
  const second = secondBusOf(world)
  /** By channel. */
  const senders = [own, second?.senders ?? new Set<string>()]
  const unwritten = new Map<string, OwedFrame[]>()
  /** Written, and not sent by this world yet. */
  const early = new Map<string, string[]>()
  let isOver = false

  function listen(bus: CanBus, channel: CanChannel): void {
    bus.record((frame, sender) => {
      if (isOver || !senders[channel].has(sender)) return
      const stream = streamOf(channel, sender, frame)
      if (take(early, stream) !== undefined) return
      push(unwritten, stream, { sender, channel, frame: { ...frame, data: frame.data.slice() } })
    })
  }
  listen(world.bus, 0)
  if (second !== undefined) listen(second.bus, 1)

  return {
    senders,
    noteWritten(record: EvidenceRecord): void {
      if (record.kind !== 'frame' || !senders[record.channel ?? 0].has(record.sender)) return
      const frame = canFrameOf(record)
      if (frame === undefined) return
      const stream = streamOf(record.channel ?? 0, record.sender, frame)
      if (take(unwritten, stream) === undefined) push(early, stream, formatFrame(frame))
    },
    end() {
      isOver = true
      const owed = [...unwritten.values()].flat()
      return {
        owed,
        isWritten(sender: string, frame: CanFrame, channel: CanChannel = 0): boolean {
          if (early.size === 0) return false
          const stream = streamOf(channel, sender, frame)
          if (early.get(stream)?.[0] !== formatFrame(frame)) return false
          take(early, stream)
          return true
        },
      }
    },
  }
}

const streamOf = (channel: CanChannel, sender: string, { id, isExtended }: CanFrame) =>
  `${channel} ${sender} ${id} ${isExtended}`

function push<Value>(queues: Map<string, Value[]>, name: string, value: Value): void {
  const queue = queues.get(name)
  if (queue === undefined) queues.set(name, [value])
  else queue.push(value)
}

/** An empty queue is forgotten, so that an empty map says that nothing waits. */
function take<Value>(queues: Map<string, Value[]>, name: string): Value | undefined {
  const queue = queues.get(name)
  const first = queue?.shift()
  if (queue?.length === 0) queues.delete(name)
  return first
}
