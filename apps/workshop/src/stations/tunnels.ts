/**
 * Tools that come through the signed-in connection instead of a socket: each tunnel is one TCP connection elsewhere.
 *
 * What a busy connection cannot take yet waits here; the other end sends no more than so much ahead of what was taken.
 */
import type { Connection, DoorSide } from '@luban/lab'

export type Tunnels = {
  open(tunnelId: number, plug: (side: DoorSide) => Connection): void
  receive(tunnelId: number, bytes: Uint8Array, nowMs: number): void
  close(tunnelId: number): void
  service(nowMs: number): void
  count(): number
  closeAll(): void
}

export type TunnelEnds = {
  send(tunnelId: number, bytes: Uint8Array): void
  /** So many bytes have reached the connection: more may come. */
  took(tunnelId: number, byteCount: number): void
  closed(tunnelId: number): void
}

/** The connection gets no more at once, so that it can say in time that it is busy. */
const PIECE_BYTES = 2048

type Tunnel = { readonly connection: Connection; waiting: Uint8Array[] }

export function createTunnels({ send, took, closed }: TunnelEnds): Tunnels {
  const tunnels = new Map<number, Tunnel>()

  /** Ends it from our side. A socket is closed by its listener afterwards; a tunnel has nobody but us to do it. */
  function drop(tunnelId: number): void {
    const tunnel = tunnels.get(tunnelId)
    if (!tunnels.delete(tunnelId)) return
    closed(tunnelId)
    tunnel?.connection.close()
  }

  function give(tunnelId: number, tunnel: Tunnel, nowMs: number): void {
    while (tunnel.waiting.length > 0 && !tunnel.connection.isBusy?.()) {
      const [bytes] = tunnel.waiting
      const piece = bytes.subarray(0, PIECE_BYTES)
      if (piece.length === bytes.length) tunnel.waiting.shift()
      else tunnel.waiting[0] = bytes.subarray(piece.length)
      tunnel.connection.receive(piece, nowMs)
      if (tunnels.get(tunnelId) !== tunnel) return // It has ended meanwhile.
      took(tunnelId, piece.length)
    }
  }

  return {
    open(tunnelId, plug) {
      let isRefused = false
      const connection = plug({
        // The station may use its buffer again, and a message to another thread is taken later.
        send: (bytes) => send(tunnelId, bytes.slice()),
        close() {
          isRefused = true
          drop(tunnelId)
        },
      })
      tunnels.set(tunnelId, { connection, waiting: [] })
      if (isRefused) drop(tunnelId) // While it was being plugged in.
    },
    receive(tunnelId, bytes, nowMs) {
      const tunnel = tunnels.get(tunnelId)
      if (tunnel === undefined) return
      tunnel.waiting.push(bytes)
      give(tunnelId, tunnel, nowMs)
    },
    close(tunnelId) {
      const tunnel = tunnels.get(tunnelId)
      tunnels.delete(tunnelId)
      tunnel?.connection.close()
    },
    service(nowMs) {
      for (const [tunnelId, tunnel] of tunnels) {
        tunnel.connection.service(nowMs)
        give(tunnelId, tunnel, nowMs)
      }
    },
    count: () => tunnels.size,
    closeAll() {
      for (const tunnelId of [...tunnels.keys()]) drop(tunnelId)
    },
  }
}
