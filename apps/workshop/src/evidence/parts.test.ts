/** Evidence read part by part tells what lab reads of the whole file: sealed, cut anywhere, or damaged. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createEvidenceLog, type EvidenceRecord, readEvidence } from '@luban/lab'
import fc from 'fast-check'
import { openGrowingParts, readParts, truthAtByte } from './parts.ts'

const folder = mkdtempSync(join(tmpdir(), 'luban-parts-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'attempt.mcap')

/** Several parts long, with one record that is longer than a part. */
function makeEvidence(): Buffer {
  const written: Uint8Array[] = []
  const log = createEvidenceLog({ write: (bytes) => void written.push(bytes.slice()) })
  const times = (tick: number) => ({ tick, stationMs: tick * 10, wallMs: tick * 10 })
  const opened = { attempt: 'a', exercise: 'e', exerciseVersion: 1, mode: 'practice', model: 'm' } as const
  log.record({ kind: 'opened', ...times(0), ...opened, stepMs: 10, seed: 1, startedAtMs: 0, versions: {} })
  for (let tick = 1; tick < 2000; tick++) {
    log.frame(times(tick), 'tool', { id: tick % 0x7ff, isExtended: false, data: Uint8Array.of(tick & 0xff, 1, 2) })
    if (tick === 700) log.record({ kind: 'view', ...times(tick), view: { text: 'x'.repeat(150_000) }, stateHash: 'h' })
  }
  log.seal({ ...times(2000), reason: 'cancelledByTrainee', truth: [{ id: 'what was wrong' }] })
  return Buffer.concat(written)
}

async function readInParts(bytes: Uint8Array) {
  await writeFile(path, bytes)
  const records: EvidenceRecord[] = []
  let isEnd = false
  let partCount = 0
  for await (const part of readParts(path)) {
    assert.equal(part.firstIndex, records.length)
    records.push(...part.records)
    isEnd = part.isEnd
    partCount++
  }
  return { records, isEnd, partCount }
}

const sealed = makeEvidence()

/** MCAP version 0: where the record begins whose content has `text` behind so many bytes; its opcode says that it does. */
function recordWith(text: string, { opcode, behindBytes }: { opcode: number; behindBytes: number }): number {
  const atByte = sealed.indexOf(text) - behindBytes - 9
  assert.equal(sealed[atByte], opcode)
  return atByte
}

/** Metadata begins with its name, a text with its length before it. */
const truthStart = recordWith('truth', { opcode: 0x0c, behindBytes: 4 })
/** Before the data of a message: its channel, its number and two times. */
const messageStart = recordWith('{"tick":0,"attempt"', { opcode: 0x05, behindBytes: 2 + 4 + 8 + 8 })

test('a sealed file has the same records in parts as in one, and its end', async () => {
  const { records, isEnd, partCount } = await readInParts(sealed)
  assert(partCount > 4)
  assert.equal(isEnd, true)
  assert.deepEqual(records, readEvidence(sealed).records)
})

test('a file that was cut anywhere has every whole record before the cut, and no end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), async (length) => {
      const bytes = sealed.subarray(0, length)
      const { records, isEnd } = await readInParts(bytes)
      assert.deepEqual([records.length, isEnd], [readEvidence(bytes).records.length, false])
    }),
    { numRuns: 40 },
  )
})

test('a file with damage anywhere never makes the reading throw or go on for ever', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const bytes = Buffer.from(sealed)
      bytes[at] ^= change
      const { records } = await readInParts(bytes)
      assert(records.length <= readEvidence(sealed).records.length)
    }),
    { numRuns: 40 },
  )
})

test('up to its truth, sealed evidence has every record, no truth and no seal', async () => {
  await writeFile(path, sealed)
  const at = await truthAtByte(path)
  assert.equal(at, truthStart)
  const cut = sealed.subarray(0, at)
  assert.equal(Buffer.from(cut).includes('truth'), false)
  const reading = readEvidence(cut)
  assert.deepEqual(reading.records, readEvidence(sealed).records)
  assert.deepEqual([reading.isSealed, reading.isIntact, reading.truth], [false, false, undefined])
})

test('a file without truth has no place of it, and one whose damage could hide it is refused', async () => {
  await writeFile(path, sealed.subarray(0, truthStart))
  assert.equal(await truthAtByte(path), undefined)
  const damaged = Buffer.from(sealed)
  damaged.writeBigUInt64LE(1n << 40n, messageStart + 1)
  await writeFile(path, damaged)
  await assert.rejects(truthAtByte(path), /damaged/)
})

test('a record as long as a part, give or take its head, is read from a file that still grows', async () => {
  const shortest = evidenceWithText(0).length
  for (let byteCount = 65_520; byteCount <= 65_545; byteCount++) {
    // Of the whole record, its head among them.
    const bytes = evidenceWithText(byteCount - (shortest - evidenceWithText().length))
    await writeFile(path, bytes)
    const parts = await openGrowingParts(path)
    const kinds: string[] = []
    for (let part = await parts.next(); part !== undefined; part = await parts.next()) {
      kinds.push(...part.records.map(({ kind }) => kind))
    }
    await parts.close()
    assert.deepEqual(kinds, ['opened', 'view', 'frame'], `a record of ${byteCount} bytes`)
  }
})

/** Not sealed. Without a length of the text there is no view with it. */
function evidenceWithText(length?: number): Buffer {
  const written: Uint8Array[] = []
  const log = createEvidenceLog({ write: (bytes) => void written.push(bytes.slice()) })
  const opened = { attempt: 'a', exercise: 'e', exerciseVersion: 1, mode: 'practice', model: 'm' } as const
  log.record({ kind: 'opened', ...AT_0, ...opened, stepMs: 10, seed: 1, startedAtMs: 0, versions: {} })
  if (length !== undefined) log.record({ kind: 'view', ...AT_0, view: { text: 'x'.repeat(length) }, stateHash: 'h' })
  log.frame(AT_0, 'tool', { id: 1, isExtended: false, data: Uint8Array.of(1) })
  log.flush()
  return Buffer.concat(written)
}

const AT_0 = { tick: 0, stationMs: 0, wallMs: 0 }
