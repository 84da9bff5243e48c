/**
 * The evidence of a running attempt on the disk: lab's log, appended to one file and hashed as it goes.
 *
 * Written at once, into the system's own memory: what `flush` has returned for survives the death of this process, and the
 * answer may go out; `seal` has it survive the machine's.
 */
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
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
  const hash = createBatchedHash()
  const log = createEvidenceLog({
    write(bytes) {
      hash.update(bytes)
      for (let at = 0; at < bytes.length; ) at += writeSync(file.fd, bytes, at)
    },
  })

  return {
    record: log.record,
    frame: log.frame,
    doorTraffic: log.doorTraffic,
    flush: log.flush,
    async seal(sealing) {
      try {
        log.seal(sealing)
        await file.sync()
      } finally {
        await file.close()
      }
      return hash.digestHex()
    },
    async close() {
      try {
        log.flush()
      } catch {
        // The disk may be what failed.
      }
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

/** SHA-256 of many small parts: handing over each costs more than hashing it. */
function createBatchedHash(): { update(bytes: Uint8Array): void; digestHex(): string } {
  const hash = createHash('sha256')
  const batch = new Uint8Array(16 * 1024)
  let length = 0
  const hand = (): void => {
    hash.update(batch.subarray(0, length))
    length = 0
  }
  return {
    update(bytes) {
      if (length + bytes.length > batch.length) hand()
      if (bytes.length > batch.length) {
        hash.update(bytes)
        return
      }
      batch.set(bytes, length)
      length += bytes.length
    },
    digestHex() {
      hand()
      return hash.digest('hex')
    },
  }
}
