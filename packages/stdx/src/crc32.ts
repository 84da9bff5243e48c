/**
 * CRC-32 as of IEEE 802.3, reflected: the checksum of ZIP, PNG and MCAP files.
 *
 * Eight bytes a turn by eight tables ("slicing-by-8", Kounavis and Berry, 2005): with a byte a turn, the checksum of
 * what a fast tool says took longer than to write it down.
 */

/** Before the first byte. A state goes from piece to piece; `crcResult` makes the checksum of it. */
export const CRC_START = 0xffff_ffff

/** Table 0 takes the last byte of eight, table 7 the first: each holds what a byte does that many zero bytes later. */
const TABLES = createTables()

function createTables(): Int32Array {
  const tables = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1
    tables[byte] = value
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256]
    tables[at] = (before >>> 8) ^ tables[before & 0xff]
  }
  return tables
}

/** The state after `bytes` from `from` up to `to`. */
export function crcOf(state: number, bytes: Uint8Array, from: number, to: number): number {
  let crc = state | 0
  let at = from
  for (; at + 8 <= to; at += 8) {
    const first = crc ^ (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24))
    crc =
      TABLES[0x700 + (first & 0xff)] ^
      TABLES[0x600 + ((first >>> 8) & 0xff)] ^
      TABLES[0x500 + ((first >>> 16) & 0xff)] ^
      TABLES[0x400 + (first >>> 24)] ^
      TABLES[0x300 + bytes[at + 4]] ^
      TABLES[0x200 + bytes[at + 5]] ^
      TABLES[0x100 + bytes[at + 6]] ^
      TABLES[bytes[at + 7]]
  }
  for (; at < to; at++) crc = TABLES[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8)
  return crc
}

export function crcResult(state: number): number {
  return (state ^ 0xffff_ffff) >>> 0
}

export function crc32(bytes: Uint8Array): number {
  return crcResult(crcOf(CRC_START, bytes, 0, bytes.length))
}
