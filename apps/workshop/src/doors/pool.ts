/**
 * Where the doors of an attempt are: an address of its own, so that every protocol keeps its port, or ports of its own.
 *
 * Linux answers on the whole of 127.0.0.0/8, so there each attempt gets a 127.x.y.z. Elsewhere, and when the doors are
 * bound to a network, an attempt gets ports of the configured host.
 */
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CANNELLONI_PORT } from '@luban/protocols/cannelloni/tables'
import { DOIP_PORT, DOIP_TLS_PORT } from '@luban/protocols/doip/tables'
import { GVRET_PORT } from '@luban/protocols/gvret/tables'
import { SLCAN_PORT } from '@luban/protocols/slcan/tables'
import { SOCKETCAND_PORT } from '@luban/protocols/socketcand/tables'
import { SOVD_PORT } from '@luban/protocols/sovd/tables'
import type { DoorAddress } from '../stations/messages.ts'
import { DOORS, type DoorKind } from '../stations/world.ts'
import { isLoopback } from './peers.ts'

export type DoorSettings = {
  /** `127.0.0.1`, or the address of a network card, or `0.0.0.0`. */
  readonly host: string
  /** Used only where an attempt cannot have its own address. */
  readonly portFrom: number
  readonly portCount: number
}

export type DoorLease = { readonly doors: readonly DoorAddress[]; release(): void }

export type DoorPool = {
  /** Doors for one attempt, or undefined when all are taken. */
  take(): DoorLease | undefined
}

export const DOOR_SETTINGS: DoorSettings = { host: '127.0.0.1', portFrom: 35_100, portCount: 560 }

/** Of a process on Linux, as a bit of what it may. */
const CAP_NET_BIND_SERVICE = 1n << 10n
/** Of GVRET, for who may not listen at its own. */
const GVRET_PORT_BESIDE = 20_023

/** The port on which the tools of each trade look first. */
const PORT_OF: Record<DoorKind, number> = {
  elm327: 35_000,
  doip: DOIP_PORT,
  socketcand: SOCKETCAND_PORT,
  slcan: SLCAN_PORT,
  cannelloni: CANNELLONI_PORT,
  gvret: mayListenAt(GVRET_PORT) ? GVRET_PORT : GVRET_PORT_BESIDE,
  sovd: SOVD_PORT,
}

/** One for each door, and DoIP's second for TLS. */
const PORTS_PER_ATTEMPT = DOORS.length + 1

/** 127.64.0.0/10: away from 127.0.0.1 and from the addresses that distributions use (127.0.1.1, 127.0.0.53). */
const ADDRESS_FROM = (127 << 24) | (64 << 16)
const ADDRESS_COUNT = 1 << 22

export function createDoorPool(settings: DoorSettings, platform: NodeJS.Platform = process.platform): DoorPool {
  const hasOwnAddresses = platform === 'linux' && settings.host.startsWith('127.')
  return hasOwnAddresses ? createAddressPool() : createPortPool(settings)
}

/** True when a tool on another machine could reach the doors. */
export function isBeyondLoopback({ host }: DoorSettings): boolean {
  return host !== 'localhost' && !isLoopback(host)
}

function createAddressPool(): DoorPool {
  const taken = new Set<number>()
  // Two servers on one machine start at different places; where they meet, the worker reports the address in use.
  let next = randomInt(ADDRESS_COUNT)

  return {
    take() {
      for (let tries = 0; tries < ADDRESS_COUNT; tries++) {
        const offset = next
        next = (next + 1) % ADDRESS_COUNT
        const lastByte = offset & 0xff
        if (lastByte === 0 || lastByte === 255 || taken.has(offset)) continue
        taken.add(offset)
        const host = dotted(ADDRESS_FROM + offset)
        return {
          doors: DOORS.map((kind) => door(kind, host, PORT_OF[kind], DOIP_TLS_PORT)),
          release: () => void taken.delete(offset),
        }
      }
      return undefined
    },
  }
}

function createPortPool({ host, portFrom, portCount }: DoorSettings): DoorPool {
  const slotCount = Math.floor(portCount / PORTS_PER_ATTEMPT)
  const taken = new Set<number>()
  let next = 0

  return {
    take() {
      // Round and round, so that a port just closed is the last to be used again.
      for (let tries = 0; tries < slotCount; tries++) {
        const slot = next
        next = (next + 1) % slotCount
        if (taken.has(slot)) continue
        taken.add(slot)
        const port = portFrom + slot * PORTS_PER_ATTEMPT
        return {
          doors: DOORS.map((kind, index) => door(kind, host, port + index, port + DOORS.length)),
          release: () => void taken.delete(slot),
        }
      }
      return undefined
    },
  }
}

/** As Linux decides it: low ports belong to who has the capability for them, unless the administrator opened them to all. */
function mayListenAt(port: number): boolean {
  try {
    if (port >= Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'))) return true
    const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
    return (BigInt(`0x${capabilities}`) & CAP_NET_BIND_SERVICE) !== 0n
  } catch {
    return false // No Linux: an attempt has ports of its own there.
  }
}
function door(kind: DoorKind, host: string, port: number, tlsPort: number): DoorAddress {
  return kind === 'doip' ? { kind, host, port, tlsPort } : { kind, host, port }
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.')
}
