import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAdapterHost } from './adapter.ts'

test('adapters are on this machine or in a private network, and are named by their address', () => {
  for (const host of [
    '127.0.0.1',
    '127.64.0.9',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.0.10',
    '169.254.1.1',
  ])
    assert(isAdapterHost(host), host)
  for (const host of ['::1', 'fd12::1', 'fc00::1', 'fe80::1', 'FE80::1']) assert(isAdapterHost(host), host)
  const strange = ['8.8.8.8', '172.32.0.1', '192.169.0.1', '0.0.0.0', '::', '2001:db8::1', '::ffff:8.8.8.8', '::1234']
  for (const host of [...strange, 'localhost', 'adapter.local', '', '10.1', '10.0.0.1:80', '010.0.0.1', '1e1.0.0.1'])
    assert(!isAdapterHost(host), host)
})
