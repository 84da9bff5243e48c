import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { decodeScaling, encodeScaling, FORMULA, linearScaling, type ScalingPart, UNIT } from './scaling.ts'

const constants = fc
  .tuple(fc.integer({ min: -2047, max: 2047 }), fc.integer({ min: -8, max: 7 }))
  .map(([mantissa, exponent]) => Number(`${mantissa}e${exponent}`))
  .map((value) => (value === 0 ? 0 : value))

const parts: fc.Arbitrary<ScalingPart> = fc.oneof(
  fc.record({
    kind: fc.constant('parameter' as const),
    type: fc.constantFrom('unsignedNumeric' as const, 'signedNumeric' as const, 'ascii' as const, 'packet' as const),
    byteLength: fc.nat(15),
  }),
  fc.record({ kind: fc.constant('unit' as const), unit: fc.nat(255) }),
  fc.record({
    kind: fc.constant('formula' as const),
    formula: fc.constant(FORMULA.scaleAndOffset),
    constants: fc.array(constants, { minLength: 2, maxLength: 2 }),
  }),
)

test('scaling data survives encode then decode, decimal constants exactly', () => {
  fc.assert(
    fc.property(fc.array(parts), (given) => {
      assert.deepEqual(
        decodeScaling(encodeScaling(given)),
        given.map((part) => ({ ...part })),
      )
    }),
  )
})

test('no bytes make the decoder throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => void decodeScaling(noise)))
})

test('every first byte is a part or a named fault', () => {
  for (let first = 0; first <= 0xff; first++) {
    const found = decodeScaling(Uint8Array.of(first, 0, 0, 0, 0, 0))
    const type = first >> 4
    if (type > 10 || type === 2) assert.equal(found, 'unknownType')
    else assert.notEqual(found, 'unknownType')
  }
})

test('a current in steps of 0.1 A from -500 A is told as it is', () => {
  const scaling = linearScaling({ scale: 0.1, offset: -500, isSigned: false }, 2, [UNIT.ampere])
  // Two unsigned bytes; y = C0 x + C1 with 1e-1 and -500e0; ampere. Worked by hand.
  assert.equal(toHex(encodeScaling(scaling)), toHex(hex('02 90 00 F0 01 0E 0C A0 0D')))
})

test('what is cut short or has an unknown formula is a named fault', () => {
  assert.equal(decodeScaling(hex('02 90 00 F0 01 0E')), 'cutShort')
  assert.equal(decodeScaling(hex('A0')), 'cutShort')
  assert.equal(decodeScaling(hex('90 0A 00 00')), 'unknownFormula')
})

test('a constant that fits in no mantissa becomes the nearest', () => {
  const [part] = decodeScaling(encodeScaling([{ kind: 'formula', formula: FORMULA.scale, constants: [0.0012345] }]))
  assert(typeof part === 'object' && part.kind === 'formula')
  assert(Math.abs(part.constants[0] - 0.0012345) < 1e-6)
})
