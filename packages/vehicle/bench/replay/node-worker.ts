/** Hours of a car in a thread of their own, so that the browser drives at the same time. */
import { parentPort, workerData } from 'node:worker_threads'
import { drive } from './drive.ts'

const { carId, seed, hours } = workerData as { carId: string; seed: number; hours: number }
parentPort?.postMessage(drive(carId, seed, hours))
