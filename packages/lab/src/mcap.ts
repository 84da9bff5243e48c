/**
 * MCAP files: the records that one attempt needs, bytes to values and back.
 * MCAP format specification, version 0 (https://mcap.dev/spec).
 *
 * Written as a plain row of records without chunks, so that whatever reached the disk before a kill can be read.
 * Left out: chunks, message indexes, attachments (a reader meets them as `other`). `@mcap/core` is the referee in the
 * tests; its writer is not used here because it waits for a promise at every record.
 */
import { assert } from '@luban/stdx'

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
  const messageCounts = new Map<number, number>()
  let messageCount = 0
  let startMs = Infinity
  let endMs = 0

  function writeSchema(schema: McapSchema): void {
    const end = out.begin(OPCODES.schema)
    out.u16(schema.id)
    out.text(schema.name)
    out.text('jsonschema')
    out.text(schema.data)
    end()
  }

  function writeChannel(channel: McapChannel): void {
    const end = out.begin(OPCODES.channel)
    out.u16(channel.id)
    out.u16(channel.schemaId)
    out.text(channel.topic)
    out.text('json')
    out.u32(0) // No metadata.
    end()
  }

  function writeStatistics(): void {
    const end = out.begin(OPCODES.statistics)
    out.u64(messageCount)
    out.u16(summary.schemas.length)
    out.u32(summary.channels.length)
    out.u32(0) // Attachments.
    out.u32(summary.metadata.length)
    out.u32(0) // Chunks.
    out.u64(messageCount === 0 ? 0 : nsOf(startMs))
    out.u64(nsOf(endMs))
    out.u32(messageCounts.size * 10)
    for (const [channelId, count] of messageCounts) {
      out.u16(channelId)
      out.u64(count)
    }
    end()
  }

  function writeMetadataIndexes(): void {
    for (const { name, at, length } of summary.metadata) {
      const end = out.begin(OPCODES.metadataIndex)
      out.u64(at)
      out.u64(length)
      out.text(name)
      end()
    }
  }

  return {
    get byteCount() {
      return out.byteCount
    },
    take: () => out.take(),
    header(profile: string, library: string): void {
      out.bytes(MAGIC)
      const end = out.begin(OPCODES.header)
      out.text(profile)
      out.text(library)
      end()
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
      const end = out.begin(OPCODES.message)
      out.u16(channelId)
      out.u32(sequence)
      out.u64(nsOf(logMs))
      out.u64(nsOf(publishMs))
      out.rawText(json)
      end()
      messageCount++
      messageCounts.set(channelId, (messageCounts.get(channelId) ?? 0) + 1)
      startMs = Math.min(startMs, logMs)
      endMs = Math.max(endMs, logMs)
    },
    metadata({ name, entries }: McapMetadata): void {
      const at = out.byteCount
      const end = out.begin(OPCODES.metadata)
      out.text(name)
      out.textMap(entries)
      end()
      summary.metadata.push({ name, at, length: out.byteCount - at })
    },
    /** Writes the end of the data, the summary and the footer. Nothing may follow. */
    end(): void {
      const dataCrc = out.crc()
      const end = out.begin(OPCODES.dataEnd)
      out.u32(dataCrc)
      end()
      out.restartCrc()
      const summaryStart = out.byteCount
      const groups = [
        [OPCODES.schema, () => summary.schemas.forEach(writeSchema)],
        [OPCODES.channel, () => summary.channels.forEach(writeChannel)],
        [OPCODES.statistics, writeStatistics],
        [OPCODES.metadataIndex, writeMetadataIndexes],
      ] as const
      const offsets = groups.map(([opcode, write]) => {
        const at = out.byteCount
        write()
        return { opcode, at, length: out.byteCount - at }
      })
      const offsetStart = out.byteCount
      for (const { opcode, at, length } of offsets.filter((group) => group.length > 0)) {
        const endOffset = out.begin(OPCODES.summaryOffset)
        out.u8(opcode)
        out.u64(at)
        out.u64(length)
        endOffset()
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
  return reader.isShort ? undefined : record
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

/** Bytes that grow, with the running checksum that the end of the file needs. */
function createByteWriter() {
  const encoder = new TextEncoder()
  let buffer = new Uint8Array(64 * 1024)
  let view = new DataView(buffer.buffer)
  let length = 0
  let takenBytes = 0
  let checkedLength = 0
  let crcState = CRC_START

  function reserve(byteCount: number): void {
    if (length + byteCount <= buffer.length) return
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + byteCount))
    larger.set(buffer.subarray(0, length))
    buffer = larger
    view = new DataView(buffer.buffer)
  }

  function check(): void {
    crcState = crcOf(crcState, buffer, checkedLength, length)
    checkedLength = length
  }

  function u32(value: number): void {
    reserve(4)
    view.setUint32(length, value, true)
    length += 4
  }

  function u64(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, 'a 64-bit field holds a whole number below 2^53')
    reserve(8)
    view.setUint32(length, value % UINT32, true)
    view.setUint32(length + 4, Math.floor(value / UINT32), true)
    length += 8
  }

  function rawText(text: string): number {
    reserve(text.length * 3) // UTF-8 needs at most three bytes per UTF-16 unit.
    const { written } = encoder.encodeInto(text, buffer.subarray(length))
    length += written
    return written
  }

  function text(value: string): void {
    u32(0)
    const at = length
    const byteCount = rawText(value)
    view.setUint32(at - 4, byteCount, true)
  }

  return {
    get byteCount() {
      return takenBytes + length
    },
    u8(value: number): void {
      reserve(1)
      buffer[length++] = value
    },
    u16(value: number): void {
      reserve(2)
      view.setUint16(length, value, true)
      length += 2
    },
    u32,
    u64,
    text,
    rawText,
    textMap(entries: Readonly<Record<string, string>>): void {
      u32(0)
      const at = length
      for (const [key, value] of Object.entries(entries)) {
        text(key)
        text(value)
      }
      view.setUint32(at - 4, length - at, true)
    },
    bytes(bytes: Uint8Array): void {
      reserve(bytes.length)
      buffer.set(bytes, length)
      length += bytes.length
    },
    /** Starts a record; the function it returns ends it by writing its length. */
    begin(opcode: number): () => void {
      reserve(HEADER_BYTES)
      buffer[length] = opcode
      length += HEADER_BYTES
      const at = length
      return () => {
        view.setUint32(at - 8, length - at, true)
        view.setUint32(at - 4, 0, true)
      }
    },
    crc(): number {
      check()
      return crcResult(crcState)
    },
    restartCrc(): void {
      check()
      crcState = CRC_START
    },
    /** A copy: the buffer is used again. */
    take(): Uint8Array {
      check()
      const taken = buffer.slice(0, length)
      takenBytes += length
      length = 0
      checkedLength = 0
      return taken
    },
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
    get isShort() {
      return isShort
    },
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

const CRC_START = 0xffff_ffff

/** CRC-32 as of IEEE 802.3, reflected, one table. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1
  return value
})

function crcOf(state: number, bytes: Uint8Array, from: number, to: number): number {
  let crc = state
  for (let i = from; i < to; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8)
  return crc
}

function crcResult(state: number): number {
  return (state ^ 0xffff_ffff) >>> 0
}

export function crc32(bytes: Uint8Array): number {
  return crcResult(crcOf(CRC_START, bytes, 0, bytes.length))
}
