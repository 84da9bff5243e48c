/** The SOVD door of a car at a TCP port of its own: http://HOST:PORT/vehicle/v15. */
import { createSovdDoor, type SovdDoorOptions } from './sovd-door.ts'
import { type Listener, listenTcp, SERVICE_MS, type TcpListenerOptions } from './tcp-listener.ts'

export type SovdListenerOptions = SovdDoorOptions & {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
}

/** Throws what the system says, `EADDRINUSE` among it. */
export async function listenSovd({ host, port, ...options }: SovdListenerOptions): Promise<Listener> {
  const { now, onFault } = options
  const door = createSovdDoor(options)
  const open: TcpListenerOptions['open'] = (side, { address }) => door.plug(side, address)
  const listener = await listenTcp({ host, port, open, onFault, now })
  const interval = setInterval(() => door.service(now()), SERVICE_MS)
  return {
    host: listener.host,
    port: listener.port,
    async close() {
      clearInterval(interval)
      door.close()
      await listener.close()
    },
  }
}
