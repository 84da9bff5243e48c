/** The peer of `bench/doors.ts`: a bare TCP echo in a thread of its own, as the doors are. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { parentPort } from 'node:worker_threads'

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (bytes) => void socket.write(bytes))
  socket.on('error', () => {})
})
await once(server.listen(0, '127.0.0.1'), 'listening')
parentPort?.postMessage((server.address() as AddressInfo).port)
