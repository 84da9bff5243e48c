/**
 * The software of a car's control units as it leaves the works, of those that take new software. What it consists of is
 * made up; only who it is and whom it fits counts.
 */
import { unitRandom } from '@luban/stdx'
import { encodeFlashImage, type FlashImageHeader } from './flash-image.ts'
import { createFlashProgram, FLASH_BLOCK_BYTES, type FlashProgram, worksContent } from './flash-program.ts'

/** Of the memory that an image may take: 64 KiB. */
export const IMAGE_BYTES_MAX = 16 * FLASH_BLOCK_BYTES
const CONTENT_BYTES = 40_000

/** Made once for all cars, which share it until one of them is written to. */
const made = new Map<FlashImageHeader, Uint8Array>()

/** Takes other software later, as long as that names the same part number. */
export function createWorksProgram(software: FlashImageHeader): FlashProgram {
  return createFlashProgram(worksOf(software), ({ partNumber }) => partNumber === software.partNumber)
}

function worksOf(software: FlashImageHeader): Uint8Array {
  let content = made.get(software)
  if (content === undefined) {
    const { length } = software.partNumber
    const code = Uint8Array.from({ length: CONTENT_BYTES }, (_, i) => 256 * unitRandom(length, 0x34, i))
    content = worksContent(encodeFlashImage({ ...software, content: code }), IMAGE_BYTES_MAX)
    made.set(software, content)
  }
  return content
}
