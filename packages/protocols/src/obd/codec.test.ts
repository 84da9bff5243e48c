import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { decodeScaled, encodeScaled } from '../uds/scaled.ts'
import { decodeBitmap, decodeObdResponse, decodeParameter, encodeBitmap, encodeParameter } from './codec.ts'
import { UNIT_AND_SCALING } from './monitor-tables.ts'
import { PARAMETERS } from './tables.ts'

const parameters = fc.constantFrom(...PARAMETERS.values())

test('the bytes of every parameter survive decode then encode', () => {
  const cases = parameters.chain(({ pid, byteLength }) =>
    fc.tuple(fc.constant(pid), fc.uint8Array({ minLength: byteLength, maxLength: byteLength })),
  )
  fc.assert(
    fc.property(cases, ([pid, bytes]) => {
      const values = decodeParameter(pid, bytes)
      assert(values !== undefined)
      assert.deepEqual(encodeParameter(pid, values), bytes)
    }),
  )
})

test('every result of a monitor survives decode then encode, in each unit and scaling of the table', () => {
  for (const [id, scaling] of UNIT_AND_SCALING) {
    for (let raw = 0; raw <= 0xffff; raw += 7) {
      const bytes = Uint8Array.of(raw >> 8, raw & 0xff)
      assert.deepEqual(encodeScaled(decodeScaled(bytes, scaling), scaling, new Uint8Array(2)), bytes, id.toString(16))
    }
  }
})

test('every value of a one-byte parameter survives decode then encode', () => {
  for (const { pid, byteLength } of PARAMETERS.values()) {
    if (byteLength !== 1) continue
    for (let byte = 0; byte <= 0xff; byte++) {
      const values = decodeParameter(pid, Uint8Array.of(byte))
      assert(values !== undefined)
      assert.deepEqual(encodeParameter(pid, values[0]), Uint8Array.of(byte))
    }
  }
})

test('any number at all is sent as a number within the range of its parameter', () => {
  fc.assert(
    fc.property(parameters, fc.double(), ({ pid, byteLength }, value) => {
      assert.equal(encodeParameter(pid, value).length, byteLength)
    }),
  )
  assert.deepEqual(encodeParameter(0x05, -100), hex('00'))
  assert.deepEqual(encodeParameter(0x05, 1000), hex('FF'))
  assert.deepEqual(encodeParameter(0x0c, Number.NaN), hex('0000'))
  assert.deepEqual(encodeParameter(0x9a, [0, 0, 0, -1e9]), hex('00 00 00 00 80 00'))
})

test('no bytes make the decoders throw', () => {
  const modes = fc.tuple(fc.integer({ min: 0x40, max: 0x4a }), fc.uint8Array({ maxLength: 40 }))
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    modes.map(([mode, rest]) => Uint8Array.of(mode, ...rest)),
  )
  fc.assert(
    fc.property(noise, fc.nat(255), (bytes, pid) => {
      decodeObdResponse(bytes)
      decodeParameter(pid, bytes)
      decodeBitmap(pid, bytes)
    }),
  )
})

test('every first byte is one mode or a named fault', () => {
  for (let first = 0; first <= 0xff; first++) {
    const isMode = decodeObdResponse(Uint8Array.of(first, 0, 0)) !== 'unknownMode'
    assert.equal(isMode, [0x41, 0x42, 0x43, 0x44, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x7f].includes(first))
  }
})

test('a bitmap names what it was made from, and whether more follows', () => {
  const sets = fc.uniqueArray(fc.integer({ min: 1, max: 0xff }).filter((id) => id % 0x20 !== 0))
  fc.assert(
    fc.property(sets, (identifiers) => {
      const found: number[] = []
      let base = 0
      for (;;) {
        const named = decodeBitmap(base, encodeBitmap(base, identifiers))
        found.push(...named.filter((id) => id % 0x20 !== 0))
        if (!named.includes(base + 0x20)) break
        base += 0x20
      }
      assert.deepEqual(
        found,
        identifiers.toSorted((a, b) => a - b),
      )
    }),
  )
})

test('the parameters of the table are those that the coverage page lists', () => {
  const page = readFileSync(new URL('./coverage.md', import.meta.url), 'utf8')
  const listed = /^Parameters in the table: ([^;]+);/m.exec(page)?.[1] ?? ''
  const pids = listed.split(', ').flatMap((range) => {
    const [first, last = first] = range.split('-').map((pid) => Number.parseInt(pid, 16))
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
  assert.deepEqual(pids, [...PARAMETERS.keys()])
})

for (const line of readFileSync(new URL('./vectors/answers.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [text, expected] = line.split(' => ')
  test(line, () => {
    const found = decodeObdResponse(hex(text))
    const shown = JSON.stringify(found, (_, value) => (value instanceof Uint8Array ? toHex(value) : value))
    assert.equal(shown, expected)
  })
}

for (const line of readFileSync(new URL('./vectors/parameters.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [text, expected] = line.split(' => ')
  test(`parameter ${line}`, () => {
    const [pid, ...bytes] = hex(text)
    const values = decodeParameter(pid, Uint8Array.from(bytes))
    assert.equal(values?.map((value) => Number(value.toFixed(3))).join(' '), expected)
    assert.deepEqual(encodeParameter(pid, values ?? []), Uint8Array.from(bytes))
  })
}
