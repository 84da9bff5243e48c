import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBeacon, encodeBeacon } from './beacon.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('a beacon tells who, where and which buses, as the daemon writes it', () => {
  const beacon = { name: 'HeartOfGold', type: 'SocketCAN', description: 'A human readable description' } as const
  const bytes = encodeBeacon({ ...beacon, host: '192.0.2.1', port: 29_536, buses: ['vcan0', 'vcan1'] })
  assert.equal(
    text(bytes),
    '<CANBeacon name="HeartOfGold" type="SocketCAN" description="A human readable description">\n' +
      '<URL>can://192.0.2.1:29536</URL>\n<Bus name="vcan0"/>\n<Bus name="vcan1"/>\n</CANBeacon>',
  )
})

test('every beacon survives encode then decode, whatever its words', () => {
  const words = fc.string({ maxLength: 30 }).filter((word) => !/[\r\n]/.test(word) && word.isWellFormed())
  const host = fc.ipV4()
  const buses = fc.array(fc.constantFrom('can0', 'can1', 'a&b'), { maxLength: 3 })
  fc.assert(
    fc.property(words, words, host, fc.nat(65_535), buses, (name, description, at, port, names) => {
      const beacon = { name, type: 'adapter' as const, description, host: at, port, buses: names }
      assert.deepEqual(decodeBeacon(encodeBeacon(beacon)), beacon)
    }),
  )
})

test('no bytes make the decoder throw, and what is no beacon is none', () => {
  const right = encodeBeacon({
    name: 'a',
    type: 'adapter',
    description: '',
    host: '192.0.2.1',
    port: 1,
    buses: ['can0'],
  })
  const spoilt = fc.tuple(fc.nat(right.length - 1), fc.nat(255)).map(([at, byte]) => right.with(at, byte))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), spoilt), (bytes) => {
      const decoded = decodeBeacon(bytes)
      assert(decoded === undefined || text(bytes).startsWith('<CANBeacon '))
    }),
  )
  for (const wrong of ['', '<CANBeacon>', '<CANBeacon name="a" type="toaster" description="">', 'x'.repeat(2000)])
    assert.equal(decodeBeacon(new TextEncoder().encode(wrong)), undefined)
})
