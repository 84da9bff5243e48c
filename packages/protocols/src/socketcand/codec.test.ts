import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import {
  decodeCommand,
  decodeReply,
  encodeCommand,
  encodeReply,
  type SocketcandCommand,
  type SocketcandReply,
} from './codec.ts'
import { MODES, type Mode } from './tables.ts'

const data = fc.uint8Array({ maxLength: 8 })
const identifiers = fc.oneof(
  fc.nat(0x7ff).map((id) => ({ id, isExtended: false })),
  fc.nat(0x1fff_ffff).map((id) => ({ id, isExtended: true })),
)
const frames = fc.tuple(identifiers, data).map(([identifier, bytes]) => ({ ...identifier, data: bytes }))
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const intervals = fc.nat(2_000_000_000)
const buses = fc.stringMatching(/^[a-z0-9_.-]{1,16}$/)

const commands: fc.Arbitrary<SocketcandCommand> = fc.oneof(
  buses.map((bus) => ({ kind: 'open' as const, bus })),
  fc
    .tuple(buses, fc.constantFrom('B' as const, 'C' as const))
    .filter(
      ([bus]) =>
        !/^(open|echo|send|update|add|filter|delete|unsubscribe|subscribe|statistics|isotpconf|sendpdu)$/.test(bus),
    )
    .map(([bus, operation]) => ({ kind: 'configure' as const, bus, operation })),
  fc.constantFrom(...(Object.keys(MODES) as Mode[])).map((mode) => ({ kind: 'mode' as const, mode })),
  fc.constant({ kind: 'echo' as const }),
  frames.map((frame) => ({ kind: 'send' as const, frame })),
  frames.map((frame) => ({ kind: 'update' as const, frame })),
  fc.tuple(intervals, frames).map(([intervalUs, frame]) => ({ kind: 'add' as const, intervalUs, frame })),
  fc.tuple(intervals, frames).map(([intervalUs, frame]) => ({ kind: 'filter' as const, intervalUs, frame })),
  identifiers.map((identifier) => ({ kind: 'delete' as const, identifier })),
  identifiers.map((identifier) => ({ kind: 'unsubscribe' as const, identifier })),
  fc
    .tuple(intervals, identifiers)
    .map(([intervalUs, identifier]) => ({ kind: 'subscribe' as const, intervalUs, identifier })),
  fc.nat().map((intervalMs) => ({ kind: 'statistics' as const, intervalMs })),
  fc.tuple(identifiers, identifiers, fc.nat(0x3ff), exactly(7)).map(([tx, rx, flags, bytes]) => {
    const [blockSize, separationTime, waitFramesMax, txPadding, rxPadding, extendedAddress, rxExtendedAddress] = bytes
    const timing = { blockSize, separationTime, waitFramesMax }
    const rest = { txPadding, rxPadding, extendedAddress, rxExtendedAddress }
    return { kind: 'configureIsotp' as const, channel: { tx, rx, flags, ...timing, ...rest } }
  }),
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => ({ kind: 'sendPdu' as const, data: bytes })),
)

const replies: fc.Arbitrary<SocketcandReply> = fc.oneof(
  fc.constantFrom({ kind: 'hi' as const }, { kind: 'ok' as const }, { kind: 'echo' as const }),
  fc.tuple(fc.nat(2_000_000_000_000_000), frames).map(([timeUs, frame]) => ({ kind: 'frame' as const, timeUs, frame })),
  fc
    .tuple(fc.nat(2_000_000_000_000_000), fc.uint8Array({ minLength: 1, maxLength: 300 }))
    .map(([timeUs, bytes]) => ({ kind: 'pdu' as const, timeUs, data: bytes })),
  fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,4}$/).map((text) => ({ kind: 'error' as const, text })),
  fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()).map(([bytesReceived, framesReceived, bytesSent, framesSent]) => ({
    kind: 'statistics' as const,
    ...{ bytesReceived, framesReceived, bytesSent, framesSent },
  })),
)

/** What stands between the brackets. */
const inside = (text: string) => {
  assert.match(text, /^< [^<>]* >$/)
  return text.slice(1, -1)
}

test('every command survives encode then decode', () => {
  fc.assert(
    fc.property(commands, (command) => assert.deepEqual(decodeCommand(inside(encodeCommand(command))), command)),
    { numRuns: 1000 },
  )
})

test('every reply survives encode then decode', () => {
  fc.assert(
    fc.property(replies, (reply) => assert.deepEqual(decodeReply(inside(encodeReply(reply))), reply)),
    { numRuns: 500 },
  )
})

test('no text makes a decoder throw', () => {
  const words = fc.constantFrom('open', 'send', 'add', 'frame', 'stat', 'filter', '7DF', '8', 'ff', '0', '-1', 'G', '')
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(words, { maxLength: 14 }).map((all) => all.join(' ')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      decodeCommand(text)
      decodeReply(text)
    }),
  )
})

test('every identifier of 11 bits has three digits, every one of 29 bits eight', () => {
  for (let id = 0; id <= 0x7ff; id++) {
    const sent = encodeCommand({ kind: 'send', frame: { id, isExtended: false, data: new Uint8Array(0) } })
    assert.match(sent, /^< send [0-9A-F]{3} 0 >$/)
    const long = encodeReply({ kind: 'frame', timeUs: 0, frame: { id, isExtended: true, data: new Uint8Array(0) } })
    assert.match(long, /^< frame 00000[0-9A-F]{3} 0\.000000 {2}>$/)
  }
})

test('every byte is written as clients and servers write it, and read with one digit or two', () => {
  for (let byte = 0; byte <= 0xff; byte++) {
    const frame = { id: 0x123, isExtended: false, data: Uint8Array.of(byte) }
    assert.equal(encodeCommand({ kind: 'send', frame }), `< send 123 1 ${byte.toString(16)} >`)
    assert.deepEqual(decodeCommand(`send 123 1 ${toHex(frame.data)}`), { kind: 'send', frame })
  }
})

for (const line of readFileSync(new URL('vectors/lines.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [who, text, expected] = line.split(' | ')
  test(`the ${who} says ${text}`, () => {
    const decoded = who === 'client' ? decodeCommand(text) : decodeReply(text)
    const shown = JSON.stringify(decoded, (_, value) => (value instanceof Uint8Array ? toHex(value) : value))
    assert.equal(shown, expected)
  })
}
