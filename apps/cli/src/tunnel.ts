/**
 * A local TCP port of which each connection goes through a WebSocket of its own, bytes both ways.
 *
 * Bounded: a side that does not read is not read for. Whoever closes, both are closed; what was under way before an
 * orderly close still arrives.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Address } from './addresses.ts'

export type TunnelEvent = {
  readonly kind: 'opened' | 'closed' | 'refused'
  readonly from: string
  /** Why, where the server said so. */
  readonly reason?: string
}

export type TunnelDoor = Address & { close(): Promise<void> }

/** Unsent bytes beyond which the other side is not read. */
const AHEAD_BYTES_MAX = 256 * 1024
const CONNECTIONS_MAX = 32

/** Throws what the system says, `EADDRINUSE` among it. */
export async function openTunnelDoor(
  { host, port }: Address,
  openSocket: () => WebSocket,
  onEvent: (event: TunnelEvent) => void,
): Promise<TunnelDoor> {
  const sockets = new Set<Socket>()
  // Half-open allowed, so that a tool which has said its last word still hears the answer.
  const server = createServer({ noDelay: true, allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    join(socket, openSocket(), onEvent)
  })
  server.maxConnections = CONNECTIONS_MAX
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const bound = server.address() as AddressInfo
  return {
    host: bound.address,
    port: bound.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function join(tcp: Socket, web: WebSocket, onEvent: (event: TunnelEvent) => void): void {
  const from = `${tcp.remoteAddress}:${tcp.remotePort}`
  let reason: string | undefined
  let isOpen = false

  web.on('open', () => {
    isOpen = true
    onEvent({ kind: 'opened', from })
    tcp.resume()
  })
  // What the tool says goes to the server, and is read no faster than the server takes it.
  tcp.on('data', (bytes) => {
    web.send(bytes, { binary: true }, () => {
      if (web.bufferedAmount < AHEAD_BYTES_MAX) tcp.resume()
    })
    if (web.bufferedAmount >= AHEAD_BYTES_MAX) tcp.pause()
  })
  // What the station says goes to the tool, likewise.
  web.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return
    if (!tcp.write(data)) web.pause()
  })
  tcp.on('drain', () => web.resume())

  tcp.on('end', () => web.close(1000))
  tcp.on('error', () => {}) // A reset is an everyday event: `close` follows.
  tcp.on('close', () => {
    if (web.readyState !== web.CLOSED) web.terminate()
  })
  web.on('unexpected-response', (request, response) => {
    reason = `the server answered ${response.statusCode}`
    request.destroy()
    tcp.destroy()
  })
  web.on('error', (error) => {
    reason ??= error.message
  })
  web.on('close', (code: number, text: Buffer) => {
    const said = text.toString()
    reason ??= said === '' ? undefined : `${said} (${code})`
    onEvent({ kind: isOpen ? 'closed' : 'refused', from, ...(reason === undefined ? {} : { reason }) })
    tcp.end()
    // Nobody is left to answer it: a tool that goes on talking is cut off.
    tcp.resume()
    setTimeout(() => tcp.destroy(), 2_000).unref()
  })
}
