/**
 * Where attempts are judged: a small file here, where a thread would cost more than the work; any other in a thread of
 * its own, a few at a time, so that neither a request nor a station waits for somebody's hour of evidence.
 */
import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
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
  const waiting: (() => void)[] = []
  let threadCount = 0

  async function judgeAside(order: JudgementOrder): Promise<Judgement> {
    if (threadCount < threadsMax) threadCount++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await inThread(order)
    } finally {
      // The place goes on to whoever waits.
      const next = waiting.shift()
      if (next === undefined) threadCount--
      else next()
    }
  }

  return {
    async judge(order) {
      return (await sizeOf(order.path)) <= hereBytesMax ? await judge(order) : await judgeAside(order)
    },
  }
}

function inThread(order: JudgementOrder): Promise<Judgement> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./judgement-worker.ts', import.meta.url), { workerData: order })
    thread.once('message', resolve)
    thread.once('error', reject)
    // After an answer or an error this changes nothing.
    thread.once('exit', (code) => reject(new Error(`the thread that judged ${order.path} ended with code ${code}`)))
  })
}

/** What is not there is found missing by whoever reads it. */
async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
