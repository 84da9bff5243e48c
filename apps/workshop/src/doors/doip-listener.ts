/**
 * The DoIP door: TCP_DATA, and UDP_DISCOVERY on the same address and port number. ISO 13400-2.
 *
 * The vehicle announces itself three times where a broadcast reaches anybody: beyond loopback.
 */
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { DOIP_PORT, TIMING } from '@luban/protocols/doip/tables'
import { type Listener, listenTcp, type Peer, type TcpListenerOptions } from './tcp-listener.ts'

export type DoipListenerOptions = TcpListenerOptions & {
  /** Answers one datagram of vehicle discovery; `undefined`: no answer is due. */
  datagram(bytes: Uint8Array, peer: Peer): Uint8Array | undefined
  announcement(): Uint8Array
  /** Where to announce; absent: to everybody on the network, or to nobody when bound to loopback. */
  readonly announceTo?: Peer
}

/** With `port` 0 the system chooses one that is free for TCP; it may not be for UDP, so we ask again. */
const FREE_PORT_TRIES = 10

/** Throws what the system says, `EADDRINUSE` among it; then nothing stays open. */
export async function listenDoip(options: DoipListenerOptions): Promise<Listener> {
  for (let tries = 1; ; tries++) {
    const listener = await listenTcp(options)
    try {
      return await addDiscovery(listener, options)
    } catch (error) {
      await listener.close()
      if (options.port !== 0 || tries === FREE_PORT_TRIES) throw error
    }
  }
}

async function addDiscovery(listener: Listener, options: DoipListenerOptions): Promise<Listener> {
  const socket = await bindUdp(listener)
  // A datagram that could not be delivered is reported here, at any later time: nothing is lost by it.
  socket.on('error', (error) => options.onFault?.(error, undefined))
  socket.on('message', (bytes, from) => {
    try {
      const answer = options.datagram(bytes, { address: from.address, port: from.port })
      if (answer !== undefined) socket.send(answer, from.port, from.address, () => {})
    } catch (error) {
      if (options.onFault === undefined) throw error
      options.onFault(error, { address: from.address, port: from.port })
    }
  })
  const silence = announce(socket, listener.host, options)
  return {
    host: listener.host,
    port: listener.port,
    async close() {
      silence()
      await Promise.all([listener.close(), new Promise<void>((resolve) => socket.close(() => resolve()))])
    },
  }
}

function bindUdp({ host, port }: Listener): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    const fail = (error: Error) => {
      socket.close()
      reject(error)
    }
    socket.once('error', fail)
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.off('error', fail)
      resolve(socket)
    })
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
