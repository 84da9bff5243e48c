/**
 * One million hostile frames over every socket of a running attempt: ELM327, DoIP, raw CAN and SOVD by TCP, DoIP by TLS, DoIP
 * and cannelloni by UDP, HTTP, and the tunnel by WebSocket; by tools in a process of their own, against the whole server with
 * real cars. Beside it, in the same station thread, another car is asked by polite tools all the while. (The car's own code
 * is fuzzed, frame by frame, by packages/vehicle/bench/fuzz.ts.)
 *
 * Fails when the server dies, when a polite tool gets a wrong answer or none, when the attacked car does not answer
 * again after its tools have gone, when a place is not freed, when the server's log names a failure, or when memory keeps
 * growing. No speed is judged.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { BroadcastChannel } from 'node:worker_threads'
import type { Exercise } from '@luban/lab'
import { encodeDoip } from '@luban/protocols/doip/message'
import type { RunningAttempt } from '../src/stations/running-attempt.ts'
import { DARK_LAMP } from '../src/stations/testing/dark-lamp.ts'
import { type Json, openTestWorkshop } from '../src/stations/testing/test-workshop.ts'
import type { Address, Order, Tally, Targets } from './fuzz/attackers.ts'
import { CHANNEL, type Memory, memoryOfThisThread, type Report, type Taken } from './fuzz/car.ts'
import { SEED } from './fuzz/frames.ts'
import {
  askOnAndOn,
  doipQuestions,
  elm327Questions,
  openDoip,
  openElm327,
  openSlcan,
  openSovd,
  slcanQuestions,
  sovdQuestions,
} from './fuzz/polite.ts'

const FRAMES = Number(process.env.FUZZ_FRAMES ?? 1_000_000)
/** Where all tools leave and memory is looked at, as shares of all frames. */
const LOOKS = [0.1, 0.4, 0.7, 1]
const GROWTH_MIB_MAX = 16
/** How many tools one attempt takes at a time. */
const PLACES = 16
const FIRST_TESTER = 0x0e90
/** What a hostile tool did to an ECU (a reset, a session) holds for everyone, as on a real bus, and passes. */
const RECOVERY_MS_MAX = 60_000
/** After this long something hangs; on a quiet machine all is over in a minute. */
const HANG_MS = 15 * 60_000
const MIB = 2 ** 20

/** No fault that hinders: who is attacked is the doors. */
const EXERCISE: Exercise = {
  ...DARK_LAMP,
  station: 'byd-atto-3',
  timeLimitMin: 120,
  start: { settings: {}, actions: [{ kind: 'power', to: 'on' }] },
  faults: [],
}

setTimeout(() => fail(`nothing has ended for ${HANG_MS / 60_000} minutes`), HANG_MS).unref()
const workshop = await openTestWorkshop({
  exercises: [EXERCISE],
  worldUrl: new URL('./fuzz/car.ts', import.meta.url),
  host: { workerCountMax: 1 }, // The worst case: both cars share one thread.
  settings: { evidenceBytesMax: Number.MAX_SAFE_INTEGER },
})
process.on('exit', (code) => {
  if (code !== 0) for (const problem of workshop.problems.slice(0, 3)) console.error(`in the server's log: ${problem}`)
})
const channel = new BroadcastChannel(CHANNEL)
const attacked = await openCar('ana')
const spared = await openCar('bo')
const vins = { attacked: await vinOf(attacked.doip), spared: await vinOf(spared.doip) }

const polite = [
  askOnAndOn(await openElm327(spared.elm327), elm327Questions(vins.spared)),
  askOnAndOn(await openDoip(spared.doip), doipQuestions(vins.spared)),
  askOnAndOn(await openSlcan(spared.slcan), slcanQuestions()),
  askOnAndOn(await openSovd(spared.sovd), sovdQuestions(vins.spared)),
]
const attackers = fork(new URL('./fuzz/attackers.ts', import.meta.url), { execArgv: [] })
const { hostname, port } = new URL(workshop.url)
const http = { host: hostname, port: Number(port) }
const targets: Targets = { ...attacked, http, attemptId: attacked.id, as: 'ana' }

const idleSockets = (await report()).sockets
const looks: Look[] = []
let attackMs = 0
let isOver = false
let tally: Tally | undefined
for (const [i, to] of LOOKS.entries()) {
  const phaseMs = performance.now()
  tally = await attack(attackers, {
    targets,
    from: Math.round(FRAMES * (LOOKS[i - 1] ?? 0)),
    to: Math.round(FRAMES * to),
  })
  attackMs += performance.now() - phaseMs
  await untilAlone()
  looks.push(await look())
}
attackers.disconnect()
const answers = await Promise.all(polite.map((tool) => tool.stop()))
const recoveryMs = await untilAnswering()
await untilAlone()
await fillEveryPlace()
await untilAlone()
printFigures(tally as Tally, (await report()).taken[0])
channel.close()
isOver = true
for (const { id, who } of [attacked, spared]) await workshop.post(who, `/api/attempts/${id}/cancel`)
await workshop.close()

type AttackedCar = {
  id: string
  who: string
  elm327: Address
  doip: Address
  doipTls: Address
  socketcand: Address
  slcan: Address
  cannelloni: Address
  gvret: Address
  sovd: Address
  running: RunningAttempt
  toolCount: number
}
type Look = { readonly main: Memory; readonly worker: Memory; readonly residentBytes: number; readonly sockets: number }

async function openCar(who: string): Promise<AttackedCar> {
  const { status, body } = await workshop.post(who, '/api/attempts', { exerciseId: EXERCISE.id, mode: 'practice' })
  const running = workshop.attempts.find(body.id)
  if (running === undefined) throw new Error(`no attempt for ${who}: ${status} ${workshop.problems.join()}`)
  const doorOf = (kind: string): Address => body.doors.find((door: Json) => door.kind === kind)
  const [elm327, doip, socketcand] = ['elm327', 'doip', 'socketcand'].map(doorOf)
  const [slcan, cannelloni, gvret, sovd] = ['slcan', 'cannelloni', 'gvret', 'sovd'].map(doorOf)
  const doipTls = { host: doip.host, port: (doorOf('doip') as Json).tlsPort }
  const doors = { elm327, doip, doipTls, socketcand, slcan, cannelloni, gvret, sovd }
  const car = { id: running.id, who, ...doors, running, toolCount: 0 }
  running.watch({
    isTrainee: true,
    send(message) {
      if (message.event === 'peers') car.toolCount = message.toolCount
      if (message.event === 'ended' && !isOver) fail(`the attempt of ${who} ended: ${message.ended.reason}`)
    },
  })
  return car
}

/** From the car's own announcement, so that what tools are told can be held against it. */
async function vinOf(address: Address): Promise<string> {
  const socket = createSocket('udp4')
  socket.send(encodeDoip({ kind: 'vehicleIdentificationRequest' }), address.port, address.host)
  const [bytes] = (await once(socket, 'message')) as [Buffer]
  socket.close()
  return bytes.toString('latin1', 8, 25)
}

async function attack(child: ChildProcess, order: Order): Promise<Tally> {
  child.send(order)
  const [message] = await Promise.race([
    once(child, 'message') as Promise<[Tally]>,
    once(child, 'exit').then(([code]) => {
      throw new Error(`the attackers ended with ${code}`)
    }),
  ])
  return message
}

/** Every tool but the polite ones has left the car, and every socket of the station's thread is free again. */
async function untilAlone(): Promise<void> {
  let sockets = 0
  const places = () =>
    `${attacked.toolCount} tools and ${sockets} sockets, ${idleSockets} before, and nobody frees them`
  await until(places, async () => {
    sockets = (await report()).sockets
    return attacked.toolCount === 0 && sockets <= idleSockets
  })
}

/** The car may sleep off a reset or a session that hostile tools have left behind; then its doors serve again. */
async function untilAnswering(): Promise<number> {
  const sinceMs = performance.now()
  await workshop.post('ana', `/api/attempts/${attacked.id}/actions`, { kind: 'power', to: 'on' })
  await until(
    () => 'the attacked car does not answer any more',
    async () => {
      return await isServed().catch(() => false)
    },
  )
  return performance.now() - sinceMs
}

async function isServed(): Promise<boolean> {
  for (const tool of [
    { open: () => openElm327(attacked.elm327), questions: elm327Questions(vins.attacked) },
    { open: () => openDoip(attacked.doip), questions: doipQuestions(vins.attacked) },
    { open: () => openSlcan(attacked.slcan), questions: slcanQuestions() },
    { open: () => openSovd(attacked.sovd), questions: sovdQuestions(vins.attacked) },
  ]) {
    const opened = await tool.open()
    try {
      for (const question of tool.questions) await opened.ask(question)
    } finally {
      opened.close()
    }
  }
  return true
}

/** As many tools at once as ever fit, on one door and then on the other. */
async function fillEveryPlace(): Promise<void> {
  for (const open of [
    () => openElm327(attacked.elm327),
    (place: number) => openDoip(attacked.doip, FIRST_TESTER + place),
  ]) {
    const tools = await Promise.all(Array.from({ length: PLACES }, (_, place) => open(place)))
    if (attacked.toolCount !== PLACES) throw new Error(`${attacked.toolCount} of ${PLACES} tools have a place`)
    for (const tool of tools) tool.close()
    await untilAlone()
  }
}

async function until(otherwise: () => string, isSo: () => Promise<boolean>): Promise<void> {
  for (const sinceMs = performance.now(); !(await isSo()); await wait(100)) {
    if (performance.now() - sinceMs > RECOVERY_MS_MAX) throw new Error(otherwise())
  }
}

/** What the station's thread tells of itself. */
async function report(): Promise<Report> {
  const { promise, resolve } = Promise.withResolvers<Report>()
  channel.onmessage = ({ data }) => resolve(data)
  channel.postMessage('report')
  return await promise
}

async function look(): Promise<Look> {
  const { memory, sockets } = await report()
  return { main: memoryOfThisThread(), worker: memory, residentBytes: process.memoryUsage.rss(), sockets }
}

function printFigures(sent: Tally, taken: Taken): void {
  const { elm327, doip, doipTls, sovd, udp, http: requests, tunnel, connections, resets } = sent
  const raw = sent.socketcand + sent.slcan + sent.cannelloni + sent.gvret
  const count = (value: number) => Math.round(value).toLocaleString('en')
  const frames = elm327 + doip + doipTls + raw + sovd + udp + requests + tunnel
  console.log(`seed ${SEED}: ${count(frames)} hostile frames in ${(attackMs / 1000).toFixed(0)} s, the server lives`)
  console.log(
    `ELM327 ${count(elm327)}, DoIP ${count(doip)}, by TLS ${count(doipTls)}, raw CAN ${count(raw)}, SOVD ${count(sovd)}, UDP ${count(udp)}, HTTP ${count(requests)}, tunnel ${count(tunnel)}`,
  )
  console.log(`${count(connections)} connections, ${count(resets)} of them reset`)
  console.log(
    `${mib(taken.bytes)} MiB reached the car by ELM327 and DoIP, ${count(taken.datagrams)} datagrams among them, and ${count(taken.questions)} frames by SOVD; the rest met a door that was shut`,
  )
  console.log(
    `polite tools at another car: ELM327 ${answers[0]}, DoIP ${answers[1]}, SLCAN ${answers[2]} and SOVD ${answers[3]} answers, all of them right`,
  )
  console.log(
    `the attacked car serves again after ${(recoveryMs / 1000).toFixed(1)} s, in each of its ${PLACES} places`,
  )
  console.log(`memory after ${LOOKS.map((share) => `${share * 100} %`).join(', ')} of the frames:`)
  printMemory('main thread', ({ main }) => main.heapBytes + main.externalBytes)
  printMemory('station thread', ({ worker }) => worker.heapBytes + worker.externalBytes)
  printMemory('resident', ({ residentBytes }) => residentBytes)
  const grown = grownBytes()
  const isMet = grown <= GROWTH_MIB_MAX * MIB
  console.log(
    `growth of both since the first look ${mib(grown)} MiB, limit ${GROWTH_MIB_MAX}: ${isMet ? 'met' : 'MISSED'}`,
  )
  console.log(`evidence on the disk ${mib(evidenceBytes())} MiB; load of the machine ${loadavg()[0].toFixed(1)}`)
  if (!isMet || workshop.problems.length > 0) process.exitCode = 1
}

function printMemory(of: string, bytesOf: (look: Look) => number): void {
  console.log(`  ${of.padEnd(16)}${looks.map((look) => mib(bytesOf(look)).padStart(8)).join('')} MiB`)
}

function grownBytes(): number {
  const live = ({ main, worker }: Look) => main.heapBytes + main.externalBytes + worker.heapBytes + worker.externalBytes
  return live(looks[looks.length - 1]) - live(looks[0])
}

function evidenceBytes(): number {
  const path = workshop.attempts.evidencePath({ evidence_path: `${attacked.id}.mcap` })
  return path === undefined ? 0 : statSync(path).size
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(1)
}

function fail(problem: string): never {
  console.error(problem)
  process.exit(1)
}
