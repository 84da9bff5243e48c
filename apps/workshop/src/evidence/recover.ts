/**
 * The evidence of an attempt whose station died: kept up to its last whole record, closed with the reason, sealed.
 *
 * The whole records are written anew beside the file and then take its place, so that a second death finds the old
 * file or the new one, never half of each. A file that was sealed in time stays as it is.
 */
import { createHash } from 'node:crypto'
import { readFile, rename, rm } from 'node:fs/promises'
import { type EvidenceReading, type EvidenceRecord, readEvidence } from '@luban/lab'
import { createEvidenceFile } from './evidence-file.ts'

export type Recovered = {
  readonly sha256: string
  readonly records: readonly EvidenceRecord[]
  /** It had been sealed before the death: the attempt was over, only nobody had written it down. */
  readonly wasSealed: boolean
}

/** Undefined when there is no file, or nothing whole in it. */
export async function recoverEvidence(path: string, reason: string, truth: unknown): Promise<Recovered | undefined> {
  const bytes = await readFile(path).catch(() => undefined)
  if (bytes === undefined) return undefined
  const reading = readEvidence(bytes)
  if (reading.isSealed) {
    return { sha256: createHash('sha256').update(bytes).digest('hex'), records: reading.records, wasSealed: true }
  }
  if (reading.records.length === 0) return undefined
  return { sha256: await rewrite(path, reading, { reason, truth }), records: reading.records, wasSealed: false }
}

async function rewrite(
  path: string,
  reading: EvidenceReading,
  end: { reason: string; truth: unknown },
): Promise<string> {
  const beside = `${path}.recovered`
  await rm(beside, { force: true })
  const file = await createEvidenceFile(beside)
  for (const record of reading.records) if (record.kind !== 'closed') file.record(record)
  const last = reading.records[reading.records.length - 1]
  const { stationMs, wallMs, tick } = last
  const sha256 = await file.seal({ ...end, stationMs, wallMs, tick })
  await rename(beside, path)
  return sha256
}
