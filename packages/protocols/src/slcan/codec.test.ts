import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import type { CanFrame } from '../can/frame.ts'
import { FD_DATA_BYTES } from '../can/tables.ts'
import { decodeCommand, decodeReply, encodeCommand, encodeReply, type SlcanCommand, type SlcanReply } from './codec.ts'
import { FRAME_LETTERS } from './tables.ts'

const identifiers = fc.oneof(
  fc.nat(0x7ff).map((id) => ({ id, isExtended: false })),
  fc.nat(0x1fff_ffff).map((id) => ({ id, isExtended: true })),
)
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const contents: fc.Arbitrary<Omit<CanFrame, 'id' | 'isExtended'>> = fc.oneof(
  fc.uint8Array({ maxLength: 8 }).map((data) => ({ data })),
  fc.nat(8).map((remoteBytes) => ({ data: new Uint8Array(0), remoteBytes })),
  fc
    .tuple(fc.constantFrom(...FD_DATA_BYTES).chain(exactly), fc.boolean())
    .map(([data, isBitRateSwitched]) => ({ data, fd: { isBitRateSwitched, isErrorPassive: false } })),
)
const frames: fc.Arbitrary<CanFrame> = fc.tuple(identifiers, contents).map(([id, content]) => ({ ...id, ...content }))
const registers = fc.nat(0xffff_ffff)

const commands: fc.Arbitrary<SlcanCommand> = fc.oneof(
  fc.constantFrom<SlcanCommand>(
    ...[{ kind: 'nothing' as const }, { kind: 'close' as const }, { kind: 'status' as const }],
    ...[{ kind: 'version' as const }, { kind: 'serialNumber' as const }],
  ),
  fc.boolean().map((isListenOnly) => ({ kind: 'open' as const, isListenOnly })),
  fc.boolean().map((isOn) => ({ kind: 'timestamps' as const, isOn })),
  fc.nat(8).map((index) => ({ kind: 'bitRate' as const, index })),
  fc.tuple(fc.nat(255), fc.nat(255)).map(([btr0, btr1]) => ({ kind: 'bitTiming' as const, btr0, btr1 })),
  fc.integer({ min: 1, max: 8 }).map((megabits) => ({ kind: 'dataBitRate' as const, megabits })),
  registers.map((value) => ({ kind: 'acceptanceCode' as const, value })),
  registers.map((value) => ({ kind: 'acceptanceMask' as const, value })),
  frames.map((frame) => ({ kind: 'send' as const, frame })),
)

const fourCharacters = fc.stringMatching(/^[0-9A-Za-z]{4}$/)
const replies: fc.Arbitrary<SlcanReply> = fc.oneof(
  fc.constantFrom<SlcanReply>({ kind: 'accepted' }, { kind: 'refused' }),
  fc.boolean().map((isExtended) => ({ kind: 'sent' as const, isExtended })),
  fc.nat(255).map((flags) => ({ kind: 'status' as const, flags })),
  fourCharacters.map((text) => ({ kind: 'version' as const, text })),
  fourCharacters.map((text) => ({ kind: 'serialNumber' as const, text })),
  frames.map((frame) => ({ kind: 'frame' as const, frame })),
  fc.tuple(frames, fc.nat(59_999)).map(([frame, timestampMs]) => ({ kind: 'frame' as const, frame, timestampMs })),
)

const line = (text: string) => (text.endsWith('\r') ? text.slice(0, -1) : text)

test('every command survives encode then decode', () => {
  fc.assert(
    fc.property(commands, (command) => assert.deepEqual(decodeCommand(line(encodeCommand(command))), command)),
    { numRuns: 1000 },
  )
})

test('every reply survives encode then decode', () => {
  fc.assert(
    fc.property(replies, (reply) => assert.deepEqual(decodeReply(line(encodeReply(reply))), reply)),
    { numRuns: 1000 },
  )
})

test('no text makes a decoder throw', () => {
  const pieces = fc.constantFrom(...'tTrRdDbBSsYMmZFVNOCLzu', '7E0', '18DA10F1', '8', 'F', '00', 'FF', ' ', '\r', 'ж')
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(pieces, { maxLength: 14 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      decodeCommand(text)
      decodeReply(text)
    }),
  )
})

test('of the 256 lines of one character just the commands without arguments are known', () => {
  for (let code = 0; code <= 0xff; code++) {
    const character = String.fromCharCode(code)
    const decoded = decodeCommand(character)
    if ('OLCFVN'.includes(character)) assert.equal(typeof decoded, 'object', character)
    else assert.equal(decoded, 'SsYMmZtTrRdDbB'.includes(character) ? 'malformed' : 'unknown', `character ${code}`)
  }
})

test('the length of a frame is one digit: of its bytes, or the code of CAN FD', () => {
  for (const letters of Object.values(FRAME_LETTERS)) {
    const [letter] = letters
    const isFd = 'db'.includes(letter)
    for (let length = 0; length <= 0xf; length++) {
      const bytes = letter === 'r' ? 0 : isFd ? FD_DATA_BYTES[length] : length
      const decoded = decodeCommand(`${letter}123${length.toString(16)}${'5A'.repeat(bytes)}`)
      if (isFd || length <= 8) assert(typeof decoded === 'object' && decoded.kind === 'send', `${letter} ${length}`)
      else assert.equal(decoded, 'malformed', `${letter} ${length}`)
      assert.equal(decodeCommand(`${letter}123${length.toString(16)}${'5A'.repeat(bytes + 1)}`), 'malformed')
    }
  }
})

for (const vector of readFileSync(new URL('vectors/lines.txt', import.meta.url), 'utf8').split('\n')) {
  if (vector === '' || vector.startsWith('#')) continue
  const [who, text, expected] = vector.split(' | ')
  test(`the ${who} says ${text}`, () => {
    const decoded = who === 'tool' ? decodeCommand(text) : decodeReply(text)
    const shown = JSON.stringify(decoded, (_, value) => (value instanceof Uint8Array ? toHex(value) : value))
    assert.equal(shown, expected)
  })
}
