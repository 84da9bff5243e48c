/** One of the two threads: drives its cars together when told to, and says what it took of its own processor time. */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import type { Car } from '../../src/index.ts'
import { driving } from './driving.ts'

/** As a full thread of the workshop has it: protocols every 10 ms, and every car in turn takes the steps of 80 ms. */
const TICK_MS = 10
const TURNS = 8
const STEP_MS = 10

const { carIds, steps } = workerData as { carIds: readonly string[]; steps: number }
const cars = carIds.map(driving)
parentPort?.postMessage('ready')
if (parentPort) await once(parentPort, 'message')
const before = process.threadCpuUsage() // Others may be using the machine.
for (let tick = 0; tick < (steps * STEP_MS) / TICK_MS; tick++) visitAll(tick)
const { user, system } = process.threadCpuUsage(before)
parentPort?.postMessage((user + system) / (cars.length * steps))

function visitAll(tick: number): void {
  for (const [place, car] of cars.entries()) {
    if ((tick + place) % TURNS === 0) takeSteps(car)
    car.service(tick * TICK_MS)
  }
}

function takeSteps(car: Car): void {
  for (let i = 0; i < (TURNS * TICK_MS) / STEP_MS; i++) car.step()
}
