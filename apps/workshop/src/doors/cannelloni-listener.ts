/**
 * The cannelloni door: TCP, and UDP on the same address and port number.
 *
 * Over UDP every sender is a tool of its own from its first datagram on, until it has been silent for a while; bounded in tools
 * and in what waits to be sent to them. A sender that has not been let in is not answered: its address could be forged.
 */
import type { Socket } from 'node:dgram'
import type { Connection, DoorSide } from '@luban/lab'
import { type Listener, type Peer, SERVICE_MS, type TcpListenerOptions } from './tcp-listener.ts'
import { listenTcpAndUdp } from './udp-port.ts'

export type CannelloniListenerOptions = TcpListenerOptions & {
  /** Like `open`, for a tool that sends datagrams. */
  openUdp(side: DoorSide, peer: Peer): Connection
  /** May datagrams of this address reach the car? */
  isAdmitted(address: string): boolean
  /** A sender of datagrams that says nothing for so long has gone. */
  readonly udpSilenceMs?: number
}

const UDP_TOOLS_MAX = 16
const UDP_SILENCE_MS = 30_000
/** From here on a datagram is lost, as datagrams are. */
const UDP_UNSENT_BYTES_MAX = 256 * 1024

type Tool = { readonly connection: Connection; heardMs: number }

/** Throws what the system says, `EADDRINUSE` among it; then nothing stays open. */
export function listenCannelloni(options: CannelloniListenerOptions): Promise<Listener> {
  return listenTcpAndUdp(options, (socket) => serveDatagrams(socket, options))
}

/** Returns what ends it. */
function serveDatagrams(socket: Socket, options: CannelloniListenerOptions): () => void {
  const now = options.now ?? Date.now
  const silenceMs = options.udpSilenceMs ?? UDP_SILENCE_MS
  const tools = new Map<string, Tool>()
  let interval: NodeJS.Timeout | undefined

  function open(key: string, peer: Peer): Tool | undefined {
    if (tools.size >= UDP_TOOLS_MAX || !options.isAdmitted(peer.address)) return undefined
    let isRefused = false
    const side: DoorSide = {
      send(bytes) {
        // The station may use its buffer again, and the socket takes it later.
        if (socket.getSendQueueSize() < UDP_UNSENT_BYTES_MAX)
          socket.send(Uint8Array.from(bytes), peer.port, peer.address, () => {})
      },
      close() {
        isRefused = true
        drop(key)
      },
    }
    const tool = { connection: options.openUdp(side, peer), heardMs: now() }
    if (isRefused) return undefined // While it was being plugged in.
    tools.set(key, tool)
    interval ??= setInterval(serviceAll, options.serviceMs ?? SERVICE_MS)
    return tool
  }

  function drop(key: string): void {
    const tool = tools.get(key)
    if (!tools.delete(key)) return
    if (tools.size === 0) {
      clearInterval(interval)
      interval = undefined
    }
    tool?.connection.close()
  }

  function serviceAll(): void {
    const nowMs = now()
    for (const [key, tool] of tools) {
      if (nowMs - tool.heardMs >= silenceMs) drop(key)
      else guard(key, undefined, () => tool.connection.service(nowMs))
    }
  }

  /** One tool's bug ends that tool, not the station and its other tools. */
  function guard(key: string, peer: Peer | undefined, work: () => void): void {
    try {
      work()
    } catch (error) {
      drop(key)
      if (options.onFault === undefined) throw error
      options.onFault(error, peer)
    }
  }

  socket.on('message', (bytes, { address, port }) => {
    const peer = { address, port }
    const key = `${address} ${port}`
    guard(key, peer, () => {
      const tool = tools.get(key) ?? open(key, peer)
      if (tool === undefined) return
      tool.heardMs = now()
      tool.connection.receive(bytes, tool.heardMs)
    })
  })
  return () => {
    for (const key of [...tools.keys()]) drop(key)
  }
}
