/**
 * Two hundred cars of every kind, hosted as the workshop hosts them, each polled twenty times a second by a tool through a real
 * socket, half by ELM327 and half by DoIP: how long tools wait. Beside them twenty tools poll a bare Node TCP echo in a thread,
 * so that one sees how much of it is the machine's: of several stretches the one is judged in which that echo waited least, and
 * all are told. The simulated delays of adapter and gateway are off; a gateway's 4 ms would come on top of what DoIP tools wait.
 */
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { Worker } from 'node:worker_threads'
import { CAR_IDS, CARS } from '@luban/vehicle'
import { type FleetCar, openFleet } from './fleet/fleet.ts'
import type { Order, Target, Waits } from './polled/poller.ts'

const CAR_COUNT = 200
const ECHO_COUNT = 20
const EVERY_MS = 50
/** Until the code of the cars is compiled. */
const WARM_UP_S = 30
const SECONDS = 8
const STRETCHES = 5
const P99_MS_MAX = 10
/** Fewer answers mean that tools were not polling at that pace. */
const ANSWERED_MIN = 0.95

const before = process.memoryUsage.rss()
const fleet = await openFleet(Array.from({ length: CAR_COUNT }, (_, place) => CAR_IDS[place % CAR_IDS.length]))
const echoWorker = new Worker(new URL('../src/doors/testing/echo-worker.ts', import.meta.url))
const [echoPort] = (await once(echoWorker, 'message')) as [number]
const echoes = Array.from(
  { length: ECHO_COUNT },
  (): Target => ({ kind: 'echo', host: '127.0.0.1', port: echoPort, ecu: 0 }),
)

const workerData: Order = {
  targets: [...fleet.cars.map(targetOf), ...echoes],
  everyMs: EVERY_MS,
  warmUpS: WARM_UP_S,
  seconds: SECONDS,
  stretches: STRETCHES,
}
const poller = new Worker(new URL('./polled/poller.ts', import.meta.url), { workerData })
await once(poller, 'message') // All is warm.
const cpuBefore = process.cpuUsage()
const [waits] = (await once(poller, 'message')) as [Waits[]]
const { user, system } = process.cpuUsage(cpuBefore)
const heldMb = (process.memoryUsage.rss() - before) / CAR_COUNT / 1e6
await Promise.all([fleet.close(), echoWorker.terminate()])

const asked = (CAR_COUNT * SECONDS * 1000) / EVERY_MS
const stretches = waits.map((one) => {
  const answers = [...one.elm327, ...one.doip]
  return {
    waits: one,
    answered: answers.length / asked,
    p99Ms: percentile(answers, 0.99),
    echoMs: percentile(one.echo, 0.99),
  }
})
console.log(
  `${CAR_COUNT} cars (${CAR_IDS.join(', ')}), ${STRETCHES} stretches of ${SECONDS} s, 99 of 100 answers within`,
)
for (const { p99Ms, echoMs, answered } of stretches)
  console.log(`  ${p99Ms.toFixed(2)} ms, echo ${echoMs.toFixed(2)} (${(100 * answered).toFixed(1)} % answered)`)
const [quietest] = stretches.toSorted((a, b) => a.echoMs - b.echoMs)
for (const kind of ['elm327', 'doip', 'echo'] as const)
  console.log(`  ${kind.padEnd(7)} ${shares(quietest.waits[kind])}`)
const isMet = quietest.p99Ms < P99_MS_MAX && stretches.every(({ answered }) => answered >= ANSWERED_MIN)
console.log(
  `p99 of all answers, where the echo waited least, ${quietest.p99Ms.toFixed(2)} ms, below ${P99_MS_MAX}: ${isMet ? 'met' : 'MISSED'} ` +
    `(cars and tools kept ${((user + system) / 1e6 / SECONDS / STRETCHES).toFixed(2)} cores busy, load of the machine ${loadavg()[0].toFixed(1)})`,
)
console.log(`  the process took ${heldMb.toFixed(1)} MB more for each car, its threads and compiled code among them`)
if (!isMet) process.exitCode = 1

function targetOf({ modelId, doors }: FleetCar, place: number): Target {
  const kind = Math.floor(place / CAR_IDS.length) % 2 === 0 ? 'elm327' : 'doip'
  const door = doors.find((one) => one.kind === kind)
  const ecu = CARS[modelId].model.ecus[0].logicalAddress
  return { kind, host: door?.host ?? '', port: door?.port ?? 0, ecu }
}

function shares(values: readonly number[]): string {
  const [half, most] = [0.5, 0.99].map((share) => percentile(values, share).toFixed(2))
  return `half within ${half} ms, 99 of 100 within ${most} ms`
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]
}
