/**
 * The software of this car's control units as it leaves the works, of those that take new software: drive unit, body.
 * What it consists of is made up; only who it is and whom it fits counts.
 */
import { unitRandom } from '@luban/stdx'
import { encodeFlashImage, type FlashImageHeader } from '../../ecus/flash-image.ts'
import { createFlashProgram, FLASH_BLOCK_BYTES, type FlashProgram, worksContent } from '../../ecus/flash-program.ts'

export type FlashableId = 'drive' | 'body'

/** As ../dids.ts tells it; the part number is also what an image must name. */
export const WORKS_SOFTWARE: Readonly<Record<FlashableId, FlashImageHeader>> = {
  drive: { partNumber: 'LB-A3-DRV-150', software: 'DRV 2.11.00', calibrationId: 'LB-A3-DRV-C211' },
  body: { partNumber: 'LB-A3-BCM-01', software: 'BCM 1.20.05', calibrationId: 'LB-A3-BCM-C120' },
}
/** Of the loader itself, which nobody can change. */
export const LOADER_SOFTWARE = 'LBOOT 1.00'

/** Of the memory that an image may take: 64 KiB. */
export const IMAGE_BYTES_MAX = 16 * FLASH_BLOCK_BYTES
const CONTENT_BYTES = 40_000

export function createProgram(id: FlashableId): FlashProgram {
  return createFlashProgram(works(id), ({ partNumber }) => partNumber === WORKS_SOFTWARE[id].partNumber)
}

const made = new Map<FlashableId, Uint8Array>()

/** Made once for all cars, which share it until one of them is written to. */
function works(id: FlashableId): Uint8Array {
  let content = made.get(id)
  if (content === undefined) {
    const code = Uint8Array.from({ length: CONTENT_BYTES }, (_, i) => 256 * unitRandom(id.length, 0x34, i))
    content = worksContent(encodeFlashImage({ ...WORKS_SOFTWARE[id], content: code }), IMAGE_BYTES_MAX)
    made.set(id, content)
  }
  return content
}
