/** Secrets that an installation makes for itself and keeps in its data folder, readable by its own user alone. */
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

const OWNER_ONLY = 0o600

/** The secret in `path`; made (256 random bits, as base64url) when there is none yet. */
export function readOrMakeSecret(path: string): string {
  const kept = readSecret(path)
  if (kept !== undefined) return kept
  keepNew(path, `${randomBytes(32).toString('base64url')}\n`)
  const made = readSecret(path) // Not what was just made: another process may have been first.
  if (made === undefined) throw new Error(`${path} is empty: restore it from the backup of the data folder`)
  return made
}

/** `undefined` when there is no such file. */
export function readSecret(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim()
    chmodSync(path, OWNER_ONLY) // A backup restored with wider rights is narrowed again.
    return text === '' ? undefined : text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whole or not at all, and never in place of a file that is there. */
export function keepNew(path: string, text: string): void {
  const whole = writeAside(path, text)
  try {
    linkSync(whole, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(whole, { force: true })
  }
}

/** Whole or not at all; replaces what was there. */
export function keep(path: string, text: string): void {
  renameSync(writeAside(path, text), path)
}

function writeAside(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = openSync(aside, 'wx', OWNER_ONLY)
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
  return aside
}
