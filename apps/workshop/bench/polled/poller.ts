/**
 * The tools of ../polled.ts, in a thread of their own: each asks its car the same question at a fixed pace, takes nothing but
 * an answer, and notes how long it waited.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { encodeDoip } from '@luban/protocols/doip/message'
import { hex } from '@luban/stdx'

/** `ecu`: the logical address that a DoIP tool asks. */
export type Target = {
  readonly kind: 'elm327' | 'doip' | 'echo'
  readonly host: string
  readonly port: number
  readonly ecu: number
}
export type Order = {
  readonly targets: readonly Target[]
  readonly everyMs: number
  readonly warmUpS: number
  /** Of one stretch after the other: each is told by itself. */
  readonly seconds: number
  readonly stretches: number
}
/** Milliseconds of every answer. */
export type Waits = Readonly<Record<Target['kind'], readonly number[]>>

const TESTER = 0x0e90
const VIN_REQUEST = hex('22F190')

type Tool = {
  readonly target: Target
  readonly socket: Socket
  readonly question: Uint8Array
  isAnswer(bytes: Buffer): boolean
}

const { targets, everyMs, warmUpS, seconds, stretches } = workerData as Order
const tools: Tool[] = []
for (const target of targets) tools.push(await open(target))
const waits = Array.from(
  { length: stretches },
  (): Record<Target['kind'], number[]> => ({ elm327: [], doip: [], echo: [] }),
)
const beganMs = performance.now()
setTimeout(() => parentPort?.postMessage('warm'), warmUpS * 1000)
await Promise.all(tools.map((tool, place) => poll(tool, beganMs + (place * everyMs) / tools.length)))
for (const { socket } of tools) socket.destroy()
parentPort?.postMessage(waits satisfies Waits[])

/** A poll that falls due while the one before is unanswered is left out: too few answers tell it. */
async function poll(tool: Tool, firstMs: number): Promise<void> {
  const fromMs = beganMs + warmUpS * 1000
  const endMs = fromMs + stretches * seconds * 1000
  for (let dueMs = firstMs; dueMs < endMs; dueMs = Math.max(dueMs + everyMs, performance.now())) {
    const leftMs = dueMs - performance.now()
    if (leftMs > 0) await wait(leftMs)
    const askedMs = performance.now()
    await ask(tool.socket, tool.question, tool.isAnswer)
    if (dueMs < fromMs) continue
    const stretch = Math.floor((dueMs - fromMs) / (seconds * 1000))
    waits[stretch]?.[tool.target.kind].push(performance.now() - askedMs)
  }
}

async function open(target: Target): Promise<Tool> {
  const { host, port, kind, ecu } = target
  const socket = connect({ host, port, noDelay: true })
  await once(socket, 'connect')
  if (kind === 'elm327') {
    for (const command of ['ATZ', 'ATE0', 'ATSP6']) await ask(socket, Buffer.from(`${command}\r`), isPrompt)
    return {
      target,
      socket,
      question: Buffer.from('010C\r'),
      isAnswer: (bytes) => isPrompt(bytes) && /41 ?0C/.test(String(bytes)),
    }
  }
  if (kind === 'echo')
    return { target, socket, question: Buffer.from('010C\r'), isAnswer: (bytes) => bytes.length === 5 }
  const activation = encodeDoip({ kind: 'routingActivationRequest', sourceAddress: TESTER, activationType: 0 })
  await ask(socket, activation, (bytes) => bytes.length > 8 && bytes.readUInt16BE(2) === 0x0006)
  const question = encodeDoip({
    kind: 'diagnosticMessage',
    sourceAddress: TESTER,
    targetAddress: ecu,
    data: VIN_REQUEST,
  })
  return { target, socket, question, isAnswer: (bytes) => bytes.includes('62f190', 'hex') }
}

async function ask(socket: Socket, question: Uint8Array, isAnswer: (bytes: Buffer) => boolean): Promise<void> {
  let all: Buffer = Buffer.alloc(0)
  socket.write(question)
  while (!isAnswer(all)) {
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    all = all.length === 0 ? bytes : Buffer.concat([all, bytes])
  }
}

function isPrompt(bytes: Buffer): boolean {
  return bytes.at(-1) === 0x3e
}
