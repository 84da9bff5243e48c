import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { compileMessage, compileSignal } from './codec.ts'
import type { Message, Signal } from './database.ts'
import { decodeDbc } from './decode.ts'
import { lastBitOf, piecesOf } from './layout.ts'
import { aSignal, messageOf, signals } from './trial-database.ts'

test('every raw value that a signal can hold comes back as it was written', () => {
  const cases = signals('S', { bitLengthMax: 53 }).chain((signal) => {
    const size = 2 ** (signal.bitLength - (signal.isSigned ? 1 : 0))
    return fc.tuple(
      fc.constant(signal),
      fc.maxSafeInteger().map((n) => (signal.isSigned ? n % size : Math.abs(n) % size)),
    )
  })
  fc.assert(
    fc.property(cases, fc.uint8Array({ minLength: 64, maxLength: 64 }), ([signal, raw], before) => {
      const codec = compileSignal({ ...signal, valueType: 'integer' })
      const data = before.slice()
      codec.writeRaw(data, raw)
      assert.equal(codec.readRaw(data), raw + 0)
    }),
  )
})

test('writing a signal changes its own bits and no others', () => {
  fc.assert(
    fc.property(signals('S'), fc.double({ noNaN: true }), (signal, physical) => {
      const mine = new Uint8Array(64)
      for (const { byte, shift, bits } of piecesOf(signal)) mine[byte] |= ((1 << bits) - 1) << shift
      for (const filling of [0x00, 0xff]) {
        const data = new Uint8Array(64).fill(filling)
        compileSignal(signal).write(data, physical)
        for (let i = 0; i < 64; i++) assert.equal((data[i] ^ filling) & ~mine[i], 0)
      }
    }),
  )
})

test('floating-point signals hold what a DataView holds, wherever their bits lie', () => {
  const places = fc.record({ startBit: fc.nat(440), isBigEndian: fc.boolean(), isDouble: fc.boolean() })
  fc.assert(
    fc.property(places, fc.double(), ({ startBit, isBigEndian, isDouble }, value) => {
      const valueType = isDouble ? ('float64' as const) : ('float32' as const)
      const codec = compileSignal(aSignal({ startBit, isBigEndian, valueType, bitLength: isDouble ? 64 : 32 }))
      const data = new Uint8Array(64)
      codec.writeRaw(data, value)
      assert.equal(codec.readRaw(data), isDouble ? value : Math.fround(value))
    }),
  )
})

test('a value beyond the bits is written as the nearest one that fits, and none as nothing', () => {
  const written = (signal: Partial<Signal>, physical: number) => {
    const codec = compileSignal(aSignal(signal))
    const data = new Uint8Array(8)
    codec.write(data, physical)
    return codec.read(data)
  }
  assert.equal(written({ bitLength: 8 }, 300), 255)
  assert.equal(written({ bitLength: 8 }, -1), 0)
  assert.equal(written({ bitLength: 8, isSigned: true }, -1000), -128)
  assert.equal(written({ bitLength: 8, factor: 0.5, offset: -40 }, 1e9), 87.5)
  assert.equal(written({ bitLength: 16, factor: 0.25, offset: -500 }, 12.3), 12.25)
  assert.equal(written({ bitLength: 8 }, Number.NaN), 0)
  assert.equal(written({ bitLength: 64 }, Number.POSITIVE_INFINITY), 2 ** 64 - 2 ** 11)
  assert.equal(written({ bitLength: 64, isSigned: true }, -1e30), -(2 ** 63))
  assert.equal(written({ bitLength: 64, isSigned: true }, -1), -1)
})

test('the last bit of a signal is the highest of its last byte or its own', () => {
  fc.assert(
    fc.property(signals('S'), (signal) => {
      const bytes = piecesOf(signal).map(({ byte }) => byte)
      assert.equal(lastBitOf(signal) >> 3, Math.max(...bytes))
      assert.equal(
        piecesOf(signal).reduce((sum, { bits }) => sum + bits, 0),
        signal.bitLength,
      )
    }),
  )
})

const MULTIPLEXED = messageOf(
  ['SG_ Page M : 0|8@1+ (1,0) [0|0] "" X', 'SG_ One m1 : 8|8@1+ (1,0) [0|0] "" X'],
  ['SG_ Sub m2M : 8|8@1+ (1,0) [0|0] "" X', 'SG_ Deep m5 : 16|16@1- (0.5,0) [0|0] "" X'],
  ['SG_ Always : 32|8@1+ (1,0) [0|0] "" X'],
  ['SG_MUL_VAL_ 256 One Page 1-1;', 'SG_MUL_VAL_ 256 Sub Page 2-3, 9-9;', 'SG_MUL_VAL_ 256 Deep Sub 5-7;'],
)

for (const [bytes, expected] of [
  ['01 2a 00 00 07', { Page: 1, One: 42, Always: 7 }],
  ['02 05 fe ff 07', { Page: 2, Sub: 5, Deep: -1, Always: 7 }],
  ['03 08 fe ff 07', { Page: 3, Sub: 8, Always: 7 }],
  ['09 07 02 00 07', { Page: 9, Sub: 7, Deep: 1, Always: 7 }],
  ['04 05 fe ff 07', { Page: 4, Always: 7 }],
  ['02 05', { Page: 2, Sub: 5 }], // Bytes that did not come hold no signal.
  ['', {}],
] as const) {
  test(`of the bytes ${bytes || 'of an empty frame'} those signals are read that their multiplexers call for`, () => {
    const codec = compileMessage(MULTIPLEXED)
    const values = new Float64Array(codec.signals.length)
    assert.equal(codec.decode(hex(bytes.replaceAll(' ', '')), values), Object.keys(expected).length)
    assert.deepEqual(shown(MULTIPLEXED, values), expected)
    if (bytes.length < 14) return
    const back = new Uint8Array(8)
    codec.encode(values, back)
    codec.decode(back, values)
    assert.deepEqual(shown(MULTIPLEXED, values), expected)
  })
}

function shown(message: Message, values: Float64Array): Record<string, number> {
  const present = message.signals
    .map(({ name }, i) => [name, values[i]] as const)
    .filter(([, value]) => !Number.isNaN(value))
  return Object.fromEntries(present)
}

// Worked by hand from the layout: start bit, length, order and sign; bytes; raw value.
for (const line of readFileSync(new URL('./vectors/signals.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [layout, bytes, raw] = line.split(' => ')
  test(`${layout} in ${bytes} is ${raw}`, () => {
    const { database, faults } = decodeDbc(`BO_ 1 M: 8 N\n SG_ S : ${layout} (1,0) [0|0] "" X\n`)
    assert.deepEqual(faults, [])
    const codec = compileSignal(database.messages[0].signals[0])
    const data = hex(bytes)
    assert.equal(codec.readRaw(data), Number(raw))
    const back = new Uint8Array(8)
    codec.writeRaw(back, Number(raw))
    assert.equal(codec.readRaw(back), Number(raw))
    assert.equal(toHex(back).length, 16)
  })
}
