/**
 * What the server needs of a world beside lab's `Station`: doors to plug tools into, a bus to record, a scan tool.
 * Structural: a world fits without importing this file; each binding (`./vehicle.ts`) says so with `satisfies`.
 */
import type { Connection, DidLayout, DoorSide, EcuAddress, FaultTruth, Station, StationModel } from '@luban/lab'
import type { CanBus } from '@luban/protocols/can/bus'
import type { SovdModel } from '@luban/protocols/sovd/model'
import type { AdapterOrder } from '../real/adapter.ts'

export const DOORS = ['elm327', 'doip', 'socketcand', 'slcan', 'cannelloni', 'gvret', 'sovd'] as const
export type DoorKind = (typeof DOORS)[number]

/** The browser bench's scan tool: a node of the same bus as every other tool. */
export type Tester = {
  /** False: the ECU cannot be asked now. */
  request(
    ecuId: string,
    message: Uint8Array,
    nowMs: number,
    onResponse: (message: Uint8Array) => void,
    /** Nothing more will come. A tester that cannot tell leaves it to whoever waits; told too often, it does no harm. */
    onNoAnswer?: () => void,
  ): boolean | undefined
  /** How long to wait for a first answer, where it is not the usual time. */
  readonly patienceMs?: number
  /** False: what it asks leaves no frames on the bus. */
  readonly isOnBus?: boolean
  service(nowMs: number): void
  /** Where it is told: nobody is waited for. */
  isResting?(): boolean
  close(): void
}

/** The same for every exercise, so it can never tell the fault. */
export type WorldModel = StationModel &
  Omit<SovdModel, 'ecus' | 'dids'> & {
    readonly ecus: readonly (EcuAddress & SovdModel['ecus'][number])[]
    readonly dids: readonly (DidLayout & SovdModel['dids'][number])[]
  }

/** Why a request is not carried to a real car. */
export type Obstacle = 'notReleased' | 'notConfirmed' | 'neverOnRealCar'

export type World = Station<never, unknown> & {
  readonly model: WorldModel
  readonly bus: CanBus
  /** A CAN channel of its own to what charges the car, where there is one, and who belongs to the world there. */
  readonly chargingBus?: CanBus
  readonly chargingSenders?: ReadonlySet<string>
  /** What is wrong, or was: plain data, told to nobody before the attempt is over. */
  readonly faults: readonly FaultTruth[]
  /** Breaks something now, where the world can be broken by others. Throws on what it does not know. */
  inject?(faultId: string): FaultTruth
  /** Puts right what that broke, or what was broken from the start, without anybody's hands. */
  clear?(faultId: string): void
  /** Of a wait that the world itself demands, 0 when it is over; null when none has begun. In station time. */
  waitingLeftS(): number | null
  /** Where the world knows isolation: it is proven now. Only a guided trainee is told. */
  isIsolated?(): boolean
  plugElm327(side: DoorSide, nowMs: number): Connection
  connectDoip(side: DoorSide, nowMs: number, isSecure?: boolean): Connection
  doipDatagram(bytes: Uint8Array): Uint8Array | undefined
  doipAnnouncement(): Uint8Array
  openTester(name: string): Tester
  /** Of a real car: what keeps this request from it. `isConfirmed`: the person said yes to this very one. */
  obstacle?(request: Uint8Array, isConfirmed: boolean): Obstacle | undefined
  /** Of a real car: lets its trainee act on it, or no longer. */
  release?(isReleased: boolean): void
  /** Of a real car whose adapter is at the trainee's own computer: the page carries its bytes. */
  plugAdapter?(side: DoorSide, nowMs: number): Connection
}

/** How a world begins: the same for everyone who starts the exercise, but for the seed. */
export type WorldStart = {
  readonly seed: number
  readonly faults: readonly string[]
  /** Settings of the physics, as the exercise gives them. */
  readonly settings: Readonly<Record<string, number | boolean | string>>
}

/** As a replay takes it. */
export function secondBusOf({ chargingBus, chargingSenders }: Pick<World, 'chargingBus' | 'chargingSenders'>) {
  if (chargingBus === undefined || chargingSenders === undefined) return undefined
  return { bus: chargingBus, senders: chargingSenders }
}

/** The one function that a world's binding exports to the worker. `adapter`: without it a real car is only described. */
export type OpenWorld = (modelId: string, start: WorldStart, adapter?: AdapterOrder) => World
