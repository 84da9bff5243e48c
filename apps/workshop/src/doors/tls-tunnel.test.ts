/** TLS between a tool and a station at the two ends of a tunnel: what both say, who ends it, and what is no TLS at all. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import type { Connection, DoorSide } from '@luban/lab'
import fc from 'fast-check'
import { createTlsTunnels } from './tls-tunnel.ts'

type Station = { open: (side: DoorSide) => Connection; events: string[]; faults: unknown[] }

/** What a station does with a connection, and what became of it. */
function stationWith(receive: (side: DoorSide, bytes: Uint8Array) => void, isBusy = () => false): Station {
  const events: string[] = []
  return {
    events,
    faults: [],
    open(side) {
      events.push('opened')
      return {
        receive: (bytes) => receive(side, bytes),
        service() {},
        close: () => events.push('closed'),
        isBusy() {
          return isBusy()
        },
      }
    },
  }
}

/** The two ends of a tunnel: the station's connection, and the tool's stream. */
function tunnelTo({ open, faults }: Station) {
  let connection: Connection | undefined
  const tool = new Duplex({
    read() {},
    write(bytes: Buffer, _, done) {
      connection?.receive(bytes, 0)
      done()
    },
    destroy(error, done) {
      connection?.close()
      done(error)
    },
  })
  const side = { send: (bytes: Uint8Array) => void tool.push(Buffer.from(bytes)), close: () => void tool.push(null) }
  connection = createTlsTunnels((error) => faults.push(error)).plug(side, 'tunnel', open)
  return { tool, connection }
}

async function agreed(station: Station): Promise<{ socket: TLSSocket; connection: Connection }> {
  const { tool, connection } = tunnelTo(station)
  const socket = connect({ socket: tool, rejectUnauthorized: false })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  return { socket, connection }
}

function hear(socket: TLSSocket, byteCount: number): Promise<Buffer> {
  let heard: Buffer = Buffer.alloc(0)
  return new Promise((resolve) => {
    socket.on('data', (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes])
      if (heard.length >= byteCount) resolve(heard)
    })
  })
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

test('both hear what the other said, under TLS 1.2 or later', async () => {
  const station = stationWith((side, bytes) => side.send(bytes.map((byte) => byte ^ 0xff)))
  const { socket } = await agreed(station)
  assert.match(socket.getProtocol() ?? '', /^TLSv1\.[23]$/)
  const said = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251))
  socket.write(said)
  assert.deepEqual(await hear(socket, said.length), Buffer.from(said.map((byte) => byte ^ 0xff)))
  socket.destroy()
  await until(() => station.events.length === 2)
  assert.deepEqual([station.events, station.faults], [['opened', 'closed'], []])
})

test('a station that ends it is heard to the last word, and closed once', async () => {
  const station = stationWith((side) => {
    side.send(Buffer.from('last words'))
    side.close()
  })
  const { socket, connection } = await agreed(station)
  socket.write('?')
  assert.equal(String(await hear(socket, 10)), 'last words')
  await until(() => station.events.length > 1)
  connection.close()
  socket.destroy()
  assert.deepEqual(station.events, ['opened', 'closed'])
})

test('a busy station is given the rest when it can take it, in its order', async () => {
  const heard: number[] = []
  let room = 1
  const station = stationWith(
    (_, bytes) => {
      heard.push(...bytes)
      room--
    },
    () => room <= 0,
  )
  const { socket, connection } = await agreed(station)
  const said = Array.from({ length: 20_000 }, (_, i) => i % 251)
  socket.write(Buffer.from(said))
  await until(() => heard.length > 0)
  assert(heard.length <= 2048)
  while (heard.length < said.length) {
    room = 1
    connection.service(0)
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.deepEqual(heard, said)
  socket.destroy()
})

test('a connection that throws is closed and told, and takes nothing with it', async () => {
  const station = stationWith(() => {
    throw new Error('our bug')
  })
  const { socket } = await agreed(station)
  socket.write('?')
  await until(() => station.events.length === 2)
  assert.deepEqual(station.faults.map(String), ['Error: our bug'])
})

test('what is no TLS opens no connection, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (noise) => {
      const station = stationWith(() => {})
      const { tool, connection } = tunnelTo(station)
      connection.receive(noise, 0)
      connection.service(0)
      await new Promise((resolve) => setImmediate(resolve))
      tool.destroy()
      assert.deepEqual([station.events, station.faults], [[], []])
    }),
    { numRuns: 50 },
  )
})
