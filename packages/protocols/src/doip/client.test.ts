import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createDoipClient, type DoipClient } from './client.ts'
import { encodeDoip } from './message.ts'
import { createDoipGateway, type DoipGatewayOptions } from './session.ts'

const BMS = 0x1007

/** Our own gateway with one control unit behind it, and the client at it, as if it were foreign. */
function plugged(
  respond: (request: string, say: (response: string) => void) => void,
  options: Partial<DoipGatewayOptions> = {},
) {
  const bms = {
    request: (message: Uint8Array, _: number, say: (response: Uint8Array) => void) =>
      respond(toHex(message), (response) => say(hex(response))),
  }
  const gateway = createDoipGateway({
    vin: 'LGXCE6CB0N0000001',
    eid: hex('02 4C 00 00 00 01'),
    gid: hex('02 4C 00 00 00 01'),
    logicalAddress: 0x1000,
    targets: new Map([[BMS, bms]]),
    ...options,
  })
  let nowMs = 0
  const client: DoipClient = createDoipClient({ send: (bytes) => connection.receive(bytes, nowMs) })
  const connection = gateway.connect({ send: (bytes) => client.receive(bytes, nowMs), close() {} }, 0)
  const wait = (ms: number) => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 10) {
      connection.service(nowMs)
      client.service(nowMs)
    }
  }
  wait(50)
  function ask(target: number, request: string): string {
    const heard: string[] = []
    let isOver = false
    const isTaken = client.request(target, hex(request), nowMs, {
      onMessage: (message) => heard.push(toHex(message)),
      onEnd(end) {
        heard.push(end)
        isOver = true
      },
    })
    if (!isTaken) return 'not taken'
    for (let i = 0; i < 2_000 && !isOver; i++) wait(10)
    return heard.join(', ')
  }
  return { client, ask, wait }
}

test('a gateway activates the routing, and a control unit behind it answers', () => {
  const { client, ask } = plugged((_, say) => say('62F19041'))
  assert.deepEqual(client.state, { kind: 'ready', entityAddress: 0x1000 })
  assert.equal(ask(BMS, '22F190'), '62F19041, answered')
})

test('who says "pending" is waited for', () => {
  const { ask } = plugged((_, say) => {
    say('7F2278')
    say('7F2231')
  })
  assert.equal(ask(BMS, '22F190'), '7F2231, answered')
})

test('a control unit that is not there, and one that is silent, are told apart', () => {
  const { ask } = plugged(() => {})
  assert.equal(ask(0x1099, '3E00'), 'unreachable')
  assert.equal(ask(BMS, '3E00'), 'noData')
})

test('a gateway that wants TLS refuses with its code', () => {
  const { client, ask } = plugged(() => {}, { requiresTls: () => true })
  assert.deepEqual(client.state, { kind: 'failed', fault: 'refused', code: 7 })
  assert.equal(ask(BMS, '3E00'), 'not taken')
})

test('a tester that is asked whether it lives says so', () => {
  const said: string[] = []
  const client = createDoipClient({ send: (bytes) => said.push(toHex(bytes)), sourceAddress: 0x0e81 })
  client.receive(encodeDoip({ kind: 'aliveCheckRequest' }), 0)
  assert.deepEqual(said, [toHex(encodeDoip({ kind: 'aliveCheckResponse', sourceAddress: 0x0e81 }))])
})

test('nobody there and somebody else have their names', () => {
  const silent = createDoipClient({ send() {} })
  silent.service(0)
  silent.service(60_000)
  assert.deepEqual(silent.state, { kind: 'failed', fault: 'silent', code: undefined })
  const web = createDoipClient({ send() {} })
  web.service(0)
  web.receive(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'), 10)
  assert.deepEqual(web.state, { kind: 'failed', fault: 'notDoip', code: undefined })
})

test('no bytes make the client throw, and every request that it takes ends once', () => {
  const answers = [
    encodeDoip({ kind: 'diagnosticMessage', sourceAddress: BMS, targetAddress: 0x0e80, data: hex('7E00') }),
    encodeDoip({ kind: 'diagnosticNack', sourceAddress: BMS, targetAddress: 0x0e80, code: 2, previous: hex('') }),
    encodeDoip({ kind: 'genericNack', code: 4 }),
    encodeDoip({ kind: 'aliveCheckRequest' }),
  ]
  const piece = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...answers))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      let ends = 0
      const client = createDoipClient({ send() {} })
      client.service(0)
      const activated = {
        kind: 'routingActivationResponse',
        testerAddress: 0x0e80,
        entityAddress: 1,
        code: 0x10,
      } as const
      client.receive(encodeDoip(activated), 1)
      assert(client.request(BMS, hex('3E00'), 1, { onMessage() {}, onEnd: () => void ends++ }))
      for (const bytes of pieces) client.receive(bytes, 2)
      client.service(60_000)
      assert.equal(ends, 1)
    }),
  )
})
