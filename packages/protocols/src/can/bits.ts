/**
 * A classical CAN frame as the bits that stand on the wires: `encodeFrameBits` / `decodeFrameBits`. ISO 11898-1.
 *
 * One entry a bit, 0 dominant, 1 recessive: start of frame, arbitration, control and data fields, CRC of 15 bits, and after
 * five equal bits of all those one of the other kind (stuffing); then the delimiters, the acknowledge slot and the end
 * of frame. The slot is recessive from the sender; whoever received the frame makes it dominant.
 * Left out: CAN FD, whose CRC and stuffing are others; error and overload frames.
 */
import { assert } from '@luban/stdx'
import { type CanFrame, canFrameFault } from './frame.ts'
import { DATA_BYTES_MAX } from './tables.ts'

export const DOMINANT = 0
export const RECESSIVE = 1

/** x¹⁵ + x¹⁴ + x¹⁰ + x⁸ + x⁷ + x⁴ + x³ + 1, without its highest term. */
const CRC_POLYNOMIAL = 0x4599
const CRC_BITS = 15
/** So many equal bits are followed by one of the other kind. */
const STUFFED_AFTER = 5
const END_OF_FRAME_BITS = 7
/** Delimiter of the CRC, acknowledge slot, its delimiter, end of frame. */
const TAIL_BITS = 3 + END_OF_FRAME_BITS
/** Recessive bits before the next frame may begin. */
export const INTERMISSION_BITS = 3
/** 1 start, 38 arbitration and control, 64 data, 15 CRC, with every fourth of them stuffed, and the tail. */
export const FRAME_BITS_MAX = 160

export type FrameBits = {
  readonly bits: Uint8Array
  /** Where the acknowledge slot is in `bits`. */
  readonly slot: number
}

export type FrameBitsFault = 'cut' | 'stuff' | 'crc' | 'form'

/** What the sender of a classical frame drives. */
export function encodeFrameBits(frame: CanFrame): FrameBits {
  const bits = new Uint8Array(FRAME_BITS_MAX)
  const count = writeFrameBits(frame, bits)
  return { bits: bits.subarray(0, count), slot: count - TAIL_BITS + 1 }
}

/** The same into an array of `FRAME_BITS_MAX` that is there, for whoever writes thousands a second: how many bits. */
export function writeFrameBits(frame: CanFrame, bits: Uint8Array): number {
  assert(canFrameFault(frame) === undefined && frame.fd === undefined, 'only a classical CAN frame has these bits')
  const writer = createStuffer(bits)
  const { id, isExtended, data, remoteBytes } = frame
  const remote = remoteBytes === undefined ? DOMINANT : RECESSIVE
  writer.put(DOMINANT, 1)
  if (isExtended) {
    writer.put(id >>> 18, 11)
    writer.put(0b11, 2) // Substitute remote request, identifier extension.
    writer.put(id & 0x3ffff, 18)
    writer.put(remote << 2, 3) // Remote request, two reserved bits.
  } else {
    writer.put(id, 11)
    writer.put(remote << 2, 3) // Remote request, identifier extension, a reserved bit.
  }
  writer.put(remoteBytes ?? data.length, 4)
  for (let i = 0; i < data.length; i++) writer.put(data[i], 8)
  writer.put(writer.crc(), CRC_BITS)
  const end = writer.length()
  bits.fill(RECESSIVE, end, end + TAIL_BITS)
  return end + TAIL_BITS
}

function createStuffer(bits: Uint8Array) {
  let at = 0
  let equal = 0
  let last = -1
  let crc = 0

  function putBit(bit: number): void {
    bits[at++] = bit
    equal = bit === last ? equal + 1 : 1
    last = bit
    if (equal < STUFFED_AFTER) return
    last = bit ^ 1
    bits[at++] = last
    equal = 1
  }

  return {
    /** The highest first. */
    put(value: number, count: number): void {
      for (let shift = count - 1; shift >= 0; shift--) {
        const bit = (value >>> shift) & 1
        crc = crcWith(crc, bit)
        putBit(bit)
      }
    },
    crc: () => crc,
    length: () => at,
  }
}

function crcWith(crc: number, bit: number): number {
  const shifted = (crc << 1) & 0x7fff
  return ((crc >>> (CRC_BITS - 1)) ^ bit) === 1 ? shifted ^ CRC_POLYNOMIAL : shifted
}

/** Reads one frame from its start; what follows its end is not looked at. Never throws, whatever the bits. */
export function decodeFrameBits(
  bits: Uint8Array,
): { readonly frame: CanFrame; readonly isAcknowledged: boolean } | FrameBitsFault {
  const reader = createUnstuffer(bits)
  if (reader.take(1) !== DOMINANT) return reader.fault ?? 'form'
  const base = reader.take(11)
  let remote = reader.take(1)
  const isExtended = reader.take(1) === 1
  let id = base
  if (isExtended) {
    if (remote !== RECESSIVE) return reader.fault ?? 'form'
    id = base * 2 ** 18 + reader.take(18)
    remote = reader.take(1)
    reader.take(1)
  }
  reader.take(1)
  const length = Math.min(reader.take(4), DATA_BYTES_MAX)
  const data = new Uint8Array(remote === RECESSIVE ? 0 : length)
  for (let i = 0; i < data.length; i++) data[i] = reader.take(8)
  const crc = reader.crc()
  const told = reader.take(CRC_BITS)
  if (reader.fault !== undefined) return reader.fault
  if (told !== crc) return 'crc'
  const tail = reader.tail()
  if (typeof tail === 'string') return tail
  const frame = { id, isExtended, data, ...(remote === RECESSIVE && { remoteBytes: length }) }
  return { frame, isAcknowledged: tail.isAcknowledged }
}

function createUnstuffer(bits: Uint8Array) {
  let at = 0
  let equal = 0
  let last = -1
  let crc = 0
  let fault: FrameBitsFault | undefined

  function next(): number {
    if (at >= bits.length) {
      fault ??= 'cut'
      return 0
    }
    return bits[at++] === DOMINANT ? DOMINANT : RECESSIVE
  }

  function skipStuffed(): void {
    if (equal < STUFFED_AFTER) return
    const stuffed = next()
    if (stuffed === last) fault ??= 'stuff'
    last = stuffed
    equal = 1
  }

  return {
    get fault() {
      return fault
    },
    take(count: number): number {
      let value = 0
      for (let i = 0; i < count; i++) {
        const bit = next()
        crc = crcWith(crc, bit)
        equal = bit === last ? equal + 1 : 1
        last = bit
        skipStuffed()
        value = value * 2 + bit
      }
      return value
    },
    crc: () => crc,
    tail(): { isAcknowledged: boolean } | FrameBitsFault {
      if (bits.length - at < TAIL_BITS) return 'cut'
      const slot = bits[at + 1]
      for (let i = 0; i < TAIL_BITS; i++) if (i !== 1 && bits[at + i] === DOMINANT) return 'form'
      return { isAcknowledged: slot === DOMINANT }
    },
  }
}
