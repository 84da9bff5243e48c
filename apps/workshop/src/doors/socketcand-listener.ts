/**
 * The socketcand door: TCP, and the beacon by which tools find it, as a broadcast over IPv4.
 *
 * It tells no more than who listens: nothing of the car, whose trainee is still asked before a foreign tool is let in. At a
 * loopback address it reaches this machine alone.
 */
import { createSocket } from 'node:dgram'
import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { BEACON_INTERVAL_MS, BEACON_PORT, encodeBeacon } from '@luban/protocols/socketcand/beacon'
import type { Interfaces } from './doip-groups.ts'
import { isLoopback } from './peers.ts'
import { type Listener, listenTcp, type TcpListenerOptions } from './tcp-listener.ts'

export type SocketcandListenerOptions = TcpListenerOptions & {
  /** Absent: nobody is told. */
  readonly beacon?: {
    readonly description: string
    readonly buses: readonly string[]
    readonly port?: number
    readonly intervalMs?: number
  }
}

/** From which of our addresses to which broadcast. */
export type BeaconWay = { readonly from: string; readonly to: string }

/** Throws what the system says, `EADDRINUSE` among it; then nothing stays open. */
export async function listenSocketcand(options: SocketcandListenerOptions): Promise<Listener> {
  const listener = await listenTcp(options)
  const { beacon } = options
  if (beacon === undefined) return listener
  const ends = beaconWays(listener.host, networkInterfaces()).map((way) => tell(way, listener.port, beacon))
  return {
    ...listener,
    async close() {
      for (const end of ends) end()
      await listener.close()
    },
  }
}

/** Of each network that the door is in: where it is there, and how all of that network are reached. None over IPv6. */
export function beaconWays(host: string, interfaces: Interfaces): BeaconWay[] {
  if (!isIPv4(host)) return []
  if (isLoopback(host)) return [{ from: host, to: '127.255.255.255' }]
  return Object.values(interfaces)
    .flatMap((addresses = []) => addresses)
    .filter(
      ({ family, internal, address }) => family === 'IPv4' && !internal && (host === '0.0.0.0' || address === host),
    )
    .map(({ address, netmask }) => ({ from: address, to: broadcastOf(address, netmask) }))
}

function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number)
  return address
    .split('.')
    .map((byte, i) => Number(byte) | (~mask[i] & 0xff))
    .join('.')
}

/** Returns what ends it. A network that takes no broadcast leaves the door to be found by its address. */
function tell({ from, to }: BeaconWay, doorPort: number, beacon: NonNullable<SocketcandListenerOptions['beacon']>) {
  const { description, buses, port = BEACON_PORT, intervalMs = BEACON_INTERVAL_MS } = beacon
  const bytes = encodeBeacon({ name: 'Luban', type: 'adapter', description, host: from, port: doorPort, buses })
  const socket = createSocket('udp4')
  let interval: NodeJS.Timeout | undefined
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    clearInterval(interval)
    socket.close()
  }
  const send = () => socket.send(bytes, port, to, () => {}) // No network is no fault.
  socket.on('error', end)
  socket.bind({ address: from, port: 0, exclusive: true }, () => {
    socket.setBroadcast(true)
    interval = setInterval(send, intervalMs)
    send()
  })
  return end
}
