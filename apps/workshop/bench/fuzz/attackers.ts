/**
 * The hostile tools of ../fuzz.ts, in a process of their own: many at a time on every port of one attempt, each visit
 * with manners drawn from the seed. A frame counts as sent when the socket was still open for it.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import { connect as connectTls, TLSSocket } from 'node:tls'
import { hex } from '@luban/stdx'
import {
  activation,
  datagram,
  doipFrame,
  draw,
  elm327Frame,
  type Frame,
  hugeFrame,
  OPENING,
  type RawDoor,
  rawDatagram,
  rawFrame,
} from './frames.ts'
import { type HttpTarget, httpFrame, sovdFrame, tunnelFrame, tunnelRequest } from './web-frames.ts'

export type Address = { readonly host: string; readonly port: number }
export type Targets = Readonly<Record<TcpDoor | 'http', Address>> & Omit<HttpTarget, 'host'>
/** The frames of these numbers, spread over all ports. */
export type Order = { readonly targets: Targets; readonly from: number; readonly to: number }
export type Tally = Record<TcpDoor | 'udp' | 'http' | 'tunnel' | 'connections' | 'resets', number>

type TcpDoor = 'elm327' | 'doip' | 'doipTls' | 'sovd' | RawDoor
type Lane = { readonly share: number; run(first: number, last: number): Promise<void> }

const FRAMES_A_VISIT = 120
/** Between two looks at what the other side has done. */
const FRAMES_A_TURN = 8
const DATAGRAMS_A_TURN = 64
const CROWD = 40
const DEAF_FRAMES = 300
const LEAVING_MS = 3_000
const HTTP_ANSWER_MS = 2_000
const SLOW_BYTE_MS = 20
const VISIT = 9_000_000 // Draws for manners, away from those of frames.

const tally: Tally = {
  ...{ elm327: 0, doip: 0, doipTls: 0, socketcand: 0, slcan: 0, cannelloni: 0, gvret: 0, sovd: 0 },
  ...{ udp: 0, http: 0, tunnel: 0, connections: 0, resets: 0 },
}
let visitCount = 0

process.on('message', async (order: Order) => {
  await attack(order)
  process.send?.(tally)
})

async function attack({ targets, from, to }: Order): Promise<void> {
  let isOver = false
  const slow = [
    dribble('elm327', targets.elm327, () => isOver),
    dribble('doip', targets.doip, () => isOver),
    dribble('doipTls', targets.doipTls, () => isOver),
    dribble('slcan', targets.slcan, () => isOver),
    dribble('sovd', targets.sovd, () => isOver),
    dribbleHttp(targets, () => isOver),
  ]
  const lanes = lanesOf(targets)
  let first = from
  const runs = lanes.map((lane, i) => {
    const last = i === lanes.length - 1 ? to : first + Math.round((to - from) * lane.share)
    const run = lane.run(first, last)
    first = last
    return run
  })
  await Promise.all(runs)
  isOver = true
  await Promise.all(slow)
}

/** Several at a time, and fewer than a car has places, so that most find one. */
function lanesOf(targets: Targets): readonly Lane[] {
  const flood = (door: TcpDoor) => ({ run: (first: number, last: number) => visits(door, targets[door], first, last) })
  const tunnel = (door: 'elm327' | 'doip') => ({
    run: (first: number, last: number) => tunnels(door, targets, first, last),
  })
  const ask = { run: (first: number, last: number) => requests(targets, first, last) }
  return [
    ...[0.1, 0.1, 0.1, 0.1].map((share) => ({ share, ...flood('elm327') })),
    ...[0.1, 0.1, 0.1].map((share) => ({ share, ...flood('doip') })),
    ...[0.01, 0.01].map((share) => ({ share, ...flood('doipTls') })),
    { share: 0.005, ...tunnel('elm327') },
    { share: 0.005, ...tunnel('doip') },
    ...[0.0025, 0.0025, 0.0025, 0.0025].map((share) => ({ share, ...ask })),
    ...(['socketcand', 'slcan', 'cannelloni', 'gvret', 'sovd'] as const).map((door) => ({
      share: 0.025,
      ...flood(door),
    })),
    { share: 0.01, run: (first, last) => rawDatagrams(targets.cannelloni, first, last) },
    { share: 0.13, run: (first, last) => datagrams(targets.doip, first, last) },
  ]
}

async function visits(door: TcpDoor, address: Address, first: number, last: number): Promise<void> {
  for (let next = first; next < last; ) next += await visit(door, address, next, last)
}

/** One visit with its manners; how many frames were sent. */
async function visit(door: TcpDoor, address: Address, first: number, last: number): Promise<number> {
  const manners = draw(VISIT + visitCount++, 0)
  if (manners < 0.01) return await crowd(address)
  if (manners < 0.03) return await oneFrame(door, address, first)
  if (manners < 0.08) return await dropIn(address)
  if (manners < 0.1)
    return await talk(door, address, { first, last: Math.min(last, first + DEAF_FRAMES), isDeaf: true })
  if (manners < 0.2) return await talk(door, address, { first, last: Math.min(last, first + 10), isHasty: true })
  return await talk(door, address, { first, last: Math.min(last, first + FRAMES_A_VISIT) })
}

type Talk = { readonly first: number; readonly last: number; readonly isDeaf?: true; readonly isHasty?: true }

/** A tool that says much. Deaf: it never reads. Hasty: it resets while its bytes are under way. */
async function talk(door: TcpDoor, address: Address, { first, last, isDeaf, isHasty }: Talk): Promise<number> {
  const socket = await reach(door, address, first)
  if (socket === undefined) return 0
  if (isDeaf) socket.pause()
  const tester = Math.floor(draw(first, 3003) * 4)
  if (isDoip(door)) socket.write(activation(tester))
  else if (door !== 'elm327' && door !== 'sovd') socket.write(OPENING[door])
  const frameOf = frameMaker(door, tester)
  const sent = await say(socket, { first, last, frameOf, patienceMs: isDeaf ? 50 : LEAVING_MS })
  tally[door] += sent
  // What a web client has asked is asked of the car only if it stays for a moment.
  if (isDeaf || (door === 'sovd' && !isHasty)) await wait(50)
  await leave(socket, isDeaf || isHasty || draw(first, 3000) < 0.5 ? 'reset' : 'end')
  return sent
}

function frameMaker(door: TcpDoor, tester = 0): (index: number) => Frame {
  if (door === 'elm327') return elm327Frame
  if (door === 'sovd') return sovdFrame
  return isDoip(door) ? (index) => doipFrame(index, tester) : (index) => rawFrame(door, index)
}

type Saying = { first: number; last: number; frameOf: (index: number) => Frame; patienceMs: number }

async function say(socket: Socket, { first, last, frameOf, patienceMs }: Saying): Promise<number> {
  for (let i = first; i < last; i++) {
    if (!socket.writable) return i - first
    const { bytes, isLast } = frameOf(i)
    if (!socket.write(bytes)) await either(once(socket, 'drain'), wait(patienceMs))
    if (isLast) return i + 1 - first
    if ((i - first) % FRAMES_A_TURN === FRAMES_A_TURN - 1) await turn()
  }
  return last - first
}

async function oneFrame(door: TcpDoor, address: Address, index: number): Promise<number> {
  const socket = await reach(door, address, index)
  if (socket === undefined) return 0
  socket.write(hugeFrame(isDoip(door) ? 'doip' : door, index))
  await wait(20)
  await leave(socket, 'reset')
  tally[door]++
  return 1
}

/** Opened and dropped without a word. */
async function dropIn(address: Address): Promise<number> {
  const socket = await plugIn(address)
  if (socket !== undefined) await leave(socket, draw(visitCount, 1) < 0.5 ? 'reset' : 'end')
  return 0
}

/** More than there are places. */
async function crowd(address: Address): Promise<number> {
  await Promise.all(Array.from({ length: CROWD }, () => dropIn(address)))
  return 0
}

/** Slow loris: a byte now and then of something right, for as long as the others work. */
async function dribble(door: TcpDoor, address: Address, isOver: () => boolean): Promise<void> {
  for (let index = VISIT; !isOver(); index++) {
    const { bytes } = frameMaker(door)(index)
    await dribbleBytes(address, bytes, isOver)
  }
}

async function dribbleHttp({ http, attemptId, as }: Targets, isOver: () => boolean): Promise<void> {
  const target = { host: hostOf(http), attemptId, as }
  for (let index = VISIT; !isOver(); index++) {
    await dribbleBytes(http, httpFrame(index, target).subarray(0, 200), isOver)
  }
}

async function dribbleBytes(address: Address, bytes: Uint8Array, isOver: () => boolean): Promise<void> {
  const socket = await plugIn(address)
  if (socket === undefined) return await wait(SLOW_BYTE_MS)
  for (let at = 0; at < bytes.length && socket.writable && !isOver(); at++) {
    socket.write(bytes.subarray(at, at + 1))
    await wait(SLOW_BYTE_MS)
  }
  await leave(socket, 'reset')
}

/** Each few datagrams are followed by an honest question from another socket: its answer says that they were taken. */
async function datagrams({ host, port }: Address, first: number, last: number): Promise<void> {
  const hostile = createSocket('udp4')
  const honest = createSocket('udp4')
  const discovery = hex('02FD000100000000')
  for (let i = first; i < last; i++) {
    hostile.send(datagram(i), port, host)
    tally.udp++
    if ((i - first) % DATAGRAMS_A_TURN !== DATAGRAMS_A_TURN - 1) continue
    honest.send(discovery, port, host)
    await either(once(honest, 'message'), wait(LEAVING_MS))
  }
  hostile.close()
  honest.close()
}

/** From one socket, since every socket is a tool. Nobody answers; the frames that fit on the wire are heard, the rest is lost. */
async function rawDatagrams({ host, port }: Address, first: number, last: number): Promise<void> {
  const socket = createSocket('udp4').on('message', () => {})
  for (let i = first; i < last; i++) {
    socket.send(rawDatagram(i), port, host)
    tally.udp++
    if ((i - first) % DATAGRAMS_A_TURN === DATAGRAMS_A_TURN - 1) await wait(1)
  }
  socket.close()
}

async function tunnels(door: 'elm327' | 'doip', targets: Targets, first: number, last: number): Promise<void> {
  for (let next = first; next < last; ) next += await tunnelVisit(door, targets, next, last)
}

async function tunnelVisit(door: 'elm327' | 'doip', targets: Targets, first: number, last: number): Promise<number> {
  const { http, attemptId, as } = targets
  const socket = await plugIn(http)
  if (socket === undefined) return 0
  socket.write(tunnelRequest(door, { host: hostOf(http), attemptId, as }))
  // Some do not even wait for the answer.
  if (draw(first, 3001) < 0.9) await either(once(socket, 'data'), wait(LEAVING_MS))
  const frameOf = (index: number) => tunnelFrame(index, door === 'elm327' ? elm327Frame : doipFrame)
  const sent = await say(socket, { first, last: Math.min(last, first + 60), frameOf, patienceMs: LEAVING_MS })
  tally.tunnel += sent
  await leave(socket, draw(first, 3000) < 0.5 ? 'reset' : 'end')
  return sent
}

async function requests({ http, attemptId, as }: Targets, first: number, last: number): Promise<void> {
  const target = { host: hostOf(http), attemptId, as }
  for (let i = first; i < last; i++) {
    const socket = await plugIn(http)
    if (socket === undefined) continue
    socket.write(httpFrame(i, target))
    tally.http++
    if (draw(i, 3000) < 0.3) await leave(socket, 'reset')
    else await either(once(socket, 'close'), wait(draw(i, 3002) < 0.02 ? HTTP_ANSWER_MS : 100))
    await leave(socket, 'reset')
  }
}

const isDoip = (door: TcpDoor): door is 'doip' | 'doipTls' => door === 'doip' || door === 'doipTls'

/** Most come to the door of TLS as they must; the others have no idea of it. */
async function reach(door: TcpDoor, address: Address, index: number): Promise<Socket | undefined> {
  return door === 'doipTls' && draw(index, 3004) < 0.7 ? await shakeHands(address) : await plugIn(address)
}

/** Undefined when the handshake came to nothing. */
function shakeHands({ host, port }: Address): Promise<Socket | undefined> {
  tally.connections++
  const socket = connectTls({ host, port, rejectUnauthorized: false })
  socket.on('error', () => {}).resume() // `close` follows.
  return new Promise((resolve) => {
    socket.once('secureConnect', () => resolve(socket))
    socket.once('close', () => resolve(undefined))
  })
}

/** Open and read from; undefined when the door was shut again at once. */
function plugIn({ host, port }: Address): Promise<Socket | undefined> {
  tally.connections++
  const socket = connect({ host, port, noDelay: true })
    .on('error', () => {}) // `close` follows.
    .resume()
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket))
    socket.once('close', () => resolve(undefined))
  })
}

async function leave(socket: Socket, how: 'end' | 'reset'): Promise<void> {
  if (socket.closed) return
  const closed = once(socket, 'close')
  if (how === 'end') socket.end()
  else if (socket instanceof TLSSocket) socket.destroy()
  else {
    tally.resets++
    socket.resetAndDestroy()
  }
  await either(closed, wait(LEAVING_MS))
  socket.destroy()
}

/** Whichever comes first; neither fails. */
async function either(one: Promise<unknown>, other: Promise<unknown>): Promise<void> {
  await Promise.race([one.catch(() => {}), other])
}

const hostOf = ({ host, port }: Address) => `${host}:${port}`
