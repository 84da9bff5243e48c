/**
 * The workshop as a user starts it: a process of its own, on a fresh database in an empty folder.
 *
 * `LUBAN_SLOW=6` makes the browser six times slower: what a test then stumbles over, it would on a busy machine.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'

export type Language = 'kk' | 'ru' | 'zh' | 'en'
export type Story = {
  language: Language
  database: 'embedded' | 'postgresql'
  /** False: it begins where the set-up's workshop ended, which takes half the work. */
  isFirstStart: boolean
}
export type Workshop = {
  readonly url: string
  /** As the start prints it: the sign-in page, with the demo users' password behind the #. */
  readonly demoUrl: string
  readonly passwords: ReadonlyMap<string, string>
}

/** Where the set-up left a workshop that was started once and ended. */
export const STARTED_FOLDER = 'LUBAN_STARTED_FOLDER'

const ROOT = join(import.meta.dirname, '../..')

const SLOWDOWN = Number(process.env.LUBAN_SLOW ?? 1)

export const story = base.extend<Story & { workshop: Workshop }>({
  page: async ({ page }, use) => {
    if (SLOWDOWN > 1) {
      const browser = await page.context().newCDPSession(page)
      await browser.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
    }
    await use(page)
  },
  language: ['en', { option: true }],
  database: ['embedded', { option: true }],
  isFirstStart: [true, { option: true }],
  workshop: async ({ database, isFirstStart }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'luban-story-'))
    if (!isFirstStart) cpSync(process.env[STARTED_FOLDER] ?? '', folder, { recursive: true })
    const processes: ChildProcess[] = []
    try {
      const env = database === 'embedded' ? {} : { DATABASE_URL: await startPostgresql(processes) }
      const demoUrl = await startWorkshop(folder, env, processes)
      await use({ url: new URL(demoUrl).origin, demoUrl, passwords: readPasswords(folder) })
    } finally {
      for (const child of processes.reverse()) await end(child)
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

/** Resolves to the address that it prints for its demo users. */
export function startWorkshop(folder: string, env: NodeJS.ProcessEnv, processes: ChildProcess[]): Promise<string> {
  const args = ['apps/cli/src/main.ts', 'start', '--port', '0', '--data', folder]
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, CI: '1', ...env }, // Never old pages for new ones.
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  processes.push(child)
  return printed(child, /http:\/\/\S+\/sign-in#demo=\S+/)
}

function startPostgresql(processes: ChildProcess[]): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'postgresql.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  processes.push(child)
  return printed(child, /postgresql:\/\/\S+/)
}

/** The first text of that form on a process's standard output. */
export function printed(child: ChildProcess, form: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk
      const found = form.exec(text)
      if (found) resolve(found[0])
    })
    child.on('exit', (code) => reject(new Error(`ended with ${code} before it was ready:\n${text}`)))
  })
}

function readPasswords(folder: string): ReadonlyMap<string, string> {
  const lines = readFileSync(join(folder, 'demo-passwords'), 'utf8').trim().split('\n')
  return new Map(lines.map((line) => line.split(' ') as [string, string]))
}

export function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.on('exit', () => resolve())
    child.stdin?.end()
    child.kill('SIGTERM')
  })
}
