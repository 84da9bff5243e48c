/**
 * Any wire may break, and any contact: nobody scripted what follows. What a control unit then tells is what the solved
 * network has at that unit's own terminals, the currents still balance, and the car goes on without an exception.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bench } from '../../test-bench.ts'
import {
  compareAfterCuts,
  compareEveryCut,
  type ParameterSense,
  type Sense,
  type SignalSense,
  supplyParameter,
} from '../../testing/cuts.ts'
import { openCar, opened } from '../../testing/open-car.ts'
import { isTrackSound } from './ecus/drive-unit.ts'
import { HARNESS } from './harness.ts'
import { createAtto3With } from './station.ts'
import { thermistorDegC } from './thermistor.ts'

const SEED = 20_261_122
const CUTS = 20

function standCut(branch: string) {
  const { bench, physics } = openCar(createAtto3With, { seed: 4, broadcast: false }, [opened(branch)])
  return { bench, network: physics.network }
}

const temperature = (ecu: string, did: number, red: string): Sense => ({
  ecu,
  did,
  red,
  black: `${ecu}.ground`,
  // A unit looks at temperatures once a second and tells whole degrees.
  reading: (volts) => Math.max(-40, Math.min(215, thermistorDegC(volts, 5))),
  within: 1.1,
})
const volts = (ecu: string, did: number, red: string, black: string, within: number): Sense => {
  return { ecu, did, red, black, within }
}
const travel = (did: number, red: string, track: NonNullable<Sense['reading']> = (signal) => signal): Sense => ({
  ecu: 'drive',
  did,
  red,
  black: 'drive.ground',
  reading: (signal, between) =>
    100 * Math.min(1, Math.max(0, (track(signal, between) / between('drive.reference', 'drive.ground') - 0.15) / 0.7)),
  within: 0.3,
})

/** By its first track; by the second when that stands where no whole one does. */
const ACCELERATOR = travel(0x010b, 'drive.signal1', (volts, between) =>
  isTrackSound(volts) ? volts : 2 * between('drive.signal2', 'drive.ground'),
)

const SENSES: readonly Sense[] = [
  volts('bms', 0x0008, 'pack.plus', 'pack.minus', 0.7),
  volts('bms', 0x2004, 'pack.busPlus', 'pack.busMinus', 0.3),
  volts('bms', 0x2003, 'bms.interlockIn', 'bms.ground', 0.02),
  volts('bms', 0x200d, 'bms.cc2', 'bms.ground', 0.03),
  volts('bms', 0x200e, 'bms.aPlus', 'bms.ground', 0.03),
  ...Array.from({ length: 10 }, (_, i) => temperature('bms', 0x016c + 8 * i + 5, `bms.thermistor${i + 1}`)),
  volts('drive', 0x0101, 'motorController.plus', 'motorController.minus', 0.3),
  volts('drive', 0x0109, 'drive.supply', 'drive.ground', 0.03),
  temperature('drive', 0x0105, 'drive.motorThermistor'),
  temperature('drive', 0x0107, 'drive.coolant'),
  volts('drive', 0x010e, 'drive.sinePlus', 'drive.sineMinus', 0.02),
  volts('drive', 0x010f, 'drive.cosinePlus', 'drive.cosineMinus', 0.02),
  volts('drive', 0x0113, 'drive.excitationPlus', 'drive.excitationMinus', 0.02),
  ACCELERATOR,
  travel(0x0114, 'drive.brakeSignal'),
  volts('body', 0x0201, 'body.supply', 'body.ground', 0.03),
  temperature('body', 0x0204, 'body.cabin'),
  temperature('body', 0x0207, 'body.ambient'),
  volts('gateway', 0x0301, 'gateway.supply', 'gateway.ground', 0.03),
]

test(`after any of ${CUTS} random cuts a unit tells what the network has at its terminals (seed ${SEED})`, () => {
  const { compared, codes } = compareAfterCuts({
    ...{ branches: HARNESS.network.branches, seed: SEED, count: CUTS, senses: SENSES },
    stand: standCut,
    switchOn(bench) {
      bench.act({ kind: 'gloves', on: true })
      bench.car.act({ kind: 'power', to: 'on' })
      bench.run(2)
      bench.car.act({ kind: 'pedal', accelerator: 0.3, brake: 0.1 })
      bench.run(2)
    },
    start(bench) {
      bench.car.act({ kind: 'start' })
      bench.run(4)
    },
  })
  assert(compared > 25 * CUTS, `only ${compared} readings compared`)
  assert(codes.size >= 4, [...codes].join())
})

const PARAMETERS: readonly ParameterSense[] = [
  supplyParameter('drive'),
  supplyParameter('bms'),
  { ...temperature('drive', 0, 'drive.coolant'), pid: 0x05 },
  { ...ACCELERATOR, pid: 0x49 },
]
const SIGNAL: SignalSense = { signal: 'PackVolts', red: 'pack.plus', black: 'pack.minus', within: 1 }

test('one car lives through the cut of every wire and contact: whatever tells or shows anything agrees with the network', () => {
  const { bench, physics } = openCar(createAtto3With, { seed: 4 })
  bench.start()
  bench.act({ kind: 'pedal', accelerator: 0.3, brake: 0.1 })
  const told = compareEveryCut({
    ...{ branches: HARNESS.network.branches, bench, network: physics.network },
    ...{ senses: SENSES, parameters: PARAMETERS, signal: SIGNAL, isScoped: true },
  })
  assert.equal(told.cuts, 362)
  assert(told.identifiers > 25 * told.cuts && told.parameters > 3.5 * told.cuts, JSON.stringify(told))
  assert(told.frames > 0.8 * told.cuts && told.voltmeter === told.cuts && told.scope > 10, JSON.stringify(told))
})

/** Each is what its wire means, found by nothing but the network. */
const CONSEQUENCES: readonly (readonly [wire: string, what: string, holds: (bench: Bench) => boolean])[] = [
  ['wire.201', 'the battery management system has no supply and is lost', (b) => b.ask('bms', '3E00') === undefined],
  ['wire.202', 'its ground is gone: the same', (b) => b.ask('bms', '3E00') === undefined],
  ['wire.600', 'its CAN-H is cut: nobody hears it', (b) => b.ask('bms', '3E00') === undefined],
  ['wire.603', 'CAN-L of the drive unit: no READY', (b) => !b.car.view().isReady],
  ['wire.303', 'the first track of the pedal: both tracks disagree', (b) => b.codes().includes('drive P2138-00')],
  ['wire.307', 'the ground of the pedal: both signals rise', (b) => b.codes().length > 0],
  ['wire.311', 'the coolant sensor: as cold as it can be', (b) => b.value('drive', 0x0107) === -40],
  ['wire.353', 'the sine winding: position unknown', (b) => b.codes().includes('drive P0A3F-00')],
  ['wire.419', 'the driver of the positive contactor: no READY', (b) => !b.car.view().isReady],
  ['wire.503', 'the interlock loop', (b) => b.codes().includes('bms P0A0A-00')],
  ['wire.209', 'the ignition relay has no driver: it is dark', (b) => b.ask('drive', '3E00') === undefined],
  ['wire.413', 'the pump relay: no current', (b) => b.measure('voltmeter', 'pump.plus', 'chassis') < 0.1],
]

for (const [wire, what, holds] of CONSEQUENCES) {
  test(`${wire} cut: ${what}`, () => {
    const { bench } = standCut(wire)
    bench.act({ kind: 'gloves', on: true })
    bench.car.act({ kind: 'power', to: 'on' })
    bench.run(3)
    bench.car.act({ kind: 'start' })
    bench.run(6)
    assert(holds(bench), bench.codes().join())
  })
}

/** Who answers a tool at the diagnosis connector, or at another place of the bus. */
function answering(bench: Bench, at = 'scan tool'): string[] {
  const tester = bench.car.openTester(at)
  const ids = bench.car.model.ecus.flatMap(({ id }) => {
    let isAnswered = false
    tester.request(id, Uint8Array.of(0x3e, 0x00), bench.nowMs(), () => {
      isAnswered = true
    })
    return isAnswered ? [id] : []
  })
  tester.close()
  return ids
}

test('CAN-H worn through to the body silences all; the gateway kept account of it', () => {
  const { bench, network } = standCut('wire.411')
  bench.car.act({ kind: 'power', to: 'on' })
  bench.run(3)
  assert.equal(answering(bench).length, 4)
  network.setOhm(network.branch('chafe.602'), 0.1)
  bench.run(3)
  assert.deepEqual(answering(bench), [])
  assert(Math.abs(bench.measure('voltmeter', 'diagnosis.6', 'chassis')) < 0.05)
  network.setOhm(network.branch('chafe.602'), Number.POSITIVE_INFINITY)
  bench.run(2)
  assert.equal(answering(bench).length, 4)
  assert.deepEqual(
    bench.codes().filter((code) => code.startsWith('gateway')),
    ['gateway U0110-00', 'gateway U0111-00', 'gateway U0140-00'],
  )
})

test('a wire of the diagnosis connector cut: a tool there hears nobody, and DoIP still reaches all by the gateway', () => {
  const { bench } = standCut('wire.610')
  bench.car.act({ kind: 'power', to: 'on' })
  bench.run(3)
  assert.deepEqual(answering(bench), [])
  assert.deepEqual(answering(bench, 'gateway'), ['drive', 'bms', 'body', 'gateway'])
  assert.deepEqual(bench.codes(), [])
})

test('one terminator less silences nobody, and a meter finds 120 Ω where there were 60', () => {
  const ohms = [true, false].map((isWhole) => {
    const { bench, network } = standCut('wire.411')
    if (!isWhole) network.setOhm(network.branch('bms.terminator'), Number.POSITIVE_INFINITY)
    bench.car.act({ kind: 'power', to: 'on' })
    bench.run(3)
    for (const { id } of bench.car.model.ecus) assert.notEqual(bench.ask(id, '3E00'), undefined, id)
    bench.act({ kind: 'power', to: 'off' })
    bench.run(20)
    bench.act({ kind: 'battery12V', connected: false })
    bench.run(1)
    return Math.round(bench.measure('ohmmeter', 'diagnosis.6', 'diagnosis.14'))
  })
  assert.deepEqual(ohms, [60, 120])
})

test('a lamp wire worn through to the body blows its fuse, and nothing else goes dark', () => {
  const { bench, network } = standCut('wire.410')
  bench.car.act({ kind: 'power', to: 'on' })
  bench.run(2)
  assert.equal(bench.ask('body', '1003')?.slice(0, 4), '5003')
  network.setOhm(network.branch('chafe.405'), 0.05)
  assert.equal(bench.ask('body', '2F02100301')?.slice(0, 2), '6F')
  bench.run(1)
  assert.equal(network.ohm(network.branch('fuseBox.fuse.lights')), Number.POSITIVE_INFINITY)
  assert(bench.measure('voltmeter', 'body.supply', 'body.ground') > 11.5)
})
