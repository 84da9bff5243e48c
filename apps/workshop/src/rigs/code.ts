/** The short code of a rig, as its sheet prints it and an address names it: six characters without look-alikes (no 0, 1, I, L, O). */
import { randomInt } from 'node:crypto'

const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const LENGTH = 6

export const RIG_CODE_PATTERN = `^[${LETTERS}]{${LENGTH}}$`

/** Random: who meets two rigs at once by chance (1 in 887 million) is told by the primary key. */
export function makeRigCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}
