/**
 * A tool that offers a hundred thousand CAN frames a second to one car: what reaches that car's bus, what it costs another
 * car of the same station thread, and whether memory grows. By TCP (SLCAN), where the tool can be asked to wait, and by UDP
 * (cannelloni), where it cannot. The whole server, real cars, every frame recorded.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { BroadcastChannel, Worker } from 'node:worker_threads'
import type { Exercise } from '@luban/lab'
import { frameBits } from '@luban/protocols/can-interface/interface'
import { DARK_LAMP } from '../src/stations/testing/dark-lamp.ts'
import { type Json, openTestWorkshop } from '../src/stations/testing/test-workshop.ts'
import { CHANNEL, type Report } from './fuzz/car.ts'

const FRAMES_PER_S = 100_000
const ROUND_MS = 2_000
const ROUNDS = 3
/** What the flooder had under way has gone. */
const SETTLE_MS = 200
const BIT_RATE = 500_000
/** What the wire carries, and a little more: 25 ms may be saved up. */
const WIRE_PER_S = (BIT_RATE / frameBits({ id: 0, isExtended: false, data: new Uint8Array(8) })) * 1.05
/** Of the answers that the other car gives with nobody flooding: on two cores a flooding tool has one of them for itself. */
const SHARE_MIN = 0.4
const GROWTH_MIB_MAX = 16
const MIB = 2 ** 20

const EXERCISE: Exercise = {
  ...DARK_LAMP,
  station: 'byd-atto-3',
  timeLimitMin: 120,
  start: { settings: {}, actions: [{ kind: 'power', to: 'on' }] },
  faults: [],
}

const workshop = await openTestWorkshop({
  exercises: [EXERCISE],
  worldUrl: new URL('./fuzz/car.ts', import.meta.url),
  host: { workerCountMax: 1 }, // The worst case: both cars share one thread.
  settings: { evidenceBytesMax: Number.MAX_SAFE_INTEGER },
})
const channel = new BroadcastChannel(CHANNEL)
const flooded = await openCar('ana', 0)
const other = await openCar('bo', 1)
const neighbour = await plugIn(other.door('elm327'))
for (const command of ['ATZ', 'ATE0', 'ATSP6', 'ATSH7E7']) await ask(neighbour, command)

await answersPerS() // Warms up.
const quietBytes = liveBytes(await report())
await flood('tcp', 'slcan')
await flood('udp', 'cannelloni')
neighbour.destroy()
channel.close()
for (const { id, who } of [flooded, other]) await workshop.post(who, `/api/attempts/${id}/cancel`)
await workshop.close()

type Round = {
  readonly quietPerS: number
  readonly answersPerS: number
  readonly offeredPerS: number
  readonly onBusPerS: number
}

async function flood(transport: 'tcp' | 'udp', kind: string): Promise<void> {
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await floodRound(transport, kind))
  const middle = (of: (round: Round) => number) => rounds.map(of).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]
  // By TCP the tool is not read from while it has more than its share; what it offers waits in its own socket.
  const offer =
    transport === 'tcp' ? 'all that is taken' : `${count(middle(({ offeredPerS }) => offeredPerS))} frames/s`
  const onBusPerS = middle((round) => round.onBusPerS)
  const share = middle((round) => round.answersPerS / round.quietPerS)
  const grownMib = (liveBytes(await report()) - quietBytes) / MIB
  console.log(`${kind} by ${transport}, offered: ${offer}`)
  judge(`  on the bus of that car ${count(onBusPerS)}/s, at most ${count(WIRE_PER_S)}`, onBusPerS <= WIRE_PER_S)
  const answers = `${count(middle((round) => round.quietPerS))} answers/s to a tool of the other car`
  judge(`  ${share.toFixed(2)} of ${answers}, at least ${SHARE_MIN}`, share >= SHARE_MIN)
  judge(`  the thread has grown by ${grownMib.toFixed(1)} MiB, at most ${GROWTH_MIB_MAX}`, grownMib <= GROWTH_MIB_MAX)
}

/** Without and with the flood in turns, since other work of the machine comes and goes. */
async function floodRound(transport: 'tcp' | 'udp', kind: string): Promise<Round> {
  const quietPerS = await answersPerS()
  const { host, port } = flooded.door(kind)
  const url = new URL('./flood/flooder.ts', import.meta.url)
  const flooder = new Worker(url, { workerData: { transport, host, port, framesPerS: FRAMES_PER_S } })
  const first = await framesOf(flooded)
  while ((await framesOf(flooded)) === first) await wait(10)
  const startMs = performance.now()
  const before = { offered: await offeredBy(flooder), onBus: await framesOf(flooded) }
  const answers = await answersPerS()
  const offered = (await offeredBy(flooder)) - before.offered
  const onBus = (await framesOf(flooded)) - before.onBus
  const tookS = (performance.now() - startMs) / 1000
  const round = { quietPerS, answersPerS: answers, offeredPerS: offered / tookS, onBusPerS: onBus / tookS }
  await flooder.terminate()
  await wait(SETTLE_MS)
  return round
}

/** Frames of tools on this car's bus. */
async function framesOf({ place }: { readonly place: number }): Promise<number> {
  return (await report()).taken[place].frames
}

async function openCar(who: string, place: number) {
  const { body } = await workshop.post(who, '/api/attempts', { exerciseId: EXERCISE.id, mode: 'practice' })
  const door = (kind: string): { host: string; port: number } => body.doors.find((one: Json) => one.kind === kind)
  return { id: body.id as string, who, place, door }
}

async function answersPerS(): Promise<number> {
  const startMs = performance.now()
  let answers = 0
  for (; performance.now() - startMs < ROUND_MS; answers++) await ask(neighbour, '3E00')
  return (answers * 1000) / (performance.now() - startMs)
}

async function ask(socket: Socket, line: string): Promise<void> {
  socket.write(`${line}\r`)
  for (let last = 0; last !== 0x3e; ) last = ((await once(socket, 'data'))[0] as Buffer).at(-1) ?? 0
}

async function plugIn({ host, port }: { host: string; port: number }): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true })
  await once(socket, 'connect')
  return socket
}

async function offeredBy(flooder: Worker): Promise<number> {
  flooder.postMessage('how many?')
  const [offered] = (await once(flooder, 'message')) as [number]
  return offered
}

/** What the station's thread tells of itself, after a collection of garbage. */
async function report(): Promise<Report> {
  const { promise, resolve } = Promise.withResolvers<Report>()
  channel.onmessage = ({ data }) => resolve(data)
  channel.postMessage('report')
  return await promise
}

function liveBytes({ memory }: Report): number {
  return memory.heapBytes + memory.externalBytes
}

function judge(figure: string, isMet: boolean): void {
  console.log(`${figure}: ${isMet ? 'met' : 'MISSED'}`)
  if (!isMet) process.exitCode = 1
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}
