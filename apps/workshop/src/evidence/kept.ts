/** The evidence of an ended attempt as it lies on the disk, held against the SHA-256 that the database keeps of it. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ApiError } from '../errors.ts'

/** Throws `EVIDENCE_NOT_FOUND` or `EVIDENCE_CHANGED`. `sha256` is null while the attempt runs, and where nothing was sealed. */
export async function readKeptEvidence(path: string | undefined, sha256: string | null): Promise<Uint8Array> {
  const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined)
  if (bytes === undefined) throw new ApiError('EVIDENCE_NOT_FOUND')
  if (sha256 !== null && createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new ApiError('EVIDENCE_CHANGED')
  }
  return bytes
}
