/** Passwords: hashed with argon2id, parameters of OWASP's password storage sheet (19 MiB, 2 passes, 1 lane). */
import { randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2ID)

export const isPassword = (password: string, hashed: string): Promise<boolean> => verify(hashed, password)

/** No look-alikes: these are read from a screen and typed on a phone. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Three groups of four, 59 random bits: `k3fm-7xqa-pd2w`. */
export function makePassword(): string {
  const letters = Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)])
  return [0, 4, 8].map((start) => letters.slice(start, start + 4).join('')).join('-')
}
