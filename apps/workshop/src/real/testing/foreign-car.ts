/** Our own car as if it were foreign: switched on, with one of its doors open on TCP. */
import { type Car, createCar } from '@luban/vehicle'
import { createRawCanDoors } from '../../doors/raw-can.ts'
import { listenTcp } from '../../doors/tcp-listener.ts'
import type { AdapterKind } from '../adapter.ts'

export const FOREIGN_MODEL = 'byd-atto-3'
const SERVICE_MS = 2

export type ForeignCar = Awaited<ReturnType<typeof openForeignCar>>

export async function openForeignCar(kind: AdapterKind, host: string) {
  const car = switchedOn()
  const rawCan = createRawCanDoors(car.bus, 0)
  const listener = await listenTcp({
    host,
    port: 0,
    serviceMs: SERVICE_MS,
    now: () => performance.now(),
    open(side) {
      if (kind === 'elm327') return car.plugElm327(side, performance.now())
      if (kind === 'doip') return car.connectDoip(side, performance.now())
      return rawCan.plug('slcan', side, performance.now(), 'tcp')
    },
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

export function switchedOn(): Car {
  const car = createCar(FOREIGN_MODEL, { seed: 7, faults: [], broadcast: false })
  car.act({ kind: 'power', to: 'on' })
  for (let i = 0; i < 200; i++) car.step()
  return car
}

/** Lets its protocol timers run until the returned function is called. */
export function keepServing(car: Car): () => void {
  const timer = setInterval(() => car.service(performance.now()), SERVICE_MS)
  return () => clearInterval(timer)
}
