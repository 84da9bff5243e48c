/** The vehicle identification number: the maker's prefix, a serial number from the seed, a valid check digit. */
import { unitRandom } from '@luban/stdx'

const VIN_VALUES: Readonly<Record<string, number>> = Object.fromEntries([
  ...[...'0123456789'].map((digit) => [digit, Number(digit)]),
  ...[...'ABCDEFGH'].map((letter, i) => [letter, i + 1]),
  ...[...'JKLMN'].map((letter, i) => [letter, i + 1]),
  ['P', 7],
  ['R', 9],
  ...[...'STUVWXYZ'].map((letter, i) => [letter, i + 2]),
])
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

/** ISO 3779 shape; the check digit stands at position 9. */
export function vinOf(seed: number): string {
  const serial = String(Math.floor(unitRandom(seed, 0x17, 0) * 1e6)).padStart(6, '0')
  const open = `LGXCE4CB0P0${serial}`
  const sum = [...open].reduce((total, letter, i) => total + VIN_VALUES[letter] * VIN_WEIGHTS[i], 0)
  const check = sum % 11 === 10 ? 'X' : String(sum % 11)
  return open.slice(0, 8) + check + open.slice(9)
}
