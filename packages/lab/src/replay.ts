/**
 * A recorded attempt driven through a fresh station again, to see that the same happens: the proof of the evidence.
 *
 * What people and tools did (actions, measurements, frames of testers, bytes at the DoIP door) is done again at its tick;
 * what the station did (outcomes, readings, frames of its ECUs, bytes sent to tools, state hashes) is compared, and the
 * first difference told. Protocol timers run on wall time, which comes from the recording: from each record's own time
 * and, between records, from the pace segments. `service` runs at other moments than it did then, and a frame may be
 * recorded before the action that caused it: so what the station sends is compared in its own order, sender by sender and
 * identifier by identifier (payload type by payload type at the DoIP door), not in its interleaving with everything else.
 * Nor does it matter in how many pieces DoIP messages were written, or how long a gateway kept them: what was still kept
 * when the tool left or the station ended never came out, and is not missed (see `createPending`).
 */
import type { CanBus, CanPort } from '@luban/protocols/can/bus'
import { formatFrame } from '@luban/protocols/can/candump'
import type { CanFrame } from '@luban/protocols/can/frame'
import { createDoipStream } from '@luban/protocols/doip/stream'
import { assert, parseHex, toHex } from '@luban/stdx'
import { canFrameOf, type EvidenceOf, type EvidenceRecord } from './evidence.ts'
import { CATCH_UP_MS, type PaceSegment, wallMsAt } from './pace.ts'
import type { Connection, DoorSide, Station } from './station.ts'

/** A station as it stood before the first record: same model, seed, faults and settings. */
export type ReplayStation<Action, View> = {
  readonly station: Station<Action, View>
  readonly bus: CanBus
  /** Senders that belong to the station, as its ECUs; all others are tools, whose frames are sent again. */
  readonly senders: ReadonlySet<string>
  /** The second CAN channel, where there is one, with the station's own senders on it. */
  readonly secondBus?: { readonly bus: CanBus; readonly senders: ReadonlySet<string> }
  /**
   * Does to the station what an instructor did to it, by the number of the fault in the truth; throws when it cannot.
   * Without it, a recording with such a record shows a difference there.
   */
  intervene?(event: EvidenceOf<'intervention'>['event'], number: number): void
  /** Plugs a tool into the DoIP door, whose exchanges are not on the bus. Without it they are passed over. */
  connectDoip?(side: DoorSide, nowMs: number, isSecure?: boolean): Connection
}

export type Difference = {
  /** Where in the evidence; the number of records for what the replay did after the last. */
  readonly index: number
  readonly tick: number
  readonly what: 'tick' | 'outcome' | 'reading' | 'sent' | 'missing' | 'extra' | 'stateHash' | 'failure'
  readonly recorded: string
  readonly replayed: string
}

export type ReplayResult = {
  readonly difference?: Difference
  readonly ticks: number
  /** Things of the station that were compared: a replay that compared nothing proves nothing. */
  readonly comparedCount: number
}

export function replay<Action, View>(
  replayed: ReplayStation<Action, View>,
  records: readonly EvidenceRecord[],
): ReplayResult {
  const comparison = createComparison(records, createPending(records, replayed.station.model.stepMs))
  const player = createPlayer(replayed, segmentsOf(records), { equal: comparison.equal, sent: comparison })
  for (const [index, record] of records.entries()) {
    if (comparison.difference !== undefined) break
    try {
      player.play(record, index)
    } catch (error) {
      // A recording from elsewhere may hold what this station does not know.
      comparison.equal({ index, tick: record.tick, what: 'failure', recorded: record.kind, replayed: String(error) })
    }
  }
  player.close()
  const difference = comparison.difference ?? comparison.leftOver()
  return {
    ...(difference === undefined ? {} : { difference }),
    ticks: replayed.station.tick,
    comparedCount: comparison.count,
  }
}

/** Ten days: a file from elsewhere must not keep us stepping for ever. */
const STATION_MS_MAX = 10 * 24 * 3600 * 1000

/** Who is told what the replay did, beside what the recording says. */
export type Heed = {
  equal(found: Difference): void
  /** The three of what was sent: without them nobody asks, and it is not even put into words. */
  readonly sent?: Pick<Comparison, 'recorded' | 'replayed' | 'forgivePending'>
  /** After each step and each record: the wall time that the station has reached. */
  passed?(wallMs: number): void
  /** Where somebody looked through a scope and saw something: the station stands as it did then. */
  looked?(record: EvidenceOf<'scope'>, index: number): void
}

/** `segments`: those of the whole recording, which need not be at hand otherwise: records are played one by one. */
export function createPlayer<Action, View>(
  { station, bus, senders, secondBus, connectDoip, intervene }: ReplayStation<Action, View>,
  segments: readonly PaceSegment[],
  heed: Heed,
) {
  const channels = [{ bus, senders }, ...(secondBus === undefined ? [] : [secondBus])]
  const ports = new Map<string, CanPort>()
  const plugs = new Map<number, DoipPlug>()
  let servedMs = 0
  let isServing = false
  /** Evidence of before there were two tells nothing of the second: what the station says there is not held against it. */
  let channelCount = 1

  for (const [channel, { bus: one, senders: its }] of channels.entries()) {
    one.record((frame, sender) => {
      if (heed.sent === undefined || !its.has(sender) || channel >= channelCount) return
      const text = `${sender} ${formatFrame(frame)}`
      heed.sent.replayed(streamOf(channel, sender, frame), { text, tick: station.tick, isByTimer: isServing })
    })
  }

  /** Wall time never runs backwards, though records and segments may disagree by a rounding. */
  function serve(wallMs: number): void {
    servedMs = Math.max(servedMs, wallMs)
    isServing = true
    station.service(servedMs)
    for (const { connection } of plugs.values()) connection.service(servedMs)
    isServing = false
  }

  function stepTo(tick: number, untilMs: number): void {
    assert(tick * station.model.stepMs <= STATION_MS_MAX, 'the recording is longer than any attempt')
    while (station.tick < tick) {
      station.step()
      serve(Math.min(untilMs, wallMsAt(segments, station.tick * station.model.stepMs)))
      heed.passed?.(servedMs)
    }
  }

  function sendAgain(record: EvidenceOf<'frame'>): void {
    const channel = record.channel ?? 0
    assert(channel < channels.length, 'this station has no second channel')
    const name = `${channel} ${record.sender}`
    const port = ports.get(name) ?? channels[channel].bus.attach(record.sender, () => {})
    ports.set(name, port)
    port.send(frameOf(record), servedMs)
  }

  function isOfStation({ sender, channel }: EvidenceOf<'frame'>): boolean {
    return channels[channel ?? 0]?.senders.has(sender) === true
  }

  function repeatTraffic(record: EvidenceOf<'doorTraffic'>, index: number): void {
    if (connectDoip === undefined || record.door !== 'doip') return
    const { connection: id, event, data } = record
    if (event === 'opened') plugs.set(id, plugIn(record, connectDoip))
    const plug = plugs.get(id)
    if (event === 'sent') plug?.recorded(bytesOf(data), { tick: record.tick, index })
    else if (event === 'received') plug?.connection.receive(bytesOf(data), servedMs)
    else if (event === 'closed') {
      plug?.connection.close()
      // What a gateway still kept when the tool left never reached it.
      heed.sent?.forgivePending(`doip ${id} `, record.tick)
    }
  }

  function plugIn(opened: EvidenceOf<'doorTraffic'>, connect: NonNullable<typeof connectDoip>): DoipPlug {
    const id = opened.connection
    let place = { tick: 0, index: 0 }
    const recorded = cutDoip(id, (stream, text) => heed.sent?.recorded(stream, { text, ...place }))
    const send = cutDoip(id, (stream, text) =>
      heed.sent?.replayed(stream, { text, tick: station.tick, isByTimer: true }),
    )
    return {
      connection: connect({ send, close: () => {} }, servedMs, opened.isSecure === true),
      recorded(bytes, at) {
        place = at
        recorded(bytes)
      },
    }
  }

  function repeat(record: EvidenceRecord, index: number): void {
    const at = { index, tick: record.tick }
    switch (record.kind) {
      case 'opened':
        channelCount = record.canChannels ?? 1
        return
      case 'frame':
        if (!isOfStation(record)) sendAgain(record)
        else {
          const text = `${record.sender} ${formatFrame(frameOf(record))}`
          heed.sent?.recorded(streamOf(record.channel ?? 0, record.sender, record), { ...at, text })
        }
        return
      case 'doorTraffic':
        repeatTraffic(record, index)
        return
      case 'action': {
        const outcome = station.act(record.action as Action)
        heed.equal({ ...at, what: 'outcome', recorded: textOf(record.outcome), replayed: textOf(outcome) })
        return
      }
      case 'measurement': {
        const outcome = station.measure(record.measurement)
        heed.equal({ ...at, what: 'reading', recorded: textOf(record.outcome), replayed: textOf(outcome) })
        return
      }
      case 'scope': {
        // What it showed hangs on when frames of tools came in wall time, and on a car that went on meanwhile.
        if (record.outcome.kind === 'trace') {
          heed.looked?.(record, index)
          return
        }
        const outcome = station.beginScope?.(record.settings)
        heed.equal({ ...at, what: 'outcome', recorded: textOf(record.outcome), replayed: textOf(outcome) })
        return
      }
      case 'intervention':
        assert(intervene !== undefined, 'this station takes no interventions')
        intervene(record.event, record.number)
        return
      case 'view':
      case 'closed':
      case 'restored':
        if (record.stateHash === undefined) return
        heed.equal({ ...at, what: 'stateHash', recorded: record.stateHash, replayed: station.stateHash() })
    }
  }

  return {
    play(record: EvidenceRecord, index: number): void {
      stepTo(record.tick, record.wallMs)
      serve(record.wallMs)
      if (record.tick === station.tick) repeat(record, index)
      else
        heed.equal({
          index,
          tick: record.tick,
          what: 'tick',
          recorded: `${record.tick}`,
          replayed: `${station.tick}`,
        })
      heed.passed?.(servedMs)
    },
    /** Lets the timers run as far as that, behind the last record. */
    serve,
    close(): void {
      for (const port of ports.values()) port.detach()
      for (const { connection } of plugs.values()) connection.close()
    },
  }
}

type DoipPlug = {
  readonly connection: Connection
  recorded(bytes: Uint8Array, place: { tick: number; index: number }): void
}

const DOIP_PAYLOAD_BYTES_MAX = 0x1_0000

/** Cuts what a gateway wrote into messages, each with the stream in which its order counts. */
function cutDoip(id: number, onMessage: (stream: string, text: string) => void): (bytes: Uint8Array) => void {
  return createDoipStream(DOIP_PAYLOAD_BYTES_MAX, {
    onPayload({ version, payloadType }, payload) {
      const stream = `doip ${id} ${payloadType.toString(16).padStart(4, '0')}`
      onMessage(stream, `${stream} version ${version} ${toHex(payload)}`)
    },
    onFault: (fault) => onMessage(`doip ${id} fault`, `doip ${id} ${fault}`),
  }).push
}

type Sent = {
  readonly text: string
  readonly tick: number
  readonly index: number
  /** Nothing but a protocol timer sends it, which may have been waiting when the other side's recording ended. */
  readonly isByTimer?: boolean
}

/** An answer that waited for a timer may come before or after a broadcast; those of one identifier keep their order. */
function streamOf(channel: number, sender: string, { id, isExtended }: { id: number; isExtended: boolean }): string {
  return `${channel} ${sender} ${id} ${isExtended}`
}

/** What was sent in one stream then and now, as far as the other side has not caught up. */
type Stream = { readonly recorded: Sent[]; readonly replayed: Sent[] }

type Comparison = ReturnType<typeof createComparison>

function createComparison(records: readonly EvidenceRecord[], isPending: Pending) {
  const streams = new Map<string, Stream>()
  const last = records.at(-1)
  const lastTick = last?.tick ?? 0
  // The last tick of a recording that was cut is not held against it: the rest of it had not been written, or the
  // action that caused its last frame. Whoever closes a cut recording afterwards has no state to hash.
  const isCut = last?.kind !== 'closed' || last.stateHash === undefined
  const isOfCut = ({ tick }: Sent) => isCut && tick >= lastTick
  const mayPend = ({ tick, isByTimer }: Sent, atTick: number) => isByTimer === true && isPending(tick, atTick)
  let difference: Difference | undefined
  let count = 0

  function equal(found: Difference): void {
    count++
    if (found.recorded !== found.replayed) difference ??= found
  }

  function note(name: string, side: keyof Stream, sent: Sent): void {
    const stream = streams.get(name) ?? { recorded: [], replayed: [] }
    streams.set(name, stream)
    stream[side].push(sent)
    if (stream.recorded.length === 0 || stream.replayed.length === 0) return
    const [then, now] = [stream.recorded.shift() as Sent, stream.replayed.shift() as Sent]
    equal({
      index: then.index,
      tick: then.tick,
      what: 'sent',
      recorded: then.text,
      replayed: now.text,
    })
  }

  return {
    equal,
    recorded: (stream: string, sent: Sent) => note(stream, 'recorded', sent),
    replayed: (stream: string, sent: Omit<Sent, 'index'>) =>
      note(stream, 'replayed', { ...sent, index: records.length }),
    /** What only the replay sent, in the streams of that beginning, and what may have been pending at that tick. */
    forgivePending(beginning: string, atTick: number): void {
      for (const [name, { replayed }] of streams) {
        if (!name.startsWith(beginning)) continue
        const held = replayed.filter((sent) => !mayPend(sent, atTick))
        replayed.splice(0, replayed.length, ...held)
      }
    },
    get difference() {
      return difference
    },
    get count() {
      return count
    },
    /** What only one side sent. */
    leftOver(): Difference | undefined {
      for (const { recorded, replayed } of streams.values()) {
        const missing = recorded.find((sent) => !isOfCut(sent))
        const extra = replayed.find((sent) => !isOfCut(sent) && !mayPend(sent, lastTick))
        if (missing !== undefined) return { ...placeOf(missing), what: 'missing', recorded: missing.text, replayed: '' }
        if (extra !== undefined) return { ...placeOf(extra), what: 'extra', recorded: '', replayed: extra.text }
      }
      return undefined
    },
  }
}

/** Longer than any gateway keeps an answer, where its host is awake. */
const GATEWAY_KEEPS_MS = 100

/** Whether what was due at about one tick may not have been sent at another. */
type Pending = (sinceTick: number, atTick: number) => boolean

/**
 * A host that slept serves no timer, however long the wall clock ran; but the station's own time does not run then
 * either: between two services of its timers a host makes no more steps than it catches up. So steps, unlike wall time,
 * prove that what was due has been sent. Two services: a door may be served before the station in one turn and after it
 * in the next.
 */
function createPending(records: readonly EvidenceRecord[], stepMs: number): Pending {
  const paces = records.filter((record) => record.kind === 'pace')
  return (sinceTick, atTick) => {
    let heldPace = 1
    let paceMax = 1
    for (const { tick, pace } of paces) {
      if (tick < sinceTick) heldPace = pace
      else if (tick <= atTick) paceMax = Math.max(paceMax, pace)
    }
    const pendingMs = (GATEWAY_KEEPS_MS + 2 * CATCH_UP_MS) * Math.max(paceMax, heldPace)
    return (atTick - sinceTick) * stepMs <= pendingMs
  }
}

const placeOf = ({ index, tick }: Sent) => ({ index, tick })

export function segmentsOf(records: readonly EvidenceRecord[]): PaceSegment[] {
  const segments = records.flatMap((record) =>
    record.kind === 'pace' ? [{ wallMs: record.wallMs, stationMs: record.stationMs, pace: record.pace }] : [],
  )
  // A recording without segments ran at the speed of the wall clock.
  return segments.length > 0 ? segments : [{ wallMs: 0, stationMs: 0, pace: 1 }]
}

function frameOf(record: EvidenceOf<'frame'>): CanFrame {
  const frame = canFrameOf(record)
  assert(frame !== undefined, 'a record of a frame holds a frame')
  return frame
}

function bytesOf(text: string): Uint8Array {
  return parseHex(text) ?? new Uint8Array(0)
}

/** Keys in one order, so that equal values give equal text. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
