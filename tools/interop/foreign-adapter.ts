/**
 * Our tester at an adapter that nobody here wrote: ELM327-emulator, over TCP and at a pseudo-terminal.
 *
 * What the emulator's "car" answers is its own: of it the form is checked.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { constants, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ReadStream } from 'node:tty'
import { type CanTarget, createElm327Client } from '@luban/protocols/elm327/client'
import { hex, toHex } from '@luban/stdx'
import type { Report } from './report.ts'

const START_MS = 30_000
const ENGINE: CanTarget = { requestId: 0x7e0, responseId: 0x7e8 }
const EVERYBODY: CanTarget = { requestId: 0x7df, responseId: undefined }

/** A pipe to an adapter, wherever it is. */
export type Line = { send(bytes: Uint8Array): void; onBytes(take: (bytes: Uint8Array) => void): void; close(): void }

export async function checkForeignAdapter(emulator: string, report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'luban-adapter-'))
  try {
    await converse('ELM327-emulator over TCP', () => overTcp(emulator), report)
    await converse('ELM327-emulator at a pseudo-terminal', () => atTerminal(emulator, folder), report)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function converse(name: string, open: () => Promise<{ line: Line; child: ChildProcess }>, report: Report) {
  let child: ChildProcess | undefined
  try {
    const opened = await open()
    child = opened.child
    await diagnose(name, opened.line, report)
    opened.line.close()
  } catch (error) {
    report.failed(name, error instanceof Error ? error.message : String(error))
  } finally {
    if (child !== undefined) await stop(child)
  }
}

async function diagnose(name: string, line: Line, report: Report): Promise<void> {
  const client = createElm327Client({ send: line.send })
  const startMs = performance.now()
  const nowMs = () => performance.now() - startMs
  line.onBytes((bytes) => client.receive(bytes, nowMs()))
  const timer = setInterval(() => client.service(nowMs()), 5)
  try {
    await until(() => client.state.kind !== 'starting', 'the adapter is set up')
    if (client.state.kind !== 'ready') throw new Error(`the adapter is ${JSON.stringify(client.state)}`)
    report.passed(`${name}: our tester sets up ${client.state.identity}`)
    const ask = (target: CanTarget, request: string) =>
      new Promise<string>((resolve, reject) => {
        const heard: string[] = []
        const isTaken = client.request(target, hex(request), nowMs(), {
          isRepeatable: true,
          onMessage: (message) => heard.push(toHex(message)),
          onEnd: (end) => (end === 'answered' ? resolve(heard.join(' ')) : reject(new Error(`${request}: ${end}`))),
        })
        if (!isTaken) reject(new Error(`${request} was not taken`))
      })
    await until(() => client.state.kind === 'ready' && client.state.volts !== null, 'the adapter measures its supply')
    await check(`${name}: which values there are`, /^4100[0-9A-F]{8}$/, () => ask(ENGINE, '0100'), report)
    await check(`${name}: the speed of the engine`, /^410C[0-9A-F]{4}$/, () => ask(ENGINE, '010C'), report)
    await check(`${name}: a long answer, its VIN`, /^490201([0-9A-F]{2}){17}$/, () => ask(ENGINE, '0902'), report)
    await check(
      `${name}: its trouble codes, of all units`,
      /^43[0-9A-F]*( 43[0-9A-F]*)*$/,
      () => ask(EVERYBODY, '03'),
      report,
    )
  } finally {
    clearInterval(timer)
  }
}

async function check(name: string, form: RegExp, ask: () => Promise<string>, report: Report): Promise<void> {
  try {
    const answer = await ask()
    if (form.test(answer)) report.passed(name)
    else report.failed(name, `it answered ${answer}`)
  } catch (error) {
    report.failed(name, error instanceof Error ? error.message : String(error))
  }
}

async function overTcp(emulator: string): Promise<{ line: Line; child: ChildProcess }> {
  const port = await freePort()
  const child = start(emulator, ['-s', 'car', '-n', `${port}`, '-b', '/dev/null'])
  for (const endMs = performance.now() + START_MS; performance.now() < endMs; await pause(100)) {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    if (!isOpen) continue
    socket.on('error', () => {})
    return {
      child,
      line: {
        send: (bytes) => void socket.write(bytes),
        onBytes: (take) => void socket.on('data', take),
        close: () => socket.destroy(),
      },
    }
  }
  await stop(child)
  throw new Error('the emulator did not listen')
}

/** The first line of its batch file is the terminal that it opened. */
export async function atTerminal(emulator: string, folder: string): Promise<{ line: Line; child: ChildProcess }> {
  const batch = join(folder, 'batch.txt')
  const child = start(emulator, ['-s', 'car', '-b', batch])
  const name = () => (existsSync(batch) ? readFileSync(batch, 'utf8').split('\n')[0].trim() : '')
  await until(() => name().startsWith('/dev/'), 'the emulator opens a terminal')
  return { child, line: openTerminal(name()) }
}

function openTerminal(path: string): Line {
  spawnSync('stty', ['-F', path, 'raw', '-echo'], { stdio: 'ignore' })
  const stream = new ReadStream(openSync(path, constants.O_RDWR | constants.O_NOCTTY))
  stream.on('error', () => {})
  return {
    send: (bytes) => void stream.write(bytes),
    onBytes: (take) => void stream.on('data', take),
    close: () => stream.destroy(),
  }
}

export function start(emulator: string, args: readonly string[]): ChildProcess {
  return spawn(emulator, args, { stdio: ['ignore', 'ignore', 'ignore'] })
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (const endMs = performance.now() + START_MS; performance.now() < endMs; await pause(20)) if (isSo()) return
  throw new Error(`in vain: ${what}`)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exited
  clearTimeout(timer)
}
