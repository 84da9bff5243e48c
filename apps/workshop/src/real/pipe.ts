/** The way to an adapter: bytes there and back. Bounded: who does not read is not written to for ever. */
import { connect } from 'node:net'

export type Pipe = { send(bytes: Uint8Array): void; close(): void }

/** After `onClosed` nothing more is told. */
export type PipeEvents = {
  onOpen(): void
  onBytes(bytes: Uint8Array): void
  onClosed(fault: 'unreachable' | 'closed'): void
}

const CONNECT_MS = 5_000
/** A tester asks in dozens of bytes: behind this much an adapter is dead. */
const UNREAD_BYTES_MAX = 64 * 1024

export function openTcpPipe({ host, port }: { host: string; port: number }, events: PipeEvents): Pipe {
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 })
  let isOpen = false
  let isOver = false
  const timer = setTimeout(() => end(), CONNECT_MS)

  function end(): void {
    clearTimeout(timer)
    socket.destroy()
    if (isOver) return
    isOver = true
    events.onClosed(isOpen ? 'closed' : 'unreachable')
  }
  socket.on('connect', () => {
    clearTimeout(timer)
    isOpen = true
    if (!isOver) events.onOpen()
  })
  socket.on('data', (bytes) => {
    if (!isOver) events.onBytes(bytes)
  })
  socket.on('error', end)
  socket.on('close', end)
  return {
    send(bytes) {
      if (isOver) return
      socket.write(bytes)
      if (socket.writableLength > UNREAD_BYTES_MAX) end()
    },
    close() {
      isOver = true
      end()
    },
  }
}
