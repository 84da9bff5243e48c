/** The car on its own, as a process of its own: what every client of the interop run connects to. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Address = { readonly host: string; readonly port: number }
/** The certificate that the car signed for itself, in PEM. */
export type SecureAddress = Address & { readonly certificate: string }
type Addresses = { readonly [door in 'elm327' | 'doip' | 'socketcand' | 'slcan' | 'sovd']: Address } & {
  readonly doipTls: SecureAddress
}
export type CarWanted = {
  readonly model: string
  readonly fault: string
  readonly host?: string
  /** More words of the command line. */
  readonly more?: readonly string[]
}
export type RunningCar = Addresses & { stop(): Promise<void> }

const MAIN = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url))
const START_MS = 60_000

/** Starts it with a planted fault after its driver has tried to start it, so that codes are stored. */
export async function startCar({ model, fault, host = '127.0.0.1', more = [] }: CarWanted): Promise<RunningCar> {
  const at = `${host.includes(':') ? `[${host}]` : host}:0`
  const kinds = ['elm327', 'doip', 'doip-tls', 'socketcand', 'slcan', 'cannelloni', 'gvret', 'sovd']
  const doors = kinds.flatMap((kind) => [`--${kind}`, at])
  const args = [MAIN, 'station', model, '--fault', fault, '--ready', ...doors, ...more, '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    return { ...(await addressesOf(child)), stop: () => stop(child) }
  } catch (error) {
    await stop(child)
    throw error
  }
}

function addressesOf(child: ChildProcess): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    let complaints = ''
    const timer = setTimeout(() => reject(new Error(`The car gave no addresses in ${START_MS / 1000} s.`)), START_MS)
    const settle = (work: () => void) => {
      clearTimeout(timer)
      work()
    }
    child.stderr?.on('data', (text: Buffer) => {
      complaints = (complaints + text).slice(-4000)
    })
    child.once('error', (error) => settle(() => reject(error)))
    child.once('exit', (code) => settle(() => reject(new Error(`The car ended with ${code}.\n${complaints}`))))
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) settle(() => resolve(JSON.parse(line)))
    })
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exited
  clearTimeout(timer)
}
