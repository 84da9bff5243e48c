/**
 * The evidence of a running attempt on the disk: lab's log, appended to one file and hashed as it goes.
 *
 * Writing waits for nobody: a batch is handed to the system while the station goes on. What `flush` has resolved for
 * survives the death of this process; `seal` has it survive the machine's.
 */
import { createHash } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createEvidenceLog, type EvidenceLog, type Sealing } from '@luban/lab'

export type EvidenceFile = Omit<EvidenceLog, 'seal'> & {
  /** Writes the end and the truth; the SHA-256 of the whole file. */
  seal(sealing: Sealing): Promise<string>
  /** For a station that was lost: what can still be written is, and the file stays without its end. */
  close(): Promise<void>
  /** For a station that never came alive: no file remains. */
  discard(): Promise<void>
}

/** Throws what the system says; a file that is there already is never written over. */
export async function createEvidenceFile(path: string): Promise<EvidenceFile> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'wx')
  const hash = createHash('sha256')
  const log = createEvidenceLog({
    async write(bytes) {
      hash.update(bytes)
      for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
    },
  })

  return {
    record: log.record,
    frame: log.frame,
    doorTraffic: log.doorTraffic,
    flush: log.flush,
    async seal(sealing) {
      try {
        await log.seal(sealing)
        await file.sync()
      } finally {
        await file.close()
      }
      return hash.digest('hex')
    },
    async close() {
      await log.flush().catch(() => {}) // The disk may be what failed.
      await file.close()
    },
    async discard() {
      await file.close()
      await rm(path, { force: true })
    },
    get recordCount() {
      return log.recordCount
    },
    get byteCount() {
      return log.byteCount
    },
    get isSealed() {
      return log.isSealed
    },
  }
}
