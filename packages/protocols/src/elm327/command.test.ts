import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import { type Command, decodeCommand, encodeCommand } from './command.ts'
import { AT_COMMANDS, type AtName, ST_COMMANDS, type StName } from './tables.ts'

const atCommands = fc
  .constantFrom(...(Object.keys(AT_COMMANDS) as AtName[]))
  .chain((name) => fc.stringMatching(AT_COMMANDS[name]).map((argument) => ({ kind: 'at' as const, name, argument })))
const stCommands = fc
  .constantFrom(...(Object.keys(ST_COMMANDS) as StName[]))
  .chain((name) => fc.stringMatching(ST_COMMANDS[name]).map((argument) => ({ kind: 'st' as const, name, argument })))
const requests = fc.record(
  {
    kind: fc.constant('request' as const),
    data: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    replies: fc.integer({ min: 1, max: 15 }),
  },
  { requiredKeys: ['kind', 'data'] },
)
const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.constant({ kind: 'repeat' as const }),
  atCommands,
  stCommands,
  requests,
)

test('every command survives encode then decode', () => {
  fc.assert(
    fc.property(commands, (command) => assert.deepEqual(decodeCommand(encodeCommand(command)), { ...command })),
    { numRuns: 1000 },
  )
})

test('no line makes decode throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (line) => void decodeCommand(line)))
  for (const head of ['AT', 'ST', 'STPX D:', 'STFAP '])
    fc.assert(fc.property(fc.string({ maxLength: 10 }), (rest) => void decodeCommand(head + rest)))
})

test('spaces, tabs and the case of letters mean nothing', () => {
  fc.assert(
    fc.property(commands, fc.array(fc.nat(20), { maxLength: 6 }), (command, places) => {
      if (command.kind === 'at' && command.name === '@3') return // What it stores keeps its spaces.
      let line = encodeCommand(command).toLowerCase()
      for (const at of places) line = line.slice(0, at) + (at % 2 === 0 ? ' ' : '\t') + line.slice(at)
      assert.deepEqual(decodeCommand(line), { ...command })
    }),
  )
})

test('of the 256 one-character lines all are garbage but spaces and control characters', () => {
  for (let code = 0; code <= 0xff; code++) {
    const expected = code <= 0x20 ? { kind: 'repeat' } : 'unknown'
    assert.deepEqual(decodeCommand(String.fromCharCode(code)), expected, `character ${code}`)
  }
})

test('every byte can be requested, and every digit behind it is the number of replies', () => {
  for (let byte = 0; byte <= 0xff; byte++) {
    const text = byte.toString(16).padStart(2, '0')
    assert.deepEqual(decodeCommand(text), { kind: 'request', data: Uint8Array.of(byte) })
    for (let replies = 1; replies <= 15; replies++) {
      const line = text + replies.toString(16)
      assert.deepEqual(decodeCommand(line), { kind: 'request', data: Uint8Array.of(byte), replies })
    }
  }
})

for (const line of vectors('commands')) {
  const [typed, json] = line.split('|')
  test(`"${typed.trim()}" means ${json.trim()}`, () => {
    const command = decodeCommand(typed.trim())
    assert(command !== 'unknown')
    assert.deepEqual('data' in command ? { ...command, data: toHex(command.data) } : command, JSON.parse(json))
  })
}

for (const line of vectors('garbage')) {
  test(`"${line}" means nothing`, () => assert.equal(decodeCommand(line), 'unknown'))
}

function vectors(name: string): string[] {
  const lines = readFileSync(new URL(`vectors/${name}.txt`, import.meta.url), 'utf8').split('\n')
  return lines.filter((line) => line !== '' && !line.startsWith('#'))
}
