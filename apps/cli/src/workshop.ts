/** What the commands that work on a workshop of this machine have in common: where it lies, and how it says no. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AssertionError } from '@luban/stdx'
import { Refusal } from './command.ts'

const ROOT_DIR = fileURLToPath(new URL('../../..', import.meta.url))

export const CONTENT_DIR = join(ROOT_DIR, 'content')

export function dataDirOf(given: string | undefined): string {
  return given ?? (process.env.LUBAN_DATA || join(ROOT_DIR, 'data'))
}

type SocketError = NodeJS.ErrnoException & { address?: string; hostname?: string; port?: number }

/** Our own bugs: their stack is what helps. */
const BUGS = [AssertionError, TypeError, ReferenceError, RangeError, SyntaxError]

/** The workshop throws what cannot be mended in words for a person: shown as such, without a stack. */
export async function inWords<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Error) || BUGS.some((kind) => error instanceof kind)) throw error
    const { code, syscall, address, hostname, port } = error as SocketError
    const host = address ?? hostname ?? 'the address'
    const place = port === undefined ? host : `${host}:${port}`
    if (code === 'EADDRINUSE') {
      throw new Refusal(`${place} is taken, perhaps by a workshop that is running: choose another with --port N.`)
    }
    if (code === 'EADDRNOTAVAIL' || (code === 'ENOTFOUND' && syscall === 'getaddrinfo'))
      throw new Refusal(`${host} is no address of this machine: choose another with --host H.`)
    if (code === 'EACCES' && port !== undefined) {
      throw new Refusal(`This user may not open port ${port}: choose one above 1023 with --port N.`)
    }
    throw new Refusal(error.message, { cause: error })
  }
}
