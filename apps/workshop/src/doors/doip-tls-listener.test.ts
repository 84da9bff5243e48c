import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import type { Connection, DoorSide } from '@luban/lab'
import { decodeDoip, encodeDoip } from '@luban/protocols/doip/message'
import { createDoipGateway } from '@luban/protocols/doip/session'
import { hex } from '@luban/stdx'
import { type DoipTlsListener, listenDoipTls } from './doip-tls-listener.ts'

const ACTIVATION = encodeDoip({ kind: 'routingActivationRequest', sourceAddress: 0x0e80, activationType: 0 }, 3)

/** Containers often have none. */
const HAS_IPV6 = Object.values(networkInterfaces()).some((cards) => cards?.some(({ address }) => address === '::1'))

function demandingGateway() {
  return createDoipGateway({
    vin: 'LGXCE4CB0P0123456',
    eid: hex('020000000001'),
    gid: hex('020000000001'),
    logicalAddress: 0x1000,
    targets: new Map([[0x1001, { request: (_message, _nowMs, respond) => respond(hex('62F190')) }]]),
    requiresTls: () => true,
  })
}

async function listening(
  open: (side: DoorSide) => Connection,
  work: (listener: DoipTlsListener) => Promise<void>,
  host = '127.0.0.1',
): Promise<void> {
  const listener = await listenDoipTls({ host, port: 0, open })
  try {
    await work(listener)
  } finally {
    await listener.close()
  }
}

/** A tester that is sure of the car, for it pins its certificate. */
async function testerAt(
  { host, port, certificate }: DoipTlsListener,
  more: ConnectionOptions = {},
): Promise<TLSSocket> {
  const socket = connectTls({ host, port, ca: certificate, ...more })
  await once(socket, 'secureConnect')
  return socket
}

const deaf = (): Connection => ({ receive() {}, service() {}, close() {} })

for (const host of HAS_IPV6 ? ['127.0.0.1', '::1'] : ['127.0.0.1']) {
  test(`a tester at ${host} talks through TLS to a gateway that demands it`, async () => {
    const gateway = demandingGateway()
    const open = (side: DoorSide) => gateway.connect(side, undefined, true)
    await listening(
      open,
      async (listener) => {
        const tester = await testerAt(listener)
        assert(tester.authorized, 'the certificate is of this address')
        tester.write(ACTIVATION)
        const [answer] = (await once(tester, 'data')) as [Uint8Array]
        const decoded = decodeDoip(answer)
        assert(typeof decoded !== 'string' && decoded.message.kind === 'routingActivationResponse')
        assert.deepEqual([decoded.version, decoded.message.code], [3, 0x10])
        tester.destroy()
      },
      host,
    )
  })
}

test('both versions of TLS that are in use are spoken, and none that is older', async () => {
  await listening(deaf, async (listener) => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const tester = await testerAt(listener, { minVersion: version, maxVersion: version })
      assert.equal(tester.getProtocol(), version)
      tester.destroy()
    }
    await assert.rejects(testerAt(listener, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }))
  })
})

test('a tool that speaks no TLS reaches nothing and is let go, and the next one is served', async () => {
  let openings = 0
  const open = (side: DoorSide) => {
    openings++
    side.send(hex('00'))
    return deaf()
  }
  await listening(open, async (listener) => {
    const plain = connect({ host: listener.host, port: listener.port })
    const ended = once(plain, 'close')
    plain.on('error', () => {})
    plain.resume()
    plain.write(ACTIVATION)
    await ended
    assert.equal(openings, 0)
    const tester = await testerAt(listener)
    await once(tester, 'data') // The client may be through with TLS before the server is.
    assert.equal(openings, 1)
    tester.destroy()
  })
})

test('a door closes although a tool has connected and never said a word', async () => {
  let silent: ReturnType<typeof connect> | undefined
  await listening(deaf, async ({ host, port }) => {
    silent = connect({ host, port })
    await once(silent, 'connect')
    silent.on('error', () => {})
    silent.resume()
  })
  assert(silent !== undefined)
  if (!silent.closed) await once(silent, 'close')
})
