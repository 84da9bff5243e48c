/**
 * A software image for the flash memory of a control unit: what it is, whom it fits, its content, and a checksum over
 * all of it. Our own format, numbers high byte first:
 *
 *   0  "LBFI"               12  part number of the unit that it fits, 16 letters
 *   4  format, 1            28  software version, 12 letters
 *   5  three bytes of 0     40  calibration identifier, 16 letters
 *   8  bytes of content     56  four bytes of 0
 *  64  content              60  CRC-32 of everything but these four bytes
 *
 * Texts are ASCII, filled with spaces. Whatever follows the content does not belong to the image.
 */
import { assert } from '@luban/stdx'

export type FlashImageHeader = {
  readonly partNumber: string
  readonly software: string
  readonly calibrationId: string
}

export type FlashImage = FlashImageHeader & { readonly content: Uint8Array }

/** What is in a memory: `content` is a view of it. */
export type FoundImage = FlashImage & { readonly checksum: number }

export type FlashImageFault = 'cutShort' | 'noImage' | 'unknownFormat' | 'wrongChecksum'

const HEADER_BYTES = 64
const MAGIC = [0x4c, 0x42, 0x46, 0x49]
const FORMAT = 1
const AT = { format: 4, byteLength: 8, partNumber: 12, software: 28, calibrationId: 40, checksum: 60 } as const
const LETTERS = { partNumber: 16, software: 12, calibrationId: 16 } as const

export function encodeFlashImage(image: FlashImage): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + image.content.length)
  bytes.set(MAGIC)
  bytes[AT.format] = FORMAT
  putUnsigned(bytes, AT.byteLength, image.content.length)
  putText(bytes, 'partNumber', image.partNumber)
  putText(bytes, 'software', image.software)
  putText(bytes, 'calibrationId', image.calibrationId)
  bytes.set(image.content, HEADER_BYTES)
  putUnsigned(bytes, AT.checksum, checksumOf(bytes, bytes.length))
  return bytes
}

/** Anything may stand in a memory, so this never throws. */
export function decodeFlashImage(bytes: Uint8Array): FoundImage | FlashImageFault {
  if (bytes.length < HEADER_BYTES) return 'cutShort'
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) return 'noImage'
  if (bytes[AT.format] !== FORMAT) return 'unknownFormat'
  const end = HEADER_BYTES + unsignedAt(bytes, AT.byteLength)
  if (end > bytes.length) return 'cutShort'
  const checksum = unsignedAt(bytes, AT.checksum)
  if (checksumOf(bytes, end) !== checksum) return 'wrongChecksum'
  return {
    partNumber: textAt(bytes, 'partNumber'),
    software: textAt(bytes, 'software'),
    calibrationId: textAt(bytes, 'calibrationId'),
    content: bytes.subarray(HEADER_BYTES, end),
    checksum,
  }
}

type Text = keyof typeof LETTERS

function putText(bytes: Uint8Array, field: Text, text: string): void {
  assert(/^[\x21-\x7e][\x20-\x7e]*(?<! )$/.test(text), `"${text}" is not ASCII, or begins or ends with a space`)
  assert(text.length <= LETTERS[field], `"${text}" is longer than ${LETTERS[field]} letters`)
  for (let i = 0; i < LETTERS[field]; i++) bytes[AT[field] + i] = i < text.length ? text.charCodeAt(i) : 0x20
}

function textAt(bytes: Uint8Array, field: Text): string {
  return String.fromCharCode(...bytes.subarray(AT[field], AT[field] + LETTERS[field])).trimEnd()
}

function putUnsigned(bytes: Uint8Array, at: number, value: number): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, value)
}

function unsignedAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
}

/** Its own place is passed over. */
function checksumOf(bytes: Uint8Array, end: number): number {
  const head = crc32(bytes.subarray(0, AT.checksum), 0)
  return crc32(bytes.subarray(HEADER_BYTES, end), head)
}

/** Made once: 256 remainders of the reflected polynomial EDB88320, as Ethernet and ZIP have it (ISO 3309). */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  return rest
})

/** Goes on from what `before` is the CRC of; 0 at the start. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let rest = ~before
  for (let i = 0; i < bytes.length; i++) rest = (rest >>> 8) ^ REMAINDERS[(rest ^ bytes[i]) & 0xff]
  return ~rest >>> 0
}
