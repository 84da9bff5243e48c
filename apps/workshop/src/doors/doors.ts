/** The open doors of one attempt: every protocol's listener at its address, all let in through one gate. */
import type { Connection, DoorSide } from '@luban/lab'
import type { DoorAddress } from '../stations/messages.ts'
import type { DoorKind } from '../stations/world.ts'
import { listenCannelloni } from './cannelloni-listener.ts'
import { listenDoip } from './doip-listener.ts'
import { listenDoipTls } from './doip-tls-listener.ts'
import { listenElm327 } from './elm327-listener.ts'
import { isLoopback } from './peers.ts'
import { RAW_CAN_SERVICE_MS, type Transport } from './raw-can.ts'
import { listenSocketcand } from './socketcand-listener.ts'
import { listenTcp, type Peer } from './tcp-listener.ts'

/** How a tool came to a door. */
export type Way = Transport | 'tls'

export type Visitors = {
  /** A tool has connected. */
  open(door: DoorKind, side: DoorSide, address: string, way: Way): Connection
  /** May datagrams of this address reach the car? */
  isAdmitted(address: string): boolean
  /** A UDP datagram to the DoIP door; its answer, if any. */
  datagram(bytes: Uint8Array, address: string): Uint8Array | undefined
  announcement(): Uint8Array
  /** Of the socketcand door. */
  readonly busNames: readonly string[]
}

export type OpenDoors = { close(): Promise<void> }

/** Opens all doors or none. Throws what the system says, `EADDRINUSE` among it. */
export async function openDoors(addresses: readonly DoorAddress[], visitors: Visitors): Promise<OpenDoors> {
  const opened: OpenDoors[] = []
  const close = async () => {
    await Promise.all(opened.map((door) => door.close()))
  }
  try {
    for (const address of addresses) opened.push(await openDoor(address, visitors))
  } catch (error) {
    await close()
    throw error
  }
  return { close }
}

async function openDoor({ kind, host, port, tlsPort }: DoorAddress, visitors: Visitors): Promise<OpenDoors> {
  const options = {
    host,
    port,
    open: (side: DoorSide, { address }: Peer) => visitors.open(kind, side, address, 'tcp'),
    // A socket that fails frees its place by itself; what the station throws is caught where it is called.
    onFault: () => {},
  }
  switch (kind) {
    case 'elm327':
      return listenElm327(options)
    case 'socketcand': {
      // On this machine alone, an attempt's address stands on its page; there may be hundreds of them.
      const beacon = { description: 'Luban', buses: visitors.busNames }
      return listenSocketcand({ ...options, serviceMs: RAW_CAN_SERVICE_MS, ...(!isLoopback(host) && { beacon }) })
    }
    case 'slcan':
    case 'gvret':
      return listenTcp({ ...options, serviceMs: RAW_CAN_SERVICE_MS })
    case 'sovd':
      return listenTcp(options)
    case 'cannelloni':
      return listenCannelloni({
        ...options,
        serviceMs: RAW_CAN_SERVICE_MS,
        openUdp: (side, { address }) => visitors.open(kind, side, address, 'udp'),
        isAdmitted: (address) => visitors.isAdmitted(address),
      })
    case 'doip': {
      const doip = await listenDoip({
        ...options,
        datagram: (bytes, peer) => visitors.datagram(bytes, peer.address),
        announcement: () => visitors.announcement(),
      })
      return tlsPort === undefined
        ? doip
        : await withTls(doip, {
            ...options,
            port: tlsPort,
            open: (side, peer) => visitors.open(kind, side, peer.address, 'tls'),
          })
    }
  }
}

/** One door with two ports: the station hears the same bytes, and which way they came. */
async function withTls(doip: OpenDoors, options: Parameters<typeof listenDoipTls>[0]): Promise<OpenDoors> {
  try {
    const tls = await listenDoipTls(options)
    return { close: async () => void (await Promise.all([doip.close(), tls.close()])) }
  } catch (error) {
    await doip.close()
    throw error
  }
}
