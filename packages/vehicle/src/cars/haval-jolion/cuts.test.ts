/**
 * Any wire of the petrol car may break, and any contact: nobody scripted what follows. What a control unit then tells is
 * what the solved network has at that unit's own terminals, the currents still balance, and the car goes on.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atCar } from '../../test-bench.ts'
import { compareSenses, ENGINE_SENSES, randomCuts, type Sense, supplySense } from '../../testing/cuts.ts'
import { OPEN_OHM, setOhm } from './faults/fault.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'
import { createJolionWith } from './station.ts'

const SEED = 20_261_122
const CUTS = 40

function standCut(branch: string) {
  let physics: Physics | undefined
  const apply = (its: Physics) => {
    physics = its
    setOhm(its, branch, OPEN_OHM)
  }
  const cut = { id: branch, component: null, failureMode: null, codes: [], proofs: [], repairs: [], apply }
  const bench = atCar(createJolionWith({ seed: 4, broadcast: false }, [cut]))
  assert(physics !== undefined)
  bench.run(1)
  return { bench, network: physics.network }
}

const SENSES: readonly Sense[] = [
  ...ENGINE_SENSES,
  supplySense('transmission', 0x6945),
  supplySense('brakes', 0x6311),
  supplySense('body', 0x0201),
  { ecu: 'body', did: 0x0203, red: 'body.startButton', black: 'body.ground', within: 0.011 },
  supplySense('gateway', 0x0301),
]

test(`after any of ${CUTS} random cuts a unit tells what the network has at its terminals (seed ${SEED})`, () => {
  let compared = 0
  const codes = new Set<string>()
  for (const branch of randomCuts(HARNESS.network.branches, SEED, CUTS)) {
    const { bench, network } = standCut(branch)
    bench.car.act({ kind: 'power', to: 'on' })
    bench.run(2)
    bench.car.act({ kind: 'pedal', accelerator: 0.3, brake: 0 })
    bench.run(1)
    compared += compareSenses(bench, network, SENSES, `${branch}, on`)
    bench.car.act({ kind: 'pedal', accelerator: 0, brake: 0 })
    bench.car.act({ kind: 'start' })
    bench.run(5)
    compared += compareSenses(bench, network, SENSES, `${branch}, started`)
    assert(network.kirchhoffResidualAmps() < 1e-5, `${branch}: ${network.kirchhoffResidualAmps()} A`)
    for (const code of bench.codes()) codes.add(code)
  }
  assert(compared > 18 * CUTS, `only ${compared} readings compared`)
  assert(codes.size >= 4, [...codes].join())
})
