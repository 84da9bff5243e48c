/** Work that would keep everybody else waiting, each in a thread of its own; a few at a time, the others wait their turn. */
import { stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'

export type Threads<Order, Answer> = {
  /** Rejects when the thread failed, with its error. */
  run(order: Order): Promise<Answer>
}

/** `url`: a module that reads its `workerData`, posts one answer, and is over. */
export function createThreads<Order, Answer>(url: URL, threadsMax: number): Threads<Order, Answer> {
  const waiting: (() => void)[] = []
  let threadCount = 0
  return {
    async run(order) {
      if (threadCount < threadsMax) threadCount++
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await inThread<Answer>(url, order)
      } finally {
        // The place goes on to whoever waits.
        const next = waiting.shift()
        if (next === undefined) threadCount--
        else next()
      }
    },
  }
}

function inThread<Answer>(url: URL, order: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(url, { workerData: order })
    thread.once('message', resolve)
    thread.once('error', reject)
    // After an answer or an error this changes nothing.
    thread.once('exit', (code) => reject(new Error(`the thread ${url.pathname} ended with code ${code}`)))
  })
}

/** Bytes of a file; none where it is not there: whoever reads it finds that out. */
export async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
