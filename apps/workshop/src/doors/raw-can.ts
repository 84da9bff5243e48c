/**
 * The doors through which a tool is a node of the car's CAN bus itself: socketcand, SLCAN, cannelloni and GVRET.
 *
 * A tool hears each frame a little later than our bus, on which all happens in one moment: a real unit takes time to answer,
 * and there are testers that pass over an answer which is there before they are done with asking (py-uds does).
 * Each connection is a node under a name of its own, so its frames are in the evidence like every other's. All of one station
 * share the bit rate of the wire: see @luban/protocols/can-interface. A car's line to its DC station, where it has one, is the
 * second bus of socketcand and of GVRET; the others know of one bus only.
 */
import type { Connection, DoorSide } from '@luban/lab'
import type { CanBus, CanReceiver } from '@luban/protocols/can/bus'
import type { CanFrame } from '@luban/protocols/can/frame'
import { type CanInterfaces, createCanInterfaces } from '@luban/protocols/can-interface/interface'
import { createCannelloni } from '@luban/protocols/cannelloni/session'
import { BIT_RATE as CHARGING_BIT_RATE } from '@luban/protocols/gbt27930/tables'
import { createGvret } from '@luban/protocols/gvret/session'
import { createSlcan } from '@luban/protocols/slcan/session'
import { createSocketcand } from '@luban/protocols/socketcand/session'

export const RAW_CAN_DOORS = ['socketcand', 'slcan', 'cannelloni', 'gvret'] as const
export type RawCanDoor = (typeof RAW_CAN_DOORS)[number]
export type Transport = 'tcp' | 'udp'

export type RawCanDoors = {
  /** For a door of another kind on the same wire. */
  readonly interfaces: CanInterfaces
  /** As socketcand names them. */
  readonly busNames: readonly string[]
  connectionCount(): number
  plug(door: RawCanDoor, side: DoorSide, nowMs: number, transport: Transport): Connection
}

/** ISO 15765-4: the diagnostic connector of our cars. */
const BIT_RATE = 500_000
/** Less than any unit of a car takes for an answer. */
const LATENCY_MS = 1
/** How often a listener of these doors must serve its connections, for that latency not to become much longer. */
export const RAW_CAN_SERVICE_MS = 2
/** The bus that is wired to the connector, by the name that tools on Linux expect. */
const BUS_NAME = 'can0'
/** GB/T 27930: between a car and its DC station. */
const CHARGING_BUS_NAME = 'can1'

/** `epochMs`: when `nowMs` was 0, in milliseconds of UTC. */
export function createRawCanDoors(bus: CanBus, epochMs: number, chargingBus?: CanBus): RawCanDoors {
  const interfaces = createCanInterfaces(bus, BIT_RATE)
  const charging = chargingBus && createCanInterfaces(chargingBus, CHARGING_BIT_RATE)
  const counts = { socketcand: 0, slcan: 0, cannelloni: 0, gvret: 0 }
  let connectionCount = 0

  return {
    interfaces,
    busNames: charging === undefined ? [BUS_NAME] : [BUS_NAME, CHARGING_BUS_NAME],
    connectionCount: () => connectionCount,
    plug(door, side, nowMs, transport) {
      counts[door]++
      connectionCount++
      let isOpen = true
      const onClosed = () => {
        if (isOpen) connectionCount--
        isOpen = false
      }
      const wire = createLateWire(interfaces, onClosed)
      const ends = {
        name: `${door} #${counts[door]}`,
        send: (bytes: Uint8Array) => side.send(bytes),
        end: () => side.close(),
      }
      switch (door) {
        case 'socketcand': {
          const second = charging && createLateWire(charging, onClosed)
          const buses = new Map([[BUS_NAME, wire.interfaces]])
          if (second !== undefined) buses.set(CHARGING_BUS_NAME, second.interfaces)
          const connection = wire.serve(createSocketcand({ ...ends, buses, epochMs }))
          return second === undefined ? connection : second.serve(connection)
        }
        case 'gvret': {
          if (charging === undefined) return wire.serve(createGvret({ ...ends, buses: [wire.interfaces] }))
          const second = createLateWire(charging, onClosed)
          return second.serve(wire.serve(createGvret({ ...ends, buses: [wire.interfaces, second.interfaces] })))
        }
        case 'slcan':
          return wire.serve(createSlcan({ ...ends, interfaces: wire.interfaces }))
        case 'cannelloni':
          return wire.serve(createCannelloni({ ...ends, interfaces: wire.interfaces, transport }, nowMs))
      }
    },
  }
}

type Late = { readonly frame: CanFrame; readonly dueMs: number; receive: CanReceiver }

/** The interfaces as one connection has them: what they hear comes when the connection is served and its time has come. */
function createLateWire(interfaces: CanInterfaces, onClosed: () => void) {
  let waiting: Late[] = []

  function deliver(nowMs: number): void {
    let count = 0
    while (count < waiting.length && waiting[count].dueMs <= nowMs) count++
    if (count === 0) return
    const due = waiting.slice(0, count)
    waiting = waiting.slice(count)
    for (const { frame, receive } of due) receive(frame, nowMs)
  }

  return {
    interfaces: {
      bitRate: interfaces.bitRate,
      attach(name, receive, nowMs, hearing) {
        let isAttached = true
        const hear: CanReceiver = (frame, atMs) => void (isAttached && receive(frame, atMs))
        // Copied: whoever sent it may use the memory again.
        const keep: CanReceiver = (frame, atMs) => {
          waiting.push({ frame: { ...frame, data: frame.data.slice() }, dueMs: atMs + LATENCY_MS, receive: hear })
        }
        const port = interfaces.attach(name, keep, nowMs, hearing)
        return {
          trySend: port.trySend,
          detach() {
            isAttached = false
            port.detach()
          },
        }
      },
    } satisfies CanInterfaces,
    serve: (connection: Connection): Connection => ({
      receive: (bytes, nowMs) => connection.receive(bytes, nowMs),
      service(nowMs) {
        deliver(nowMs)
        connection.service(nowMs)
      },
      close() {
        onClosed()
        connection.close()
      },
      isBusy: () => connection.isBusy?.() === true,
    }),
  }
}
