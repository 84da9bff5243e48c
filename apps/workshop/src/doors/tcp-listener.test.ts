import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import type { Connection, DoorSide } from '@luban/lab'
import { type Listener, listenTcp, type Peer, type TcpListenerOptions } from './tcp-listener.ts'
import { plug } from './testing/plug.ts'

/** An address of this machine that no other test uses. */
const HOST = '127.31.7.1'

/** A station that says back what it hears, and remembers what became of its connections. */
function echoStation() {
  const opened: Peer[] = []
  let openCount = 0
  let closeCount = 0
  let serviceCount = 0
  const sides: DoorSide[] = []
  return {
    opened,
    sides,
    open(side: DoorSide, peer: Peer): Connection {
      opened.push(peer)
      sides.push(side)
      openCount++
      return {
        receive: (bytes) => side.send(bytes.slice()),
        service: () => serviceCount++,
        close: () => closeCount++,
      }
    },
    counts: () => ({ open: openCount, closed: closeCount, live: openCount - closeCount }),
    serviced: () => serviceCount,
  }
}

async function listening(
  options: Partial<TcpListenerOptions>,
  work: (listener: Listener) => Promise<void>,
): Promise<void> {
  const listener = await listenTcp({ host: HOST, port: 0, open: () => assert.fail('no station'), ...options })
  try {
    await work(listener)
  } finally {
    await listener.close()
  }
}

/** Waits for something that must come; the limit only ends a test that has failed. */
async function until(isTrue: () => boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 10_000
  while (!isTrue()) {
    if (performance.now() > deadlineMs) assert.fail(`${what}: waited in vain`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function read(socket: Socket, length: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let got = 0
  while (got < length) {
    const [piece] = (await once(socket, 'data')) as [Buffer]
    pieces.push(piece)
    got += piece.length
  }
  return Buffer.concat(pieces)
}

test('bytes go to the station and back, and the peer is named', async () => {
  const station = echoStation()
  await listening(station, async (listener) => {
    const socket = await plug(listener)
    socket.write('ATZ\r')
    assert.equal((await read(socket, 4)).toString(), 'ATZ\r')
    assert.equal(station.opened[0].port, socket.localPort)
    assert.match(station.opened[0].address, /^127\./)
    socket.destroy()
    await until(() => station.counts().live === 0, 'the connection is closed')
  })
})

test('the protocol timers run while a tool is connected', async () => {
  const station = echoStation()
  await listening({ ...station, serviceMs: 1 }, async (listener) => {
    const socket = await plug(listener)
    await until(() => station.serviced() > 3, 'service')
    socket.destroy()
  })
})

test('a megabyte of random bytes comes back whole through a station that echoes', async () => {
  const station = echoStation()
  await listening(station, async (listener) => {
    const socket = await plug(listener)
    const bytes = randomBytes(1024 * 1024)
    socket.write(bytes)
    assert(bytes.equals(await read(socket, bytes.length)))
    socket.destroy()
  })
})

test('a tool that does not read is not read from, loses nothing, and does not disturb another', async () => {
  const station = echoStation()
  await listening(station, async (listener) => {
    const slow = await plug(listener)
    slow.pause()
    const bytes = Buffer.alloc(48 * 1024 * 1024, randomBytes(1024 * 1024)) // More than the system's own buffers hold.
    slow.write(bytes)
    const other = await plug(listener)
    for (let i = 0; i < 50; i++) {
      other.write('010C\r')
      assert.equal((await read(other, 5)).toString(), '010C\r')
    }
    assert(slow.writableLength > 0, 'the listener has stopped reading')
    slow.resume()
    assert(bytes.equals(await read(slow, bytes.length)))
    slow.destroy()
    other.destroy()
  })
})

test('a tool that makes the car talk without reading is cut off', async () => {
  const station = echoStation()
  await listening(station, async (listener) => {
    const socket = await plug(listener)
    socket.pause()
    await until(() => station.sides.length === 1, 'the connection')
    const chatter = new Uint8Array(64 * 1024)
    let isWelcome = true
    for (let i = 0; i < 1_000 && station.counts().live === 1; i++) {
      isWelcome = station.sides[0].send(chatter) as unknown as boolean
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.equal(isWelcome, false)
    await until(() => station.counts().live === 0, 'the end of the connection')
    socket.destroy()
  })
})

test('a reset frees its place', async () => {
  const station = echoStation()
  await listening({ ...station, connectionsMax: 2 }, async (listener) => {
    for (let i = 0; i < 40; i++) {
      const sockets = [await plug(listener), await plug(listener)]
      await until(() => station.counts().live === 2, 'two connections')
      for (const socket of sockets) {
        socket.write('01')
        socket.resetAndDestroy()
      }
      await until(() => station.counts().live === 0, 'their places')
    }
    assert.deepEqual(station.counts(), { open: 80, closed: 80, live: 0 })
  })
})

test('one connection too many is closed, and the others go on', async () => {
  const station = echoStation()
  await listening({ ...station, connectionsMax: 1 }, async (listener) => {
    const first = await plug(listener)
    await until(() => station.counts().live === 1, 'the first connection')
    const second = await plug(listener)
    await once(second, 'close')
    first.write('03')
    assert.equal((await read(first, 2)).toString(), '03')
    assert.equal(station.counts().open, 1)
    first.destroy()
  })
})

test('when the station ends a connection, its last words arrive', async () => {
  const open = (side: DoorSide): Connection => ({
    receive() {
      side.send(Buffer.from('refused'))
      side.close()
    },
    service() {},
    close() {},
  })
  await listening({ open }, async (listener) => {
    const socket = await plug(listener)
    socket.write(randomBytes(50_000))
    assert.equal((await read(socket, 7)).toString(), 'refused')
    socket.destroy()
  })
})

test('what a station says while it listens arrives in its order, before what it says later and before its end', async () => {
  let toolSide: DoorSide | undefined
  const open = (side: DoorSide): Connection => {
    toolSide = side
    return {
      receive(bytes) {
        for (const byte of bytes) side.send(Uint8Array.of(byte))
        if (bytes.includes(0x2e)) side.close()
      },
      service() {},
      close() {},
    }
  }
  await listening({ open }, async (listener) => {
    const socket = await plug(listener)
    socket.write('heard')
    assert.equal(String(await read(socket, 5)), 'heard')
    toolSide?.send(Buffer.from(', later'))
    socket.write('end.')
    assert.equal(String(await read(socket, 11)), ', laterend.')
    await once(socket, 'end')
  })
})

test('connections that rest are looked after seldom, and often again once something is under way', async () => {
  let isResting = true
  const heardMs: number[] = []
  const open = (): Connection => ({
    receive() {
      isResting = false
    },
    service: () => void heardMs.push(performance.now()),
    close() {},
    isResting: () => isResting,
  })
  await listening({ open, serviceMs: 1 }, async (listener) => {
    const socket = await plug(listener)
    await until(() => heardMs.length >= 3, 'a connection at rest is looked after too')
    const resting = heardMs.splice(0)
    assert(resting.slice(1).every((ms, i) => ms - resting[i] > 50))
    socket.write('x')
    await until(() => heardMs.length >= 100, 'more than a hundred looks')
    const [first] = heardMs
    assert((heardMs[99] - first) / 99 < 50)
    socket.destroy()
  })
})

test('only for a tool that asks without pause the thread stays awake, and no longer than it goes on', async () => {
  const isAwake = () => process.getActiveResourcesInfo().includes('Immediate')
  let wasAwake = false
  const open = (side: DoorSide): Connection => ({
    receive: (bytes) => {
      wasAwake ||= isAwake()
      side.send(bytes.slice())
    },
    service() {},
    close() {},
  })
  await listening({ open }, async (listener) => {
    const socket = await plug(listener)
    const ask = async () => {
      socket.write('010C\r')
      await read(socket, 5)
    }
    for (let i = 0; i < 20; i++) {
      await ask()
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
    assert(!wasAwake)
    for (let i = 0; i < 10_000 && !wasAwake; i++) await ask()
    assert(wasAwake)
    await until(() => !isAwake(), 'it sleeps again')
    socket.destroy()
  })
})

test('a tool that stays after the station has ended the connection is cut off', async () => {
  const station = echoStation()
  let nowMs = 0
  await listening({ ...station, now: () => nowMs, serviceMs: 1 }, async (listener) => {
    const socket = connect({ host: listener.host, port: listener.port, allowHalfOpen: true })
    await once(socket, 'connect')
    await until(() => station.sides.length === 1, 'the connection')
    station.sides[0].close()
    nowMs = 10_000
    await until(() => station.counts().live === 0, 'the end of the connection')
    socket.destroy()
  })
})

test('a bug in one connection ends that connection only, and is reported', async () => {
  const station = echoStation()
  const faults: unknown[] = []
  const open = (side: DoorSide, peer: Peer): Connection => ({
    ...station.open(side, peer),
    receive(bytes) {
      if (bytes[0] === 0x58) throw new Error('our bug')
      side.send(bytes.slice())
    },
  })
  await listening({ open, onFault: (fault) => faults.push(fault) }, async (listener) => {
    const bad = await plug(listener)
    const good = await plug(listener)
    bad.write('X')
    await once(bad, 'close')
    good.write('0')
    assert.equal((await read(good, 1)).toString(), '0')
    assert.match(String(faults[0]), /our bug/)
    good.destroy()
  })
})

test('close ends every connection, and the port is free again', async () => {
  const station = echoStation()
  const listener = await listenTcp({ host: HOST, port: 0, ...station })
  const socket = await plug(listener)
  await until(() => station.counts().live === 1, 'the connection')
  await listener.close()
  if (!socket.destroyed) await once(socket, 'close')
  assert.equal(station.counts().live, 0)
  const again = await listenTcp({ host: HOST, port: listener.port, ...station })
  await again.close()
})

test('a port that is taken says so', async () => {
  await listening(echoStation(), async ({ port }) => {
    await assert.rejects(listenTcp({ host: HOST, port, ...echoStation() }), { code: 'EADDRINUSE' })
  })
})

test('a tool whose connection is busy is not read from; what it sent is taken in its order, in pieces, when there is room', async () => {
  const bytes = randomBytes(16 * 1024 * 1024) // More than the system's own buffers hold.
  const heard: Buffer[] = []
  let heardBytes = 0
  let room = 0
  let isOpen = false
  const station = {
    open: (): Connection => ({
      receive(piece) {
        assert(room > 0, 'nothing is given while it is busy')
        room--
        heard.push(Buffer.from(piece))
        heardBytes += piece.length
      },
      service() {
        if (isOpen) room = 4_096
      },
      close() {},
      isBusy() {
        return room === 0
      },
    }),
  }
  await listening({ ...station, serviceMs: 1 }, async (listener) => {
    const socket = await plug(listener)
    socket.write(bytes)
    await until(() => socket.writableLength > 0, 'the listener has stopped reading')
    assert.equal(heardBytes, 0)
    isOpen = true
    await until(() => heardBytes === bytes.length, 'all was taken')
    assert(bytes.equals(Buffer.concat(heard)))
    assert(heard.every((piece) => piece.length <= 2048))
    socket.destroy()
  })
})
