/**
 * The folder of evidence, tried before the workshop says that it is open: better now than when the first trainee has
 * chosen an exercise and the station finds nowhere to write.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ApiError } from '../errors.ts'

/** At a start nobody reads an answer's details: the place and the system's own words belong into the sentence. */
export class EvidenceFolderError extends ApiError {
  override name = 'EvidenceFolderError'

  constructor(folder: string, cause: unknown) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    super('EVIDENCE_FOLDER_UNUSABLE', { at: folder, problem }, { cause })
    this.message = `${this.message} (${folder}: ${problem})`
  }
}

/** Makes the folder when there is none, and writes a file in it as a station would. Throws `EVIDENCE_FOLDER_UNUSABLE`. */
export async function prepareEvidenceFolder(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${randomUUID()}`)
  try {
    await mkdir(folder, { recursive: true })
    const file = await open(probe, 'wx')
    try {
      await file.write('can this be written?')
      await file.sync()
    } finally {
      await file.close()
    }
    await rm(probe)
  } catch (error) {
    await rm(probe, { force: true }).catch(() => {}) // A full disk makes the file, and refuses what is in it.
    throw new EvidenceFolderError(folder, error)
  }
}
