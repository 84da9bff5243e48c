/** Our own car as if it were foreign: switched on, with one of its doors open on TCP. */
import { type Car, type Connection, createCar, type DoorSide } from '@luban/vehicle'
import { createRawCanDoors } from '../../doors/raw-can.ts'
import { listenTcp } from '../../doors/tcp-listener.ts'
import type { AdapterKind, SerialKind } from '../adapter.ts'

const FOREIGN_MODEL = 'byd-atto-3'
const SERVICE_MS = 2

export type ForeignCar = Awaited<ReturnType<typeof openForeignCar>>

export async function openForeignCar(kind: AdapterKind, host: string, model = FOREIGN_MODEL) {
  const car = switchedOn(model)
  const listener = await listenTcp({
    host,
    port: 0,
    serviceMs: SERVICE_MS,
    now: () => performance.now(),
    open: (side) => (kind === 'doip' ? car.connectDoip(side, performance.now()) : plugAdapter(car, kind, side)),
  })
  const stop = keepServing(car)
  return {
    car,
    port: listener.port,
    async close() {
      stop()
      await listener.close()
    },
  }
}

/** An adapter that hangs on a line of its own: a serial port, or TCP in its place. */
export function plugAdapter(car: Car, kind: SerialKind, side: DoorSide, nowMs = performance.now()): Connection {
  if (kind === 'elm327') return car.plugElm327(side, nowMs)
  return createRawCanDoors(car.bus, 0).plug('slcan', side, nowMs, 'tcp')
}

export function switchedOn(model = FOREIGN_MODEL): Car {
  const car = createCar(model, { seed: 7, faults: [], broadcast: false })
  car.act({ kind: 'power', to: 'on' })
  for (let i = 0; i < 200; i++) car.step()
  return car
}

/** Lets the timers of a car, and of what is plugged into it, run until the returned function is called. */
export function keepServing(...served: readonly Pick<Connection, 'service'>[]): () => void {
  const timer = setInterval(() => {
    for (const one of served) one.service(performance.now())
  }, SERVICE_MS)
  return () => clearInterval(timer)
}
