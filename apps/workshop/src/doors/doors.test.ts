import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import type { DoorAddress } from '../stations/messages.ts'
import { openDoors, type Visitors } from './doors.ts'

const HOST = '127.31.7.41'
const DOIP: DoorAddress = { kind: 'doip', host: HOST, port: 13_400, tlsPort: 3_496 }

/** Says to each tool what door it has come to, and keeps what tools said. */
function createVisitors() {
  const said: string[] = []
  const visitors: Visitors = {
    open(door, side) {
      side.send(Buffer.from(door))
      return { receive: (bytes) => said.push(Buffer.from(bytes).toString()), service() {}, close() {} }
    },
    isAdmitted: () => true,
    datagram: () => undefined,
    announcement: () => new Uint8Array(8),
    busNames: ['can0'],
  }
  return { visitors, said }
}

test('a tool that comes through TLS has come to the DoIP door, and its bytes arrive as any other’s', async () => {
  const { visitors, said } = createVisitors()
  const doors = await openDoors([DOIP], visitors)
  const plain = connect({ host: HOST, port: 13_400 })
  const secure = connectTls({ host: HOST, port: 3_496, rejectUnauthorized: false })
  for (const socket of [plain, secure]) {
    const [name] = await once(socket, 'data')
    assert.equal(String(name), 'doip')
    socket.end('hello')
    await once(socket, 'close')
  }
  assert.deepEqual(said, ['hello', 'hello'])
  await doors.close()
})

test('when one port of a door is taken no port stays open', async () => {
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(3_496, HOST, resolve))
  const elm327: DoorAddress = { kind: 'elm327', host: HOST, port: 35_000 }
  await assert.rejects(openDoors([elm327, DOIP], createVisitors().visitors), { code: 'EADDRINUSE' })
  for (const port of [35_000, 13_400]) {
    await assert.rejects(once(connect({ host: HOST, port }), 'connect'), { code: 'ECONNREFUSED' })
  }
  await new Promise((resolve) => holder.close(resolve))
})
