/** For the tests: `luban` as a child process, as people run it, and a workshop of it to work in. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
/** Prints the address of a fresh database of a server of its own; both end with its standard input. */
const POSTGRESQL = fileURLToPath(new URL('../../../test/e2e/postgresql.ts', import.meta.url))

export type Ended = { readonly code: number | null; readonly out: string; readonly error: string }

export type Running = {
  readonly child: ChildProcess
  /** Resolves to the first line it prints; rejects when it ends before. */
  readonly firstLine: Promise<string>
  /** Resolves to the first text of that form that it prints, before or from now on; rejects when it ends before. */
  printed(form: RegExp): Promise<string>
  readonly ended: Promise<Ended>
}

export function runLuban(words: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...words], {
    env: { ...process.env, NODE_NO_WARNINGS: '1', LUBAN_PASSWORD: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return follow(child)
}

export const luban = (words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> => runLuban(words, env).ended

function follow(child: ChildProcess): Running {
  let out = ''
  let error = ''
  let isOver = false
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const one of waiting) one()
  }
  child.stderr?.on('data', (text) => {
    error += text
  })
  child.stdout?.on('data', (text) => {
    out += text
    wake()
  })
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => {
      isOver = true
      wake()
      resolve({ code, out, error })
    }),
  )
  const printed = (form: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = form.exec(out)?.[0]
        if (found === undefined && !isOver) return
        waiting.delete(look)
        if (found === undefined)
          reject(new Error(`it ended with ${child.exitCode} before it printed ${form}: ${error}`))
        else resolve(found)
      }
      waiting.add(look)
      look()
    })
  const firstLine = printed(/^.*(?=\n)/)
  firstLine.catch(() => {}) // Only tests that wait for it care.
  return { child, firstLine, printed, ended }
}

export type Workshop = {
  readonly url: string
  readonly process: Running
  /** Signed in with the password that the installation made for this demo user. */
  signIn(username: string): Promise<Signed>
  /** Ends it as Ctrl-C does. */
  stop(): Promise<Ended>
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape.
type Reply = { readonly status: number; readonly body: any }

export type Signed = {
  get(path: string): Promise<Reply>
  post(path: string, body: object): Promise<Reply>
}

/** `luban start` on this data folder, once it is open. `processes` gets it at once, to be ended whatever happens. */
export async function startWorkshop(dataDir: string, processes: Running[], env: NodeJS.ProcessEnv = {}) {
  // Whoever runs the tests may have an installation of their own.
  const none = { DATABASE_URL: '', LUBAN_HOST: '', LUBAN_PUBLIC_URL: '', LUBAN_DOOR_HOST: '', LUBAN_KEY_PASSPHRASE: '' }
  const running = runLuban(['start', '--port', '0', '--data', dataDir], { ...none, ...env })
  processes.push(running)
  const url = await running.printed(/(?<=Luban is open: )\S+/)
  return {
    url,
    process: running,
    signIn: (username) => signIn(url, username, demoPassword(dataDir, username)),
    async stop() {
      running.child.kill('SIGINT')
      return await running.ended
    },
  } satisfies Workshop as Workshop
}

function demoPassword(dataDir: string, username: string): string {
  const lines = readFileSync(join(dataDir, 'demo-passwords'), 'utf8').trim().split('\n')
  const password = new Map(lines.map((line) => line.split(' ') as [string, string])).get(username)
  if (password === undefined) throw new Error(`there is no demo user ${username}`)
  return password
}

async function signIn(url: string, username: string, password: string): Promise<Signed> {
  const send = async (path: string, init: RequestInit) => await fetch(url + path, init)
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ username, password })
  const answer = await send('/api/auth/sign-in/username', { method: 'POST', headers: json, body })
  if (!answer.ok) throw new Error(`${username} cannot sign in: ${await answer.text()}`)
  const lines = answer.headers.getSetCookie()
  const cookie = lines.map((line) => line.split(';', 1)[0]).join('; ')
  const read = async (reply: Response): Promise<Reply> => {
    const text = await reply.text()
    const isJson = reply.headers.get('content-type')?.includes('json')
    return { status: reply.status, body: isJson ? JSON.parse(text) : text }
  }
  return {
    get: async (path) => await read(await send(path, { headers: { cookie } })),
    post: async (path, content) =>
      await read(await send(path, { method: 'POST', headers: { ...json, cookie }, body: JSON.stringify(content) })),
  }
}

/** A PostgreSQL of its own with an empty database; `processes` gets it at once. */
export async function startPostgresql(processes: Running[]): Promise<string> {
  const child = spawn(process.execPath, [POSTGRESQL], { stdio: ['pipe', 'pipe', 'pipe'] })
  const running = follow(child)
  processes.push(running)
  return await running.printed(/postgresql:\/\/\S+/)
}

/** Ends what still runs, the last first, and waits for it. */
export async function endAll(processes: readonly Running[]): Promise<void> {
  for (const { child, ended } of processes.toReversed()) {
    child.stdin?.end()
    if (child.stdin === null) child.kill('SIGKILL')
    await ended
  }
}
