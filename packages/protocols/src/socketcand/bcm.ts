/**
 * The broadcast manager of one socketcand connection: frames sent again and again, and which frames are of interest.
 *
 * Time is wall time. Bounded in jobs and filters; a job that the wire has no room for is sent at the next chance, once.
 */
import type { CanFrame } from '../can/frame.ts'
import type { Identifier } from './codec.ts'

export type BroadcastManager = {
  /** False when there are too many already. */
  add(intervalUs: number, frame: CanFrame, nowMs: number): boolean
  /** New content for a job, its time untouched; nothing happens when there is none. */
  update(frame: CanFrame): void
  delete(identifier: Identifier): void
  /** Without a mask: every frame. False when there are too many already. */
  listen(intervalUs: number, identifier: Identifier, mask?: Uint8Array): boolean
  unlisten(identifier: Identifier): void
  /** Is this frame of interest now? Told once for each frame, in their order. */
  isWanted(frame: CanFrame, nowMs: number): boolean
  /** Sends what is due; `send` answers false when there is no room. */
  service(nowMs: number, send: (frame: CanFrame) => boolean): void
}

const ENTRIES_MAX = 256

type Job = { frame: CanFrame; readonly intervalMs: number; dueMs: number }
type Filter = { readonly mask: Uint8Array | undefined; readonly intervalMs: number; last?: CanFrame; lastMs: number }

export function createBroadcastManager(): BroadcastManager {
  const jobs = new Map<number, Job>()
  const filters = new Map<number, Filter>()

  return {
    add(intervalUs, frame, nowMs) {
      if (jobs.size >= ENTRIES_MAX && !jobs.has(keyOf(frame))) return false
      jobs.set(keyOf(frame), { frame, intervalMs: intervalUs / 1000, dueMs: nowMs })
      return true
    },
    update(frame) {
      const job = jobs.get(keyOf(frame))
      if (job !== undefined) job.frame = frame
    },
    delete: (identifier) => void jobs.delete(keyOf(identifier)),
    listen(intervalUs, identifier, mask) {
      if (filters.size >= ENTRIES_MAX && !filters.has(keyOf(identifier))) return false
      filters.set(keyOf(identifier), { mask, intervalMs: intervalUs / 1000, lastMs: Number.NEGATIVE_INFINITY })
      return true
    },
    unlisten: (identifier) => void filters.delete(keyOf(identifier)),
    isWanted(frame, nowMs) {
      const filter = filters.get(keyOf(frame))
      if (filter === undefined || nowMs - filter.lastMs < filter.intervalMs) return false
      const { mask, last } = filter
      if (mask !== undefined && last !== undefined && isSame(frame.data, last.data, mask)) return false
      filter.last = frame
      filter.lastMs = nowMs
      return true
    },
    service(nowMs, send) {
      for (const job of jobs.values()) {
        if (nowMs < job.dueMs) continue
        if (!send(job.frame)) return
        // What was missed while the host slept is not made up for.
        job.dueMs = Math.max(job.dueMs + job.intervalMs, nowMs)
      }
    },
  }
}

/** 29-bit identifiers lie above those of 11 bits. */
function keyOf({ id, isExtended }: Identifier): number {
  return isExtended ? id + 0x800 : id
}

/** In the bits of the mask, and in length. */
function isSame(a: Uint8Array, b: Uint8Array, mask: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < mask.length; i++) if (((a[i] ^ b[i]) & mask[i]) !== 0) return false
  return true
}
