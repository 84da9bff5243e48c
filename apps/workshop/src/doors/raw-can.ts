/**
 * The doors through which a tool is a node of the car's CAN bus itself: socketcand, SLCAN and cannelloni.
 *
 * Each connection is a node under a name of its own, so its frames are in the evidence like every other's. All of one station
 * share the bit rate of the wire: see @luban/protocols/can-interface.
 */
import type { Connection, DoorSide } from '@luban/lab'
import type { CanBus } from '@luban/protocols/can/bus'
import { type CanInterfaces, createCanInterfaces } from '@luban/protocols/can-interface/interface'
import { createCannelloni } from '@luban/protocols/cannelloni/session'
import { createSlcan } from '@luban/protocols/slcan/session'
import { createSocketcand } from '@luban/protocols/socketcand/session'

export const RAW_CAN_DOORS = ['socketcand', 'slcan', 'cannelloni'] as const
export type RawCanDoor = (typeof RAW_CAN_DOORS)[number]
export type Transport = 'tcp' | 'udp'

export type RawCanDoors = {
  /** For a door of another kind on the same wire. */
  readonly interfaces: CanInterfaces
  plug(door: RawCanDoor, side: DoorSide, nowMs: number, transport: Transport): Connection
}

/** ISO 15765-4: the diagnostic connector of our cars. */
const BIT_RATE = 500_000
/** The one bus that is wired to the connector, by the name that tools on Linux expect. */
const BUS_NAME = 'can0'

/** `epochMs`: when `nowMs` was 0, in milliseconds of UTC. */
export function createRawCanDoors(bus: CanBus, epochMs: number): RawCanDoors {
  const interfaces = createCanInterfaces(bus, BIT_RATE)
  const buses = new Map([[BUS_NAME, interfaces]])
  const counts = { socketcand: 0, slcan: 0, cannelloni: 0 }

  return {
    interfaces,
    plug(door, side, nowMs, transport) {
      counts[door]++
      const ends = {
        name: `${door} #${counts[door]}`,
        send: (bytes: Uint8Array) => side.send(bytes),
        end: () => side.close(),
      }
      switch (door) {
        case 'socketcand':
          return createSocketcand({ ...ends, buses, epochMs })
        case 'slcan':
          return createSlcan({ ...ends, interfaces })
        case 'cannelloni':
          return createCannelloni({ ...ends, interfaces, transport }, nowMs)
      }
    },
  }
}
