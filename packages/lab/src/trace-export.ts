/**
 * What went over the bus in an attempt, as a file for other people's tools: candump, Vector ASC, or pcapng for Wireshark.
 * Evidence comes in parts, of any number, and so does the file.
 *
 * Who sent a frame is in none of these formats and gets lost. A line to a DC station is a channel of its own: `can1`, 2 in
 * ASC, where they are counted from 1. A pcapng file also has the bytes at the DoIP door, which leave no frames on the bus.
 */
import { ASC_END, formatAscHead, formatAscLine } from '@luban/protocols/trace/asc'
import { createTcpTrace, encodeCanPacket, encodePcapngHead, type TcpTrace } from '@luban/protocols/trace/pcapng'
import { parseHex } from '@luban/stdx'
import { candumpOf } from './candump.ts'
import { canFrameOf, type EvidenceOf, type EvidenceRecord } from './evidence.ts'

export const TRACE_FORMATS = ['candump', 'asc', 'pcapng'] as const
export type TraceFormat = (typeof TRACE_FORMATS)[number]

export type TraceExport = {
  /** The next piece of the file; the first has its head. */
  part(records: readonly EvidenceRecord[]): Uint8Array
  /** The last piece. */
  end(): Uint8Array
}

/** Writes what the records are in one format. Times are since 1970 when the attempt says when it started. */
type Writer = {
  head(startMs: number): Uint8Array
  records(records: readonly EvidenceRecord[], startMs: number): readonly Uint8Array[]
  readonly tail: Uint8Array
}

export function createTraceExport(format: TraceFormat): TraceExport {
  const writer = WRITERS[format]()
  let startMs: number | undefined
  return {
    part(records) {
      const opened = records.find((record) => record.kind === 'opened')?.startedAtMs
      const isFirst = startMs === undefined
      startMs ??= Math.max(0, opened ?? 0)
      return joined([isFirst ? writer.head(startMs) : NOTHING, ...writer.records(records, startMs)])
    },
    end: () => joined([startMs === undefined ? writer.head(0) : NOTHING, writer.tail]),
  }
}

const WRITERS: Readonly<Record<TraceFormat, () => Writer>> = {
  candump: () => ({
    head: () => NOTHING,
    records: (records, startMs) => [utf8(candumpOf(records, startMs))],
    tail: NOTHING,
  }),
  asc: () => ({
    head: (startMs) => utf8(formatAscHead(startMs)),
    records: (records) => [utf8(records.map(ascLine).join(''))],
    tail: utf8(ASC_END),
  }),
  pcapng: createPcapngWriter,
}

function ascLine(record: EvidenceRecord): string {
  if (record.kind !== 'frame') return ''
  const frame = canFrameOf(record)
  const channel = (record.channel ?? 0) + 1
  return frame === undefined ? '' : formatAscLine({ timeMs: Math.max(0, record.wallMs), channel, frame })
}

/** As tools know the ports of their protocols, whatever the attempt's own were. */
const DOIP_PORT = 13_400
const FIRST_CLIENT_PORT = 49_152

function createPcapngWriter(): Writer {
  const connections = new Map<number, TcpTrace>()

  function traffic({ connection, event, data, wallMs }: EvidenceOf<'doorTraffic'>, startMs: number): Uint8Array {
    const timeMs = startMs + Math.max(0, wallMs)
    let trace = connections.get(connection)
    if (trace === undefined) {
      trace = createTcpTrace({ clientPort: FIRST_CLIENT_PORT + (connection % 16_384), serverPort: DOIP_PORT })
      connections.set(connection, trace)
      if (event === 'opened') return trace.open(timeMs)
    }
    switch (event) {
      case 'opened':
        return NOTHING
      case 'closed':
        connections.delete(connection)
        return trace.close(timeMs)
      default:
        return trace.data(timeMs, event === 'received' ? 'client' : 'server', parseHex(data) ?? NOTHING)
    }
  }

  function packetOf(record: EvidenceRecord, startMs: number): Uint8Array {
    if (record.kind === 'doorTraffic' && record.door === 'doip') return traffic(record, startMs)
    if (record.kind !== 'frame') return NOTHING
    const frame = canFrameOf(record)
    const timeMs = startMs + Math.max(0, record.wallMs)
    return frame === undefined ? NOTHING : encodeCanPacket(timeMs, frame, record.channel ?? 0)
  }

  return {
    head: () => encodePcapngHead('Luban'),
    records: (records, startMs) => records.map((record) => packetOf(record, startMs)),
    tail: NOTHING,
  }
}

const NOTHING = new Uint8Array(0)
const utf8 = (text: string) => new TextEncoder().encode(text)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
