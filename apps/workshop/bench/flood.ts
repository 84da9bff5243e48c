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
const ROUND_MS = 3_000
const ROUNDS = 3
const BIT_RATE = 500_000
/** A little more than the wire carries: stuff bits are not counted, and 25 ms may be saved up. */
const WIRE_PER_S = (BIT_RATE / frameBits({ id: 0, isExtended: false, data: new Uint8Array(8) })) * 1.05
/** Of the answers that the other car gives with nobody flooding; the flooder needs a processor, too. */
const SHARE_MIN = 0.5
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
const flooded = await openCar('ana')
const other = await openCar('bo')
const listener = await plugIn(flooded.door('slcan'))
let heardCount = 0
listener.on('data', (bytes: Buffer) => {
  for (let at = bytes.indexOf('t100'); at >= 0; at = bytes.indexOf('t100', at + 1)) heardCount++
})
listener.write('S6\rO\r')
const neighbour = await plugIn(other.door('elm327'))
for (const command of ['ATZ', 'ATE0', 'ATSP6', 'ATSH7E7']) await ask(neighbour, command)

await answersPerS() // Warms up.
const quietPerS = await answersPerS()
const quietBytes = await stationBytes()
console.log(`another car of the same thread        ${count(quietPerS)} answers/s with nobody flooding`)
await flood('tcp', 'slcan')
await flood('udp', 'cannelloni')
listener.destroy()
neighbour.destroy()
channel.close()
for (const { id, who } of [flooded, other]) await workshop.post(who, `/api/attempts/${id}/cancel`)
await workshop.close()

async function flood(transport: 'tcp' | 'udp', kind: string): Promise<void> {
  const { host, port } = flooded.door(kind)
  const url = new URL('./flood/flooder.ts', import.meta.url)
  const flooder = new Worker(url, { workerData: { transport, host, port, framesPerS: FRAMES_PER_S } })
  while (heardCount === 0) await wait(10)
  heardCount = 0
  const startMs = performance.now()
  const offeredBefore = await offeredBy(flooder)
  const answers: number[] = []
  for (let round = 0; round < ROUNDS; round++) answers.push(await answersPerS())
  const tookS = (performance.now() - startMs) / 1000
  const offeredPerS = ((await offeredBy(flooder)) - offeredBefore) / tookS
  const onBusPerS = heardCount / tookS
  const share = answers.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] / quietPerS
  const grownMib = ((await stationBytes()) - quietBytes) / MIB
  await flooder.terminate()
  await wait(100)
  heardCount = 0
  // By TCP the tool is not read from while it has more than its share; what it offers waits in its own socket.
  const offer = transport === 'tcp' ? 'all that is taken' : `${count(offeredPerS)} frames/s`
  console.log(`${kind} by ${transport}, a tool that listens beside it; offered: ${offer}`)
  judge(`  on the bus of that car ${count(onBusPerS)}/s, at most ${count(WIRE_PER_S)}`, onBusPerS <= WIRE_PER_S)
  judge(`  the other car ${share.toFixed(2)} of its answers, at least ${SHARE_MIN}`, share >= SHARE_MIN)
  judge(`  the thread has grown by ${grownMib.toFixed(1)} MiB, at most ${GROWTH_MIB_MAX}`, grownMib <= GROWTH_MIB_MAX)
}

async function openCar(who: string) {
  const { body } = await workshop.post(who, '/api/attempts', { exerciseId: EXERCISE.id, mode: 'practice' })
  const door = (kind: string): { host: string; port: number } => body.doors.find((one: Json) => one.kind === kind)
  return { id: body.id as string, who, door }
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

/** Live memory of the station thread, after a collection of garbage. */
async function stationBytes(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<Report>()
  channel.onmessage = ({ data }) => resolve(data)
  channel.postMessage('report')
  const { memory } = await promise
  return memory.heapBytes + memory.externalBytes
}

function judge(figure: string, isMet: boolean): void {
  console.log(`${figure}: ${isMet ? 'met' : 'MISSED'}`)
  if (!isMet) process.exitCode = 1
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}
