/**
 * MCAP files: the records that one attempt needs, bytes to values and back.
 * MCAP format specification, version 0 (https://mcap.dev/spec).
 *
 * Written as a plain row of records without chunks, so that whatever reached the disk before a kill can be read.
 * Left out: chunks, message indexes, attachments (a reader meets them as `other`). `@mcap/core` is the referee in the
 * tests; its writer is not used here because it waits for a promise at every record.
 */
import { assert } from '@luban/stdx'
import { type ByteWriter, createByteWriter } from './byte-writer.ts'

export const MAGIC = Uint8Array.of(0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a)

export const OPCODES = {
  header: 0x01,
  footer: 0x02,
  schema: 0x03,
  channel: 0x04,
  message: 0x05,
  statistics: 0x0b,
  metadata: 0x0c,
  metadataIndex: 0x0d,
  summaryOffset: 0x0e,
  dataEnd: 0x0f,
} as const

export type McapSchema = { readonly id: number; readonly name: string; readonly data: string }
export type McapChannel = { readonly id: number; readonly schemaId: number; readonly topic: string }

/** Times are milliseconds; the file holds whole nanoseconds. */
export type McapMessage = {
  readonly channelId: number
  readonly sequence: number
  readonly logMs: number
  readonly publishMs: number
  readonly data: Uint8Array
}

export type McapMetadata = { readonly name: string; readonly entries: Readonly<Record<string, string>> }

export type McapRecord =
  | { readonly kind: 'header'; readonly profile: string; readonly library: string }
  | ({ readonly kind: 'schema' } & McapSchema)
  | ({ readonly kind: 'channel' } & McapChannel)
  | ({ readonly kind: 'message' } & McapMessage)
  | ({ readonly kind: 'metadata' } & McapMetadata)
  | { readonly kind: 'dataEnd'; readonly dataCrc: number }
  | { readonly kind: 'footer'; readonly summaryStart: number; readonly summaryCrc: number }
  | { readonly kind: 'other'; readonly opcode: number }

/** A record and where it starts. */
export type PlacedMcapRecord = McapRecord & { readonly atByte: number }

/** `endByte`: everything before it is whole records; `fault`: why reading ended there, unless the file is complete. */
export type McapReading = {
  readonly records: readonly PlacedMcapRecord[]
  readonly endByte: number
  readonly fault?: 'noMagic' | 'cut' | 'malformed' | 'noClosingMagic' | 'bytesAfterEnd'
}

const HEADER_BYTES = 9 // Opcode and length.
/** The summary's checksum covers the footer up to itself: opcode, length and two positions. */
export const FOOTER_CHECKED_BYTES = 25
const NS_PER_MS = 1e6
const UINT32 = 0x1_0000_0000

export type McapWriter = ReturnType<typeof createMcapWriter>
export type JsonWriter = Pick<ByteWriter, 'ascii' | 'decimal' | 'hex'>

/** Collects the bytes of a file; `take` hands over what was written since the last time. */
export function createMcapWriter() {
  const out = createByteWriter()
  const summary: {
    schemas: McapSchema[]
    channels: McapChannel[]
    metadata: { name: string; at: number; length: number }[]
  } = {
    schemas: [],
    channels: [],
    metadata: [],
  }
  /** By channel. */
  const messageCounts: number[] = []
  let messageCount = 0
  let startMs = Infinity
  let endMs = 0

  function writeSchema(schema: McapSchema): void {
    const start = beginRecord(OPCODES.schema)
    out.u16(schema.id)
    out.text(schema.name)
    out.text('jsonschema')
    out.text(schema.data)
    endRecord(start)
  }

  function writeChannel(channel: McapChannel): void {
    const start = beginRecord(OPCODES.channel)
    out.u16(channel.id)
    out.u16(channel.schemaId)
    out.text(channel.topic)
    out.text('json')
    out.u32(0) // No metadata.
    endRecord(start)
  }

  function writeStatistics(): void {
    const start = beginRecord(OPCODES.statistics)
    out.u64(messageCount)
    out.u16(summary.schemas.length)
    out.u32(summary.channels.length)
    out.u32(0) // Attachments.
    out.u32(summary.metadata.length)
    out.u32(0) // Chunks.
    out.u64(messageCount === 0 ? 0 : nsOf(startMs))
    out.u64(nsOf(endMs))
    const counted = [...messageCounts.entries()].filter(([, count]) => count > 0)
    out.u32(counted.length * 10)
    for (const [channelId, count] of counted) {
      out.u16(channelId)
      out.u64(count)
    }
    endRecord(start)
  }

  function writeMetadataIndexes(): void {
    for (const { name, at, length } of summary.metadata) {
      const start = beginRecord(OPCODES.metadataIndex)
      out.u64(at)
      out.u64(length)
      out.text(name)
      endRecord(start)
    }
  }

  /** Where the content starts: `endRecord`, called behind it, needs to know. */
  function beginRecord(opcode: number): number {
    out.u8(opcode)
    out.u64(0)
    return out.byteCount()
  }

  function endRecord(start: number): void {
    out.patchU32(start - 8, out.byteCount() - start)
  }

  function beginMessage(channelId: number, sequence: number, logMs: number, publishMs: number): number {
    const logNs = nsOf(logMs)
    const publishNs = nsOf(publishMs)
    // From here on nothing may throw: half a record would spoil those behind it.
    const start = beginRecord(OPCODES.message)
    out.u16(channelId)
    out.u32(sequence)
    out.u64(logNs)
    out.u64(publishNs)
    countMessage(channelId, logMs)
    return start
  }

  function countMessage(channelId: number, logMs: number): void {
    messageCount++
    messageCounts[channelId] = (messageCounts[channelId] ?? 0) + 1
    if (logMs < startMs) startMs = logMs
    if (logMs > endMs) endMs = logMs
  }

  function adoptRecord(opcode: number, content: Uint8Array): void {
    if (opcode === OPCODES.message) {
      const reader = createByteReader(content)
      const channelId = reader.u16()
      reader.u32() // The sequence is the count of messages.
      countMessage(channelId, reader.u64() / NS_PER_MS)
      return
    }
    const record = decodeRecord(opcode, content)
    if (record?.kind === 'schema') summary.schemas.push(record)
    if (record?.kind === 'channel') summary.channels.push(record)
  }

  return {
    byteCount: out.byteCount,
    take: out.take,
    messageCount: () => messageCount,
    /**
     * The beginning of a file that another writer like this one left without its end: to be gone on with. Whole records,
     * part by part, the first with the magic.
     */
    adopt(bytes: Uint8Array): void {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      let at = out.byteCount() === 0 ? MAGIC.length : 0
      while (at < bytes.length) {
        const next = at + HEADER_BYTES + readU64(view, at + 1)
        assert(next <= bytes.length, 'only whole records are adopted')
        adoptRecord(bytes[at], bytes.subarray(at + HEADER_BYTES, next))
        at = next
      }
      out.adopt(bytes)
    },
    header(profile: string, library: string): void {
      out.bytes(MAGIC)
      const start = beginRecord(OPCODES.header)
      out.text(profile)
      out.text(library)
      endRecord(start)
    },
    schema(schema: McapSchema): void {
      summary.schemas.push(schema)
      writeSchema(schema)
    },
    channel(channel: McapChannel): void {
      summary.channels.push(channel)
      writeChannel(channel)
    },
    /** `json` is the message's text. */
    message({ channelId, sequence, logMs, publishMs }: Omit<McapMessage, 'data'>, json: string): void {
      const start = beginMessage(channelId, sequence, logMs, publishMs)
      out.rawText(json)
      endRecord(start)
    },
    /** The same for thousands a second: the caller writes the text into `json`, between these two. */
    beginMessage,
    endMessage: endRecord,
    json: out as JsonWriter,
    metadata({ name, entries }: McapMetadata): void {
      const at = out.byteCount()
      const start = beginRecord(OPCODES.metadata)
      out.text(name)
      out.textMap(entries)
      endRecord(start)
      summary.metadata.push({ name, at, length: out.byteCount() - at })
    },
    /** Writes the end of the data, the summary and the footer. Nothing may follow. */
    end(): void {
      const dataCrc = out.crc()
      const start = beginRecord(OPCODES.dataEnd)
      out.u32(dataCrc)
      endRecord(start)
      out.restartCrc()
      const summaryStart = out.byteCount()
      const groups = [
        [OPCODES.schema, () => summary.schemas.forEach(writeSchema)],
        [OPCODES.channel, () => summary.channels.forEach(writeChannel)],
        [OPCODES.statistics, writeStatistics],
        [OPCODES.metadataIndex, writeMetadataIndexes],
      ] as const
      const offsets = groups.map(([opcode, write]) => {
        const at = out.byteCount()
        write()
        return { opcode, at, length: out.byteCount() - at }
      })
      const offsetStart = out.byteCount()
      for (const { opcode, at, length } of offsets.filter((group) => group.length > 0)) {
        const start = beginRecord(OPCODES.summaryOffset)
        out.u8(opcode)
        out.u64(at)
        out.u64(length)
        endRecord(start)
      }
      out.u8(OPCODES.footer)
      out.u64(20)
      out.u64(summaryStart)
      out.u64(offsetStart)
      out.u32(out.crc())
      out.bytes(MAGIC)
    },
  }
}

/** Reads whatever is there, record by record. Never throws: a file may have been cut or written by anyone. */
export function decodeMcap(bytes: Uint8Array): McapReading {
  if (!startsWithMagic(bytes, 0)) return { records: [], endByte: 0, fault: 'noMagic' }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: PlacedMcapRecord[] = []
  let at = MAGIC.length
  while (at < bytes.length) {
    if (at + HEADER_BYTES > bytes.length) return { records, endByte: at, fault: 'cut' }
    const length = readU64(view, at + 1)
    const next = at + HEADER_BYTES + length
    if (next > bytes.length) return { records, endByte: at, fault: 'cut' }
    const record = decodeRecord(bytes[at], bytes.subarray(at + HEADER_BYTES, next))
    if (record === undefined) return { records, endByte: at, fault: 'malformed' }
    records.push({ ...record, atByte: at })
    at = next
    if (record.kind === 'footer') return atFooter(bytes, records, at)
  }
  return { records, endByte: at, fault: 'cut' }
}

function atFooter(bytes: Uint8Array, records: readonly PlacedMcapRecord[], at: number): McapReading {
  if (!startsWithMagic(bytes, at)) return { records, endByte: at, fault: 'noClosingMagic' }
  const endByte = at + MAGIC.length
  return endByte < bytes.length ? { records, endByte, fault: 'bytesAfterEnd' } : { records, endByte }
}

function decodeRecord(opcode: number, content: Uint8Array): McapRecord | undefined {
  const reader = createByteReader(content)
  const record = decodeContent(opcode, reader)
  return reader.isShort() ? undefined : record
}

function decodeContent(opcode: number, reader: ByteReader): McapRecord {
  switch (opcode) {
    case OPCODES.header:
      return { kind: 'header', profile: reader.text(), library: reader.text() }
    case OPCODES.schema: {
      const id = reader.u16()
      const name = reader.text()
      reader.text() // The encoding: ours is always jsonschema.
      return { kind: 'schema', id, name, data: reader.text() }
    }
    case OPCODES.channel:
      return { kind: 'channel', id: reader.u16(), schemaId: reader.u16(), topic: reader.text() }
    case OPCODES.message:
      return {
        kind: 'message',
        channelId: reader.u16(),
        sequence: reader.u32(),
        logMs: reader.u64() / NS_PER_MS,
        publishMs: reader.u64() / NS_PER_MS,
        data: reader.rest(),
      }
    case OPCODES.metadata:
      return { kind: 'metadata', name: reader.text(), entries: reader.textMap() }
    case OPCODES.dataEnd:
      return { kind: 'dataEnd', dataCrc: reader.u32() }
    case OPCODES.footer: {
      const summaryStart = reader.u64()
      reader.u64() // Where the summary's offsets start.
      return { kind: 'footer', summaryStart, summaryCrc: reader.u32() }
    }
    default:
      return { kind: 'other', opcode }
  }
}

type ByteReader = ReturnType<typeof createByteReader>

/** Reads past the end give zeros and set `isShort`, so that a decoder stays a plain list of fields. */
function createByteReader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoder = new TextDecoder()
  let at = 0
  let isShort = false

  function has(byteCount: number): boolean {
    if (at + byteCount > bytes.length) isShort = true
    return !isShort
  }

  function u32(): number {
    if (!has(4)) return 0
    at += 4
    return view.getUint32(at - 4, true)
  }

  function text(): string {
    const length = u32()
    if (!has(length)) return ''
    at += length
    return decoder.decode(bytes.subarray(at - length, at))
  }

  return {
    isShort: () => isShort,
    u16(): number {
      if (!has(2)) return 0
      at += 2
      return view.getUint16(at - 2, true)
    },
    u32,
    u64(): number {
      if (!has(8)) return 0
      at += 8
      return readU64(view, at - 8)
    },
    text,
    textMap(): Record<string, string> {
      const length = u32()
      const end = at + length
      if (!has(length)) return {}
      const entries: [string, string][] = []
      while (at < end && !isShort) entries.push([text(), text()])
      return Object.fromEntries(entries)
    },
    rest: () => bytes.subarray(at),
  }
}

function readU64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * UINT32 + view.getUint32(at, true)
}

function nsOf(ms: number): number {
  assert(ms >= 0 && ms <= Number.MAX_SAFE_INTEGER / NS_PER_MS, 'a time since the start, in milliseconds')
  return Math.round(ms * NS_PER_MS)
}

function startsWithMagic(bytes: Uint8Array, at: number): boolean {
  return MAGIC.every((byte, i) => bytes[at + i] === byte)
}
