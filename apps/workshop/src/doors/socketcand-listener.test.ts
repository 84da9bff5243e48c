import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'node:test'
import { decodeBeacon } from '@luban/protocols/socketcand/beacon'
import { beaconWays, listenSocketcand } from './socketcand-listener.ts'

const HOST = '127.31.7.61'
const options = { host: HOST, port: 0, open: () => ({ receive() {}, service() {}, close() {} }) }

const address = (given: string, netmask: string, internal = false) => {
  const shared = { address: given, netmask, internal, mac: '', cidr: null }
  return given.includes(':')
    ? { ...shared, family: 'IPv6' as const, scopeid: 0 }
    : { ...shared, family: 'IPv4' as const }
}
const CARDS = {
  lo: [address('127.0.0.1', '255.0.0.0', true)],
  eth0: [address('192.168.7.5', '255.255.255.0'), address('fe80::1', 'ffff:ffff:ffff:ffff::')],
  wlan0: [address('10.20.30.40', '255.255.240.0')],
}

test('each network that the door is in is told, with the door’s address there; loopback stays on this machine', () => {
  const eth0 = { from: '192.168.7.5', to: '192.168.7.255' }
  assert.deepEqual(beaconWays('192.168.7.5', CARDS), [eth0])
  assert.deepEqual(beaconWays('0.0.0.0', CARDS), [eth0, { from: '10.20.30.40', to: '10.20.31.255' }])
  assert.deepEqual(beaconWays('127.0.0.1', CARDS), [{ from: '127.0.0.1', to: '127.255.255.255' }])
  for (const host of ['::', '::1', 'fe80::1', '192.168.7.6']) assert.deepEqual(beaconWays(host, CARDS), [], host)
})

test('whoever listens for beacons hears where the door is and its buses, again and again until it closes', async () => {
  const tool = createSocket('udp4')
  await new Promise<void>((resolve) => tool.bind(0, '127.255.255.255', resolve))
  const beacon = { description: 'a car', buses: ['can0', 'can1'], port: tool.address().port, intervalMs: 20 }
  const listener = await listenSocketcand({ ...options, beacon })
  for (let count = 0; count < 3; count++) {
    const [bytes, { address: from }] = await once(tool, 'message')
    assert.equal(from, HOST)
    const told = { name: 'Luban', type: 'adapter', description: 'a car', host: HOST, port: listener.port }
    assert.deepEqual(decodeBeacon(bytes), { ...told, buses: ['can0', 'can1'] })
  }
  await listener.close()
  tool.removeAllListeners('message')
  await new Promise((resolve) => setTimeout(resolve, 50))
  let isHeard = false
  tool.on('message', () => {
    isHeard = true
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.equal(isHeard, false)
  await new Promise<void>((resolve) => tool.close(resolve))
})

test('without a beacon nobody is told', async () => {
  const tool = createSocket({ type: 'udp4', reuseAddr: true })
  await new Promise<void>((resolve) => tool.bind(42_000, '127.255.255.255', resolve))
  let isHeard = false
  tool.on('message', (bytes) => {
    isHeard ||= decodeBeacon(bytes)?.host === HOST
  })
  const listener = await listenSocketcand(options)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await listener.close()
  assert.equal(isHeard, false)
  await new Promise<void>((resolve) => tool.close(resolve))
})
