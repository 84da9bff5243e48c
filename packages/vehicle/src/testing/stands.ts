/** How a car with a start button comes to where a tester meets it, and what a unit then answers. */
import { assert } from '@luban/stdx'
import type { Bench } from '../test-bench.ts'

export function switchOn(bench: Bench): Bench {
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  return bench
}

/** Until the engine runs, or the car is READY. */
export function startUp(bench: Bench): Bench {
  bench.run(1)
  bench.act({ kind: 'start' })
  bench.run(6)
  assert(bench.car.view().isReady)
  return bench
}

export function rollOff(bench: Bench): Bench {
  startUp(bench)
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.4, brake: 0 })
  bench.run(4)
  assert(bench.car.view().speedKmh > 5)
  return bench
}

/** Requests in their order, with their answers, in hexadecimal. */
export type Exchanges = readonly (readonly [ecu: string, request: string, answer: string])[]

export function assertAnswers(bench: Bench, exchanges: Exchanges): void {
  for (const [ecu, request, answer] of exchanges) {
    const told = bench.ask(ecu, request)
    assert(told === answer, `${ecu} ${request}: ${told}, not ${answer}`)
  }
}

/** keyOffOnReset of each unit, from the extended session. */
export const keyOffOn = (ecus: readonly string[]): Exchanges =>
  ecus.flatMap((ecu) => [
    [ecu, '1003', '5003003201F4'],
    [ecu, '1102', '5102'],
    [ecu, '22F186', '62F18601'],
  ])
