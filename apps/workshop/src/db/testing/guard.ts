/**
 * Ends the servers and removes the folders that a test process made, however that process ends: even killed with -9.
 *
 * A shell of its own session reads what there is to clean from a pipe; the pipe's end is the end of the test process.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'

const CLEAN_UP = `
  servers=
  while read -r kind what; do
    case $kind in server) servers="$servers $what";; folder) set -- "$@" "$what";; esac
  done
  for server in $servers; do
    kill -QUIT $server
    tries=0 # Where nobody collects the dead, one that has ended looks alive.
    while kill -0 $server && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
  done 2>/dev/null
  rm -rf -- "$@"
`

let guard: ChildProcessByStdio<Writable, null, null> | undefined

/** A new folder in the system's temporary one. */
export function freshFolder(prefix: string): string {
  const path = mkdtempSync(join(tmpdir(), prefix))
  tell(`folder ${path}`)
  return path
}

/** A process of ours that is ended at once (SIGQUIT): nothing of it is worth keeping. */
export const guardServer = (pid: number) => tell(`server ${pid}`)

/** Cleans up now, and resolves when it is done. */
export async function cleanUp(): Promise<void> {
  if (guard === undefined) return
  const [ending, ended] = [guard, once(guard, 'exit')]
  guard = undefined
  ending.ref()
  ending.stdin.end()
  await ended
}

function tell(line: string): void {
  guard ??= startGuard()
  guard.stdin.write(`${line}\n`)
}

/** It keeps nobody waiting: a process that has nothing else to do ends, and with it the pipe. */
function startGuard() {
  const child = spawn('sh', ['-c', CLEAN_UP], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.unref()
  ;(child.stdin as unknown as Socket).unref()
  child.stdin.on('error', () => {}) // Somebody has ended it.
  return child
}
