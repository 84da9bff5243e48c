/**
 * SHA-256 without a promise. FIPS 180-4, clause 6.2.
 *
 * Beside WebCrypto's because that one answers from another thread: waking up again cost 0.1 ms on an idle machine and
 * 4 ms on a busy one (measured), as much as a whole signature, where these few kilobytes take 0.05 ms.
 */

const ROUND_CONSTANTS = new Uint32Array(64)
const INITIAL_HASH = new Uint32Array(8)

// The first 32 bits of the fractions of the cube and square roots of the first primes, found in whole numbers.
for (let candidate = 2, count = 0; count < 64; candidate++) {
  let isPrime = true
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) isPrime = false
  if (!isPrime) continue
  ROUND_CONSTANTS[count] = Number(wholeRoot(BigInt(candidate) << 96n, 3) & 0xffff_ffffn)
  if (count < 8) INITIAL_HASH[count] = Number(wholeRoot(BigInt(candidate) << 64n, 2) & 0xffff_ffffn)
  count++
}

function wholeRoot(value: bigint, degree: 2 | 3): bigint {
  let root = 0n
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) {
    const next = root | bit
    if ((degree === 2 ? next * next : next * next * next) <= value) root = next
  }
  return root
}

export function sha256(message: Uint8Array): Uint8Array {
  const blocks = (message.length + 72) >> 6
  const padded = new Uint8Array(blocks * 64)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(message.length / 0x2000_0000))
  view.setUint32(padded.length - 4, message.length << 3)

  const hash = Uint32Array.from(INITIAL_HASH)
  const schedule = new Uint32Array(64)
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 16; i++) schedule[i] = view.getUint32(64 * block + 4 * i)
    compress(hash, schedule)
  }
  const digest = new Uint8Array(32)
  const digestView = new DataView(digest.buffer)
  for (let i = 0; i < 8; i++) digestView.setUint32(4 * i, hash[i])
  return digest
}

function rotate(word: number, count: number): number {
  return (word >>> count) | (word << (32 - count))
}

/** The letters are the standard's. */
function compress(hash: Uint32Array, schedule: Uint32Array): void {
  for (let t = 16; t < 64; t++) {
    const early = schedule[t - 15]
    const late = schedule[t - 2]
    const sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    schedule[t] = sigma1 + schedule[t - 7] + sigma0 + schedule[t - 16]
  }
  let [a, b, c, d, e, f, g, h] = hash
  for (let t = 0; t < 64; t++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const choice = (e & f) ^ (~e & g)
    const t1 = (h + sum1 + choice + ROUND_CONSTANTS[t] + schedule[t]) | 0
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + sum0 + majority) | 0
  }
  hash[0] += a
  hash[1] += b
  hash[2] += c
  hash[3] += d
  hash[4] += e
  hash[5] += f
  hash[6] += g
  hash[7] += h
}
