/**
 * One process per database folder: PGlite takes no lock of its own, and two processes on one folder lose rows silently.
 *
 * The lock is a file made with O_EXCL that names its holder. A holder that is gone (killed, or the machine restarted)
 * is recognised by process id and start time, and its lock is taken over.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { DatabaseError } from './errors.ts'

type Holder = { readonly pid: number; readonly host: string; readonly started: string }

export type FolderLock = { release(): void }

/** Throws `FOLDER_LOCKED` when a living process holds `path`. */
export function takeFolderLock(path: string): FolderLock {
  const own: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) }
  if (!create(path, own)) {
    const text = readOrEmpty(path)
    const holder = parseHolder(text)
    if (holder && isAlive(holder)) throw lockedBy(path, holder)
    removeStale(path, text)
    if (!create(path, own)) throw lockedBy(path, parseHolder(readOrEmpty(path)))
  }
  return {
    release() {
      const holder = parseHolder(readOrEmpty(path))
      if (holder?.pid === own.pid && holder.started === own.started) rmSync(path, { force: true })
    },
  }
}

function create(path: string, holder: Holder): boolean {
  try {
    const file = openSync(path, 'wx', 0o600)
    writeSync(file, `${JSON.stringify(holder)}\n`)
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new DatabaseError('FOLDER_UNUSABLE', `cannot write ${path}: make the folder writable for this user`, error)
  }
}

/**
 * Renamed before it is removed: of two processes that find the same stale lock only one rename takes it away.
 * When what came away is not what was read, another process has just locked the folder: its lock goes back.
 */
function removeStale(path: string, expected: string): void {
  const aside = `${path}.${process.pid}.stale`
  try {
    renameSync(path, aside)
  } catch {
    return // Somebody else was quicker; the next create decides.
  }
  if (readOrEmpty(aside) !== expected) renameSync(aside, path)
  else rmSync(aside, { force: true })
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true // A shared folder: from here nobody can tell.
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return startOf(holder.pid) === holder.started
}

/** Tells a process from a later one with the same id (a container starts with the same small ids every time). Linux only; elsewhere ''. */
function startOf(pid: number): string {
  const stat = readOrEmpty(`/proc/${pid}/stat`)
  const boot = readOrEmpty('/proc/sys/kernel/random/boot_id').trim()
  // proc(5): the name in parentheses may hold spaces, so count from its end; starttime is field 22.
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return started === undefined ? '' : `${boot}:${started}`
}

function lockedBy(path: string, holder: Holder | undefined): DatabaseError {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  const remedy =
    holder && holder.host !== hostname()
      ? `stop it there, or remove ${path} if that machine no longer uses the folder`
      : `stop it first (kill ${holder?.pid ?? 'PID'}), or choose another folder`
  return new DatabaseError('FOLDER_LOCKED', `the database folder is in use by ${who}: ${remedy}`)
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, started } = JSON.parse(text) as Holder
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, host: String(host), started: String(started) } : undefined
  } catch {
    return undefined // Torn by a crash while it was written: stale.
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
