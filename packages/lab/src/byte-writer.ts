/**
 * Bytes that grow, little-endian, with the running checksum that an MCAP file needs at its end.
 *
 * `ascii`, `decimal` and `hex` write the text of JSON as bytes at once: for records that come by the thousands a
 * second; by way of objects and strings such a record takes four times as long (measured).
 * Invariant: a position counts from the beginning, whatever `take` has handed over.
 */
import { assert, CRC_START, crcOf, crcResult } from '@luban/stdx'

export type ByteWriter = ReturnType<typeof createByteWriter>

const UINT32 = 0x1_0000_0000
const UINT31 = 0x8000_0000
/** The longest safe integer. */
const DIGITS_MAX = 16
const ZERO = 0x30
const HEX_DIGITS = Uint8Array.from('0123456789ABCDEF', (digit) => digit.charCodeAt(0))

export function createByteWriter() {
  const encoder = new TextEncoder()
  let buffer = new Uint8Array(64 * 1024)
  let view = new DataView(buffer.buffer)
  let length = 0
  let takenBytes = 0
  let checkedLength = 0
  let crcState = CRC_START

  function reserve(byteCount: number): void {
    if (length + byteCount > buffer.length) grow(byteCount)
  }

  function grow(byteCount: number): void {
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + byteCount))
    larger.set(buffer.subarray(0, length))
    buffer = larger
    view = new DataView(buffer.buffer)
  }

  function check(): void {
    crcState = crcOf(crcState, buffer, checkedLength, length)
    checkedLength = length
  }

  function u32(value: number): void {
    reserve(4)
    view.setUint32(length, value, true)
    length += 4
  }

  function u64(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, 'a 64-bit field holds a whole number below 2^53')
    const high = Math.floor(value / UINT32)
    reserve(8)
    view.setUint32(length, value - high * UINT32, true) // `%` of large numbers is a call of the C library.
    view.setUint32(length + 4, high, true)
    length += 8
  }

  function rawText(text: string): number {
    reserve(text.length * 3) // UTF-8 needs at most three bytes per UTF-16 unit.
    const { written } = encoder.encodeInto(text, buffer.subarray(length))
    length += written
    return written
  }

  function text(value: string): void {
    u32(0)
    const at = length
    const byteCount = rawText(value)
    view.setUint32(at - 4, byteCount, true)
  }

  /** From the last digit to the first; `value` below 2^31, where the division is one of integers. */
  function digits(value: number, end: number): void {
    const to = buffer
    let rest = value
    let at = end
    do {
      const tenth = (rest / 10) | 0
      to[--at] = ZERO + rest - tenth * 10
      rest = tenth
    } while (rest > 0)
  }

  return {
    byteCount: () => takenBytes + length,
    u8(value: number): void {
      reserve(1)
      buffer[length++] = value
    },
    u16(value: number): void {
      reserve(2)
      view.setUint16(length, value, true)
      length += 2
    },
    u32,
    u64,
    text,
    rawText,
    textMap(entries: Readonly<Record<string, string>>): void {
      u32(0)
      const at = length
      for (const [key, value] of Object.entries(entries)) {
        text(key)
        text(value)
      }
      view.setUint32(at - 4, length - at, true)
    },
    bytes(bytes: Uint8Array): void {
      reserve(bytes.length)
      buffer.set(bytes, length)
      length += bytes.length
    },
    /** The same for a few bytes, where a loop is enough. */
    ascii(bytes: Uint8Array): void {
      reserve(bytes.length)
      const to = buffer // Here and below: a variable of the closure would be read again for every byte.
      let at = length
      for (let i = 0; i < bytes.length; i++) to[at++] = bytes[i]
      length = at
    },
    /** The decimal digits of a whole number. */
    decimal(value: number): void {
      assert(Number.isSafeInteger(value) && value >= 0, 'a whole number below 2^53')
      if (value >= UINT31) return void rawText(String(value))
      reserve(DIGITS_MAX)
      length += digitCount(value)
      digits(value, length)
    },
    /** Two digits for each byte, upper case. */
    hex(bytes: Uint8Array): void {
      reserve(2 * bytes.length)
      const to = buffer
      let at = length
      for (let i = 0; i < bytes.length; i++) {
        to[at++] = HEX_DIGITS[bytes[i] >> 4]
        to[at++] = HEX_DIGITS[bytes[i] & 0xf]
      }
      length = at
    },
    /** Writes over four bytes that are not taken yet. */
    patchU32(position: number, value: number): void {
      assert(position >= takenBytes && position + 4 <= takenBytes + length, 'bytes that are taken stay as they are')
      view.setUint32(position - takenBytes, value, true)
    },
    crc(): number {
      check()
      return crcResult(crcState)
    },
    restartCrc(): void {
      check()
      crcState = CRC_START
    },
    /** Bytes of the same file that are behind us already: counted and checked, not handed over again. */
    adopt(bytes: Uint8Array): void {
      assert(length === 0, 'what was written before is taken first')
      crcState = crcOf(crcState, bytes, 0, bytes.length)
      takenBytes += bytes.length
    },
    /** No copy: what comes next is written over them. */
    take(): Uint8Array {
      check()
      const taken = buffer.subarray(0, length)
      takenBytes += length
      length = 0
      checkedLength = 0
      return taken
    },
  }
}

function digitCount(value: number): number {
  let count = 1
  for (let limit = 10; value >= limit; limit *= 10) count++
  return count
}
