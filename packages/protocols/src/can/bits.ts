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
const CRC_MASK = 0x7fff
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
  const stuffer = createStuffer(bits)
  putFields(frame, stuffer)
  const end = stuffer.length()
  const count = end + TAIL_BITS
  bits.fill(RECESSIVE, end, count)
  return { bits: bits.subarray(0, count), slot: end + 1 }
}

export type FrameBitCounts = { bits: number; dominant: number }

/** How many bits those are and how many of them dominant, into `counts`: for whoever counts thousands a second. */
export function countFrameBits(frame: CanFrame, counts: FrameBitCounts): void {
  counter.reset()
  putFields(frame, counter)
  counts.bits = counter.bits + TAIL_BITS
  counts.dominant = counter.dominant
}

/** Takes the bits of fields, each the highest first, and the checksum of all those so far. */
type BitSink = { put(value: number, count: number): void; crc(): number }

function putFields(frame: CanFrame, sink: BitSink): void {
  assert(canFrameFault(frame) === undefined && frame.fd === undefined, 'only a classical CAN frame has these bits')
  const { id, isExtended, data, remoteBytes } = frame
  const remote = remoteBytes === undefined ? DOMINANT : RECESSIVE
  sink.put(DOMINANT, 1)
  if (isExtended) {
    sink.put(id >>> 18, 11)
    sink.put(0b11, 2) // Substitute remote request, identifier extension.
    sink.put(id & 0x3ffff, 18)
    sink.put(remote << 2, 3) // Remote request, two reserved bits.
  } else {
    sink.put(id, 11)
    sink.put(remote << 2, 3) // Remote request, identifier extension, a reserved bit.
  }
  sink.put(remoteBytes ?? data.length, 4)
  for (let i = 0; i < data.length; i++) sink.put(data[i], 8)
  sink.put(sink.crc(), CRC_BITS)
}

function createStuffer(bits: Uint8Array) {
  let at = 0
  let run = NO_RUN
  let crc = 0

  return {
    put(value: number, count: number): void {
      for (let shift = count - 1; shift >= 0; shift--) {
        const bit = (value >>> shift) & 1
        crc = crcWith(crc, bit)
        bits[at++] = bit
        run = runWith(run, bit)
        if (isStuffed(run, bit)) bits[at++] = bit ^ 1
      }
    },
    crc: () => crc,
    length: () => at,
  }
}

/**
 * A run of equal bits on the wire as one number: how many, 1 to 4, and above them which, in `RUN_BIT`. Five never stand: the
 * stuffed bit begins the next run at once.
 */
const RUN_BIT = 8
const NO_RUN = 0
const RUNS = 16

function runWith(run: number, bit: number): number {
  const count = run !== NO_RUN && run >= RUN_BIT === (bit === 1) ? (run & (RUN_BIT - 1)) + 1 : 1
  return count < STUFFED_AFTER ? bit * RUN_BIT + count : (bit ^ 1) * RUN_BIT + 1
}

/** Whether the run that `bit` led to began with a stuffed bit: then it is of the other kind. */
const isStuffed = (run: number, bit: number) => run >= RUN_BIT !== (bit === 1)

/** By run and byte: the run afterwards, how many bits are stuffed in (`<< 4`), how many are dominant (`<< 8`). */
const byteSteps = Uint16Array.from({ length: RUNS * 256 }, (_, i) => {
  let run = i >>> 8
  let stuffed = 0
  let dominant = 0
  for (let shift = 7; shift >= 0; shift--) {
    const bit = (i >>> shift) & 1
    run = runWith(run, bit)
    const isOneMore = isStuffed(run, bit)
    stuffed += Number(isOneMore)
    dominant += Number(bit === DOMINANT || isOneMore) // Of a bit and the one stuffed after it, one is dominant.
  }
  return run | (stuffed << 4) | (dominant << 8)
})

/** By the upper byte of a checksum with a byte of the frame on it: what that adds eight bits later. */
const crcSteps = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = 0
  for (let shift = 7; shift >= 0; shift--) crc = crcWith(crc, (byte >>> shift) & 1)
  return crc
})

/** One for all: nobody else counts between two fields of a frame. */
const counter = {
  bits: 0,
  dominant: 0,
  run: NO_RUN,
  checksum: 0,
  reset(): void {
    counter.bits = counter.dominant = counter.checksum = 0
    counter.run = NO_RUN
  },
  put(value: number, count: number): void {
    let left = count
    for (; left >= 8; left -= 8) counter.putByte((value >>> (left - 8)) & 0xff)
    for (; left > 0; left--) counter.putBit((value >>> (left - 1)) & 1)
  },
  putByte(byte: number): void {
    const step = byteSteps[(counter.run << 8) | byte]
    counter.run = step & 0xf
    counter.bits += 8 + ((step >>> 4) & 0xf)
    counter.dominant += step >>> 8
    counter.checksum = ((counter.checksum << 8) & CRC_MASK) ^ crcSteps[(counter.checksum >>> (CRC_BITS - 8)) ^ byte]
  },
  putBit(bit: number): void {
    counter.run = runWith(counter.run, bit)
    const isOneMore = isStuffed(counter.run, bit)
    counter.bits += isOneMore ? 2 : 1
    counter.dominant += Number(bit === DOMINANT || isOneMore)
    counter.checksum = crcWith(counter.checksum, bit)
  },
  crc: () => counter.checksum,
}

function crcWith(crc: number, bit: number): number {
  const shifted = (crc << 1) & CRC_MASK
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
