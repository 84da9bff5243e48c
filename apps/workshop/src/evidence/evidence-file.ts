/**
 * The evidence of a running attempt on the disk: lab's log, appended to one file and hashed as it goes.
 *
 * Written at once, into the system's own memory: what `flush` has returned for survives the death of this process, and the
 * answer may go out; `seal` has it survive the machine's.
 */
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
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
  return evidenceFileOf(await open(path, 'wx'), path, { isContinued: false })
}

/** A file whose writer died. What it holds is adopted, part by part; then `goOn`, and it is written behind that. */
export type ContinuedEvidenceFile = EvidenceFile & {
  adopt(bytes: Uint8Array): void
  /** Whatever follows what was adopted is cut off: half a record. */
  goOn(): Promise<void>
}

/** Throws what the system says. */
export async function reopenEvidenceFile(path: string): Promise<ContinuedEvidenceFile> {
  return evidenceFileOf(await open(path, 'r+'), path, { isContinued: true })
}

function evidenceFileOf(file: FileHandle, path: string, { isContinued }: { isContinued: boolean }) {
  const hash = createBatchedHash()
  let position = 0
  const log = createEvidenceLog({
    isContinued,
    write(bytes) {
      hash.update(bytes)
      for (let at = 0; at < bytes.length; ) {
        const written = writeSync(file.fd, bytes, at, bytes.length - at, position)
        at += written
        position += written
      }
    },
  })

  return {
    adopt(bytes: Uint8Array): void {
      hash.update(bytes)
      log.adopt(bytes)
      position += bytes.length
    },
    goOn: () => file.truncate(position),
    record: log.record,
    frame: log.frame,
    doorTraffic: log.doorTraffic,
    flush: log.flush,
    async seal(sealing: Sealing) {
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
    recordCount: log.recordCount,
    byteCount: log.byteCount,
    isSealed: log.isSealed,
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
