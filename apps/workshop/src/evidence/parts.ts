/**
 * The evidence file of an attempt read part by part: an hour with a fast tool is more than anybody should hold in memory,
 * and reading it at once would keep the whole workshop waiting.
 *
 * A part is a row of whole MCAP records, some tens of kilobytes; behind the head of the file (its schemas and channels)
 * it is an MCAP file itself, broken off, and lab reads it like any other. Between two parts everybody else has a turn.
 * Whether a file is the one that was sealed is not asked here: kept.ts.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { setImmediate as othersTurn } from 'node:timers/promises'
import { type EvidenceRecord, readEvidence } from '@luban/lab'
import { assert } from '@luban/stdx'

export type EvidencePart = {
  readonly records: readonly EvidenceRecord[]
  /** The place of the first of them in the whole file. */
  readonly firstIndex: number
  /** The last part of a file that has its end. */
  readonly isEnd: boolean
}

const PART_BYTES = 64 * 1024
/** Longer than any record of ours: what claims more is damage, and ends the reading as a cut would. */
const RECORD_BYTES_MAX = 16 * 1024 * 1024
/** MCAP version 0: the magic; then records of opcode (1 byte), length (8 bytes, little-endian) and content. */
const MAGIC_BYTES = 8
const RECORD_HEAD_BYTES = 9
const OPCODE = { footer: 0x02, message: 0x05, metadata: 0x0c } as const

/** What lab says of a file that goes on, or was cut. Other faults are of single records. */
const UNENDED: ReadonlySet<string> = new Set(['noMagic', 'cut', 'malformed', 'noClosingMagic', 'bytesAfterEnd'])

export async function* readParts(path: string): AsyncGenerator<EvidencePart> {
  let head: Uint8Array | undefined
  let firstIndex = 0
  let isClosed = false
  for await (const { bytes, atMessage } of rows(path)) {
    const reading = readEvidence(head === undefined ? bytes : Buffer.concat([head, bytes]))
    if (head === undefined && atMessage !== undefined) head = bytes.slice(0, atMessage)
    if (reading.records.length > 0) isClosed = reading.records.at(-1)?.kind === 'closed'
    yield {
      records: reading.records,
      firstIndex,
      isEnd: isClosed && !reading.faults.some(({ kind }) => UNENDED.has(kind)),
    }
    // Behind what is no record at all lab reads nothing either: what follows could not be told from damage.
    if (reading.faults.some(({ kind }) => kind === 'malformed')) return
    firstIndex += reading.records.length
    await othersTurn()
  }
}

/** What has come in a file that somebody writes, or wrote until they died. Whole records: half a one waits. */
export type GrowingPart = { readonly records: readonly EvidenceRecord[]; readonly bytes: Uint8Array }

export type GrowingParts = {
  /** Undefined: nothing more is there by now. */
  next(): Promise<GrowingPart | undefined>
  /** Of the file that has been given out, 0 to 1. */
  share(): Promise<number>
  close(): Promise<void>
}

export async function openGrowingParts(path: string): Promise<GrowingParts> {
  const file = await open(path)
  let head: Uint8Array | undefined
  let atByte = 0

  async function wholeRow(byteCount: number): Promise<ReturnType<typeof wholeRecords> & { bytes: Buffer }> {
    const bytes = await readSome(file, atByte, byteCount)
    const row = wholeRecords(bytes, atByte === 0 ? MAGIC_BYTES : 0)
    const isLong = row.end === 0 && RECORD_HEAD_BYTES + row.length > byteCount && row.length <= RECORD_BYTES_MAX
    return isLong ? await wholeRow(RECORD_HEAD_BYTES + row.length) : { ...row, bytes: bytes.subarray(0, row.end) }
  }

  return {
    async next() {
      const { bytes, atMessage } = await wholeRow(PART_BYTES)
      if (bytes.length === 0 || (atByte === 0 && bytes.length <= MAGIC_BYTES)) return undefined
      const { records } = readEvidence(head === undefined ? bytes : Buffer.concat([head, bytes]))
      // A head that is not whole yet is read again with what follows.
      if (head === undefined && atMessage === undefined) return undefined
      head ??= bytes.slice(0, atMessage)
      atByte += bytes.length
      return { records, bytes }
    },
    share: async () => atByte / Math.max(1, (await file.stat()).size),
    close: () => file.close(),
  }
}

/**
 * Where the truth begins, the one metadata record of an evidence file; undefined where there is none. What comes before it
 * holds every record and claims no seal: it is for somebody who may not know yet what was wrong.
 */
export async function truthAtByte(path: string): Promise<number | undefined> {
  for await (const { atByte, atMetadata, isDamaged } of rows(path)) {
    if (atMetadata !== undefined) return atByte + atMetadata
    // Behind damage the truth could not be told from the rest: better no file than one with it.
    assert(!isDamaged, `${path} is damaged`)
  }
  return undefined
}

type Row = {
  /** Whole records; in the first row behind the magic, in the last one with what follows the footer. */
  readonly bytes: Uint8Array
  readonly atByte: number
  /** Where in `bytes` the first of these begins. */
  readonly atMessage: number | undefined
  readonly atMetadata: number | undefined
  /** A record claims more than any of ours has: what follows is not cut into records. */
  readonly isDamaged: boolean
}

async function* rows(path: string): AsyncGenerator<Row> {
  const file = await open(path)
  try {
    let atByte = 0
    for (let rest = Buffer.alloc(0), isOver = false; !isOver; ) {
      const more = await readSome(file, atByte + rest.length)
      const bytes = Buffer.concat([rest, more])
      const { end, length, ...first } = wholeRecords(bytes, atByte === 0 ? MAGIC_BYTES : 0)
      const isDamaged = length > RECORD_BYTES_MAX
      isOver = more.length === 0 || isDamaged
      const taken = isOver ? bytes.length : end
      if (taken > 0) yield { bytes: bytes.subarray(0, taken), atByte, isDamaged, ...first }
      atByte += taken
      rest = bytes.subarray(taken)
    }
  } finally {
    await file.close()
  }
}

async function readSome(file: FileHandle, position: number, byteCount = PART_BYTES): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(byteCount), 0, byteCount, position)
  return buffer.subarray(0, bytesRead)
}

/** `end`: behind the last whole record; `length`: of the record that is not whole. What follows a footer belongs to it. */
function wholeRecords(bytes: Buffer, start: number) {
  let end = Math.min(start, bytes.length)
  let atMessage: number | undefined
  let atMetadata: number | undefined
  let length = 0
  while (end + RECORD_HEAD_BYTES <= bytes.length) {
    const opcode = bytes[end]
    length = Number(bytes.readBigUInt64LE(end + 1))
    // The footer and the closing magic behind it are some bytes: they wait for the end of the file together.
    if (opcode === OPCODE.footer || end + RECORD_HEAD_BYTES + length > bytes.length) break
    if (opcode === OPCODE.message) atMessage ??= end
    if (opcode === OPCODE.metadata) atMetadata ??= end
    end += RECORD_HEAD_BYTES + length
    length = 0
  }
  return { end, length, atMessage, atMetadata }
}
