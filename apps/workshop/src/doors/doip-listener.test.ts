import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { decodeDoip, encodeDoip } from '@luban/protocols/doip/message'
import { createDoipGateway, type DoipGateway } from '@luban/protocols/doip/session'
import { DOIP_PORT, TIMING } from '@luban/protocols/doip/tables'
import { hex } from '@luban/stdx'
import { type DoipListenerOptions, listenDoip } from './doip-listener.ts'
import type { Listener } from './tcp-listener.ts'

const HOST = '127.31.7.2'
const VIN = 'LGXCE4CB0P0123456'
/** Containers often have none. */
const HAS_IPV6 = Object.values(networkInterfaces()).some((cards) => cards?.some(({ address }) => address === '::1'))

function makeGateway(): DoipGateway {
  const tellsVin = {
    request: (_message: Uint8Array, _nowMs: number, respond: (answer: Uint8Array) => void) => respond(hex('62F190')),
  }
  return createDoipGateway({
    vin: VIN,
    eid: hex('020000000001'),
    gid: hex('020000000001'),
    logicalAddress: 0x1000,
    targets: new Map([[0x1001, tellsVin]]),
  })
}

async function listening(
  options: Partial<DoipListenerOptions>,
  work: (listener: Listener) => Promise<void>,
): Promise<void> {
  const gateway = makeGateway()
  const listener = await listenDoip({
    host: HOST,
    port: 0,
    open: (side) => gateway.connect(side),
    datagram: (bytes) => gateway.datagram(bytes),
    announcement: () => gateway.announcement(),
    ...options,
  })
  try {
    await work(listener)
  } finally {
    await listener.close()
  }
}

async function withUdp(work: (socket: UdpSocket) => Promise<void>, host = HOST): Promise<void> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  try {
    await work(socket)
  } finally {
    socket.close()
  }
}

async function nextKind(socket: UdpSocket): Promise<string> {
  const [bytes] = (await once(socket, 'message')) as [Uint8Array]
  const decoded = decodeDoip(bytes)
  assert(typeof decoded !== 'string')
  return decoded.message.kind
}

for (const ownHost of HAS_IPV6 ? [HOST, '::1'] : [HOST]) {
  test(`a tester finds the car by UDP and talks to it by TCP on the same port at ${ownHost}`, async () => {
    await listening({ host: ownHost }, async ({ host, port }) => {
      await withUdp(async (socket) => {
        const answer = nextKind(socket)
        socket.send(encodeDoip({ kind: 'vehicleIdentificationRequest' }), port, host)
        assert.equal(await answer, 'vehicleIdentificationResponse')
      }, ownHost)
      const tester = connect({ host, port })
      tester.write(encodeDoip({ kind: 'routingActivationRequest', sourceAddress: 0x0e80, activationType: 0 }))
      const [activated] = (await once(tester, 'data')) as [Uint8Array]
      const decoded = decodeDoip(activated)
      assert(typeof decoded !== 'string' && decoded.message.kind === 'routingActivationResponse')
      assert.equal(decoded.message.code, 0x10)
      tester.destroy()
    })
  })
}

test('a question to everybody is answered from the address of the car', async () => {
  const everybody = '127.31.7.77' // A broadcast would leave the machine; the second socket is the same.
  await listening({ hearAlsoAt: [everybody] }, async ({ host, port }) => {
    await withUdp(async (socket) => {
      // Its socket is bound a moment after the door is open: ask until it hears.
      const asking = setInterval(() => {
        socket.send(encodeDoip({ kind: 'vehicleIdentificationRequest' }), port, everybody)
      }, 5)
      const [bytes, from] = await once(socket, 'message')
      clearInterval(asking)
      const decoded = decodeDoip(bytes as Uint8Array)
      assert(typeof decoded !== 'string')
      assert.equal(decoded.message.kind, 'vehicleIdentificationResponse')
      assert.deepEqual([from.address, from.port], [host, port])
    })
  })
})

test('a group that the system does not let us hear costs the door nothing', async () => {
  await listening({ hearAlsoAt: ['192.0.2.255', 'ff02::1%nowhere'] }, async ({ host, port }) => {
    await withUdp(async (socket) => {
      const answer = nextKind(socket)
      socket.send(encodeDoip({ kind: 'vehicleIdentificationRequest' }), port, host)
      assert.equal(await answer, 'vehicleIdentificationResponse')
    })
  })
})

test('garbage by UDP is refused, and the next question is answered', async () => {
  await listening({}, async ({ host, port }) => {
    await withUdp(async (socket) => {
      for (let length = 0; length < 40; length++) socket.send(randomBytes(length), port, host)
      const kinds: string[] = []
      const seen = new Promise<void>((resolve) => {
        socket.on('message', (bytes) => {
          const decoded = decodeDoip(bytes)
          assert(typeof decoded !== 'string')
          kinds.push(decoded.message.kind)
          if (decoded.message.kind === 'vehicleIdentificationResponse') resolve()
        })
      })
      socket.send(encodeDoip({ kind: 'vehicleIdentificationRequest' }), port, host)
      await seen
      assert(kinds.includes('genericNack'))
    })
  })
})

test('the car announces itself three times where it is heard', async () => {
  await withUdp(async (socket) => {
    const { address, port } = socket.address()
    let heard = 0
    const thrice = new Promise<void>((resolve) => {
      socket.on('message', () => {
        if (++heard === TIMING.announceCount) resolve()
      })
    })
    await listening({ announceTo: { address, port } }, async () => {
      await thrice
    })
    assert.equal(heard, TIMING.announceCount)
  })
})

test('on loopback it announces itself to nobody', async () => {
  let announced = 0
  const announcement = () => {
    announced++
    return new Uint8Array(8)
  }
  await listening({ announcement }, async () => {})
  assert.equal(announced, 0)
})

test('each attempt has its own address and keeps the usual port', async () => {
  const gateway = makeGateway()
  const at = (host: string) =>
    listenDoip({
      host,
      port: DOIP_PORT,
      open: (side) => gateway.connect(side),
      datagram: (bytes) => gateway.datagram(bytes),
      announcement: () => gateway.announcement(),
    })
  const listeners = await Promise.all([at('127.31.7.3'), at('127.31.7.4')])
  assert.deepEqual(
    listeners.map(({ host, port }) => `${host}:${port}`),
    ['127.31.7.3:13400', '127.31.7.4:13400'],
  )
  await Promise.all(listeners.map((listener) => listener.close()))
})

test('a UDP port that is taken says so, and leaves the TCP port free', async () => {
  await withUdp(async (socket) => {
    const { port } = socket.address()
    const options = { host: HOST, port, open: () => assert.fail(), datagram: () => undefined, announcement: hex }
    await assert.rejects(listenDoip({ ...options, announcement: () => hex('00') }), { code: 'EADDRINUSE' })
    await assert.rejects(once(connect({ host: HOST, port }), 'connect'), { code: 'ECONNREFUSED' })
  })
})

test('a connection that never activates routing is ended', async () => {
  let nowMs = 0
  await listening({ now: () => nowMs, serviceMs: 1 }, async ({ host, port }) => {
    const tester = connect({ host, port })
    await once(tester, 'connect')
    const ended = once(tester, 'end')
    tester.resume()
    const timer = setInterval(() => {
      nowMs += 100 // The first service starts the timer, so time goes on in steps.
    }, 1)
    await ended
    clearInterval(timer)
    tester.destroy()
  })
})
