/**
 * The vehicle identification number: the maker's prefix, a serial number from the seed, a valid check digit. And every
 * other number by which the car can be told from another one: all of them come from the VIN's six digits alone.
 *
 * So what the car tells of itself holds those six digits and no more of the seed: thousands of seeds share them. They
 * do not make the seed a secret, for it has 31 bits and every reading depends on it, so that whoever runs this car at
 * home can try all of them. The seed therefore must be worth nothing: it decides the spread of cells, the charge, the
 * weather and these numbers. Invariant: no fault is drawn from it; an exercise names its faults.
 */
import { assert, unitRandom } from '@luban/stdx'

const VIN_VALUES: Readonly<Record<string, number>> = Object.fromEntries([
  ...[...'0123456789'].map((digit) => [digit, Number(digit)]),
  ...[...'ABCDEFGH'].map((letter, i) => [letter, i + 1]),
  ...[...'JKLMN'].map((letter, i) => [letter, i + 1]),
  ['P', 7],
  ['R', 9],
  ...[...'STUVWXYZ'].map((letter, i) => [letter, i + 2]),
])
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

/** ISO 3779 shape; the check digit stands at position 9. `model`: the eleven characters before the serial number. */
export function vinOf(seed: number, model: string): string {
  assert(model.length === 11)
  const serial = String(Math.floor(unitRandom(seed, 0x17, 0) * 1e6)).padStart(6, '0')
  const open = model + serial
  const sum = [...open].reduce((total, letter, i) => total + VIN_VALUES[letter] * VIN_WEIGHTS[i], 0)
  const check = sum % 11 === 10 ? 'X' : String(sum % 11)
  return open.slice(0, 8) + check + open.slice(9)
}

/** Entity and group identifier of DoIP: shaped as a MAC address, locally administered, as a made-up one should be. */
export function entityIdOf(vin: string): Uint8Array {
  const serial = serialOf(vin)
  const byte = (index: number) => Math.floor(unitRandom(serial, 0x18, index) * 256)
  return Uint8Array.of(0x02, 0x4c, byte(0), byte(1), byte(2), byte(3))
}

/** Of one control unit: three letters of its name and nine digits. */
export function unitSerialNumberOf(unit: string, vin: string): string {
  const letters = unit.slice(0, 3).toUpperCase()
  const place = [...letters].reduce((sum, letter) => 32 * sum + (letter.charCodeAt(0) & 31), 0)
  return letters + String(Math.floor(unitRandom(serialOf(vin), 0x19, place) * 1e9)).padStart(9, '0')
}

/** As it is struck into the block: the maker's type, and seven digits. */
export const engineNumberOf = (type: string, vin: string): string =>
  type + String(Math.floor(unitRandom(serialOf(vin), 0x1a, 0) * 1e7)).padStart(7, '0')

/** The six digits at the end. */
export const serialOf = (vin: string): number => Number(vin.slice(-6))
