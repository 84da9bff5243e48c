/**
 * How many cars two cores carry at 100 Hz in real time: of each kind, and of all kinds mixed; and what one keeps in memory.
 *
 * Each is whole (network, physics, control units), drives, sends its broadcast frames and has a tool that listens. Two
 * threads drive 150 each at the same time, so that cores share their memory as they would; counted is each thread's
 * processor time.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { CAR_IDS } from '../src/index.ts'
import { driving } from './step/driving.ts'

const CARS_MIN = 300
const THREADS = 2
const STEPS = 300
const STEP_US = 10_000
const MEMORY_CARS = 200
const MEGABYTES_MAX = 3

for (const carId of CAR_IDS) await report(carId, () => carId)
await report('all kinds mixed', (place) => CAR_IDS[place % CAR_IDS.length])
for (const carId of CAR_IDS) reportMemory(carId)

async function report(name: string, carIdOf: (place: number) => string): Promise<void> {
  const microseconds = await Promise.all(await startThreads(carIdOf))
  const carCount = Math.floor(microseconds.reduce((sum, stepUs) => sum + STEP_US / stepUs, 0))
  const meanUs = microseconds.reduce((sum, stepUs) => sum + stepUs, 0) / THREADS
  judge(
    `${name}: ${carCount} cars on two cores, ${meanUs.toFixed(1)} µs a step; at least ${CARS_MIN}`,
    carCount >= CARS_MIN,
  )
}

/** Microseconds a step of each thread, which all begin when the last has its cars. */
async function startThreads(carIdOf: (place: number) => string): Promise<Promise<number>[]> {
  const carIds = Array.from({ length: CARS_MIN / THREADS }, (_, place) => carIdOf(place))
  const threads = Array.from(
    { length: THREADS },
    () => new Worker(new URL('./step/worker.ts', import.meta.url), { workerData: { carIds, steps: STEPS } }),
  )
  await Promise.all(threads.map((thread) => once(thread, 'message')))
  return threads.map(async (thread) => {
    thread.postMessage('go')
    const [stepUs] = (await once(thread, 'message')) as [number]
    return stepUs
  })
}

function reportMemory(carId: string): void {
  driving(carId, 0) // What all cars share is there.
  const before = heldBytes()
  const cars = Array.from({ length: MEMORY_CARS }, (_, seed) => driving(carId, seed))
  const megabytes = (heldBytes() - before) / cars.length / 1e6
  judge(`${carId}: ${megabytes.toFixed(2)} MB of memory a car, at most ${MEGABYTES_MAX}`, megabytes <= MEGABYTES_MAX)
}

function heldBytes(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage() // Array buffers are in `external`.
  return heapUsed + external
}

function judge(figure: string, isMet: boolean): void {
  console.log(`${figure}: ${isMet ? 'met' : 'MISSED'}`)
  if (!isMet) process.exitCode = 1
}
