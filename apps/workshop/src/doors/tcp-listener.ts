/**
 * A TCP port in front of one station: moves bytes between sockets and connections of the lab, and nothing else.
 *
 * Bounded throughout: connections, bytes read ahead, bytes not yet read by the tool. A tool that does not read is not
 * read from, nor is one whose connection is busy; one that makes the car talk without ever reading is cut off. A reset frees
 * its place at once.
 * Invariant: `close` of a connection is called once, whoever ended it.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Connection, DoorSide } from '@luban/lab'
import { createVigil } from './vigil.ts'

/** Where a tool connects from. */
export type Peer = { readonly address: string; readonly port: number }

export type TcpListenerOptions = {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** A tool has connected. `side.send` answers false while the tool reads too slowly. */
  open(side: DoorSide, peer: Peer): Connection
  /** Present: every connection goes through TLS, with this certificate and key (PEM). */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** One more is closed at once. */
  readonly connectionsMax?: number
  /** How often the protocol timers run. */
  readonly serviceMs?: number
  /** A failure of the world outside, or our own bug in one connection: that connection is closed. Absent: thrown. */
  onFault?(error: unknown, peer: Peer | undefined): void
  /** Wall time for protocol timers. */
  now?(): number
}

export type Listener = { readonly host: string; readonly port: number; close(): Promise<void> }

type Visit = {
  readonly socket: Socket
  readonly peer: Peer
  connection: Connection | undefined
  /** Read from the socket, not yet given to the station, since the tool does not read or its connection is busy. */
  backlog: Uint8Array | undefined
  /** Since when the tool has not read enough for us to read on. */
  slowSinceMs: number | undefined
  /** When the station asked to end the connection. */
  endingMs: number | undefined
  /** When it was last given something, by `performance.now()`. */
  answeredMs: number
}

const CONNECTIONS_MAX = 32
export const SERVICE_MS = 10
/** Where every connection rests: a workshop of cars that nobody asks anything would be woken for nothing. */
const REST_MS = 100
/** From here on the tool counts as slow: nothing more is read from it. */
const SLOW_BYTES = 256 * 1024
/** From here on it is cut off. */
const UNREAD_BYTES_MAX = 2 * 1024 * 1024
/** The station gets no more at once, so that a slow tool is noticed in time. */
export const PIECE_BYTES = 2048
/** How long a tool has for reading the last words and closing its side. */
const LAST_WORDS_MS = 2_000
/** How long a tool may keep its place without reading what it asked for. */
const STUCK_MS = 60_000
/** A tool that was switched off without a word is found out by the operating system. */
const KEEP_ALIVE_MS = 30_000
/** What may be spoken, and how long a tool may take to agree; until then it has no connection to the station. */
export const TLS_TERMS = { minVersion: 'TLSv1.2', handshakeTimeout: 10_000 } as const

export async function listenTcp(options: TcpListenerOptions): Promise<Listener> {
  const now = options.now ?? Date.now
  const visits = new Set<Visit>()
  const vigil = createVigil()
  const serviceMs = options.serviceMs ?? SERVICE_MS
  let interval: NodeJS.Timeout | undefined
  let paceMs = 0

  const tcp = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }
  const tls = options.tls && { ...tcp, ...options.tls, ...TLS_TERMS }
  const server = tls === undefined ? createServer(tcp, welcome) : createTlsServer(tls, welcome)
  const sockets = new Set<Socket>()
  // Those that have yet to agree on TLS are no visits, but they too must go when the door closes.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.maxConnections = options.connectionsMax ?? CONNECTIONS_MAX

  function welcome(socket: Socket): void {
    const peer = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
    const visit: Visit = {
      socket,
      peer,
      connection: undefined,
      backlog: undefined,
      slowSinceMs: undefined,
      endingMs: undefined,
      answeredMs: 0,
    }
    visits.add(visit)
    // A reset is an everyday event: `close` follows.
    socket.on('error', () => {})
    socket.on('close', () => leave(visit))
    socket.on('data', (bytes) => {
      const askedMs = performance.now()
      take(visit, bytes)
      keepPace()
      vigil.answered(askedMs, visit.answeredMs)
      visit.answeredMs = performance.now()
    })
    socket.on('drain', () => takeBacklog(visit))
    guard(visit, () => {
      visit.connection = options.open(sideOf(visit), peer)
    })
    keepPace()
  }

  /** Often while one has something under way, else seldom. */
  function keepPace(): void {
    let wantedMs = visits.size === 0 ? 0 : Math.max(serviceMs, REST_MS)
    for (const visit of visits) if (!isResting(visit)) wantedMs = serviceMs
    if (wantedMs === paceMs) return
    paceMs = wantedMs
    clearInterval(interval)
    interval = wantedMs === 0 ? undefined : setInterval(serviceAll, wantedMs)
  }

  function sideOf(visit: Visit): DoorSide {
    const { socket } = visit
    return {
      send(bytes) {
        if (socket.destroyed || visit.endingMs !== undefined) return false
        if (socket.writableLength > UNREAD_BYTES_MAX) {
          socket.destroy()
          return false
        }
        socket.write(bytes)
        return !isSlow(visit)
      },
      close() {
        if (visit.endingMs !== undefined) return
        visit.endingMs = now()
        keepPace()
        // Not destroyed yet: a tool that has bytes under way to us would lose our last words to a reset.
        socket.end()
        socket.resume()
      },
    }
  }

  function take(visit: Visit, bytes: Uint8Array): void {
    let rest = bytes
    while (rest.length > 0 && visit.endingMs === undefined && !visit.socket.destroyed) {
      if (isSlow(visit) || isBusy(visit)) {
        visit.backlog = rest
        if (isSlow(visit)) visit.slowSinceMs ??= now()
        visit.socket.pause()
        return
      }
      const piece = rest.subarray(0, PIECE_BYTES)
      rest = rest.subarray(piece.length)
      guard(visit, () => visit.connection?.receive(piece, now()))
    }
  }

  function takeBacklog(visit: Visit): void {
    const { backlog } = visit
    if (backlog === undefined) return
    visit.backlog = undefined
    visit.slowSinceMs = undefined
    take(visit, backlog)
    if (visit.backlog === undefined) visit.socket.resume()
  }

  function serviceAll(): void {
    const nowMs = now()
    for (const visit of visits) {
      const isOverdue = nowMs - (visit.endingMs ?? nowMs) >= LAST_WORDS_MS
      const isStuck = nowMs - (visit.slowSinceMs ?? nowMs) >= STUCK_MS
      if (isOverdue || isStuck) visit.socket.destroy()
      else if (visit.endingMs === undefined) {
        guard(visit, () => visit.connection?.service(nowMs))
        if (visit.backlog !== undefined && !isSlow(visit) && !isBusy(visit)) takeBacklog(visit)
      }
    }
    keepPace()
  }

  function leave(visit: Visit): void {
    if (!visits.delete(visit)) return
    keepPace()
    guard(visit, () => visit.connection?.close())
  }

  /** One connection's bug ends that connection, not the station and its other tools. */
  function guard(visit: Visit, work: () => void): void {
    try {
      work()
    } catch (error) {
      visit.socket.destroy()
      if (options.onFault === undefined) throw error
      options.onFault(error, visit.peer)
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: options.host, port: options.port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // Out of file descriptors, for one: the port stays, the newcomer goes.
  server.on('error', (error) => options.onFault?.(error, undefined))
  const { address, port } = server.address() as AddressInfo

  return {
    host: address,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const visit of visits) visit.socket.destroy()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** The station asks to be given no more for now. */
function isBusy(visit: Visit): boolean {
  return visit.connection?.isBusy?.() === true
}

/** Neither it nor we have anything to do before the tool says more. */
function isResting({ connection, backlog, endingMs }: Visit): boolean {
  return backlog === undefined && endingMs === undefined && connection?.isResting?.() === true
}

function isSlow(visit: Visit): boolean {
  return visit.socket.writableLength > SLOW_BYTES
}
