/**
 * The number of a certificate: `LBN-2026-K7QX3MB`, six random characters and a check character.
 *
 * Random, so that nobody can walk through the register by counting. Thirty-one characters without look-alikes (no 0, 1,
 * I, L, O); a prime, so that the check character catches every single wrong character and every swap of two neighbours.
 */
import { randomInt } from 'node:crypto'

const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const RANDOM_LETTERS = 6
const NUMBER = new RegExp(`^LBN-(\\d{4})-([${LETTERS}]{${RANDOM_LETTERS}})([${LETTERS}])$`)

export function makeCertificateNumber(year: number): string {
  const serial = Array.from({ length: RANDOM_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `LBN-${year}-${serial}${checkLetterOf(String(year), serial)}`
}

/** As people type it: any case, spaces. `undefined` when it cannot be a number of ours. */
export function parseCertificateNumber(text: string): string | undefined {
  const number = text.replaceAll(/\s/g, '').toUpperCase()
  const parts = NUMBER.exec(number)
  if (!parts) return undefined
  const [, year, serial, letter] = parts
  return checkLetterOf(year, serial) === letter ? number : undefined
}

/** A sum with the weights 1, 2, 3 …, modulo 31. */
function checkLetterOf(year: string, serial: string): string {
  const values = [...[...year].map(Number), ...[...serial].map((letter) => LETTERS.indexOf(letter))]
  const sum = values.reduce((total, value, index) => total + (index + 1) * value, 0)
  return LETTERS[sum % LETTERS.length]
}
