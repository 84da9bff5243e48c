/**
 * A recorded attempt driven through a fresh station again, to see that the same happens: the proof of the evidence.
 *
 * What people and tools did (actions, measurements, frames of testers) is done again at its tick; what the station did
 * (outcomes, readings, frames of its ECUs, state hashes) is compared, and the first difference told.
 * Protocol timers run on wall time, which comes from the recording: from each record's own time and, between records,
 * from the pace segments. `service` runs at other moments than it did then, and a frame may be recorded before the
 * action that caused it: so an ECU's frames are compared in their own order, sender by sender, not in their
 * interleaving with everything else.
 */
import { assert, parseHex, toHex } from '@luban/stdx'
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'
import { type PaceSegment, wallMsAt } from './pace.ts'
import type { Station } from './station.ts'

/** Structurally the frame of @luban/protocols/can/frame. */
export type ReplayFrame = { readonly id: number; readonly isExtended: boolean; readonly data: Uint8Array }

/** Structurally the bus of @luban/protocols/can/bus. */
export type ReplayBus = {
  attach(
    name: string,
    receive: (frame: ReplayFrame, nowMs: number) => void,
  ): { send(frame: ReplayFrame, nowMs: number): void; detach(): void }
  record(recorder: (frame: ReplayFrame, sender: string, nowMs: number) => void): void
}

/** A station as it stood before the first record: same model, seed, faults and settings. */
export type ReplayStation<Action, View> = {
  readonly station: Station<Action, View>
  readonly bus: ReplayBus
  /** Senders that belong to the station, as its ECUs; all others are tools, whose frames are sent again. */
  readonly senders: ReadonlySet<string>
  /** Repeats a request that never was on the bus; without it such exchanges are passed over. */
  request?(record: EvidenceOf<'diagnostic'>): Uint8Array | null
}

export type Difference = {
  /** Where in the evidence; the number of records for what the replay did after the last. */
  readonly index: number
  readonly tick: number
  readonly what:
    | 'tick'
    | 'outcome'
    | 'reading'
    | 'frame'
    | 'missingFrame'
    | 'extraFrame'
    | 'response'
    | 'stateHash'
    | 'failure'
  readonly recorded: string
  readonly replayed: string
}

export type ReplayResult = {
  readonly difference?: Difference
  readonly ticks: number
  /** Things of the station that were compared: a replay that compared nothing proves nothing. */
  readonly comparedCount: number
}

type SentFrame = { readonly text: string; readonly tick: number; readonly index: number }

/** What a sender sent then and now, as far as the other side has not caught up. */
type Stream = { readonly recorded: SentFrame[]; readonly replayed: SentFrame[] }

/** Ten days: a file from elsewhere must not keep us stepping for ever. */
const STATION_MS_MAX = 10 * 24 * 3600 * 1000

export function replay<Action, View>(
  { station, bus, senders, request }: ReplayStation<Action, View>,
  records: readonly EvidenceRecord[],
): ReplayResult {
  const segments = segmentsOf(records)
  const ports = new Map<string, ReturnType<ReplayBus['attach']>>()
  const streams = new Map([...senders].map((sender): [string, Stream] => [sender, { recorded: [], replayed: [] }]))
  let difference: Difference | undefined
  let comparedCount = 0
  let servedMs = 0

  bus.record((frame, sender) => {
    note(sender, 'replayed', { text: frameText(frame), tick: station.tick, index: records.length })
  })

  function compare(index: number, what: Difference['what'], recorded: string, replayed: string): void {
    comparedCount++
    if (recorded !== replayed) difference ??= { index, tick: station.tick, what, recorded, replayed }
  }

  /** Wall time never runs backwards, though records and segments may disagree by a rounding. */
  function serve(wallMs: number): number {
    servedMs = Math.max(servedMs, wallMs)
    station.service(servedMs)
    return servedMs
  }

  function stepTo(tick: number, untilMs: number): void {
    assert(tick * station.model.stepMs <= STATION_MS_MAX, 'the recording is longer than any attempt')
    while (station.tick < tick) {
      station.step()
      serve(Math.min(untilMs, wallMsAt(segments, station.tick * station.model.stepMs)))
    }
  }

  function sendAgain(record: EvidenceOf<'frame'>, nowMs: number): void {
    const port = ports.get(record.sender) ?? bus.attach(record.sender, () => {})
    ports.set(record.sender, port)
    const data = parseHex(record.data) ?? new Uint8Array(0)
    port.send({ id: record.id, isExtended: record.isExtended, data }, nowMs)
  }

  function note(sender: string, side: keyof Stream, frame: SentFrame): void {
    const stream = streams.get(sender)
    if (stream === undefined) return
    stream[side].push(frame)
    if (stream.recorded.length === 0 || stream.replayed.length === 0) return
    const [recorded, replayed] = [stream.recorded.shift() as SentFrame, stream.replayed.shift() as SentFrame]
    compare(recorded.index, 'frame', recorded.text, replayed.text)
  }

  function repeat(record: EvidenceRecord, index: number, nowMs: number): void {
    switch (record.kind) {
      case 'frame':
        if (senders.has(record.sender))
          note(record.sender, 'recorded', { text: recordedText(record), tick: record.tick, index })
        else sendAgain(record, nowMs)
        return
      case 'action':
        compare(index, 'outcome', textOf(record.outcome), textOf(station.act(record.action as Action)))
        return
      case 'measurement':
        compare(index, 'reading', textOf(record.outcome), textOf(station.measure(record.measurement)))
        return
      case 'view':
        compare(index, 'stateHash', record.stateHash, station.stateHash())
        return
      case 'closed':
        if (record.stateHash !== undefined) compare(index, 'stateHash', record.stateHash, station.stateHash())
        return
      case 'diagnostic': {
        if (record.isOnBus || request === undefined) return
        const response = request(record)
        compare(index, 'response', record.response ?? 'none', response === null ? 'none' : toHex(response))
        return
      }
    }
  }

  for (const [index, record] of records.entries()) {
    if (difference !== undefined) break
    try {
      stepTo(record.tick, record.wallMs)
      if (record.tick < station.tick) compare(index, 'tick', String(record.tick), String(station.tick))
      else repeat(record, index, serve(record.wallMs))
    } catch (error) {
      // A recording from elsewhere may hold what this station does not know.
      compare(index, 'failure', record.kind, String(error))
    }
  }
  for (const port of ports.values()) port.detach()
  difference ??= leftOver(streams, records)
  return { ...(difference === undefined ? {} : { difference }), ticks: station.tick, comparedCount }
}

/**
 * What only one side sent. The last tick of a recording that was cut is not held against it: the rest of its frames
 * had not been written.
 */
function leftOver(streams: ReadonlyMap<string, Stream>, records: readonly EvidenceRecord[]): Difference | undefined {
  const last = records.at(-1)
  const cutTick = last?.kind === 'closed' ? Infinity : (last?.tick ?? 0)
  for (const [sender, { recorded, replayed }] of streams) {
    const [missing] = recorded
    if (missing !== undefined) {
      const { index, tick, text } = missing
      return { index, tick, what: 'missingFrame', recorded: `${sender} ${text}`, replayed: 'none' }
    }
    const extra = replayed.find(({ tick }) => tick < cutTick)
    if (extra !== undefined) {
      const { index, tick, text } = extra
      return { index, tick, what: 'extraFrame', recorded: 'none', replayed: `${sender} ${text}` }
    }
  }
  return undefined
}

function segmentsOf(records: readonly EvidenceRecord[]): PaceSegment[] {
  const segments = records.flatMap(({ kind, wallMs, stationMs, ...rest }) =>
    kind === 'pace' && 'pace' in rest ? [{ wallMs, stationMs, pace: rest.pace }] : [],
  )
  // A recording without segments ran at the speed of the wall clock.
  return segments.length > 0 ? segments : [{ wallMs: 0, stationMs: 0, pace: 1 }]
}

function frameText({ id, isExtended, data }: ReplayFrame): string {
  return `${id
    .toString(16)
    .toUpperCase()
    .padStart(isExtended ? 8 : 3, '0')}#${toHex(data)}`
}

function recordedText({ id, isExtended, data }: EvidenceOf<'frame'>): string {
  return frameText({ id, isExtended, data: parseHex(data) ?? new Uint8Array(0) })
}

/** Keys in one order, so that equal values give equal text. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
