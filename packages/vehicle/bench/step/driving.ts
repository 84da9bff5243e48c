/** A car on the road for the benches: broadcast frames on, a tool that listens, the foot on the pedal. */
import { type Car, createCar } from '../../src/index.ts'

export function driving(carId: string, seed: number): Car {
  const car = createCar(carId, { seed })
  car.plugElm327({ send() {}, close() {} }, 0)
  car.act({ kind: 'power', to: 'on' })
  wait(car, 200)
  car.act({ kind: 'start' })
  wait(car, 600)
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 0.2, brake: 0 })
  wait(car, 200)
  if (car.view().speedKmh === 0) throw new Error(`${carId} does not drive`)
  return car
}

function wait(car: Car, steps: number): void {
  for (let i = 0; i < steps; i++) car.step()
}
