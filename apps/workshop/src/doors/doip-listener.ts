/**
 * The DoIP door: TCP_DATA, and UDP_DISCOVERY on the same address and port number. ISO 13400-2.
 *
 * The vehicle announces itself three times where a broadcast reaches anybody: beyond loopback.
 */
import type { Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { DOIP_PORT, TIMING } from '@luban/protocols/doip/tables'
import type { Listener, Peer, TcpListenerOptions } from './tcp-listener.ts'
import { listenTcpAndUdp } from './udp-port.ts'

export type DoipListenerOptions = TcpListenerOptions & {
  /** Answers one datagram of vehicle discovery; `undefined`: no answer is due. */
  datagram(bytes: Uint8Array, peer: Peer): Uint8Array | undefined
  announcement(): Uint8Array
  /** Where to announce; absent: to everybody on the network, or to nobody when bound to loopback. */
  readonly announceTo?: Peer
}

/** Throws what the system says, `EADDRINUSE` among it; then nothing stays open. */
export function listenDoip(options: DoipListenerOptions): Promise<Listener> {
  return listenTcpAndUdp(options, (socket, listener) => {
    socket.on('message', (bytes, from) => {
      try {
        const answer = options.datagram(bytes, { address: from.address, port: from.port })
        if (answer !== undefined) socket.send(answer, from.port, from.address, () => {})
      } catch (error) {
        if (options.onFault === undefined) throw error
        options.onFault(error, { address: from.address, port: from.port })
      }
    })
    return announce(socket, listener.host, options)
  })
}

/** Returns what ends it early. */
function announce(socket: Socket, host: string, options: DoipListenerOptions): () => void {
  const to = options.announceTo ?? everybodyFrom(host)
  if (to === undefined) return () => {}
  if (!isIPv6(to.address)) socket.setBroadcast(true)
  let left = TIMING.announceCount
  const send = () => {
    socket.send(options.announcement(), to.port, to.address, () => {}) // No network is no fault.
    if (--left === 0) clearInterval(interval)
  }
  const interval = setInterval(send, TIMING.announceIntervalMs)
  send()
  return () => clearInterval(interval)
}

/** Who hears a broadcast from this address: nobody on loopback. */
function everybodyFrom(host: string): Peer | undefined {
  if (host.startsWith('127.') || host === '::1') return undefined
  return { address: isIPv6(host) ? 'ff02::1' : '255.255.255.255', port: DOIP_PORT }
}
