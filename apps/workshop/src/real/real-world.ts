/**
 * A real car as a world of the workshop: no physics of ours and no truth, only what its adapter lets us ask.
 *
 * What a virtual car has beyond that (a driver's hands, probes on its wires) is refused: people do it at the car itself.
 * Reading is free; what acts on the car needs an instructor's release and a second yes for each request.
 */
import type { Connection, DoorSide } from '@luban/lab'
import { createCanBus } from '@luban/protocols/can/bus'
import type { Obstacle, World, WorldModel } from '../stations/world.ts'
import type { AdapterOrder } from './adapter.ts'
import type { EcuPlace, OpenCanTester } from './client.ts'
import { createLink, type LinkState } from './link.ts'
import { kindOfRequest } from './request-kind.ts'

/** What a person at a real station sees of it. */
export type RealView = LinkState & {
  readonly kind: 'real'
  readonly adapter: Pick<AdapterOrder, 'kind' | 'name'> & { readonly address: string | null }
  /** An instructor has let the trainee act on this car. */
  readonly isReleased: boolean
}

export type RealWorldOptions = {
  readonly model: WorldModel & { readonly ecus: readonly EcuPlace[] }
  /** Absent: only the model is wanted. */
  readonly adapter?: AdapterOrder | undefined
  readonly openCanTester: OpenCanTester
}

const NOT_HERE = { kind: 'refused', reason: 'notOnThisCar' } as const
const NOBODY_THERE: Connection = { receive() {}, service() {}, close() {} }
/** Longer than an adapter searches for the car, and than a control unit may say "pending" in one piece. */
const PATIENCE_MS = 30_000
/** On CAN the tester is our own, and hears every "pending". */
const CAN_PATIENCE_MS = 1_500
const UNKNOWN: AdapterOrder = { kind: 'elm327', name: '', via: { kind: 'browser' } }

export function openRealWorld({ model, adapter = UNKNOWN, openCanTester }: RealWorldOptions): World {
  const bus = createCanBus()
  const link = createLink({ adapter, bus, ecus: model.ecus, openCanTester })
  const isOnCan = adapter.kind === 'slcan'
  let tick = 0
  let isReleased = false

  const turnAway = (side: DoorSide) => {
    side.close()
    return NOBODY_THERE
  }
  function obstacle(request: Uint8Array, isConfirmed: boolean): Obstacle | undefined {
    const kind = kindOfRequest(request)
    if (kind === 'reading') return undefined
    if (kind === 'programming') return 'neverOnRealCar'
    if (!isReleased) return 'notReleased'
    return isConfirmed ? undefined : 'notConfirmed'
  }

  return {
    model,
    bus,
    faults: [],
    get tick() {
      return tick
    },
    step() {
      tick++
    },
    service: link.service,
    act: () => NOT_HERE,
    measure: () => NOT_HERE,
    view: (): RealView => {
      const { kind, name, via } = adapter
      const address = via.kind === 'network' ? addressText(via) : null
      return { kind: 'real', adapter: { kind, name, address }, ...link.state, isReleased }
    },
    waitingLeftS: () => null,
    stateHash: () => 'real',
    plugElm327: turnAway,
    connectDoip: turnAway,
    doipDatagram: () => undefined,
    doipAnnouncement: () => new Uint8Array(),
    openTester: () => ({
      isOnBus: isOnCan,
      patienceMs: isOnCan ? CAN_PATIENCE_MS : PATIENCE_MS,
      request: link.request,
      service() {}, // The link runs with the world.
      close: link.close,
    }),
    obstacle,
    release(isLetGo) {
      isReleased = isLetGo
    },
    ...(adapter.via.kind === 'browser' && { plugAdapter }),
  }

  /** The other end of a page's serial port. */
  function plugAdapter(side: DoorSide): Connection {
    const events = link.bring({ send: (bytes) => side.send(bytes), close: () => side.close() })
    events.onOpen()
    return { receive: (bytes) => events.onBytes(bytes), service() {}, close: () => events.onClosed('closed') }
  }
}

function addressText({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
