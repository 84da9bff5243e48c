/**
 * How long a newcomer waits: `npm start` in a clean clone until the first page is served, then a second start,
 * then what the first page weighs over the wire, and how much memory the server then keeps, its embedded database
 * included. The network and the package cache are those of this machine.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright-core'

/** The engines go on compiling what is used much for some seconds, and give back what that took. */
const SETTLING_MS = 15_000

const repository = path.resolve(import.meta.dirname, '../../..')
const clone = mkdtempSync(path.join(os.tmpdir(), 'luban-start-'))

try {
  execFileSync('git', ['clone', '-q', repository, clone])
  const cold = await start()
  const coldResidentMiB = await residentMiB(cold)
  await cold.stop()
  const second = await start()
  console.log(`cold npm start to first page   ${seconds(cold.ms)} (install, web bundle, database, keys)`)
  console.log(`second npm start to first page ${seconds(second.ms)}`)
  await printFirstPageWeight(second.url)
  console.log(`resident after cold start      ${mebibytes(coldResidentMiB)}`)
  console.log(`resident after second start    ${mebibytes(await residentMiB(second))}`)
  await second.stop()
} finally {
  rmSync(clone, { recursive: true, force: true })
}

type Started = { ms: number; url: string; pid: number | undefined; stop(): Promise<void> }

/** Runs `npm start` in the clone until the address it prints answers with a page. */
async function start(): Promise<Started> {
  const beganMs = performance.now()
  const child = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: clone,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await printedAddress(child)
  const page = await fetch(url)
  if (!page.ok) throw new Error(`${url} answered ${page.status}`)
  await page.text()
  return { ms: performance.now() - beganMs, url, pid: child.pid, stop: () => stop(child) }
}

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk
      const address = /https?:\/\/[^\s]+/.exec(text)?.[0]
      if (address !== undefined) resolve(address)
    })
    child.on('exit', (code) => reject(new Error(`npm start ended with ${code} before it printed an address:\n${text}`)))
  })
}

/** npm runs the starter, which runs the server: the whole group is told to stop. */
function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('close', () => resolve())
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  })
}

/** Of the server alone, without npm and the starter above it; undefined where the system does not tell (no /proc). */
async function residentMiB({ pid }: Started): Promise<number | undefined> {
  if (pid === undefined || !existsSync(`/proc/${pid}`)) return undefined
  await wait(SETTLING_MS)
  const status = readFileSync(`/proc/${lastDescendantOf(pid)}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

function lastDescendantOf(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  return child === '' ? pid : lastDescendantOf(Number(child))
}

async function printFirstPageWeight(url: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  const page = await browser.newPage()
  const wire = await page.context().newCDPSession(page)
  await wire.send('Network.enable')
  let bytes = 0
  let requests = 0
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
    requests++
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  await browser.close()
  console.log(`first page over the wire       ${(bytes / 1000).toFixed(0)} kB in ${requests} requests`)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(6)} s`
}

function mebibytes(value: number | undefined): string {
  return value === undefined
    ? 'not told by this system'
    : `${value.toFixed(0).padStart(6)} MiB (embedded database included)`
}
