/** For the tests: `luban` as a child process, as people run it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

export type Ended = { readonly code: number | null; readonly out: string; readonly error: string }

export type Running = {
  readonly child: ChildProcess
  /** Resolves to the first line it prints; rejects when it ends before. */
  readonly firstLine: Promise<string>
  readonly ended: Promise<Ended>
}

export function runLuban(words: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...words], {
    env: { ...process.env, NODE_NO_WARNINGS: '1', LUBAN_PASSWORD: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let error = ''
  child.stderr.on('data', (text) => {
    error += text
  })
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, error })))
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      out += text
      if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')))
    })
    child.on('close', (code) => reject(new Error(`it ended with ${code}: ${error}`)))
  })
  firstLine.catch(() => {}) // Only tests that wait for it care.
  return { child, firstLine, ended }
}

export const luban = (words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> => runLuban(words, env).ended
