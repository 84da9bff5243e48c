/** A tool plugged into a listener: a TCP connection whose resets are a part of the tests. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Listener } from '../tcp-listener.ts'

export async function plug({ host, port }: Pick<Listener, 'host' | 'port'>): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}
