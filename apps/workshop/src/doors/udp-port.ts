/** A UDP port beside a TCP listener, at the same address and number. */
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { type Listener, listenTcp, type TcpListenerOptions } from './tcp-listener.ts'

/** With `port` 0 the system chooses one that is free for TCP; it may not be for UDP, so we ask again. */
const FREE_PORT_TRIES = 10

/**
 * `serve` is given the bound socket, and answers with what ends its service: called before the socket is closed.
 * Throws what the system says, `EADDRINUSE` among it; then nothing stays open.
 */
export async function listenTcpAndUdp(
  options: TcpListenerOptions,
  serve: (socket: Socket, listener: Listener) => () => void,
): Promise<Listener> {
  for (let tries = 1; ; tries++) {
    const listener = await listenTcp(options)
    try {
      return await addUdp(listener, options, serve)
    } catch (error) {
      await listener.close()
      if (options.port !== 0 || tries === FREE_PORT_TRIES) throw error
    }
  }
}

async function addUdp(
  listener: Listener,
  options: TcpListenerOptions,
  serve: (socket: Socket, listener: Listener) => () => void,
): Promise<Listener> {
  const socket = await bindUdp(listener)
  // A datagram that could not be delivered is reported here, at any later time: nothing is lost by it.
  socket.on('error', (error) => options.onFault?.(error, undefined))
  const endService = serve(socket, listener)
  return {
    host: listener.host,
    port: listener.port,
    async close() {
      endService()
      await Promise.all([listener.close(), new Promise<void>((resolve) => socket.close(() => resolve()))])
    },
  }
}

function bindUdp({ host, port }: Listener): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    const fail = (error: Error) => {
      socket.close()
      reject(error)
    }
    socket.once('error', fail)
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.off('error', fail)
      resolve(socket)
    })
  })
}
