/**
 * The software of a control unit: an image in its flash memory, and the boot loader that starts it or takes another.
 *
 * The application runs when the loader has found its image whole, made for this unit, and released. Released it is by a
 * mark behind it, which is wiped before anything is erased and set only when image and dependencies were checked; so
 * whatever interrupts a download, at whatever byte, leaves the unit in its loader. In the programming session the
 * loader runs too. Erasing and programming take their real time; what is not polled any more stays where it was.
 */
import { assert } from '@luban/stdx'
import { decodeFlashImage, type FlashImageHeader } from './flash-image.ts'
import { createFlashMemory, ERASED, type FlashMemory } from './flash-memory.ts'

export const FLASH_BLOCK_BYTES = 4096
/** The mark has the last block to itself, out of a tester's reach. */
const MARK = [0x52, 0x45, 0x4c, 0x45, 0x41, 0x53, 0x45, 0x44]

const ERASED_BYTES_PER_MS = 32
const PROGRAMMED_BYTES_PER_MS = 32
const CHECKED_BYTES_PER_MS = 512

/** Something that takes time: `poll` goes on with it as far as time allows, and says when it is done. */
export type FlashWork = { poll(nowMs: number): 'busy' | 'done' | 'failed' }

export type CheckResult = 'correct' | 'wrongImage' | 'wrongUnit' | 'notChecked'

export type FlashProgram = {
  /** The application runs; otherwise the boot loader does. */
  isRunning(): boolean
  /** A tester has the loader in its hand. */
  isProgramming(): boolean
  /** Of the released image; undefined while there is none. */
  image(): (FlashImageHeader & { readonly checksum: number }) | undefined
  readonly memory: FlashMemory
  /** What a tester may address of it, from 0. */
  readonly imageBytesMax: number
  /** The loader takes over; `leave` starts the application again, when there is one. */
  enterProgramming(): void
  leave(): void
  erase(from: number, byteLength: number, nowMs: number): FlashWork
  /** Nothing stands there, so it can be programmed. */
  isBlank(from: number, byteLength: number): boolean
  program(address: number, data: Uint8Array, nowMs: number): FlashWork
  /** Reads the image through; the result is kept for `release` until something is erased or programmed. */
  check(nowMs: number): FlashWork
  checkResult(): CheckResult
  /** Sets the mark when the check was passed. */
  release(): CheckResult
}

/** What the works put into the memory of this kind of unit; made once for all cars. */
export function worksContent(image: Uint8Array, imageBytesMax: number): Uint8Array {
  assert(imageBytesMax % FLASH_BLOCK_BYTES === 0 && image.length <= imageBytesMax, 'an image fits into whole blocks')
  const content = new Uint8Array(imageBytesMax + FLASH_BLOCK_BYTES).fill(ERASED)
  content.set(image)
  content.set(MARK, imageBytesMax)
  return content
}

/** `fits` tells from an image whether it is made for this unit. */
export function createFlashProgram(works: Uint8Array, fits: (image: FlashImageHeader) => boolean): FlashProgram {
  const memory = createFlashMemory(works, FLASH_BLOCK_BYTES)
  const imageBytesMax = memory.byteLength - FLASH_BLOCK_BYTES
  let checkResult: CheckResult = 'notChecked'
  let image = releasedImage()
  let isProgramming = false

  function releasedImage(): ReturnType<FlashProgram['image']> {
    const bytes = memory.bytes()
    if (!MARK.every((byte, i) => bytes[imageBytesMax + i] === byte)) return undefined
    const found = decodeFlashImage(bytes.subarray(0, imageBytesMax))
    if (typeof found === 'string' || !fits(found)) return undefined
    const { content: _, ...header } = found // A car need not hold its software twice.
    return header
  }

  /** Bits can always fall, so the mark goes at once. */
  function withdraw(): void {
    memory.program(imageBytesMax, new Uint8Array(MARK.length))
    checkResult = 'notChecked'
    image = undefined
  }

  function judge(): CheckResult {
    const found = decodeFlashImage(memory.bytes().subarray(0, imageBytesMax))
    if (typeof found === 'string') return 'wrongImage'
    return fits(found) ? 'correct' : 'wrongUnit'
  }

  return {
    isRunning: () => image !== undefined && !isProgramming,
    isProgramming: () => isProgramming,
    image: () => image,
    memory,
    imageBytesMax,
    enterProgramming() {
      isProgramming = true
    },
    leave() {
      if (!isProgramming) return
      isProgramming = false
      checkResult = 'notChecked'
      image = releasedImage()
    },
    erase(from, byteLength, nowMs) {
      withdraw()
      const advance = (done: number, now: number) => {
        memory.erase(from + done, from + now)
        return true
      }
      return work(byteLength, ERASED_BYTES_PER_MS, nowMs, advance)
    },
    isBlank: (from, byteLength) =>
      memory
        .bytes()
        .subarray(from, from + byteLength)
        .every((byte) => byte === ERASED),
    program(address, data, nowMs) {
      withdraw()
      const advance = (done: number, now: number) => memory.program(address + done, data.subarray(done, now))
      return work(data.length, PROGRAMMED_BYTES_PER_MS, nowMs, advance)
    },
    check(nowMs) {
      const advance = (_: number, now: number) => {
        if (now === imageBytesMax) checkResult = judge()
        return true
      }
      return work(imageBytesMax, CHECKED_BYTES_PER_MS, nowMs, advance)
    },
    checkResult: () => checkResult,
    release() {
      if (checkResult !== 'correct') return checkResult
      memory.erase(imageBytesMax, memory.byteLength)
      memory.program(imageBytesMax, Uint8Array.from(MARK))
      return checkResult
    },
  }
}

/** So many bytes at so many in a millisecond; `advance` does those from `done` to `now`, false when it cannot. */
function work(
  byteLength: number,
  bytesPerMs: number,
  startMs: number,
  advance: (done: number, now: number) => boolean,
): FlashWork {
  let done = 0
  return {
    poll(nowMs) {
      const now = Math.min(byteLength, Math.max(done, Math.floor((nowMs - startMs) * bytesPerMs)))
      if (now > done && !advance(done, now)) return 'failed'
      done = now
      return done === byteLength ? 'done' : 'busy'
    },
  }
}
