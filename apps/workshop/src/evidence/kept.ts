/** The evidence of an ended attempt as it lies on the disk, held against the SHA-256 that the database keeps of it. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { ApiError } from '../errors.ts'

/**
 * The path of a file that is what was sealed: to be read part by part. Throws `EVIDENCE_NOT_FOUND` or `EVIDENCE_CHANGED`.
 * `sha256` is null while the attempt runs, and where nothing was sealed.
 */
export async function findKeptEvidence(path: string | undefined, sha256: string | null): Promise<string> {
  try {
    if (path === undefined) throw new ApiError('EVIDENCE_NOT_FOUND')
    await access(path)
    if (sha256 !== null && (await sha256Of(path)) !== sha256) throw new ApiError('EVIDENCE_CHANGED')
    return path
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError('EVIDENCE_NOT_FOUND', {}, { cause: error })
  }
}

/** Of the whole file, read part by part. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path)) hash.update(bytes)
  return hash.digest('hex')
}
