/**
 * What scan tools asked in an attempt, for whoever opens a page: a small file is read here, any other in a thread of its
 * own, one at a time; and what is known is not read again.
 *
 * Sealed evidence does not change any more. Of a running attempt a reading is good for a while that grows with the work it
 * took: however many look, and however long the attempt, reading takes a small part of one core.
 */
import type { ExchangeSummary } from '@luban/lab'
import { createThreads, sizeOf } from '../threads.ts'
import { type ExchangesOrder, readExchanges } from './exchanges.ts'

export type Asked = {
  /** Rejects when the evidence cannot be read. */
  read(order: ExchangesOrder & { readonly isOver: boolean }): Promise<ExchangeSummary>
}

export type AskedOptions = {
  /** Evidence up to here is read in the thread that asks. */
  readonly hereBytesMax?: number
  readonly nowMs?: () => number
}

const HERE_BYTES_MAX = 1024 * 1024
const THREADS_MAX = 1
/** Of attempts that are over; of a running one its reading is kept as long as it is good. */
const KEPT_MAX = 32
/** A reading of a running attempt stands in for this many times what it took. */
const REST = 10

type Reading = {
  readonly isOver: boolean
  readonly summary: Promise<ExchangeSummary>
  /** Until when it may stand in for a new one. */
  freshUntilMs: number
}

export function createAsked(options: AskedOptions = {}): Asked {
  const { hereBytesMax = HERE_BYTES_MAX, nowMs = () => performance.now() } = options
  const url = new URL('./exchanges-worker.ts', import.meta.url)
  const threads = createThreads<ExchangesOrder, ExchangeSummary>(url, THREADS_MAX)
  /** By path, the one that was made first in front. */
  const kept = new Map<string, Reading>()

  function begin(order: ExchangesOrder, isOver: boolean): Reading {
    const beganMs = nowMs()
    const reading: Reading = { isOver, freshUntilMs: Number.POSITIVE_INFINITY, summary: readSomewhere(order) }
    reading.summary.then(
      () => {
        if (!isOver) reading.freshUntilMs = nowMs() + REST * (nowMs() - beganMs)
      },
      () => {
        if (kept.get(order.path) === reading) kept.delete(order.path)
      },
    )
    return reading
  }

  /** Readings that nobody would be given any more, and the oldest of attempts that are over. */
  function makeRoom(): void {
    const now = nowMs()
    let overCount = 0
    for (const { isOver } of kept.values()) if (isOver) overCount++
    for (const [path, { isOver, freshUntilMs }] of kept) {
      if (isOver ? overCount-- >= KEPT_MAX : freshUntilMs <= now) kept.delete(path)
    }
  }

  async function readSomewhere(order: ExchangesOrder): Promise<ExchangeSummary> {
    return (await sizeOf(order.path)) <= hereBytesMax ? await readExchanges(order) : await threads.run(order)
  }

  return {
    async read({ isOver, ...order }) {
      const known = kept.get(order.path)
      if (known !== undefined && known.isOver === isOver && nowMs() < known.freshUntilMs) return await known.summary
      kept.delete(order.path)
      makeRoom()
      const reading = begin(order, isOver)
      kept.set(order.path, reading)
      return await reading.summary
    },
  }
}
