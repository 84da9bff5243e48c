import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import { asciiBytes, asciiText } from '../can-interface/ascii.ts'
import { createCanInterfaces } from '../can-interface/interface.ts'
import { createIsoTpEndpoint } from '../isotp/session.ts'
import { createSlcanClient, type SlcanClient } from './client.ts'
import { createSlcan } from './session.ts'

/** A car behind our own adapter, and a bus of ours joined to it, as if both were foreign. */
function joined() {
  const far = createCanBus()
  const near = createCanBus()
  const interfaces = createCanInterfaces(far, 500_000)
  let nowMs = 0
  const adapter = createSlcan({ interfaces, name: 'slcan', send: (bytes) => client.receive(bytes, nowMs), end() {} })
  const client: SlcanClient = createSlcanClient({
    bus: near,
    name: 'adapter',
    names: new Map([[0x7e8, 'engine']]),
    send: (bytes) => adapter.receive(bytes, nowMs),
  })
  const wait = (ms: number) => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 10) {
      adapter.service(nowMs)
      client.service(nowMs)
    }
  }
  return { far, near, client, wait }
}

/** An adapter that says what a function says. */
function scripted(reply: (line: string) => string | undefined) {
  const bus = createCanBus()
  const typed: string[] = []
  const client: SlcanClient = createSlcanClient({
    bus,
    name: 'adapter',
    send(bytes) {
      const line = asciiText(bytes)
      typed.push(line)
      const text = reply(line)
      if (text !== undefined) client.receive(asciiBytes(text), 0)
    },
  })
  for (let nowMs = 0; nowMs < 10_000; nowMs += 10) client.service(nowMs)
  return { bus, client, typed }
}

test('an adapter is opened, and frames go both ways through it', () => {
  const { far, near, client, wait } = joined()
  const car = far.attach('ecu', (frame, nowMs) => {
    if (frame.id === 0x7e0) car.send({ id: 0x7e8, isExtended: false, data: frame.data }, nowMs)
  })
  wait(50)
  assert.deepEqual(client.state, { kind: 'ready', version: '1013', hasAnswered: true })
  const heard: string[] = []
  const tool = near.attach('tool', ({ id, data }) => heard.push(`${id.toString(16)} ${toHex(data)}`))
  tool.send({ id: 0x7e0, isExtended: false, data: hex('023E00') }, 0)
  car.send({ id: 0x12345678, isExtended: true, data: hex('01') }, 0)
  wait(50)
  assert.deepEqual(heard, ['7e8 023E00', '12345678 01'])
})

test('frames of known identifiers come from nodes of their names, and go out no second time', () => {
  const { far, near, wait } = joined()
  const car = far.attach('ecu', () => {})
  const seen: string[] = []
  near.record((frame, sender) => seen.push(`${sender} ${frame.id.toString(16)}`))
  far.record((frame, sender) => seen.push(`far ${sender} ${frame.id.toString(16)}`))
  wait(50)
  car.send({ id: 0x7e8, isExtended: false, data: hex('027E00') }, 0)
  car.send({ id: 0x123, isExtended: false, data: hex('01') }, 0)
  assert.deepEqual(seen, ['far ecu 7e8', 'engine 7e8', 'far ecu 123', 'adapter 123'])
})

test('a long message goes through an adapter in many frames', () => {
  const { far, near, wait } = joined()
  wait(50)
  const message = Uint8Array.from({ length: 400 }, (_, i) => i & 0xff)
  const ends = [far, near].map((bus, i) => {
    const [txId, rxId] = i === 0 ? [0x7e8, 0x7e0] : [0x7e0, 0x7e8]
    const heard: string[] = []
    const port = bus.attach(`end ${i}`, (frame, nowMs) => endpoint.receive(frame, nowMs))
    const endpoint = createIsoTpEndpoint({
      port,
      address: { txId, rxIds: [rxId], isExtended: false },
      onMessage: (bytes) => heard.push(toHex(bytes)),
    })
    return { endpoint, heard }
  })
  ends[1].endpoint.send(message, 0)
  wait(500)
  assert.deepEqual(ends[0].heard, [toHex(message)])
})

test('an adapter that never answers is taken to be open, and is written to', () => {
  const { bus, client, typed } = scripted(() => undefined)
  assert.deepEqual(client.state, { kind: 'ready', version: '', hasAnswered: false })
  assert.deepEqual(typed, ['\r', 'C\r', 'V\r', 'S6\r', 'O\r'])
  bus.attach('tool', () => {}).send({ id: 0x7e0, isExtended: false, data: hex('023E00') }, 0)
  assert.equal(typed.at(-1), 't7E03023E00\r')
  client.close()
  assert.equal(typed.at(-1), 'C\r')
})

test('a channel that was not open may refuse to close, but must open', () => {
  const refusing = (...lines: string[]) => scripted((line) => (lines.includes(line) ? '\x07' : '\r')).client.state
  assert.equal(refusing('C\r', 'V\r').kind, 'ready')
  assert.deepEqual(refusing('O\r'), { kind: 'failed', fault: 'refused' })
  assert.deepEqual(refusing('S6\r'), { kind: 'failed', fault: 'refused' })
})

test('who speaks something else is not written to', () => {
  const { bus, client, typed } = scripted(() => 'ELM327 v1.5\r>?\r'.repeat(20))
  assert.deepEqual(client.state, { kind: 'failed', fault: 'notAnAdapter' })
  const before = typed.length
  bus.attach('tool', () => {}).send({ id: 0x7e0, isExtended: false, data: hex('023E00') }, 0)
  assert.equal(typed.length, before)
})

test('no bytes make the client throw', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string().map(asciiBytes),
    fc.constant(asciiBytes('t7E83\r')),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const { client } = scripted(() => undefined)
      for (const bytes of pieces) client.receive(bytes, 0)
    }),
    { numRuns: 50 },
  )
})
