/**
 * Any wire of the hybrid car may break, and any contact: nobody scripted what follows. What a control unit then tells is
 * what the solved network has at that unit's own terminals, the currents still balance, and the car goes on.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { thermistorDegC } from '../../ecus/thermistor.ts'
import type { Bench } from '../../test-bench.ts'
import {
  compareAfterCuts,
  compareEveryCut,
  ENGINE_PARAMETERS,
  ENGINE_SENSES,
  type Sense,
  type SignalSense,
  supplyParameter,
  supplySense,
} from '../../testing/cuts.ts'
import { openCar, opened } from '../../testing/open-car.ts'
import { MODULE_COUNT } from './figures.ts'
import { HARNESS, MACHINES } from './harness.ts'
import { createH6HevWith } from './station.ts'

const SEED = 20_261_122
const CUTS = 20

function standCut(branch: string) {
  const { bench, physics } = openCar(createH6HevWith, { seed: 4, broadcast: false }, [opened(branch)])
  bench.run(1)
  return { bench, network: physics.network }
}

/** A unit looks at temperatures once a second and tells whole degrees. */
const temperature = (ecu: string, did: number, terminal: string): Sense => ({
  ...{ ecu, did, red: `${ecu}.${terminal}`, black: `${ecu}.ground`, within: 1.1 },
  reading: (volts) => Math.max(-40, Math.min(215, thermistorDegC(volts))),
})

const winding = (did: number, terminal: string): Sense => ({
  ...{ ecu: 'inverter', did, red: `inverter.${terminal}Plus`, black: `inverter.${terminal}Minus`, within: 0.002 },
})

const SENSES: readonly Sense[] = [
  ...ENGINE_SENSES,
  supplySense('hcu', 0x3001),
  supplySense('bms', 0x3101),
  { ecu: 'bms', did: 0x3103, red: 'pack.plus', black: 'pack.minus', within: 0.11 },
  { ecu: 'bms', did: 0x3105, red: 'pack.busPlus', black: 'pack.busMinus', within: 0.11 },
  { ecu: 'bms', did: 0x310a, red: 'bms.interlockIn', black: 'bms.ground', within: 0.002 },
  temperature('bms', 0x310f, 'inletAir'),
  ...Array.from({ length: MODULE_COUNT }, (_, i) => temperature('bms', 0x3130 + i, `thermistor${i + 1}`)),
  supplySense('inverter', 0x3201),
  { ecu: 'inverter', did: 0x3202, red: 'motorController.plus', black: 'motorController.minus', within: 0.11 },
  temperature('inverter', 0x3204, 'coolantIn'),
  temperature('inverter', 0x3205, 'coolantOut'),
  ...MACHINES.flatMap((id, i) => [
    temperature('inverter', 0x3212 + 16 * i, `${id}Thermistor`),
    winding(0x3217 + 16 * i, `${id}Sine`),
    winding(0x3218 + 16 * i, `${id}Cosine`),
  ]),
  supplySense('brakes', 0x6311),
  { ecu: 'brakes', did: 0x6310, red: 'brakes.brakePressure', black: 'brakes.ground', within: 0.002 },
  supplySense('body', 0x0201),
  { ecu: 'body', did: 0x0203, red: 'body.startButton', black: 'body.ground', within: 0.011 },
  temperature('body', 0x0204, 'ambient'),
  supplySense('gateway', 0x0301),
]

test(`after any of ${CUTS} random cuts a unit tells what the network has at its terminals (seed ${SEED})`, () => {
  const { compared, codes } = compareAfterCuts({
    ...{ branches: HARNESS.network.branches, seed: SEED, count: CUTS, senses: SENSES },
    stand: standCut,
    switchOn(bench) {
      bench.car.act({ kind: 'power', to: 'on' })
      bench.run(2)
      bench.car.act({ kind: 'pedal', accelerator: 0.3, brake: 0.2 })
      bench.run(1)
    },
    start(bench) {
      bench.car.act({ kind: 'pedal', accelerator: 0, brake: 0 })
      bench.car.act({ kind: 'start' })
      bench.run(5)
    },
  })
  assert(compared > 60 * CUTS, `only ${compared} readings compared`)
  assert(codes.size >= 4, [...codes].join())
})

const SIGNAL: SignalSense = { signal: 'PackVolts', red: 'pack.plus', black: 'pack.minus', within: 1 }

test('one car lives through the cut of every wire and contact: whatever tells or shows anything agrees with the network', () => {
  const { bench, physics } = openCar(createH6HevWith, { seed: 4 })
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  bench.act({ kind: 'start' })
  bench.run(5)
  const told = compareEveryCut({
    ...{ branches: HARNESS.network.branches, bench, network: physics.network, senses: SENSES },
    ...{ parameters: [...ENGINE_PARAMETERS, supplyParameter('hcu')], signal: SIGNAL },
  })
  assert.equal(told.cuts, 588)
  assert(told.identifiers > 30 * told.cuts && told.parameters > 3.8 * told.cuts, JSON.stringify(told))
  assert(told.frames > 0.8 * told.cuts && told.voltmeter === told.cuts, JSON.stringify(told))
})

/** Each is what its wire means, found by nothing but the network. */
const CONSEQUENCES: readonly (readonly [wire: string, what: string, holds: (bench: Bench) => boolean])[] = [
  ['wire.219', 'the battery’s control unit has no supply and is lost', (b) => b.ask('bms', '3E00') === undefined],
  ['wire.220', 'its ground is gone: the same', (b) => b.ask('bms', '3E00') === undefined],
  ['wire.604', 'its CAN-H is cut: the hybrid control unit misses it', (b) => b.codes().includes('hcu U0111-00')],
  ['wire.544', 'the sine of the motor’s resolver: position unknown', (b) => b.codes().includes('inverter P0A3F-00')],
  ['wire.534', 'the sine of the generator’s: position unknown', (b) => b.codes().includes('inverter P0A4B-00')],
  ['wire.530', 'the thermistor of the generator: as cold as it can be', (b) => b.value('inverter', 0x3212) === -40],
  ['wire.580', 'the interlock loop', (b) => b.codes().includes('bms P0A0A-00')],
  ['wire.515', 'the driver of the positive contactor: no READY', (b) => !b.car.view().isReady],
  ['wire.705', 'the button: the car does not even switch on', (b) => b.car.view().power === 'off'],
  ['wire.712', 'the ground of the brake pressure sensor: it tells too much', (b) => b.value('brakes', 0x6310) > 4.5],
  ['wire.103', 'the converter’s output: READY, and the 12 V stand alone', (b) => b.codes().includes('hcu P0A8D-00')],
  ['wire.213', 'the ignition relay has no driver: it is dark', (b) => b.ask('hcu', '3E00') === undefined],
]

function started(wire: string): Bench {
  const { bench } = standCut(wire)
  bench.car.act({ kind: 'start' })
  bench.run(14)
  return bench
}

/** A wire that none of them means is cut: one car for all. */
const whole = started('wire.111')

for (const [wire, what, holds] of CONSEQUENCES) {
  test(`${wire} cut: ${what}`, () => {
    const bench = started(wire)
    assert(holds(bench), bench.codes().join())
    assert(!holds(whole), 'not so in a whole car')
  })
}

const answering = (bench: Bench) =>
  bench.car.model.ecus.filter(({ id }) => bench.ask(id, '3E00') !== undefined).map(({ id }) => id)

test('CAN-H worn through to the body silences all, and the gateway says that the bus itself is what is wrong', () => {
  const { bench, network } = standCut('wire.111')
  bench.car.act({ kind: 'start' })
  bench.run(6)
  assert.equal(answering(bench).length, 7)
  network.setOhm(network.branch('chafe.602'), 0.1)
  bench.run(4)
  assert.deepEqual(answering(bench), [])
  assert(Math.abs(bench.measure('voltmeter', 'diagnosis.6', 'chassis')) < 0.05)
  network.setOhm(network.branch('chafe.602'), Number.POSITIVE_INFINITY)
  bench.run(2)
  assert.equal(answering(bench).length, 7)
  assert(bench.codes().includes('gateway U0001-00'))
})
