/**
 * The peers of `bench/doors.ts`: bare TCP servers in a thread of their own, as the doors are. The first echoes; the
 * second answers in two writes, as DoIP does with acknowledgement and response: no DoIP server here can be faster.
 */

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { parentPort } from 'node:worker_threads'

const ACKNOWLEDGEMENT = Buffer.alloc(13)
const RESPONSE = Buffer.alloc(14)

const ports = await Promise.all([
  serve((socket, bytes) => void socket.write(bytes)),
  serve((socket) => {
    socket.write(ACKNOWLEDGEMENT)
    socket.write(RESPONSE)
  }),
])
parentPort?.postMessage(ports)

async function serve(answer: (socket: Socket, bytes: Buffer) => void): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', (bytes) => answer(socket, bytes))
    socket.on('error', () => {})
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}
