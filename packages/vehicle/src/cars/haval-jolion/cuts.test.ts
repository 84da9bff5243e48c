/**
 * Any wire of the petrol car may break, and any contact: nobody scripted what follows. What a control unit then tells is
 * what the solved network has at that unit's own terminals, the currents still balance, and the car goes on.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bench } from '../../test-bench.ts'
import {
  compareAfterCuts,
  compareEveryCut,
  ENGINE_PARAMETERS,
  ENGINE_SENSES,
  ENGINE_SIGNAL,
  type Sense,
  supplyParameter,
  supplySense,
} from '../../testing/cuts.ts'
import { openCar, opened } from '../../testing/open-car.ts'
import { type Fault, OPEN_OHM, setOhm } from './faults/fault.ts'
import { HARNESS } from './harness.ts'
import { createJolionWith } from './station.ts'

const SEED = 20_261_122
const CUTS = 20

function standing(...faults: readonly Fault[]) {
  const { bench, physics } = openCar(createJolionWith, { seed: 4, broadcast: false }, faults)
  bench.run(1)
  return { bench, physics, network: physics.network }
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
  const { compared, codes } = compareAfterCuts({
    ...{ branches: HARNESS.network.branches, seed: SEED, count: CUTS, senses: SENSES },
    stand: (branch) => standing(opened(branch)),
    switchOn(bench) {
      bench.car.act({ kind: 'power', to: 'on' })
      bench.run(2)
      bench.car.act({ kind: 'pedal', accelerator: 0.3, brake: 0 })
      bench.run(1)
    },
    start(bench) {
      bench.car.act({ kind: 'pedal', accelerator: 0, brake: 0 })
      bench.car.act({ kind: 'start' })
      bench.run(5)
    },
  })
  assert(compared > 18 * CUTS, `only ${compared} readings compared`)
  assert(codes.size >= 4, [...codes].join())
})

test('one car lives through the cut of every wire and contact: whatever tells or shows anything agrees with the network', () => {
  const { bench, physics } = openCar(createJolionWith, { seed: 4 })
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  bench.act({ kind: 'start' })
  bench.run(5)
  const told = compareEveryCut({
    ...{ branches: HARNESS.network.branches, bench, network: physics.network, senses: SENSES },
    ...{ parameters: [...ENGINE_PARAMETERS, supplyParameter('transmission')], signal: ENGINE_SIGNAL },
  })
  assert.equal(told.cuts, 474)
  assert(told.identifiers > 12 * told.cuts && told.parameters > 4 * told.cuts, JSON.stringify(told))
  assert(told.frames > 0.8 * told.cuts && told.voltmeter === told.cuts, JSON.stringify(told))
})

/** Codes of the engine control unit whose test has failed in this cycle. */
function failed(bench: Bench): string[] {
  const answer = bench.ask('engine', '190202') ?? ''
  const codes = (answer.slice(6).match(/.{8}/g) ?? []).map((record) => Number.parseInt(record.slice(0, 6), 16))
  return bench.car.model.dtcs
    .flatMap(({ code24, code }) => (codes.includes(code24) ? [code.slice(0, 5)] : []))
    .toSorted()
}

for (const [cylinders, codes] of [
  [
    [2, 3],
    ['P0300', 'P0302', 'P0303', 'P0352', 'P0353'],
  ],
  [
    [1, 2],
    ['P0300', 'P0301', 'P0302', 'P0351', 'P0352'],
  ],
] as const) {
  test(`the wires of coils ${cylinders.join(' and ')} break at idle: both cylinders are told by their misfires too`, () => {
    const { bench, physics } = standing()
    bench.act({ kind: 'power', to: 'on' })
    bench.run(2)
    bench.act({ kind: 'start' })
    bench.run(20)
    assert.deepEqual(failed(bench), [])
    for (const cylinder of cylinders) setOhm(physics, `contact.coil${cylinder}.driver`, OPEN_OHM)
    bench.run(90)
    assert.deepEqual(failed(bench), codes)
  })
}

test('the alternator’s sense wire is cut: its regulator goes by its own output and tells; without LIN it tells nothing', () => {
  for (const [wire, codes] of [
    [undefined, []],
    ['wire.108', ['P063A']],
    ['wire.109', ['P0562', 'P0620']],
  ] as const) {
    const { bench, network } = standing(...(wire === undefined ? [] : [opened(wire)]))
    bench.act({ kind: 'power', to: 'on' })
    bench.run(2)
    bench.act({ kind: 'start' })
    bench.run(20)
    const volts = network.voltsBetween(network.node('generator.plus'), network.node('generator.case'))
    const isCharging = volts > 13.6 && volts < 14.6
    assert.equal(isCharging, wire !== 'wire.109', `${wire}: ${volts} V`)
    assert.deepEqual(failed(bench), codes)
  }
})
