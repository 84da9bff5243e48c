/**
 * The embedded database as a socket: a Duplex that `pg` takes for a connection to a PostgreSQL server, with PGlite in a
 * worker behind it. Whatever speaks through `pg` (Kysely, better-auth) therefore behaves the same on both databases.
 *
 * PGlite has one session: one connection at a time (`max: 1` at the pool). PostgreSQL's protocol, version 3
 * (https://www.postgresql.org/docs/15/protocol.html); the start of a session is answered here, PGlite has none.
 */
import { readFile } from 'node:fs/promises'
import { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { DatabaseError } from './errors.ts'
import type { Answer, EmbeddedPlace, Question } from './pglite-worker.ts'

export type Embedded = {
  /** What `pg` is to use as its socket. */
  connect(): Duplex
  close(): Promise<void>
  /** For the test of a crash. */
  readonly worker: Worker
}

type Waiting = { resolve(bytes: Uint8Array): void; reject(error: Error): void }

/** `folder` undefined: in memory. */
export async function openEmbedded(folder: string | undefined): Promise<Embedded> {
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), {
    workerData: { folder, engine: await compiledEngine() } satisfies EmbeddedPlace,
    execArgv: [], // What Node was started with is not for this thread.
  })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let stopped: DatabaseError | undefined

  const stop = (cause: unknown) => {
    stopped ??= new DatabaseError(
      'EMBEDDED_STOPPED',
      `the embedded database has stopped (${String(cause)}): restart the workshop; what was acknowledged is kept`,
      cause,
    )
    for (const { reject } of waiting.values()) reject(stopped)
    waiting.clear()
  }
  worker.on('error', stop)
  worker.on('exit', (code) => stop(`its thread ended with code ${code}`))
  worker.on('message', ({ id, bytes, problem }: Answer) => {
    const asker = waiting.get(id)
    waiting.delete(id)
    if (problem === undefined) asker?.resolve(bytes ?? new Uint8Array())
    else asker?.reject(new DatabaseError('EMBEDDED_STOPPED', `the embedded database failed: ${problem}`))
  })

  const wait = (id: number) => new Promise<Uint8Array>((resolve, reject) => waiting.set(id, { resolve, reject }))
  const ask = (bytes: Uint8Array): Promise<Uint8Array> => {
    if (stopped) return Promise.reject(stopped)
    const id = ++lastId
    const answer = wait(id)
    worker.postMessage({ id, bytes } satisfies Question)
    return answer
  }
  try {
    await wait(0)
  } catch (error) {
    await worker.terminate()
    // What the engine said, without our own words for a stop in the middle of work: a restart mends nothing here.
    const said = error instanceof DatabaseError && error.cause !== undefined ? error.cause : error
    const problem = `cannot open the embedded database in ${folder ?? 'memory'}: ${messageOf(said)}`
    throw new DatabaseError('FOLDER_UNUSABLE', `${problem}; restore the data folder from its backup`, error)
  }

  return {
    worker,
    connect: () => new EmbeddedSocket(ask),
    async close() {
      if (!stopped) await ask(new Uint8Array())
      await worker.terminate()
    },
  }
}

let engine: Promise<WebAssembly.Module> | undefined

/** Once for all databases of this process: threads share the machine code (a third of the work of opening one, measured). */
function compiledEngine(): Promise<WebAssembly.Module> {
  const file = new URL('./pglite.wasm', import.meta.resolve('@electric-sql/pglite'))
  engine ??= readFile(fileURLToPath(file)).then((bytes) => WebAssembly.compile(bytes))
  return engine
}

const TYPE = { query: 0x51, sync: 0x53, flush: 0x48, copyDone: 0x63, copyFail: 0x66, terminate: 0x58 } as const

/** Messages after which the client waits for an answer; the others are held, so that a statement costs one hop. */
const ENDS_A_TURN: ReadonlySet<number> = new Set([TYPE.query, TYPE.sync, TYPE.flush, TYPE.copyDone, TYPE.copyFail])

/** Says welcome as a server does: AuthenticationOk, one ParameterStatus, ReadyForQuery (idle). */
const WELCOME = Buffer.concat([
  Buffer.from('R\0\0\0\x08\0\0\0\0', 'latin1'),
  Buffer.from('S\0\0\0\x19client_encoding\0UTF8\0', 'latin1'),
  Buffer.from('Z\0\0\0\x05I', 'latin1'),
])

/** Whatever a client before left behind, a transaction or named statements, does not reach the next one. */
const FRESH_SESSION = [simpleQuery('rollback'), simpleQuery('discard all')]

function simpleQuery(text: string): Uint8Array {
  const body = Buffer.from(`${text}\0`)
  const message = Buffer.alloc(5 + body.length)
  message[0] = TYPE.query
  message.writeUInt32BE(4 + body.length, 1)
  body.copy(message, 5)
  return message
}

class EmbeddedSocket extends Duplex {
  readonly #ask: (bytes: Uint8Array) => Promise<Uint8Array>
  #received: Buffer = Buffer.alloc(0)
  #held: Buffer[] = []
  #isStarted = false

  constructor(ask: (bytes: Uint8Array) => Promise<Uint8Array>) {
    super({ allowHalfOpen: false })
    this.#ask = ask
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'))
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }

  override _read(): void {} // Answers are pushed as they come.

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    this.#takeMessages().then(
      () => done(),
      (error) => done(error),
    )
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary' as BufferEncoding, done)
  }

  async #takeMessages(): Promise<void> {
    for (;;) {
      const start = this.#isStarted ? 1 : 0 // The very first message has no type byte.
      if (this.#received.length < start + 4) return
      const end = start + this.#received.readUInt32BE(start)
      if (this.#received.length < end) return
      const message = this.#received.subarray(0, end)
      this.#received = this.#received.subarray(end)
      if (this.#isStarted) await this.#take(message)
      else await this.#start()
    }
  }

  async #start(): Promise<void> {
    for (const query of FRESH_SESSION) await this.#ask(query)
    this.#isStarted = true
    this.push(WELCOME)
  }

  async #take(message: Buffer): Promise<void> {
    if (message[0] === TYPE.terminate) {
      this.push(null)
      return
    }
    this.#held.push(message)
    if (!ENDS_A_TURN.has(message[0])) return
    const turn = Buffer.concat(this.#held)
    this.#held = []
    const answer = await this.#ask(turn)
    if (answer.length > 0) this.push(Buffer.from(answer.buffer, answer.byteOffset, answer.length))
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
