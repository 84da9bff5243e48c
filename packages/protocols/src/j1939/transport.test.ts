import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { ABORT_REASON, type AbortReason, CONTROL } from './tables.ts'
import { type ConnectionFrame, decodeConnection, decodePacket, encodeConnection, encodePacket } from './transport.ts'

/** So that deepEqual compares values, not prototypes. */
const PLAIN = { noNullPrototype: true } as const
const pgn = fc.nat(0x3ffff)
const messageBytes = fc.integer({ min: 9, max: 1785 })
const frames: fc.Arbitrary<ConnectionFrame> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('requestToSend' as const),
      messageBytes,
      packetsPerClearMax: fc.integer({ min: 1, max: 255 }),
      pgn,
    },
    PLAIN,
  ),
  fc.record(
    {
      kind: fc.constant('clearToSend' as const),
      packets: fc.nat(255),
      nextPacket: fc.integer({ min: 1, max: 255 }),
      pgn,
    },
    PLAIN,
  ),
  fc.record({ kind: fc.constantFrom('endOfMessage' as const, 'broadcastAnnounce' as const), messageBytes, pgn }, PLAIN),
  fc.record(
    {
      kind: fc.constant('abort' as const),
      reason: fc.oneof(
        fc.constantFrom(...(Object.keys(ABORT_REASON) as AbortReason[])),
        fc.integer({ min: 8, max: 255 }),
      ),
      pgn,
    },
    PLAIN,
  ),
)

test('every connection frame survives encode then decode', () => {
  fc.assert(fc.property(frames, (frame) => assert.deepEqual(decodeConnection(encodeConnection(frame)), frame)))
})

test('every packet survives encode then decode, filled up to seven bytes', () => {
  const packets = fc.tuple(fc.integer({ min: 1, max: 255 }), fc.uint8Array({ minLength: 1, maxLength: 7 }))
  fc.assert(
    fc.property(packets, ([sequence, data]) => {
      const found = decodePacket(encodePacket({ sequence, data }))
      assert(typeof found !== 'string')
      assert.equal(found.sequence, sequence)
      assert.equal(toHex(found.data), toHex(data).padEnd(14, 'F'))
    }),
  )
})

test('no bytes make decode throw', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 16 }),
    fc
      .tuple(fc.constantFrom(...Object.values(CONTROL)), fc.uint8Array({ minLength: 7, maxLength: 7 }))
      .map(([control, rest]) => Uint8Array.of(control, ...rest)),
  )
  fc.assert(fc.property(noise, (bytes) => void [decodeConnection(bytes), decodePacket(bytes)]))
})

test('every control byte without a meaning is refused', () => {
  for (let control = 0; control <= 0xff; control++) {
    const isKnown = (Object.values(CONTROL) as number[]).includes(control)
    const found = decodeConnection(Uint8Array.of(control, 9, 0, 2, 255, 0, 2, 0))
    assert.equal(found === 'unknownControl', !isKnown, `control ${control}`)
  }
})

test('a packet has a number from 1 on and up to seven bytes', () => {
  assert.equal(decodePacket(hex('00 01 02 03 04 05 06 07')), 'badSequenceNumber')
  assert.equal(decodePacket(hex('01')), 'badLength')
  assert.equal(decodePacket(hex('01 01 02 03 04 05 06 07 08')), 'badLength')
})

for (const line of readFileSync(new URL('./vectors/connections.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [bytes, expected] = line.split(' => ')
  test(`TP.CM ${bytes} is ${expected}`, () => {
    const found = decodeConnection(hex(bytes))
    assert.equal(JSON.stringify(found), expected)
    if (typeof found !== 'string') assert.equal(toHex(encodeConnection(found)), bytes.replaceAll(' ', ''))
  })
}
