/**
 * Round trips per second of one tool at the doors of a running attempt: the whole server, a real car stepped at 100 Hz,
 * every frame recorded, the simulated delays of adapter and gateway off; and of DoIP as a class has it, with its gateway's
 * 4 ms, which is told and not judged. Each beside a bare Node TCP echo in a thread, in the same rounds. The share depends on how fast the echo is: where client and server share a core, every
 * microsecond of the processor counts; where they wake each other on two, the waking does.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Exercise } from '@luban/lab'
import { DARK_LAMP } from '../src/stations/testing/dark-lamp.ts'
import { openTestWorkshop } from '../src/stations/testing/test-workshop.ts'

const ROUNDS = 6
const ROUND_MS = 700
const TESTER_PRESENT = doipMessage(0x8001, '0E80 1001 3E00')
const LIMITS = { elm327: 0.5, doip: 0.6 } as const

/** No fault that hinders: the figures are of the doors. */
const EXERCISE: Exercise = {
  ...DARK_LAMP,
  station: 'byd-atto-3',
  start: { settings: {}, actions: [{ kind: 'power', to: 'on' }] },
  faults: [],
}

const open = await openAttempt('../src/stations/testing/undelayed-vehicle.ts')
const echoWorker = new Worker(new URL('../src/doors/testing/echo-worker.ts', import.meta.url))
const [echoPort] = (await once(echoWorker, 'message')) as [number]

const echo = await plugIn({ host: '127.0.0.1', port: echoPort })
const elm327 = await openElm327(open.doorOf('elm327'))
const doip = await openDoip(open.doorOf('doip'))

type Exchange = { readonly socket: Socket; readonly request: Buffer; isWhole(bytes: Buffer): boolean }
const exchanges = {
  echo: { socket: echo, request: Buffer.from('010C\r'), isWhole: (bytes) => bytes.length >= 5 },
  elm327: { socket: elm327, request: Buffer.from('010C\r'), isWhole: isPrompt },
  doip: { socket: doip, request: TESTER_PRESENT, isWhole: (bytes) => countDoip(bytes) === 2 },
} as const satisfies Record<string, Exchange>
type Name = keyof typeof exchanges
const NAMES = Object.keys(exchanges) as Name[]

const rounds: Record<Name, number>[] = []
for (let round = 0; round <= ROUNDS; round++) {
  const rates = {} as Record<Name, number>
  for (const name of NAMES) rates[name] = await rate(exchanges[name])
  if (round > 0) rounds.push(rates) // The first warms up.
}

console.log(`bare TCP echo in a thread             ${perSecond('echo')}`)
report('ELM327 010C', 'elm327')
report('DoIP TesterPresent', 'doip')
console.log(
  '  more than the echo: a thread stays awake for a tool that asks without pause, and an echo sleeps (decision 14)',
)
for (const { socket } of Object.values(exchanges)) socket.destroy()
await open.close()
await echoWorker.terminate()
const inClass = await openAttempt('../src/stations/vehicle.ts')
const delayed = { ...exchanges.doip, socket: await openDoip(inClass.doorOf('doip')) }
await rate(delayed)
const perS = await rate(delayed)
console.log(`  in class, with the gateway's 4 ms    ${rateText(perS)}  ${(1000 / perS).toFixed(1)} ms each`)
delayed.socket.destroy()
await inClass.close()

type Place = { readonly host: string; readonly port: number }

async function openAttempt(world: string) {
  const workshop = await openTestWorkshop({ exercises: [EXERCISE], worldUrl: new URL(world, import.meta.url) })
  const { body: attempt } = await workshop.post('ana', '/api/attempts', { exerciseId: EXERCISE.id, mode: 'exam' })
  return {
    doorOf: (kind: string): Place => attempt.doors.find((door: { kind: string }) => door.kind === kind),
    async close() {
      await workshop.post('ana', `/api/attempts/${attempt.id}/cancel`)
      await workshop.close()
    },
  }
}

function report(title: string, name: keyof typeof LIMITS): void {
  const share = median(rounds.map((rates) => rates[name] / rates.echo))
  const limit = LIMITS[name]
  const isMet = share >= limit
  const verdict = isMet ? 'met' : 'MISSED'
  console.log(`${title.padEnd(38)}${perSecond(name)}  ${share.toFixed(2)} of the echo, at least ${limit}: ${verdict}`)
  if (!isMet) process.exitCode = 1
}

async function rate({ socket, request, isWhole }: Exchange): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const startMs = performance.now()
  let tripCount = 0
  let parts: Buffer[] = []
  const take = (bytes: Buffer) => {
    parts.push(bytes)
    const whole = parts.length === 1 ? bytes : Buffer.concat(parts)
    if (!isWhole(whole)) return
    parts = []
    tripCount++
    const tookMs = performance.now() - startMs
    if (tookMs < ROUND_MS) socket.write(request)
    else resolve((tripCount * 1000) / tookMs)
  }
  socket.on('data', take)
  socket.write(request)
  const result = await promise
  socket.off('data', take)
  return result
}

async function openElm327(door: Place): Promise<Socket> {
  const socket = await plugIn(door)
  for (const command of ['ATZ', 'ATE0', 'ATL0', 'ATSP6', '010C']) {
    const answer = await ask(socket, Buffer.from(`${command}\r`), isPrompt)
    if (command === '010C' && !/41 ?0C/.test(String(answer))) throw new Error(`the car answered 010C with ${answer}`)
  }
  return socket
}

async function openDoip(door: Place): Promise<Socket> {
  const socket = await plugIn(door)
  const answer = await ask(socket, doipMessage(0x0005, '0E80 00 00000000'), (bytes) => countDoip(bytes) === 1)
  if (answer.readUInt16BE(2) !== 0x0006 || answer[12] !== 0x10) throw new Error('the gateway refused the tester')
  await untilAwake(socket)
  return socket
}

/** A unit that was just switched on is not reachable at first: a refusal is all that comes. */
async function untilAwake(socket: Socket): Promise<void> {
  const isRefusal = (bytes: Buffer) => bytes.length >= 4 && bytes.readUInt16BE(2) === 0x8003
  const isAnswered = (bytes: Buffer) => countDoip(bytes) === (isRefusal(bytes) ? 1 : 2)
  while (isRefusal(await ask(socket, TESTER_PRESENT, isAnswered))) await pause(50)
}

function doipMessage(type: number, payloadHex: string): Buffer {
  const payload = Buffer.from(payloadHex.replaceAll(' ', ''), 'hex')
  const message = Buffer.alloc(8 + payload.length)
  message.writeUInt16BE(0x02fd, 0)
  message.writeUInt16BE(type, 2)
  message.writeUInt32BE(payload.length, 4)
  payload.copy(message, 8)
  return message
}

/** Whole messages in what has come. */
function countDoip(bytes: Buffer): number {
  let count = 0
  for (let at = 0; at + 8 <= bytes.length; count++) {
    at += 8 + bytes.readUInt32BE(at + 4)
    if (at > bytes.length) break
  }
  return count
}

function isPrompt(bytes: Buffer): boolean {
  return bytes[bytes.length - 1] === 0x3e
}

async function ask(socket: Socket, request: Buffer, isWhole: (bytes: Buffer) => boolean): Promise<Buffer> {
  let all = Buffer.alloc(0)
  socket.write(request)
  while (!isWhole(all)) all = Buffer.concat([all, (await once(socket, 'data'))[0] as Buffer])
  return all
}

async function plugIn({ host, port }: Place): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true })
  await once(socket, 'connect')
  return socket
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function perSecond(name: Name): string {
  return rateText(median(rounds.map((rates) => rates[name])))
}

function rateText(perS: number): string {
  return `${Math.round(perS).toLocaleString('en').padStart(7)}/s`
}
