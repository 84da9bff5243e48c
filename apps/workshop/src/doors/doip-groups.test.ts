import assert from 'node:assert/strict'
import type { NetworkInterfaceInfo } from 'node:os'
import { test } from 'node:test'
import { groupsOf, groupsUnheardAt } from './doip-groups.ts'

const at = (address: string, internal = false) => ({ address, internal }) as NetworkInterfaceInfo
const INTERFACES = {
  lo: [at('127.0.0.1', true), at('::1', true)],
  eth0: [at('192.0.2.2'), at('fd00::2'), at('fe80::1')],
  wlan0: [at('192.0.2.130'), at('fe80::2')],
  tap0: [at('192.0.2.200')],
}

for (const [host, told, unheard] of [
  ['127.0.0.1', [], []],
  ['127.64.3.4', [], []],
  ['::1', [], []],
  ['192.0.2.2', ['255.255.255.255'], ['255.255.255.255']],
  ['0.0.0.0', ['255.255.255.255'], []],
  ['fd00::2', ['ff02::1%eth0'], ['ff02::1%eth0']],
  ['fe80::2%wlan0', ['ff02::1%wlan0'], ['ff02::1%wlan0']],
  ['::', ['ff02::1%eth0', 'ff02::1%wlan0'], []],
  ['fd00::77', [], []],
] as const) {
  test(`a car at ${host} tells ${told.join(' and ') || 'nobody'} of itself`, () => {
    assert.deepEqual(groupsOf(host, INTERFACES), told)
    assert.deepEqual(groupsUnheardAt(host, INTERFACES), unheard)
  })
}
