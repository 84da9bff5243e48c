/**
 * Where attempts are judged: a small file here, where a thread would cost more than the work; any other in a thread of
 * its own, a few at a time, so that neither a request nor a station waits for somebody's hour of evidence.
 */
import { availableParallelism } from 'node:os'
import { createThreads, sizeOf } from '../threads.ts'
import { type Judgement, type JudgementOrder, judge } from './judgement.ts'

export type Judges = {
  /** Rejects when the evidence cannot be read or written. */
  judge(order: JudgementOrder): Promise<Judgement>
}

export type JudgesOptions = {
  /** Evidence up to here is judged in the thread that asks. */
  readonly hereBytesMax?: number
  readonly threadsMax?: number
}

const HERE_BYTES_MAX = 1024 * 1024
/** Each holds what its witness kept; more of them than that would only share the same cores. */
const THREADS_MAX = Math.max(1, Math.min(4, availableParallelism() - 1))

export function createJudges({ hereBytesMax = HERE_BYTES_MAX, threadsMax = THREADS_MAX }: JudgesOptions = {}): Judges {
  const url = new URL('./judgement-worker.ts', import.meta.url)
  const threads = createThreads<JudgementOrder, Judgement>(url, threadsMax)
  return {
    async judge(order) {
      return (await sizeOf(order.path)) <= hereBytesMax ? await judge(order) : await threads.run(order)
    },
  }
}
