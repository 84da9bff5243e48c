/**
 * Round trips per second of one tool at the doors of a running attempt: the whole server, a real car stepped at 100 Hz,
 * every frame recorded, simulated adapter delay off. Each beside a bare Node TCP echo in a thread, in the same rounds.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import type { Exercise } from '@luban/lab'
import { DARK_LAMP } from '../src/stations/testing/dark-lamp.ts'
import { openTestWorkshop } from '../src/stations/testing/test-workshop.ts'

const ROUNDS = 7
const ROUND_MS = 700
const LIMITS = { elm327: 0.4, doip: 0.5 } as const

/** No fault that hinders: the figures are of the doors. */
const EXERCISE: Exercise = {
  ...DARK_LAMP,
  station: 'byd-atto-3',
  start: { settings: {}, actions: [{ kind: 'power', to: 'on' }] },
  faults: [],
}

const workshop = await openTestWorkshop({
  exercises: [EXERCISE],
  worldUrl: new URL('../src/stations/vehicle.ts', import.meta.url),
})
const { body: attempt } = await workshop.post('ana', '/api/attempts', { exerciseId: EXERCISE.id, mode: 'exam' })
const echoWorker = new Worker(new URL('../src/doors/testing/echo-worker.ts', import.meta.url))
const [echoPort] = (await once(echoWorker, 'message')) as [number]

const echo = await plugIn({ host: '127.0.0.1', port: echoPort })
const elm327 = await openElm327()
const doip = await openDoip()

const shares = { elm327: [] as number[], doip: [] as number[] }
const rates = { echo: [] as number[], elm327: [] as number[], doip: [] as number[] }
for (let round = 0; round < ROUNDS; round++) {
  const echoRate = await rate(echo, Buffer.from('010C\r'), (bytes) => bytes.length >= 5)
  const elmRate = await rate(elm327, Buffer.from('010C\r'), isPrompt)
  const doipRate = await rate(doip, testerPresent(), (bytes) => countDoip(bytes) === 2)
  if (round === 0) continue // Warming up.
  rates.echo.push(echoRate)
  rates.elm327.push(elmRate)
  rates.doip.push(doipRate)
  shares.elm327.push(elmRate / echoRate)
  shares.doip.push(doipRate / echoRate)
}

console.log(`bare TCP echo in a thread     ${perSecond(rates.echo)}`)
report('ELM327 010C', 'elm327')
report('DoIP TesterPresent', 'doip')
for (const socket of [echo, elm327, doip]) socket.destroy()
await workshop.post('ana', `/api/attempts/${attempt.id}/cancel`)
await workshop.close()
await echoWorker.terminate()

function report(name: string, door: 'elm327' | 'doip'): void {
  const share = median(shares[door])
  const isMet = share >= LIMITS[door]
  console.log(
    `${name.padEnd(30)}${perSecond(rates[door])}  ${share.toFixed(2)} of the echo, at least ${LIMITS[door]}: ${isMet ? 'met' : 'MISSED'}`,
  )
  if (!isMet) process.exitCode = 1
}

async function rate(socket: Socket, request: Buffer, isWhole: (bytes: Buffer) => boolean): Promise<number> {
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

async function openElm327(): Promise<Socket> {
  const socket = await plugIn(doorOf('elm327'))
  for (const command of ['ATZ', 'ATE0', 'ATL0', 'ATSP6', '010C']) {
    const answer = await ask(socket, Buffer.from(`${command}\r`), isPrompt)
    if (command === '010C' && !/41 ?0C/.test(String(answer))) throw new Error(`the car answered 010C with ${answer}`)
  }
  return socket
}

async function openDoip(): Promise<Socket> {
  const socket = await plugIn(doorOf('doip'))
  const answer = await ask(socket, doipMessage(0x0005, '0E80 00 00000000'), (bytes) => countDoip(bytes) === 1)
  if (answer.readUInt16BE(2) !== 0x0006 || answer[12] !== 0x10) throw new Error('the gateway refused the tester')
  return socket
}

function testerPresent(): Buffer {
  return doipMessage(0x8001, '0E80 1001 3E00')
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

function doorOf(kind: string): { host: string; port: number } {
  return attempt.doors.find((door: { kind: string }) => door.kind === kind)
}

async function plugIn({ host, port }: { host: string; port: number }): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true })
  await once(socket, 'connect')
  return socket
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function perSecond(values: readonly number[]): string {
  return `${Math.round(median(values)).toLocaleString('en').padStart(7)}/s`
}
