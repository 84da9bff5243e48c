/**
 * Hours of one car's life from a seed, with a state hash after each: trips with a driver who changes their mind, stops with
 * the engine or READY off and on again, tools that ask and probes that measure. The same file runs in Node and in a browser.
 */
import { hex, unitRandom } from '@luban/stdx'
import { type Car, createCar } from '../../src/index.ts'

const STEPS_AN_HOUR = 360_000
/** How long a foot stays where it is. */
const MOOD_STEPS = 400
/** A trip and its stop. */
const TRIP_MOODS = 150

export function drive(carId: string, seed: number, hours: number): string[] {
  const car = createCar(carId, { seed })
  const hashes: string[] = []
  for (let tick = 0; tick < hours * STEPS_AN_HOUR; tick++) {
    if (tick % MOOD_STEPS === 0) changeMood(car, seed, tick / MOOD_STEPS)
    car.step()
    if ((tick + 1) % STEPS_AN_HOUR === 0) hashes.push(car.stateHash())
  }
  return hashes
}

function changeMood(car: Car, seed: number, mood: number): void {
  const place = mood % TRIP_MOODS
  const left = TRIP_MOODS - place
  if (place === 0) car.act({ kind: 'power', to: 'on' })
  else if (place === 1) car.act({ kind: 'start' })
  else if (place === 4) car.act({ kind: 'selector', to: 'D' })
  else if (left === 9) press(car, 0, 0.5)
  else if (left === 3) car.act({ kind: 'selector', to: 'P' })
  else if (left === 2) lookAround(car)
  else if (left === 1) car.act({ kind: 'power', to: 'off' })
  else if (place > 4 && left > 9) followWish(car, unitRandom(seed, mood, 0), unitRandom(seed, mood, 1))
}

function followWish(car: Car, wish: number, force: number): void {
  if (wish < 0.5) press(car, 0.6 * force * force, 0)
  else if (wish < 0.8) press(car, 0.1 * force, 0)
  else press(car, 0, 0.4 * force)
}

function press(car: Car, accelerator: number, brake: number): void {
  car.act({ kind: 'pedal', accelerator, brake })
}

/** What a tool asks moves counters and sessions; what a meter measures must move nothing. */
function lookAround(car: Car): void {
  const tool = car.openTester('scan tool')
  for (const { id } of car.model.ecus) tool.request(id, hex('1902FF'), 0, () => {})
  tool.close()
  car.measure({ instrument: 'voltmeter', red: 'battery12V.plus', black: 'chassis' })
}
