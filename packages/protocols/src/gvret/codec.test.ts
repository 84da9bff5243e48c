import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import type { CanFrame } from '../can/frame.ts'
import {
  type BusSetup,
  decodeCommand,
  decodeReply,
  encodeCommand,
  encodeReply,
  type GvretCommand,
  type GvretReply,
} from './codec.ts'
import { COMMANDS } from './tables.ts'

const frames: fc.Arbitrary<CanFrame> = fc
  .tuple(
    fc.oneof(
      fc.nat(0x7ff).map((id) => ({ id, isExtended: false })),
      fc.nat(0x1fff_ffff).map((id) => ({ id, isExtended: true })),
    ),
    fc.uint8Array({ maxLength: 8 }),
  )
  .map(([id, data]) => ({ ...id, data }))
const setups: fc.Arbitrary<BusSetup> = fc
  .tuple(fc.nat(1_000_000), fc.boolean(), fc.boolean())
  .map(([bitRate, isEnabled, isListenOnly]) => ({ bitRate, isEnabled, isListenOnly }))
const pairs = fc.tuple(setups, setups)
const times = fc.nat(0xffff_ffff)
const byte = fc.nat(255)

const plain = <Of>(of: { [Key in keyof Of]: fc.Arbitrary<Of[Key]> }) => fc.record(of, { noNullPrototype: true })

const commands: fc.Arbitrary<GvretCommand> = fc.oneof(
  fc
    .constantFrom(
      ...(['binary', 'timeSync', 'digitalInputs', 'analogInputs', 'busParameters', 'deviceInfo'] as const),
      ...(['keepAlive', 'busCount', 'extendedBuses', 'setupExtendedBuses'] as const),
    )
    .map((kind) => ({ kind }) as GvretCommand),
  plain({ kind: fc.constantFrom('frame', 'echoFrame'), bus: fc.nat(3), frame: frames }),
  plain({ kind: fc.constant('setupBuses'), buses: pairs }),
  plain({ kind: fc.constantFrom('setDigitalOutputs', 'setSingleWire', 'setSystemType'), value: byte }),
)
const replies: fc.Arbitrary<GvretReply> = fc.oneof(
  plain({ kind: fc.constant('frame'), timeUs: times, bus: fc.nat(15), frame: frames }),
  plain({ kind: fc.constant('timeSync'), timeUs: times }),
  plain({ kind: fc.constant('busParameters'), buses: pairs }),
  plain({ kind: fc.constant('deviceInfo'), build: fc.nat(0xffff), eepromVersion: byte }),
  plain({ kind: fc.constant('busCount'), count: byte }),
  fc
    .constantFrom('digitalInputs', 'analogInputs', 'keepAlive', 'extendedBuses')
    .map((kind) => ({ kind }) as GvretReply),
)
/** What does not begin with a second E7, which would belong to the first. */
const more = fc.uint8Array({ maxLength: 20 }).filter(([first]) => first !== 0xe7)

test('every command and every answer survives encode then decode, with anything behind it', () => {
  fc.assert(
    fc.property(commands, replies, more, (command, reply, rest) => {
      const [asked, answered] = [encodeCommand(command), encodeReply(reply)]
      assert.deepEqual(decodeCommand(Uint8Array.of(...asked, ...rest)), { bytes: asked.length, command })
      assert.deepEqual(decodeReply(Uint8Array.of(...answered, ...rest)), { bytes: answered.length, reply })
    }),
    { numRuns: 1000 },
  )
})

test('a command is incomplete up to its last byte, and so is an answer', () => {
  fc.assert(
    fc.property(commands, replies, (command, reply) => {
      const [asked, answered] = [encodeCommand(command), encodeReply(reply)]
      for (let length = command.kind === 'binary' ? asked.length : 0; length < asked.length; length++)
        assert.equal(decodeCommand(asked.subarray(0, length)), 'incomplete')
      for (let length = 0; length < answered.length; length++)
        assert.equal(decodeReply(answered.subarray(0, length)), 'incomplete')
    }),
  )
})

test('no bytes make a decoder throw; what is no command is passed over, never more than up to the next mark', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.uint8Array({ maxLength: 30 }).map((rest) => Uint8Array.of(0xf1, ...rest)),
  )
  fc.assert(
    fc.property(noise, (bytes) => {
      for (const decoded of [decodeCommand(bytes), decodeReply(bytes)]) {
        if (decoded === 'incomplete') continue
        assert(decoded.bytes > 0 && decoded.bytes <= bytes.length)
        if ('fault' in decoded && decoded.fault !== 'notAFrame')
          assert(!bytes.subarray(1, decoded.bytes).includes(0xf1))
      }
    }),
    { numRuns: 1000 },
  )
})

test('every code is a command of its length or unknown', () => {
  const lengths = new Map<number, number>(Object.values(COMMANDS).map(({ code, bytes }) => [code, bytes]))
  for (let code = 0; code <= 0xff; code++) {
    const stream = Uint8Array.of(0xf1, code, ...new Uint8Array(20))
    const decoded = decodeCommand(stream)
    assert(decoded !== 'incomplete')
    const length = lengths.get(code)
    // Behind a frame without data stands its checksum.
    const checksum = code === COMMANDS.frame.code || code === COMMANDS.echoFrame.code ? 1 : 0
    if (length === undefined) assert.deepEqual(decoded, { bytes: 1, fault: 'unknown' })
    else assert.equal('command' in decoded && decoded.bytes, 2 + length + checksum, `${code}`)
  }
})

for (const line of readFileSync(new URL('vectors/bytes.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [what, text, expected] = line.split(' | ')
  test(`the ${what} ${text}`, () => {
    const decoded = what === 'command' ? decodeCommand(hex(text)) : decodeReply(hex(text))
    const shown = JSON.stringify(decoded, (_, value) => (value instanceof Uint8Array ? toHex(value) : value))
    assert.equal(shown, expected)
  })
}
