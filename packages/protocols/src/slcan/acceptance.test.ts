import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CanFrame } from '../can/frame.ts'
import { isAccepted } from './acceptance.ts'

const standard = (id: number, ...data: number[]): CanFrame => ({ id, isExtended: false, data: Uint8Array.from(data) })

test('with every mask bit set everything is let through', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.nat(0x1fff_ffff), fc.boolean(), (code, id, isExtended) =>
      assert(
        isAccepted(
          { code, mask: 0xffff_ffff },
          { id: isExtended ? id : id & 0x7ff, isExtended, data: new Uint8Array(2) },
        ),
      ),
    ),
  )
})

test('one identifier of 11 bits is singled out, whatever its data', () => {
  // 7E8 in both filters: its eleven bits lead; what is behind them does not matter.
  const only7e8 = { code: 0xfd00_fd00, mask: 0x001f_001f }
  for (let id = 0; id <= 0x7ff; id++)
    assert.equal(isAccepted(only7e8, standard(id, 1, 2)), id === 0x7e8, id.toString(16))
})

test('two identifiers are let through by the two filters', () => {
  const both = { code: 0xfd00_fde0, mask: 0x001f_001f }
  const through = Array.from({ length: 0x800 }, (_, id) => id).filter((id) => isAccepted(both, standard(id)))
  assert.deepEqual(through, [0x7e8, 0x7ef])
})

test('the first filter may look at the first byte of data, and at whether a frame is remote', () => {
  // Data 5A: its high nibble stands in AC1, its low one in AC3. The second filter takes identifier 0 only.
  const acceptance = { code: 0xfd05_000a, mask: 0x0010_0010 }
  assert.equal(isAccepted(acceptance, standard(0x7e8, 0x5a)), true)
  assert.equal(isAccepted(acceptance, standard(0x7e8, 0x5b)), false)
  assert.equal(isAccepted(acceptance, standard(0x7e8, 0x4a)), false)
  assert.equal(isAccepted(acceptance, standard(0, 0x4a)), true)
  const remote: CanFrame = { ...standard(0x7e8), remoteBytes: 2 }
  assert.equal(isAccepted({ code: 0xfd00_fd00, mask: 0x000f_000f }, remote), false)
  assert.equal(isAccepted({ code: 0xfd10_fd00, mask: 0x000f_000f }, remote), true)
})

test('of an identifier of 29 bits the upper sixteen are compared', () => {
  const frame = (id: number): CanFrame => ({ id, isExtended: true, data: new Uint8Array(0) })
  const upper = 0x18da_f110 >>> 13
  const acceptance = { code: ((upper << 16) | upper) >>> 0, mask: 0 }
  assert.equal(isAccepted(acceptance, frame(0x18da_f110)), true)
  assert.equal(isAccepted(acceptance, frame(0x18da_f110 ^ 0x1fff)), true)
  assert.equal(isAccepted(acceptance, frame(0x18da_f110 ^ 0x2000)), false)
})
