/** A password to be read from a screen and typed on a phone: `k3fm-7xqa-pd2w`, 59 random bits, as the server makes them. */

/** No look-alikes; their count divides no power of two, so bytes beyond its last multiple are thrown away. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const BYTE_LIMIT = 256 - (256 % LETTERS.length)

export function makePassword(): string {
  const letters: string[] = []
  while (letters.length < 12) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < BYTE_LIMIT) letters.push(LETTERS[byte % LETTERS.length])
  }
  return [0, 4, 8].map((start) => letters.slice(start, start + 4).join('')).join('-')
}
