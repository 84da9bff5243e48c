/** A connection of the lab as a stream, for the servers of Node that want one where there is no socket: HTTP, TLS. */
import { Duplex } from 'node:stream'
import type { DoorSide } from '@luban/lab'

export class Wire extends Duplex {
  readonly remoteAddress: string
  /** More was given than the server has read. */
  isFull = false
  readonly #side: DoorSide

  constructor(side: DoorSide, address: string) {
    super({ allowHalfOpen: false })
    this.#side = side
    this.remoteAddress = address
    // A reset is an everyday event: `close` follows.
    this.on('error', () => {})
  }

  /** Copied: whoever gives it may use the memory again. */
  hear(bytes: Uint8Array): void {
    if (!this.destroyed) this.isFull = !this.push(Buffer.from(bytes))
  }

  override _read(): void {
    this.isFull = false
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#side.send(bytes)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#side.close()
    done(error)
  }
}
