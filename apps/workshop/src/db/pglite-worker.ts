/** PGlite in its own thread: takes PostgreSQL wire bytes, answers wire bytes. An empty message closes it. */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'

export type Question = { readonly id: number; readonly bytes: Uint8Array }
export type Answer = { readonly id: number; readonly bytes?: Uint8Array; readonly problem?: string }
/** `engine` is PGlite's own code, compiled. Without a folder the database lives in memory (tests). */
export type EmbeddedPlace = { readonly folder: string | undefined; readonly engine: WebAssembly.Module }

const { folder, engine } = workerData as EmbeddedPlace
const port = parentPort
if (port === null) throw new Error('pglite-worker.ts runs as a worker thread only')

// The usual 128 MB of shared buffers stay resident for good (measured), and one workshop's tables are far smaller.
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB']

const options = { startParams, pgliteWasmModule: engine }
const db = await PGlite.create(folder === undefined ? options : { ...options, dataDir: folder })

port.on('message', async ({ id, bytes }: Question) => {
  try {
    if (bytes.length === 0) {
      await db.close()
      port.postMessage({ id } satisfies Answer)
      port.close()
      return
    }
    const answer = Uint8Array.from(await db.execProtocolRaw(bytes))
    port.postMessage({ id, bytes: answer } satisfies Answer, [answer.buffer])
  } catch (error) {
    port.postMessage({ id, problem: String(error) } satisfies Answer)
  }
})
port.postMessage({ id: 0 } satisfies Answer)
