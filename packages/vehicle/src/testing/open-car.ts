/** A car with its physical state in a test's hands: changed before its first step, and looked into as it goes. */
import { assert } from '@luban/stdx'
import type { Car, CarOptions } from '../car.ts'
import { type FaultOf, OPEN_OHM, setOhm } from '../fault.ts'
import type { Network } from '../network/network.ts'
import { atCar, type Bench } from '../test-bench.ts'

/** Done to a car as a fault is, though no catalogue has it. */
export const changed = <Physics>(apply: (physics: Physics) => void): FaultOf<Physics> => ({
  ...{ id: 'changed', component: null, failureMode: null, codes: [], proofs: [], repairs: [] },
  apply,
})

/** A wire, a contact or a winding is open. */
export const opened = (branch: string): FaultOf<{ readonly network: Network }> =>
  changed((physics) => setOhm(physics, branch, OPEN_OHM))

/** `createWith`: of the car's station.ts. */
export function openCar<Physics>(
  createWith: (options: CarOptions, faults: readonly FaultOf<Physics>[]) => Car,
  options: CarOptions,
  faults: readonly FaultOf<NoInfer<Physics>>[] = [],
): { bench: Bench; physics: Physics } {
  let physics: Physics | undefined
  const look = changed<Physics>((its) => {
    physics = its
  })
  const bench = atCar(createWith(options, [look, ...faults]))
  assert(physics !== undefined)
  return { bench, physics }
}
