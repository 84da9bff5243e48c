import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDoorPool, DOOR_SETTINGS, isBeyondLoopback } from './pool.ts'
import { gvretPort } from './testing/gvret-port.ts'

test('on Linux every attempt has its own loopback address, and every protocol its own port', async () => {
  const gvret = await gvretPort()
  const pool = createDoorPool(DOOR_SETTINGS, 'linux')
  const hosts = new Set<string>()
  for (let attempt = 0; attempt < 1000; attempt++) {
    const lease = pool.take()
    assert(lease !== undefined)
    assert.deepEqual(
      lease.doors.map(({ kind, port }) => [kind, port]),
      [
        ['elm327', 35_000],
        ['doip', 13_400],
        ['socketcand', 29_536],
        ['slcan', 29_537],
        ['cannelloni', 20_000],
        ['gvret', gvret],
        ['sovd', 20_002],
      ],
    )
    assert.deepEqual(
      lease.doors.flatMap(({ kind, tlsPort }) => (tlsPort === undefined ? [] : [[kind, tlsPort]])),
      [['doip', 3_496]],
    )
    assert.match(lease.doors[0].host, /^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+$/)
    assert.equal(new Set(lease.doors.map(({ host }) => host)).size, 1)
    hosts.add(lease.doors[0].host)
  }
  assert.equal(hosts.size, 1000)
})

for (const [where, host, platform] of [
  ['on another system', '127.0.0.1', 'darwin'],
  ['bound to a network', '192.168.7.2', 'linux'],
] as const) {
  test(`${where} every attempt has its own ports, until none is left and one comes back`, () => {
    const pool = createDoorPool({ host, portFrom: 40_000, portCount: 25 }, platform)
    const leases = [pool.take(), pool.take(), pool.take()]
    const doors = leases.flatMap((lease) => lease?.doors ?? [])
    const ports = doors.flatMap(({ port, tlsPort }) => (tlsPort === undefined ? [port] : [port, tlsPort]))
    assert.deepEqual(
      ports.toSorted((a, b) => a - b),
      Array.from({ length: 24 }, (_, slot) => 40_000 + slot),
    )
    assert(leases.every((lease) => lease?.doors.every((door) => door.host === host)))
    assert.equal(pool.take(), undefined)
    leases[1]?.release()
    assert.deepEqual(pool.take()?.doors[0], { kind: 'elm327', host, port: 40_008 })
  })
}

test('only an address of another machine is beyond loopback', () => {
  const beyond = (host: string) => isBeyondLoopback({ ...DOOR_SETTINGS, host })
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1'])
    assert.equal(beyond(host), false)
  for (const host of ['0.0.0.0', '::', '192.168.1.2', 'workshop.kz']) assert.equal(beyond(host), true)
})
