/** The ELM327 door: one adapter for each tool that connects over TCP, as Wi-Fi adapters offer it. */
import { type Listener, listenTcp, type TcpListenerOptions } from './tcp-listener.ts'

export type Elm327ListenerOptions = TcpListenerOptions

/** Throws what the system says, `EADDRINUSE` among it. `open` plugs one adapter in: its settings are its client's own. */
export function listenElm327(options: Elm327ListenerOptions): Promise<Listener> {
  return listenTcp(options)
}
