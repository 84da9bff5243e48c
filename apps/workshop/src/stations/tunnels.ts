/** Tools that come through the signed-in connection instead of a socket: each tunnel is one TCP connection elsewhere. */
import type { Connection, DoorSide } from '@luban/lab'

export type Tunnels = {
  open(tunnelId: number, plug: (side: DoorSide) => Connection): void
  receive(tunnelId: number, bytes: Uint8Array, nowMs: number): void
  close(tunnelId: number): void
  service(nowMs: number): void
  closeAll(): void
}

export type TunnelEnds = { send(tunnelId: number, bytes: Uint8Array): void; closed(tunnelId: number): void }

export function createTunnels({ send, closed }: TunnelEnds): Tunnels {
  const connections = new Map<number, Connection>()

  /** Ends it from our side. A socket is closed by its listener afterwards; a tunnel has nobody but us to do it. */
  function drop(tunnelId: number): void {
    const connection = connections.get(tunnelId)
    if (!connections.delete(tunnelId)) return
    closed(tunnelId)
    connection?.close()
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
      connections.set(tunnelId, connection)
      if (isRefused) drop(tunnelId) // While it was being plugged in.
    },
    receive: (tunnelId, bytes, nowMs) => connections.get(tunnelId)?.receive(bytes, nowMs),
    close(tunnelId) {
      const connection = connections.get(tunnelId)
      connections.delete(tunnelId)
      connection?.close()
    },
    service(nowMs) {
      for (const connection of connections.values()) connection.service(nowMs)
    },
    closeAll() {
      for (const tunnelId of [...connections.keys()]) drop(tunnelId)
    },
  }
}
