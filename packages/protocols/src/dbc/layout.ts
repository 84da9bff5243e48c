/**
 * Where the bits of a signal lie: counted byte by byte from the first, in each byte from the lowest bit (0) to the highest (7).
 * A little-endian signal starts at its lowest bit and goes up; a big-endian one starts at its highest bit, goes down
 * to bit 0 and on with bit 7 of the next byte.
 */

export type Layout = { readonly startBit: number; readonly bitLength: number; readonly isBigEndian: boolean }

/** The bits of a signal in one byte. */
export type Piece = { readonly byte: number; readonly shift: number; readonly bits: number }

/** From the highest piece of the number to the lowest. */
export function piecesOf({ startBit, bitLength, isBigEndian }: Layout): Piece[] {
  const pieces: Piece[] = []
  let byte = startBit >> 3
  let bit = startBit & 7
  for (let left = bitLength; left > 0; byte++) {
    const bits = Math.min(left, isBigEndian ? bit + 1 : 8 - bit)
    const piece = { byte, shift: isBigEndian ? bit + 1 - bits : bit, bits }
    if (isBigEndian) pieces.push(piece)
    else pieces.unshift(piece)
    left -= bits
    bit = isBigEndian ? 7 : 0
  }
  return pieces
}

/** The number of the last bit that it needs, so that it fits into `lastBitOf(layout) / 8 + 1` bytes. */
export function lastBitOf({ startBit, bitLength, isBigEndian }: Layout): number {
  if (!isBigEndian) return startBit + bitLength - 1
  const bitsInFirst = (startBit & 7) + 1
  const moreBytes = bitLength <= bitsInFirst ? 0 : Math.ceil((bitLength - bitsInFirst) / 8)
  return 8 * ((startBit >> 3) + moreBytes) + 7
}
