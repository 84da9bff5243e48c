import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CanFrame, canFrameFault, dlcHolding, fdBytesHolding, isFdLength } from './frame.ts'
import { FD_DATA_BYTES } from './tables.ts'

const fd = { isBitRateSwitched: true, isErrorPassive: false }
const frame = (bytes: number, rest: Partial<CanFrame> = {}): CanFrame => ({
  id: 0x123,
  isExtended: false,
  data: new Uint8Array(bytes),
  ...rest,
})

test('every length from 0 to 64 has the shortest code that holds it', () => {
  for (let bytes = 0; bytes <= 64; bytes++) {
    const dlc = dlcHolding(bytes)
    assert(FD_DATA_BYTES[dlc] >= bytes)
    assert(dlc === 0 || FD_DATA_BYTES[dlc - 1] < bytes)
    assert.equal(fdBytesHolding(bytes), FD_DATA_BYTES[dlc])
    assert.equal(
      isFdLength(bytes),
      FD_DATA_BYTES.some((length) => length === bytes),
    )
  }
  assert(!isFdLength(65))
})

test('the codes above 8 are those of the standard', () => {
  assert.deepEqual([9, 12, 13, 16, 17, 21, 25, 33, 49, 64].map(dlcHolding), [9, 9, 10, 10, 11, 12, 13, 14, 15, 15])
})

for (const [name, given, fault] of [
  ['a classical frame of 8 bytes', frame(8), undefined],
  ['a classical frame of 9 bytes', frame(9), 'badData'],
  ['a CAN FD frame of 64 bytes', frame(64, { fd }), undefined],
  ['a CAN FD frame of 9 bytes, for which there is no code', frame(9, { fd }), 'badData'],
  ['a CAN FD frame of 65 bytes', frame(65, { fd }), 'badData'],
  ['a remote frame for 8 bytes', frame(0, { remoteBytes: 8 }), undefined],
  ['a remote frame for 9 bytes', frame(0, { remoteBytes: 9 }), 'badRemoteBytes'],
  ['a remote frame that brings bytes', frame(1, { remoteBytes: 1 }), 'badRemoteBytes'],
  ['a remote frame of CAN FD', frame(0, { remoteBytes: 1, fd }), 'badRemoteBytes'],
  ['an identifier of 11 bits at its end', frame(0, { id: 0x7ff }), undefined],
  ['an identifier beyond 11 bits', frame(0, { id: 0x800 }), 'badIdentifier'],
  ['an identifier of 29 bits at its end', frame(0, { id: 0x1fff_ffff, isExtended: true }), undefined],
  ['an identifier beyond 29 bits', frame(0, { id: 0x2000_0000, isExtended: true }), 'badIdentifier'],
  ['an identifier that is no whole number', frame(0, { id: 1.5 }), 'badIdentifier'],
] as const) {
  test(`${name} ${fault === undefined ? 'is a frame' : `is refused: ${fault}`}`, () => {
    assert.equal(canFrameFault(given), fault)
  })
}
