import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '@luban/lab'
import { createPeerGate, isLoopback, type Knock, type PeerGate } from './peers.ts'

/** A gate with a log of what it noted, and doors that count what reached the car. */
function gate(timeoutMs = 60_000) {
  const notes: string[] = []
  const reached: number[] = []
  const peers = createPeerGate({
    timeoutMs,
    note: (event, door, address) => notes.push(`${event} ${door} ${address}`),
    changed() {},
  })
  const knock = (address: string, more: Partial<Knock> = {}) => {
    let isClosed = false
    const connection = peers.admit({
      door: 'elm327',
      address,
      isTrusted: false,
      nowMs: 0,
      side: { send() {}, close: () => (isClosed = true) },
      plug: (): Connection => ({ receive: (bytes) => reached.push(...bytes), service() {}, close() {} }),
      ...more,
    })
    return { connection, isClosed: () => isClosed }
  }
  return { peers, notes, reached, knock }
}

const idOf = (peers: PeerGate, address: string) =>
  peers.waiting.find((peer) => peer.address === address)?.id ?? 'nobody'

test('a tool on this machine reaches the car at once', () => {
  const { peers, reached, notes, knock } = gate()
  const { connection } = knock('127.0.0.1')
  connection.receive(Uint8Array.of(1, 2), 0)
  assert.deepEqual(reached, [1, 2])
  assert.equal(peers.toolCount, 1)
  connection.close()
  connection.close()
  assert.deepEqual(notes, ['connected elm327 127.0.0.1', 'closed elm327 127.0.0.1'])
  assert.equal(peers.toolCount, 0)
})

test('a tool of another machine reaches the car only when the trainee allows it, and loses nothing by waiting', () => {
  const { peers, reached, notes, knock } = gate()
  const { connection } = knock('192.168.1.5')
  connection.receive(Uint8Array.of(1, 2), 0)
  connection.service(1)
  assert.deepEqual(reached, [])
  assert.equal(peers.isAdmitted('192.168.1.5'), false)
  assert.equal(peers.decide('p9', true, 2), false)
  assert.equal(peers.decide(idOf(peers, '192.168.1.5'), true, 2), true)
  assert.deepEqual(reached, [1, 2])
  connection.receive(Uint8Array.of(3), 3)
  assert.deepEqual(reached, [1, 2, 3])
  assert.equal(peers.isAdmitted('192.168.1.5'), true)
  assert.deepEqual(notes, ['waiting elm327 192.168.1.5', 'allowed elm327 192.168.1.5', 'connected elm327 192.168.1.5'])

  // The same laptop is not asked about twice.
  knock('192.168.1.5').connection.receive(Uint8Array.of(4), 4)
  assert.deepEqual(reached, [1, 2, 3, 4])
})

test('a refused address is put out, and stays out', () => {
  const { peers, reached, knock } = gate()
  const first = knock('192.168.1.5')
  first.connection.receive(Uint8Array.of(1), 0)
  peers.decide(idOf(peers, '192.168.1.5'), false, 1)
  assert.equal(first.isClosed(), true)
  const second = knock('192.168.1.5')
  assert.equal(second.isClosed(), true)
  second.connection.receive(Uint8Array.of(2), 2)
  assert.deepEqual(reached, [])
})

test('waiting ends: by time, by too many bytes, and with the attempt', () => {
  const { peers, notes, knock } = gate(1000)
  const late = knock('10.0.0.1')
  peers.service(999)
  assert.equal(late.isClosed(), false)
  peers.service(1000)
  assert.equal(late.isClosed(), true)
  assert.deepEqual(notes.slice(-1), ['closed elm327 10.0.0.1'])
  assert.deepEqual(peers.waiting, [])

  const loud = knock('10.0.0.2', { nowMs: 1000 })
  loud.connection.receive(new Uint8Array(5000), 1000)
  assert.equal(loud.isClosed(), true)

  const last = knock('10.0.0.3', { nowMs: 1000 })
  peers.closeAll()
  assert.equal(last.isClosed(), true)
})

test('however many knock, a bounded number waits and is noted', () => {
  const { peers, notes, knock } = gate()
  const knocks = Array.from({ length: 300 }, (_, i) => knock(`10.0.${i >> 4}.${i & 15}`))
  assert(peers.waiting.length <= 32)
  assert(knocks.filter(({ isClosed }) => !isClosed()).length <= 16)
  const refused = idOf(peers, '10.0.0.0')
  peers.decide(refused, false, 1)
  const before = notes.length
  for (let i = 0; i < 1000; i++) knock('10.0.0.0')
  assert(notes.length - before <= 10)
})

test('a connection through the signed-in tunnel need not be allowed', () => {
  const { reached, knock } = gate()
  knock('tunnel of ana', { isTrusted: true }).connection.receive(Uint8Array.of(7), 0)
  assert.deepEqual(reached, [7])
})

test('loopback is told from the network in every dress', () => {
  for (const address of ['127.0.0.1', '127.80.1.2', '::1', '::ffff:127.0.0.1']) assert.equal(isLoopback(address), true)
  for (const address of ['10.0.0.1', '::ffff:10.0.0.1', '1270.0.0.1', 'fe80::1', '127.0.0.1.evil.kz', '']) {
    assert.equal(isLoopback(address), false)
  }
})
