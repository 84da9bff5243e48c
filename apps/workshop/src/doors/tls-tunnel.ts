/**
 * DoIP through TLS for a tool that comes through the signed-in connection: it speaks TLS with the station itself, as at the
 * door's own port, and whatever carries the bytes between them sees none of what is said.
 *
 * The tool has its end of the tunnel at its own computer: for that the certificate is made, when the first tool comes.
 * Invariant: `close` of the connection inside is called once, whoever ended it, and only if it was opened.
 */
import { createServer, type TLSSocket } from 'node:tls'
import type { Connection, DoorSide } from '@luban/lab'
import { certificateOfCar } from './doip-tls-listener.ts'
import type { Certificate } from './self-signed.ts'
import { PIECE_BYTES, TLS_TERMS } from './tcp-listener.ts'
import { Wire } from './wire.ts'

export type TlsTunnels = {
  /** `open` is called when both have agreed on TLS. `address` is told to nobody but Node. */
  plug(side: DoorSide, address: string, open: (side: DoorSide) => Connection): Connection
}

const HOSTS = ['127.0.0.1', '::1', 'localhost']

/** `onFault`: a failure of ours in one connection, which is closed. */
export function createTlsTunnels(onFault: (error: unknown) => void): TlsTunnels {
  let certificate: Certificate | undefined
  return {
    plug(side, address, open) {
      certificate ??= certificateOfCar(HOSTS)
      const wire = new Wire(side, address)
      let talk: Talk | undefined
      const server = createServer({ ...certificate, ...TLS_TERMS }, (socket) => {
        talk = createTalk(socket, open, onFault)
        wire.once('close', () => socket.destroy())
      })
      server.on('tlsClientError', () => wire.destroy())
      server.emit('connection', wire)
      return {
        receive: (bytes) => wire.hear(bytes),
        service: (nowMs) => talk?.service(nowMs),
        close: () => void wire.destroy(),
        isBusy: () => wire.isFull,
      }
    },
  }
}

type Talk = { service(nowMs: number): void }

/** What was said under TLS, given to the connection as it can take it. */
function createTalk(socket: TLSSocket, open: (side: DoorSide) => Connection, onFault: (error: unknown) => void): Talk {
  let inner: Connection | undefined
  let backlog: Uint8Array = new Uint8Array(0)
  let isEnding = false
  let nowMs = 0

  function guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      socket.destroy()
      onFault(error)
    }
  }

  function give(): void {
    while (backlog.length > 0 && inner?.isBusy?.() !== true && !isEnding) {
      const piece = backlog.subarray(0, PIECE_BYTES)
      backlog = backlog.subarray(piece.length)
      inner?.receive(piece, nowMs)
    }
    if (backlog.length > 0 && !isEnding) socket.pause()
    else socket.resume()
  }

  socket.on('error', () => {}) // `close` follows.
  socket.on('close', () => guard(() => inner?.close()))
  socket.on('data', (bytes: Uint8Array) => {
    backlog = bytes // Nothing waited: it was not read from meanwhile.
    guard(give)
  })
  guard(() => {
    inner = open({
      // The station may use its buffer again before it is enciphered.
      send: (bytes) => void socket.write(bytes.slice()),
      close() {
        isEnding = true
        socket.destroySoon()
      },
    })
  })
  return {
    service(serviceMs) {
      nowMs = serviceMs
      guard(() => {
        inner?.service(nowMs)
        if (backlog.length > 0) give()
      })
    },
  }
}
