/**
 * How many cars one core carries at 100 Hz in real time: driving, broadcast frames on, each with a tool that listens.
 * Printed with the limit; a hundred cars take turns, so that no one car's state stays in the cache.
 */
import { type Car, createCar } from '../src/index.ts'

const CARS = 100
const STEPS = 1000
const CARS_PER_CORE_MIN = 200

function measureStep(): { microsecondsPerStep: number; carsPerCore: number } {
  const cars = Array.from({ length: CARS }, (_, i) => driving(i))
  for (let tick = 0; tick < 200; tick++) for (const car of cars) car.step()
  const before = process.cpuUsage() // Time of the processor: others may be using the machine.
  for (let tick = 0; tick < STEPS; tick++) {
    for (const car of cars) car.step()
    if (tick % 2 === 0) for (const car of cars) car.service(tick * 10)
  }
  const { user, system } = process.cpuUsage(before)
  const microsecondsPerStep = (user + system) / (CARS * STEPS)
  return { microsecondsPerStep, carsPerCore: Math.floor((cars[0].model.stepMs * 1000) / microsecondsPerStep) }
}

function driving(seed: number): Car {
  const car = createCar('byd-atto-3', { seed })
  const wait = (steps: number) => {
    for (let i = 0; i < steps; i++) car.step()
  }
  car.plugElm327({ send() {}, close() {} }, 0)
  car.act({ kind: 'power', to: 'on' })
  wait(200)
  car.act({ kind: 'start' })
  wait(400)
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 0.2, brake: 0 })
  return car
}

const { microsecondsPerStep, carsPerCore } = measureStep()
const isMet = carsPerCore >= CARS_PER_CORE_MIN
console.log(
  `cars stepped at 100 Hz by one core: ${carsPerCore} (limit ${CARS_PER_CORE_MIN}, ${isMet ? 'met' : 'NOT MET'})`,
)
console.log(`one step of one car: ${microsecondsPerStep.toFixed(1)} µs`)
process.exitCode = isMet ? 0 : 1
