import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { decodeMessage, encodeMessage } from './message.ts'
import { type Field, MESSAGE_CODES, MESSAGES } from './tables.ts'

const codes = fc.constantFrom(...MESSAGE_CODES)
const bytesOf = (maxLength: number) => fc.uint8Array({ maxLength })

test('every message that is understood survives encode then decode', () => {
  const received = codes.chain((code) => fc.tuple(fc.constant(code), bytesOf(Math.min(MESSAGES[code].bytes + 2, 60))))
  let understood = 0
  fc.assert(
    fc.property(received, ([code, data]) => {
      const message = decodeMessage(MESSAGES[code].pgn, data)
      if (typeof message === 'string') return
      understood++
      assert.deepEqual(decodeMessage(MESSAGES[code].pgn, encodeMessage(message)), message)
    }),
    { numRuns: 2000 },
  )
  assert(understood > 500, `${understood} messages`)
})

test('no bytes make decode throw', () => {
  const groups = fc.oneof(
    codes.map((code) => MESSAGES[code].pgn),
    fc.nat(0x3ffff),
  )
  fc.assert(fc.property(groups, bytesOf(60), (pgn, data) => void decodeMessage(pgn, data)))
})

test('every value of every two-bit state and of every one-byte code is read as the table says', () => {
  for (const code of MESSAGE_CODES) {
    const { pgn, bytes, fields } = MESSAGES[code]
    for (const field of fields as readonly Field[]) {
      if (!('states' in field) && !('codes' in field)) continue
      for (let value = 0; value <= 0xff; value++) {
        const data = new Uint8Array(bytes)
        data[field.at - 1] = value
        const message = decodeMessage(pgn, data)
        if ('states' in field) {
          assert(typeof message !== 'string')
          assert.equal((message as never)[field.name], field.states[(value >> (field.bit - 1)) & 3])
          continue
        }
        const known: string | undefined =
          Object.entries(field.codes).find(([, raw]) => raw === value)?.[0] ?? field.otherwise
        if (known === undefined) assert.equal(message, 'unknownCode', `${code} ${value}`)
        else if (typeof message !== 'string') assert.equal((message as never)[field.name], known)
      }
    }
  }
})

test('a value beyond the ends of its field is sent as that end, and never as "not told"', () => {
  const demand = (volts: number, amps: number) =>
    toHex(encodeMessage({ kind: 'BCL', volts, amps, mode: 'constantVoltage' }))
  assert.equal(demand(-1, 500), '0000000001')
  assert.equal(demand(99_999, -99_999), 'FFFFFFFF01')
  const output = { kind: 'CML', voltsMax: 700, voltsMin: 200, ampsMax: 200, ampsMin: -99_999 } as const
  assert.equal(toHex(encodeMessage(output)).slice(-4), 'FEFF')
})

test('the parameter groups and the fields of a message do not overlap', () => {
  assert.equal(new Set(MESSAGE_CODES.map((code) => MESSAGES[code].pgn)).size, 22)
  for (const code of MESSAGE_CODES) {
    const taken = new Set<number>()
    for (const field of MESSAGES[code].fields as readonly Field[]) {
      const first = (field.at - 1) * 8 + ('bit' in field ? field.bit - 1 : 'bits' in field ? (field.bits?.[0] ?? 0) : 0)
      const count =
        'states' in field ? 2 : 'codes' in field ? 8 : 'bits' in field && field.bits ? field.bits[1] : field.bytes * 8
      for (let bit = first; bit < first + count; bit++) {
        assert(!taken.has(bit) && bit < MESSAGES[code].bytes * 8, `${code}.${field.name}, bit ${bit}`)
        taken.add(bit)
      }
    }
  }
})

for (const line of readFileSync(new URL('./vectors/messages.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [received, expected] = line.split(' => ')
  const [group, ...bytes] = received.split(' ')
  test(`group ${received.slice(0, 40)} is ${expected.slice(0, 60)}`, () => {
    const pgn = Number.parseInt(group, 16)
    const message = decodeMessage(pgn, hex(bytes.join(' ')))
    assert.equal(JSON.stringify(message), expected)
    if (typeof message === 'string') return
    const sent = toHex(encodeMessage(message))
    const isWhole = bytes.length >= MESSAGES[message.kind].bytes || MESSAGES[message.kind].fields.length === 0
    if (isWhole) assert.equal(sent, bytes.join('').slice(0, sent.length))
  })
}
