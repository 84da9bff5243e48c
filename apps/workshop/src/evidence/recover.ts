/**
 * The evidence of an attempt whose station died: kept up to its last whole record, closed with the reason, sealed.
 *
 * The whole records are written anew beside the file and then take its place, so that a second death finds the old
 * file or the new one, never half of each. A file that was sealed in time stays as it is. Read part by part, twice where
 * it must be written anew: of hours of evidence only tens of kilobytes are in memory.
 */
import { access, rename, rm } from 'node:fs/promises'
import type { EvidenceRecord } from '@luban/lab'
import { createEvidenceFile } from './evidence-file.ts'
import { sha256Of } from './kept.ts'
import { readParts } from './parts.ts'

export type Recovered = {
  readonly sha256: string
  /** Why it had been closed before the death: the attempt was over, only nobody had written it down. */
  readonly sealedReason: string | undefined
}

/** What is written at the end of evidence that has none. */
export type End = { readonly reason: string; readonly truth: unknown }

/** Undefined when there is no file, or nothing whole in it. `see` is told every record, in order. */
export async function recoverEvidence(
  path: string,
  end: End,
  see: (record: EvidenceRecord) => void = () => {},
): Promise<Recovered | undefined> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (!isThere) return undefined
  let last: EvidenceRecord | undefined
  let isSealed = false
  for await (const { records, isEnd } of readParts(path)) {
    records.forEach(see)
    last = records.at(-1) ?? last
    isSealed = isEnd
  }
  if (last === undefined) return undefined
  if (isSealed && last.kind === 'closed') return { sha256: await sha256Of(path), sealedReason: last.reason }
  return { sha256: await rewrite(path, last, end), sealedReason: undefined }
}

async function rewrite(path: string, { tick, stationMs, wallMs }: EvidenceRecord, end: End): Promise<string> {
  const beside = `${path}.recovered`
  await rm(beside, { force: true })
  const file = await createEvidenceFile(beside)
  for await (const { records } of readParts(path)) {
    for (const record of records) if (record.kind !== 'closed') file.record(record)
    file.flush()
  }
  const sha256 = await file.seal({ ...end, tick, stationMs, wallMs })
  await rename(beside, path)
  return sha256
}
