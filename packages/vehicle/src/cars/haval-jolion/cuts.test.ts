/**
 * Any wire of the petrol car may break, and any contact: nobody scripted what follows. What a control unit then tells is
 * what the solved network has at that unit's own terminals, the currents still balance, and the car goes on.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitRandom } from '@luban/stdx'
import type { Network } from '../../network/network.ts'
import { atCar, type Bench } from '../../test-bench.ts'
import { OPEN_OHM, setOhm } from './faults/fault.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'
import { createJolionWith } from './station.ts'

const SEED = 20_261_122
const CUTS = 40
const WIRES = HARNESS.network.branches.flatMap(({ name }) => (/^(wire|contact)\./.test(name) ? [name] : []))

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

/** What a unit tells, the terminals at which a meter finds it, and how far a rounded reading may be off. */
type Sense = {
  readonly ecu: string
  readonly did: number
  readonly red: string
  readonly black: string
  readonly within: number
}

const atEngine = (did: number, terminal: string, within = 0.002): Sense => ({
  ...{ ecu: 'engine', did, red: `engine.${terminal}`, black: 'engine.ground', within },
})

const SENSES: readonly Sense[] = [
  atEngine(0x2001, 'supply', 0.011),
  atEngine(0x2006, 'pedal1'),
  atEngine(0x2007, 'pedal2'),
  atEngine(0x2008, 'throttle1'),
  atEngine(0x2009, 'throttle2'),
  atEngine(0x200a, 'airMass'),
  // The unit looks at it ten times a second.
  atEngine(0x2005, 'coolant', 0.03),
  { ecu: 'engine', did: 0x200d, red: 'engine.lambdaUp', black: 'engine.lambdaUpReturn', within: 0.002 },
  { ecu: 'engine', did: 0x200e, red: 'engine.lambdaDown', black: 'engine.lambdaDownReturn', within: 0.002 },
  { ecu: 'transmission', did: 0x6945, red: 'transmission.supply', black: 'transmission.ground', within: 0.011 },
  { ecu: 'brakes', did: 0x6311, red: 'brakes.supply', black: 'brakes.ground', within: 0.011 },
  { ecu: 'body', did: 0x0201, red: 'body.supply', black: 'body.ground', within: 0.011 },
  { ecu: 'body', did: 0x0203, red: 'body.startButton', black: 'body.ground', within: 0.011 },
  { ecu: 'gateway', did: 0x0301, red: 'gateway.supply', black: 'gateway.ground', within: 0.011 },
]

/** How many readings were compared. What lies below 0 V no unit can tell. */
function compare(bench: Bench, network: Network, where: string): number {
  let compared = 0
  for (const { ecu, did, red, black, within } of SENSES) {
    const answer = bench.ask(ecu, `22${did.toString(16).padStart(4, '0')}`)
    if (answer === undefined) continue
    const told = bench.value(ecu, did)
    const found = Math.max(0, network.voltsBetween(network.node(red), network.node(black)))
    assert(Math.abs(told - found) <= within, `${where}: ${ecu} ${did.toString(16)} tells ${told}, the network ${found}`)
    compared++
  }
  return compared
}

test(`after any of ${CUTS} random cuts a unit tells what the network has at its terminals (seed ${SEED})`, () => {
  let compared = 0
  const codes = new Set<string>()
  for (let i = 0; i < CUTS; i++) {
    const branch = WIRES[Math.floor(WIRES.length * unitRandom(SEED, i, 0))]
    const { bench, network } = standCut(branch)
    bench.car.act({ kind: 'power', to: 'on' })
    bench.run(2)
    bench.car.act({ kind: 'pedal', accelerator: 0.3, brake: 0 })
    bench.run(1)
    compared += compare(bench, network, `${branch}, on`)
    bench.car.act({ kind: 'pedal', accelerator: 0, brake: 0 })
    bench.car.act({ kind: 'start' })
    bench.run(5)
    compared += compare(bench, network, `${branch}, started`)
    assert(network.kirchhoffResidualAmps() < 1e-5, `${branch}: ${network.kirchhoffResidualAmps()} A`)
    for (const code of bench.codes()) codes.add(code)
  }
  assert(compared > 18 * CUTS, `only ${compared} readings compared`)
  assert(codes.size >= 4, [...codes].join())
})
