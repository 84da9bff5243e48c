/**
 * How long a newcomer waits: `npm start` in a clean clone until the first page is served, then a second start,
 * then what the first page weighs over the wire. The network and the package cache are those of this machine.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'

const repository = path.resolve(import.meta.dirname, '../../..')
const clone = mkdtempSync(path.join(os.tmpdir(), 'luban-start-'))

try {
  execFileSync('git', ['clone', '-q', repository, clone])
  const cold = await start()
  await cold.stop()
  const second = await start()
  console.log(`cold npm start to first page   ${seconds(cold.ms)} (install, web bundle, database, keys)`)
  console.log(`second npm start to first page ${seconds(second.ms)}`)
  await printFirstPageWeight(second.url)
  await second.stop()
} finally {
  rmSync(clone, { recursive: true, force: true })
}

type Started = { ms: number; url: string; stop(): Promise<void> }

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
  return { ms: performance.now() - beganMs, url, stop: () => stop(child) }
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
