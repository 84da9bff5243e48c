/**
 * Reads a QR code from its modules, as a phone does once it has found them, and knows nothing of how ours are drawn.
 *
 * ISO/IEC 18004, model 2. Left out, since a print on a screen has no damage: error correction; and what a short text in
 * bytes at level M does not need: other modes, other levels, versions above 6.
 */
import assert from 'node:assert/strict'

export type Modules = readonly (readonly boolean[])[]

/** Per version, from 1 on: blocks, and data codewords in each, at level M. */
const BLOCKS_M = [
  [1, 16],
  [1, 28],
  [1, 44],
  [2, 32],
  [2, 43],
  [4, 27],
] as const

const FORMAT_MASK = 0x5412
const LEVEL_M = 0
const MODE_BYTES = 4

/** Where each of the eight masks turns a module over. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

/** `modules[y][x]` is true where dark; without a quiet zone. */
export function readQr(modules: Modules): string {
  const version = (modules.length - 17) / 4
  const layout = BLOCKS_M[version - 1]
  assert(layout, `no version 1 to 6: ${modules.length} modules wide`)
  const { level, mask } = readFormat(modules)
  assert.equal(level, LEVEL_M, 'another level of error correction than M')
  const [blocks, perBlock] = layout
  const codewords = readCodewords(modules, MASKS[mask])
  // The blocks are interleaved codeword by codeword.
  const data = Array.from({ length: blocks * perBlock }, (_, i) => {
    const block = Math.floor(i / perBlock)
    return codewords[(i % perBlock) * blocks + block]
  })
  return readText(data)
}

/** Five bits beside the first finder say the level and the mask; ten more protect them. */
function readFormat(modules: Modules): { level: number; mask: number } {
  const column = [0, 1, 2, 3, 4, 5, 7, 8].map((y) => modules[y][8])
  const row = [7, 5, 4, 3, 2, 1, 0].map((x) => modules[8][x])
  const bits = [...column, ...row].reduce((sum, isDark, i) => sum + (isDark ? 2 ** i : 0), 0)
  const format = (bits ^ FORMAT_MASK) >> 10
  return { level: format >> 3, mask: format & 7 }
}

/** Two columns at a time from the right, up and down in turn, around whatever is not data. */
function readCodewords(modules: Modules, isTurned: (x: number, y: number) => boolean): number[] {
  const size = modules.length
  const bits: boolean[] = []
  let isUpward = true
  for (let right = size - 1; right > 0; right -= 2, isUpward = !isUpward) {
    if (right === 6) right = 5 // The timing column is skipped whole.
    for (let step = 0; step < size; step++) {
      const y = isUpward ? size - 1 - step : step
      for (const x of [right, right - 1]) {
        if (!isFunction(x, y, size)) bits.push(modules[y][x] !== isTurned(x, y))
      }
    }
  }
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, i) => numberOf(bits.slice(8 * i, 8 * i + 8)))
}

/** Finders with their format, timing, and from version 2 on the one alignment pattern. */
function isFunction(x: number, y: number, size: number): boolean {
  const isFinder = (x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9)
  const isAlignment = size > 21 && Math.abs(x - (size - 7)) <= 2 && Math.abs(y - (size - 7)) <= 2
  return isFinder || isAlignment || x === 6 || y === 6
}

/** Mode, count, then the bytes; each begins in the middle of a codeword. */
function readText(data: readonly number[]): string {
  assert.equal(data[0] >> 4, MODE_BYTES, 'another mode than bytes')
  const byteAt = (i: number) => ((data[i] & 0xf) << 4) | (data[i + 1] >> 4)
  const count = byteAt(0)
  assert(count + 1 < data.length, `${count} bytes do not fit in ${data.length} codewords`)
  return Buffer.from(Array.from({ length: count }, (_, i) => byteAt(i + 1))).toString('utf8')
}

function numberOf(bits: readonly boolean[]): number {
  return bits.reduce((sum, bit) => 2 * sum + Number(bit), 0)
}
