/**
 * What the server needs of a world beside lab's `Station`: doors to plug tools into, a bus to record, a scan tool.
 * Structural: a world fits without importing this file; each binding (`./vehicle.ts`) says so with `satisfies`.
 */
import type { Connection, DoorSide, Station, StationModel } from '@luban/lab'
import type { CanBus } from '@luban/protocols/can/bus'

export const DOORS = ['elm327', 'doip'] as const
export type DoorKind = (typeof DOORS)[number]

/** The browser bench's scan tool: a node of the same bus as every other tool. */
export type Tester = {
  request(ecuId: string, message: Uint8Array, nowMs: number, onResponse: (message: Uint8Array) => void): void
  service(nowMs: number): void
  close(): void
}

/** What was wrong with the car: told to nobody before the attempt is over. */
export type Truth = { readonly id: string; readonly component: string; readonly failureMode: string }

export type World = Station<never, unknown> & {
  readonly model: StationModel & { readonly ecus: readonly { readonly id: string }[] }
  readonly bus: CanBus
  readonly faults: readonly Truth[]
  plugElm327(side: DoorSide, nowMs: number): Connection
  connectDoip(side: DoorSide, nowMs: number): Connection
  doipDatagram(bytes: Uint8Array): Uint8Array | undefined
  doipAnnouncement(): Uint8Array
  openTester(name: string): Tester
}

/** The one function that a world's binding exports to the worker. */
export type OpenWorld = (modelId: string, options: { seed: number; faults: readonly string[] }) => World
