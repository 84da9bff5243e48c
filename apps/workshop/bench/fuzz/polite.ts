/** Tools that keep to the rules: each asks one question after the other and takes nothing but the one right answer. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { encodeDoip } from '@luban/protocols/doip/message'
import { hex, toHex } from '@luban/stdx'
import type { Address } from './attackers.ts'

export type Tool = {
  /** Throws when the answer is wrong, comes twice, or not at all. */
  ask(question: Question): Promise<void>
  close(): void
}
export type Question = { readonly bytes: Uint8Array; readonly right: RegExp }

/** No judgement of speed: whoever waits this long is not served. */
const HANG_MS = 60_000
const PAUSE_MS = 5
const TESTER = 0x0e90
const BMS = 0x1007

export async function openElm327(address: Address): Promise<Tool> {
  const tool = createTool(await plugIn(address), {
    name: 'ELM327',
    isWhole: (bytes) => bytes.at(-1) === 0x3e,
    show: showLines,
  })
  await tool.ask(typed('ATZ', /ELM327/))
  await tool.ask(typed('ATE0', /^ATE0OK>$/))
  for (const setting of ['ATSP6', 'ATSH7E7']) await tool.ask(typed(setting, /^OK>$/))
  return tool
}

export async function openDoip(address: Address, sourceAddress = TESTER): Promise<Tool> {
  const tool = createTool(await plugIn(address), { name: 'DoIP', isWhole: isWholeDoip, show: toHex })
  const request = encodeDoip({ kind: 'routingActivationRequest', sourceAddress, activationType: 0 })
  await tool.ask({ bytes: request, right: /^02FD0006.{16}10/ })
  return tool
}

/** Beside its own answers it hears the whole bus. */
export async function openSlcan(address: Address): Promise<Tool> {
  const isWhole = (bytes: Buffer) => (bytes.includes('z\r') && bytes.includes('t7EF8027E00')) || bytes.includes('\r\r')
  const tool = createTool(await plugIn(address), { name: 'SLCAN', isWhole, show: String, hearsAll: true })
  await tool.ask({ bytes: Buffer.from('S6\rO\r'), right: /^\r\r/ })
  return tool
}

/** The answer of the battery management, and the word that its question was sent: in whatever order they come. */
export function slcanQuestions(): readonly Question[] {
  return [{ bytes: Buffer.from('t7E73023E00\r'), right: /^(?=[\s\S]*z\r)[\s\S]*t7EF8027E00/ }]
}

/** A web client that keeps its connection. */
export async function openSovd(address: Address): Promise<Tool> {
  return createTool(await plugIn(address), {
    name: 'SOVD',
    isWhole: (bytes) => bytes.toString().endsWith('\r\n0\r\n\r\n'),
    show: String,
  })
}

export function sovdQuestions(vin: string): readonly Question[] {
  const get = (path: string) => Buffer.from(`GET /vehicle/v15/${path} HTTP/1.1\r\nHost: car\r\n\r\n`)
  return [
    {
      bytes: get('components/bms/data/f190'),
      right: new RegExp(`^HTTP/1.1 200 [\\s\\S]*"data":\\{"value":"${vin}"\\}`),
    },
    { bytes: get('components/bms/bulk-data'), right: /^HTTP\/1.1 404 / },
    { bytes: get('components'), right: /^HTTP\/1.1 200 [\s\S]*"id":"bms"/ },
  ]
}

export function elm327Questions(vin: string): readonly Question[] {
  return [
    typed('ATI', /^ELM327v\d\.\d>$/),
    typed('3E00', /^7E00>$/),
    typed('22F190', new RegExp(`^014${numberedLines(`62F190${hexOf(vin)}`)}>$`)),
  ]
}

export function doipQuestions(vin: string): readonly Question[] {
  return [asked('3E00', '7E00'), asked('22F190', `62F190${hexOf(vin)}`)]
}

/** Asks round and round until told to stop; resolves with the number of right answers. */
export function askOnAndOn(tool: Tool, questions: readonly Question[]): { stop(): Promise<number> } {
  let isOver = false
  const work = async () => {
    let count = 0
    for (; !isOver; count++) {
      await tool.ask(questions[count % questions.length])
      await wait(PAUSE_MS)
    }
    tool.close()
    return count
  }
  const done = work()
  done.catch(() => {}) // Told to whoever stops it.
  return {
    stop() {
      isOver = true
      return done
    },
  }
}

/** Twenty bytes as the adapter shows them: six in the first frame, seven in each of the others. */
function numberedLines(digits: string): string {
  return `0:${digits.slice(0, 12)}1:${digits.slice(12, 26)}2:${digits.slice(26)}`
}

/** Without what only makes it readable. */
function showLines(bytes: Buffer): string {
  return String(bytes).replaceAll(/[\r\n ]/g, '')
}

function hexOf(text: string): string {
  return toHex(new TextEncoder().encode(text))
}

function typed(line: string, right: RegExp): Question {
  return { bytes: Buffer.from(`${line}\r`), right }
}

function asked(requestHex: string, responseHex: string): Question {
  const data = hex(requestHex)
  const acknowledgement = encodeDoip({
    kind: 'diagnosticAck',
    ...{ sourceAddress: BMS, targetAddress: TESTER, code: 0, previous: new Uint8Array(0) },
  })
  const ends = { sourceAddress: BMS, targetAddress: TESTER }
  const response = encodeDoip({ kind: 'diagnosticMessage', ...ends, data: hex(responseHex) })
  return {
    bytes: encodeDoip({ kind: 'diagnosticMessage', sourceAddress: TESTER, targetAddress: BMS, data }),
    right: new RegExp(`^${toHex(acknowledgement)}${toHex(response)}$`),
  }
}

type Ears = {
  readonly name: string
  isWhole(bytes: Buffer): boolean
  show(bytes: Buffer): string
  /** Things that it did not ask for may be heard, too. */
  readonly hearsAll?: true
}

function createTool(socket: Socket, { name, isWhole, show, hearsAll }: Ears): Tool {
  let received: Buffer = Buffer.alloc(0)
  let waiting: { resolve(): void; reject(error: Error): void; question: Question } | undefined
  let fault: Error | undefined

  const fail = (problem: string) => {
    fault ??= new Error(`a polite tool (${name}): ${problem}`)
    waiting?.reject(fault)
  }
  socket.on('error', () => {})
  socket.on('close', () => fail('its connection was closed'))
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes])
    if (waiting === undefined && hearsAll) {
      received = Buffer.alloc(0)
      return
    }
    if (waiting === undefined) return fail(`was told ${show(received)} without having asked`)
    if (!isWhole(received)) return
    const { resolve, question } = waiting
    if (!question.right.test(show(received))) {
      return fail(`asked ${show(Buffer.from(question.bytes))} and was answered ${show(received)}`)
    }
    received = Buffer.alloc(0)
    waiting = undefined
    resolve()
  })

  return {
    async ask(question) {
      if (fault !== undefined) throw fault
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiting = { resolve, reject, question }
      socket.write(question.bytes)
      const hang = setTimeout(() => fail(`asked ${show(Buffer.from(question.bytes))}, no answer`), HANG_MS)
      await promise.finally(() => clearTimeout(hang))
    },
    close() {
      socket.removeAllListeners('close')
      socket.destroy()
    },
  }
}

/** Up to the answer that follows the acknowledgement, or the one answer that anything else gets. */
function isWholeDoip(bytes: Buffer): boolean {
  let at = 0
  let isAnswered = false
  while (at + 8 <= bytes.length) {
    isAnswered = bytes.readUInt16BE(at + 2) !== 0x8002
    at += 8 + bytes.readUInt32BE(at + 4)
  }
  return at === bytes.length && isAnswered
}

async function plugIn({ host, port }: Address): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true })
  await once(socket, 'connect')
  return socket
}
