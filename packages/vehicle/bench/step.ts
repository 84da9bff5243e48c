/**
 * How many cars two cores carry at 100 Hz in real time: of each kind, and of all kinds mixed; and what one keeps in memory.
 *
 * Each is whole (network, physics, control units), drives, sends its broadcast frames and has a tool that listens. Threads
 * drive 300 together at the same time, so that cores share their memory as they would; counted is each thread's processor
 * time. As the workshop hosts them: two threads for each kind that is there, and no thread with two kinds.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { CAR_IDS } from '../src/index.ts'
import { driving } from './step/driving.ts'

const CARS_MIN = 300
const CORES = 2
const STEPS = 300
const STEP_US = 10_000
const MEMORY_CARS = 200
const MEGABYTES_MAX = 3

for (const carId of CAR_IDS) await report(carId, [carId])
await report('all kinds mixed', CAR_IDS)
for (const carId of CAR_IDS) reportMemory(carId)

async function report(name: string, kinds: readonly string[]): Promise<void> {
  const microseconds = await Promise.all(await startThreads(kinds))
  const meanUs = microseconds.reduce((sum, stepUs) => sum + stepUs, 0) / microseconds.length
  const carCount = Math.floor((CORES * STEP_US) / meanUs)
  judge(
    `${name}: ${carCount} cars on two cores, ${meanUs.toFixed(1)} µs a step; at least ${CARS_MIN}`,
    carCount >= CARS_MIN,
  )
}

/** Microseconds a step of each thread, which all begin when the last has its cars. */
async function startThreads(kinds: readonly string[]): Promise<Promise<number>[]> {
  const threads = kinds.flatMap((carId) => Array.from({ length: CORES }, () => startThread(carId, kinds.length)))
  await Promise.all(threads.map((thread) => once(thread, 'message')))
  return threads.map(async (thread) => {
    thread.postMessage('go')
    const [stepUs] = (await once(thread, 'message')) as [number]
    return stepUs
  })
}

function startThread(carId: string, kindCount: number): Worker {
  const carIds = Array.from({ length: CARS_MIN / CORES / kindCount }, () => carId)
  return new Worker(new URL('./step/worker.ts', import.meta.url), { workerData: { carIds, steps: STEPS } })
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
