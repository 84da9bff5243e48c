/**
 * Random numbers addressed by (seed, tick, index) instead of drawn from a stream.
 * One more thing in a world therefore never changes what the others draw.
 */

/** A number in [0, 1), the same on every machine: 32-bit integer mixing with MurmurHash3's finalizer. */
export function unitRandom(seed: number, tick: number, index: number): number {
  let hash = seed ^ Math.imul(tick, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca77)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
}
