/**
 * The DoIP door: TCP_DATA, and UDP_DISCOVERY on the same address and port number. ISO 13400-2, over IPv4 and IPv6.
 *
 * The vehicle announces itself three times where a broadcast or multicast reaches anybody: beyond loopback. There it is
 * also found by testers that ask everybody, where the system lets a second socket hear them (Linux does).
 */
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { DOIP_PORT, TIMING } from '@luban/protocols/doip/tables'
import { groupsOf, groupsUnheardAt } from './doip-groups.ts'
import type { Listener, Peer, TcpListenerOptions } from './tcp-listener.ts'
import { listenTcpAndUdp } from './udp-port.ts'

/** While an answer is on its way: a gateway's goes out 4 ms after the question, and a look every 10 would make 10 of them. */
export const DOIP_SERVICE_MS = 1

export type DoipListenerOptions = TcpListenerOptions & {
  /** Answers one datagram of vehicle discovery; `undefined`: no answer is due. */
  datagram(bytes: Uint8Array, peer: Peer): Uint8Array | undefined
  announcement(): Uint8Array
  /** Where to announce; absent: to everybody on the network, or to nobody when bound to loopback. */
  readonly announceTo?: Peer
  /** Where else to hear questions; absent: where those are asked that are for everybody. */
  readonly hearAlsoAt?: readonly string[]
}

/** Throws what the system says, `EADDRINUSE` among it; then nothing stays open. */
export function listenDoip(options: DoipListenerOptions): Promise<Listener> {
  return listenTcpAndUdp({ serviceMs: DOIP_SERVICE_MS, ...options }, (socket, listener) => {
    const answerFrom = (heardBy: Socket) => heardBy.on('message', (bytes, from) => answer(socket, bytes, from, options))
    answerFrom(socket)
    const others = options.hearAlsoAt ?? groupsUnheardAt(listener.host, networkInterfaces())
    const groups = others.map((address) => hear(address, listener.port, answerFrom))
    const silence = announce(socket, listener.host, options)
    return () => {
      silence()
      for (const close of groups) close()
    }
  })
}

/** Answers come from the car's own address, whichever way the question took. */
function answer(socket: Socket, bytes: Uint8Array, { address, port }: Peer, options: DoipListenerOptions): void {
  try {
    const response = options.datagram(bytes, { address, port })
    if (response !== undefined) socket.send(response, port, address, () => {})
  } catch (error) {
    if (options.onFault === undefined) throw error
    options.onFault(error, { address, port })
  }
}

/** Returns what ends it. A system that does not let us hear a group leaves the car to be found by its address. */
function hear(address: string, port: number, onBound: (socket: Socket) => void): () => void {
  const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', reuseAddr: true })
  let isClosed = false
  const close = () => {
    if (isClosed) return
    isClosed = true
    socket.close()
  }
  socket.on('error', close)
  socket.bind({ address, port }, () => onBound(socket))
  return close
}

/** Returns what ends it early. */
function announce(socket: Socket, host: string, options: DoipListenerOptions): () => void {
  const everybody = () => groupsOf(host, networkInterfaces()).map((address) => ({ address, port: DOIP_PORT }))
  const to = options.announceTo === undefined ? everybody() : [options.announceTo]
  if (to.length === 0) return () => {}
  if (!isIPv6(host)) socket.setBroadcast(true)
  let left = TIMING.announceCount
  const send = () => {
    const announcement = options.announcement()
    for (const { address, port } of to) socket.send(announcement, port, address, () => {}) // No network is no fault.
    if (--left === 0) clearInterval(interval)
  }
  const interval = setInterval(send, TIMING.announceIntervalMs)
  send()
  return () => clearInterval(interval)
}
