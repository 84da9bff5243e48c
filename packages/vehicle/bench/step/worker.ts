/** One of the two threads: drives its cars together when told to, and says what it took of its own processor time. */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { driving } from './driving.ts'

const { carIds, steps } = workerData as { carIds: readonly string[]; steps: number }
const cars = carIds.map(driving)
parentPort?.postMessage('ready')
if (parentPort) await once(parentPort, 'message')
const before = process.threadCpuUsage() // Others may be using the machine.
for (let tick = 0; tick < steps; tick++) {
  for (const car of cars) car.step()
  if (tick % 2 === 0) for (const car of cars) car.service(tick * car.model.stepMs)
}
const { user, system } = process.threadCpuUsage(before)
parentPort?.postMessage((user + system) / (cars.length * steps))
