/**
 * Flash memory of a control unit: bits fall when it is programmed, and rise only when a stretch is erased.
 *
 * Cars of one model leave the works with the same content, so they share it until one of them is written to.
 */
import { assert } from '@luban/stdx'

export const ERASED = 0xff

export type FlashMemory = {
  readonly byteLength: number
  /** What is erased at once is a whole number of these. */
  readonly blockByteLength: number
  /** As it is now; not to be written to. */
  bytes(): Uint8Array
  /** Physics does not ask for blocks: power may be lost in the middle of one. */
  erase(from: number, to: number): void
  /** False: a bit would have to rise, so the place was not erased. What fitted before it is written. */
  program(address: number, data: Uint8Array): boolean
}

export function createFlashMemory(works: Uint8Array, blockByteLength: number): FlashMemory {
  assert(works.length % blockByteLength === 0, 'flash memory is made of whole blocks')
  let cells = works

  function own(): Uint8Array {
    if (cells === works) cells = works.slice()
    return cells
  }

  return {
    byteLength: works.length,
    blockByteLength,
    bytes: () => cells,
    erase(from, to) {
      assert(from >= 0 && to <= works.length, 'only what there is can be erased')
      own().fill(ERASED, from, to)
    },
    program(address, data) {
      assert(address >= 0 && address + data.length <= works.length, 'only what there is can be programmed')
      const target = own()
      for (let i = 0; i < data.length; i++) {
        if ((target[address + i] & data[i]) !== data[i]) return false
        target[address + i] &= data[i]
      }
      return true
    },
  }
}
