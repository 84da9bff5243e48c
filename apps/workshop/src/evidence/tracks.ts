/**
 * Attempts played back: each track is made anew in a thread of its own while it is read, a few at a time; whoever leaves
 * ends its thread. What an hour of a car costs is some seconds of one core, so nothing is kept.
 */
import { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { WorldStart } from '../stations/world.ts'

declare module '../context.ts' {
  interface Services {
    readonly tracks: Tracks
  }
}

export type TrackOrder = {
  readonly path: string
  readonly modelId: string
  /** As the attempt began. */
  readonly start: WorldStart
  /** Faults that instructors put in afterwards, in the order of their numbers, which follow those of the start. */
  readonly injected: readonly string[]
  /** Only the scope's curve at this place of the evidence. */
  readonly lookAt?: number | undefined
}

export type TrackWorkerData = TrackOrder & { readonly worldUrl: string }

export type Tracks = {
  /** One event a line, as JSON (lab's `TrackEvent`). The stream fails when the evidence or the world cannot be read. */
  play(order: TrackOrder): Readable
  close(): Promise<void>
}

export type TracksOptions = {
  /** The module that station workers open worlds from. */
  readonly worldUrl: URL
  readonly threadsMax?: number
}

/** Beside the stations of a class, which must not wait. */
const THREADS_MAX = 1

export function createTracks({ worldUrl, threadsMax = THREADS_MAX }: TracksOptions): Tracks {
  const url = new URL('./tracks-worker.ts', import.meta.url)
  const threads = new Set<Worker>()
  const waiting: { begin(): void; readonly stream: Readable }[] = []

  function beginNext(): void {
    while (threads.size < threadsMax && waiting.length > 0) {
      const next = waiting.shift()
      if (next?.stream.destroyed === false) next.begin()
    }
  }

  function begin(order: TrackOrder, stream: Readable): void {
    const thread = new Worker(url, { workerData: { ...order, worldUrl: worldUrl.href } satisfies TrackWorkerData })
    threads.add(thread)
    const isLeft = () => stream.destroyed
    stream.once('close', () => void thread.terminate())
    thread.on('message', (lines: string) => {
      if (!isLeft()) stream.push(lines)
    })
    thread.once('error', (error) => stream.destroy(error))
    thread.once('exit', () => {
      if (!isLeft()) stream.push(null)
      threads.delete(thread)
      beginNext()
    })
  }

  return {
    play(order) {
      const stream = new Readable({ read() {} })
      waiting.push({ stream, begin: () => begin(order, stream) })
      beginNext()
      return stream
    },
    async close() {
      for (const { stream } of waiting.splice(0)) stream.destroy()
      await Promise.all([...threads].map((thread) => thread.terminate()))
    },
  }
}
