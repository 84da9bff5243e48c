import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeIdentifier, encodeIdentifier, isBroadcastGroup } from './identifier.ts'

test('every identifier of 29 bits is one of J1939 and stays itself', () => {
  fc.assert(fc.property(fc.nat(0x1fff_ffff), (id) => assert.equal(encodeIdentifier(decodeIdentifier(id)), id)))
})

test('every PDU format from 240 on goes to everyone, every other to its destination', () => {
  for (let format = 0; format <= 0xff; format++) {
    const { pgn, destination } = decodeIdentifier(0x1800_2a11 + (format << 16))
    assert.equal(isBroadcastGroup(pgn), format >= 240)
    assert.deepEqual([pgn, destination], format < 240 ? [format << 8, 0x2a] : [(format << 8) + 0x2a, 0xff])
  }
})

for (const line of readFileSync(new URL('./vectors/identifiers.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [id, expected] = line.split(' => ')
  test(`identifier ${id} is ${expected}`, () => {
    const { priority, pgn, destination, source } = decodeIdentifier(Number.parseInt(id, 16))
    const inHex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0')
    assert.equal([priority, inHex(pgn, 0), inHex(destination, 2), inHex(source, 2)].join(' '), expected)
  })
}
