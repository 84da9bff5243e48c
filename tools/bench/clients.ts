/**
 * Tools that nobody here wrote, at our car and at peers in the same run: how much longer python-OBD and udsoncan need than
 * with a server that answers constants, which the car's own answers are; and eight ELM327 clients at once, all served,
 * beside the open ELM327-emulator with the one client that it serves. The simulated delay of the gateway is off.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from '../debian.ts'
import { startCar } from '../interop/car.ts'
import { ensureVenv } from '../interop/python.ts'
import { type Address, openConstants, openListener } from './clients/constants.ts'

const MEASURE = fileURLToPath(new URL('./clients/measure.py', import.meta.url))
const BMS = '1007'
/** Until both servers' code is compiled, as that of a car which has been asked for some seconds is. */
const WARM_UP_ASKS = 10_000
const ROUNDS = 7
const ASKS = 200
const TIMES_MAX = 1.1
const CLIENTS = 8
const RATE_ROUNDS = 5
const RATE_MS = 1000
const RATE_SHARE_MIN = 1.5
const START_MS = 60_000

ensureInstalled([{ package: 'python3-venv', provides: '/usr/share/doc/python3-venv' }])
const python = ensureVenv()
const car = await startCar({ model: 'byd-atto-3', fault: 'ev-18-full-battery', more: ['--no-delay'] })
try {
  await besideConstants('python-OBD', ['--client', 'obd'], car.elm327)
  await besideConstants('udsoncan over doipclient', ['--client', 'uds', '--ecu', BMS], car.doip)
  await besideEmulator()
} finally {
  await car.stop()
}

async function besideConstants(name: string, args: readonly string[], door: Address): Promise<void> {
  const answers = new Map<string, Buffer>()
  const listener = await openListener(door, answers)
  await measure(args, [listener], { warmUp: 2, rounds: 1, asks: 2 })
  listener.close()
  const constants = await openConstants(answers)
  const [ours, theirs] = await measure(args, [door, constants], { warmUp: WARM_UP_ASKS, rounds: ROUNDS, asks: ASKS })
  constants.close()
  const times = median(ours) / median(theirs)
  const inAll = sum(ours) / sum(theirs)
  const each = (seconds: readonly number[]) => `${(median(seconds) * 1e6).toFixed(0)} µs`
  judge(
    `${name}: ${each(ours)} a question, with constants ${each(theirs)}: ${times.toFixed(2)} times, at most ${TIMES_MAX} ` +
      `(${inAll.toFixed(2)} with the questions during which other work had the processor)`,
    times <= TIMES_MAX,
  )
}

/** Seconds of each question, by address. */
async function measure(
  args: readonly string[],
  at: readonly Address[],
  { warmUp, rounds, asks }: { readonly warmUp: number; readonly rounds: number; readonly asks: number },
): Promise<number[][]> {
  const addresses = at.flatMap(({ host, port }) => ['--at', `${host}:${port}`])
  const howOften = ['--warm-up', `${warmUp}`, '--rounds', `${rounds}`, '--asks', `${asks}`]
  const child = spawn(python, [MEASURE, ...args, ...addresses, ...howOften], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (bytes) => {
    text += bytes
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the client ended with ${code}`)
  return JSON.parse(text)
}

/** In turns; ours by the median of its rounds, the emulator by its best. */
async function besideEmulator(): Promise<void> {
  const port = await freePort()
  const program = join(dirname(python), 'elm')
  // It writes a log where it stands.
  const emulator = spawn(program, ['-s', 'car', '-n', `${port}`, '-b', '/dev/null'], {
    stdio: 'ignore',
    cwd: dirname(python),
  })
  try {
    const theirs = [await openElm327({ host: '127.0.0.1', port })]
    const ours = await Promise.all(Array.from({ length: CLIENTS }, () => openElm327(car.elm327)))
    const rates = { ours: [] as number[], theirs: [] as number[] }
    for (let round = 0; round <= RATE_ROUNDS; round++) {
      const theirRate = await answersPerS(theirs)
      const ourRate = await answersPerS(ours)
      if (round === 0) continue // It warms up.
      rates.theirs.push(theirRate)
      rates.ours.push(ourRate)
    }
    for (const socket of [...theirs, ...ours]) socket.destroy()
    const [rate, best] = [median(rates.ours), Math.max(...rates.theirs)]
    judge(
      `ELM327, ${CLIENTS} clients at once, all served: ${Math.round(rate)} answers/s, the open emulator with one ` +
        `${Math.round(best)} at best: ${(rate / best).toFixed(1)} times, at least ${RATE_SHARE_MIN}`,
      rate >= RATE_SHARE_MIN * best,
    )
  } finally {
    await stop(emulator)
  }
}

/** Every client must be answered; each asks again as soon as it is. */
async function answersPerS(sockets: readonly Socket[]): Promise<number> {
  const startMs = performance.now()
  const counts = await Promise.all(
    sockets.map(async (socket) => {
      let count = 0
      for (; performance.now() - startMs < RATE_MS; count++) {
        const answer = await ask(socket, '010C')
        if (!/41 ?0C/.test(answer)) throw new Error(`010C was answered with ${answer}`)
      }
      return count
    }),
  )
  const tookS = (performance.now() - startMs) / 1000
  if (counts.includes(0)) throw new Error('a client was not served')
  return counts.reduce((sum, count) => sum + count, 0) / tookS
}

async function openElm327({ host, port }: Address): Promise<Socket> {
  for (const endMs = performance.now() + START_MS; performance.now() < endMs; await pause(100)) {
    const socket = connect({ host, port, noDelay: true })
    socket.on('error', () => {})
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    if (!isOpen) continue
    for (const command of ['ATZ', 'ATE0', 'ATSP6']) await ask(socket, command)
    return socket
  }
  throw new Error(`nobody listens at ${host}:${port}`)
}

async function ask(socket: Socket, command: string): Promise<string> {
  let text = ''
  socket.write(`${command}\r`)
  while (!text.endsWith('>')) text += String((await once(socket, 'data'))[0])
  return text
}

async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exited
  clearTimeout(timer)
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function judge(figure: string, isMet: boolean): void {
  console.log(`${figure}: ${isMet ? 'met' : 'MISSED'}`)
  if (!isMet) process.exitCode = 1
}
