/**
 * Hostile bytes over the sockets of a living car: ELM327 lines, DoIP messages and datagrams, noise or right ones with a few bytes
 * overwritten, on connections that end by resets, while two polite tools work on the same car. What the car itself takes in
 * is counted by packages/vehicle/bench/fuzz.ts; here a frame counts as sent, whether or not the door was still open for it.
 *
 * Fails when the car dies, when a polite tool gets a wrong answer or none, or when memory keeps growing.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import { unitRandom } from '@luban/stdx'

const SEED = 20_261_122
const FRAMES = Number(process.env.FUZZ_FRAMES ?? 1_000_000)
const FRAMES_OF_CONNECTION = 100
const GROWTH_MIB_MAX = 64
const ANSWER_MS_MAX = 10_000

type Address = { host: string; port: number }
type Frame = (index: number) => Uint8Array

const text = (line: string): Uint8Array => new TextEncoder().encode(line)
const LINES = [
  'ATZ',
  'ATE0',
  'ATH1',
  'ATS0',
  'ATSP6',
  'ATSH 7E7',
  'ATFCSH7E7',
  'ATFCSD300000',
  'ATFCSM1',
  'ATCRA 7EF',
  'ATMA',
  'ATST FF',
  '0100',
  '010C1',
  '0902',
  '03',
  '221FFC',
  '22F190',
  '1902FF',
  '3E00',
  '2701',
  '1003',
  '10FF',
].map((line) => text(`${line}\r`))
const DOIP_MESSAGES = [
  doip(0x0005, [0x0e, 0x80, 0, 0, 0, 0, 0]),
  doip(0x8001, [0x0e, 0x80, 0x10, 0x01, 0x3e, 0x00]),
  doip(0x8001, [0x0e, 0x80, 0x10, 0x07, 0x22, 0xf1, 0x90]),
  doip(0x8001, [0x0e, 0x80, 0x10, 0x07, 0x19, 0x02, 0xff]),
  doip(0x8001, [0x0e, 0x80, 0xe4, 0x00, 0x3e, 0x80]),
  doip(0x0007, []),
  doip(0x0001, []),
  doip(0x4001, []),
  doip(0x4003, []),
]

const { child, doors } = await startCar()
let isDone = false
const polite = [askForEver(doors.elm327, elm327Dialogue), askForEver(doors.doip, doipDialogue)]

const beganMs = performance.now()
await attack(0, 0.1)
const settledMiB = residentMiB(child)
await attack(0.1, 1)
const tookS = (performance.now() - beganMs) / 1000
isDone = true
const answers = await Promise.all(polite)
const grownMiB = residentMiB(child) - settledMiB
const isAlive = child.exitCode === null
child.kill('SIGTERM')

console.log(`seed ${SEED}: ${FRAMES} frames sent in ${tookS.toFixed(0)} s, the car ${isAlive ? 'lives' : 'DIED'}`)
console.log(`two polite tools meanwhile: ${answers.join(' and ')} answers, each the right one`)
console.log(
  `memory after the first tenth ${settledMiB.toFixed(0)} MiB, growth since ${grownMiB.toFixed(0)} MiB (limit ${GROWTH_MIB_MAX})`,
)
process.exitCode = isAlive && grownMiB <= GROWTH_MIB_MAX && answers.every((count) => count > 100) ? 0 : 1

async function startCar(): Promise<{ child: ChildProcess; doors: { elm327: Address; doip: Address } }> {
  const main = path.resolve(import.meta.dirname, '../src/main.ts')
  const args = ['station', 'byd-atto-3', '--elm327', '127.0.0.1:0', '--doip', '127.0.0.1:0', '--ready', '--json']
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, doors: JSON.parse(line.toString()) }
}

/** The share of all frames from `from` to `to`, spread over the doors, three attackers at a time. */
async function attack(from: number, to: number): Promise<void> {
  const first = Math.round(FRAMES * from)
  const last = Math.round(FRAMES * to)
  const third = Math.ceil((last - first) / 3)
  await Promise.all([
    flood(doors.elm327, elm327Frame, first, first + third),
    flood(doors.doip, doipFrame, first + third, Math.min(last, first + 2 * third)),
    floodDatagrams(doors.doip, first + 2 * third, last),
  ])
}

async function flood(address: Address, frame: Frame, first: number, last: number): Promise<void> {
  for (let at = first; at < last; at += FRAMES_OF_CONNECTION) {
    const socket = connect(address.port, address.host)
      .on('error', () => {})
      .resume()
    const closed = once(socket, 'close')
    if (
      !(await once(socket, 'connect').then(
        () => true,
        () => false,
      ))
    )
      continue
    for (let i = at; i < Math.min(last, at + FRAMES_OF_CONNECTION) && !socket.destroyed; i++) {
      if (!socket.write(frame(i))) await Promise.race([once(socket, 'drain').catch(() => {}), closed])
    }
    if (random(at, 1) < 0.5) socket.resetAndDestroy()
    else socket.end()
    await Promise.race([closed, after(2_500)])
    socket.destroy()
  }
}

async function floodDatagrams(address: Address, first: number, last: number): Promise<void> {
  const socket = createSocket('udp4')
  for (let i = first; i < last; i++) {
    const sent = new Promise((resolve) => socket.send(doipFrame(i), address.port, address.host, resolve))
    if (i % 64 === 0) await sent
  }
  socket.close()
}

function random(index: number, draw: number): number {
  return unitRandom(SEED, index, draw)
}

function noise(index: number, bytesMax: number): Uint8Array {
  const bytes = new Uint8Array(Math.floor(random(index, 2) * bytesMax))
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random(index, 10 + i) * 256)
  return bytes
}

/** Overwrites up to three bytes of something right. */
function spoil(index: number, right: Uint8Array): Uint8Array {
  const spoilt = Uint8Array.from(right)
  for (let i = 0; i < Math.floor(random(index, 3) * 4); i++)
    spoilt[Math.floor(random(index, 4 + i) * spoilt.length)] = Math.floor(random(index, 8 + i) * 256)
  return spoilt
}

function elm327Frame(index: number): Uint8Array {
  if (random(index, 0) < 0.5) return noise(index, 48)
  return spoil(index, LINES[Math.floor(random(index, 5) * LINES.length)])
}

function doip(payloadType: number, payload: number[]): Uint8Array {
  const length = payload.length
  return Uint8Array.of(0x02, 0xfd, payloadType >> 8, payloadType & 0xff, 0, 0, length >> 8, length & 0xff, ...payload)
}

function doipFrame(index: number): Uint8Array {
  if (random(index, 0) < 0.5) return noise(index, 64)
  return spoil(index, DOIP_MESSAGES[Math.floor(random(index, 5) * DOIP_MESSAGES.length)])
}

type Dialogue = {
  readonly opening: readonly Uint8Array[]
  readonly question: Uint8Array
  isWhole(answer: Buffer): boolean
  isRight(answer: Buffer): boolean
}

function elm327Dialogue(): Dialogue {
  return {
    opening: [text('ATE0\r'), text('ATSP6\r')],
    question: text('0902\r'),
    isWhole: (answer) => answer.at(-1) === 0x3e,
    isRight: (answer) => answer.includes('49 02 01'),
  }
}

/** A tester address of its own, so that no attacker can claim to be it. */
function doipDialogue(): Dialogue {
  const length = (answer: Buffer, at: number) => 8 + answer.readUInt32BE(at + 4)
  const isWhole = (answer: Buffer) => {
    let at = 0
    let isAnswered = false
    while (at + 8 <= answer.length && at + length(answer, at) <= answer.length) {
      isAnswered ||= answer.readUInt16BE(at + 2) !== 0x8002
      at += length(answer, at)
    }
    return isAnswered && at === answer.length
  }
  return {
    opening: [doip(0x0005, [0x0e, 0x90, 0, 0, 0, 0, 0])],
    question: doip(0x8001, [0x0e, 0x90, 0x10, 0x07, 0x22, 0xf1, 0x90]),
    isWhole,
    isRight: (answer) => answer.includes(Buffer.of(0x62, 0xf1, 0x90)),
  }
}

/** Asks one question again and again on one connection until the attack is over. Returns the right answers. */
async function askForEver(address: Address, dialogueOf: () => Dialogue): Promise<number> {
  const dialogue = dialogueOf()
  const socket = connect(address.port, address.host)
  await once(socket, 'connect')
  for (const line of dialogue.opening) await ask(socket, line, dialogue)
  let count = 0
  while (!isDone) {
    const answer = await ask(socket, dialogue.question, dialogue)
    if (!dialogue.isRight(answer)) throw new Error(`answer ${count} is wrong: ${answer.toString('latin1')}`)
    count++
    await after(5)
  }
  socket.destroy()
  return count
}

function ask(socket: Socket, question: Uint8Array, { isWhole }: Dialogue): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(0)
    const late = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS_MAX} ms`)), ANSWER_MS_MAX)
    const take = (bytes: Buffer) => {
      answer = Buffer.concat([answer, bytes])
      if (!isWhole(answer)) return
      clearTimeout(late)
      socket.off('data', take)
      resolve(answer)
    }
    socket.on('data', take)
    socket.write(question)
  })
}

function residentMiB(process: ChildProcess): number {
  const pages = Number(readFileSync(`/proc/${process.pid}/statm`, 'utf8').split(' ')[1])
  return (pages * 4096) / 2 ** 20
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
