/**
 * Control units see the car through their sensors alone: what breaks a sensor moves what every tool reads while the
 * physics goes on, what moves the physics moves the reading, and no unit can reach the solved state by another way.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { decodeParameter } from '@luban/protocols/obd/codec'
import { hex, toHex } from '@luban/stdx'
import type { CarSettings } from '../../car.ts'
import type { Bench } from '../../test-bench.ts'
import { walkImports } from '../../testing/imports.ts'
import { openCar } from '../../testing/open-car.ts'
import { createAtto3With } from './station.ts'

/** A car whose physical state is open to the test. */
function standOpen(settings: CarSettings = {}) {
  const { bench, physics } = openCar(createAtto3With, { seed: 4, broadcast: false, settings })
  const { network, now, cells } = physics
  const setOhm = (branch: string, ohm: number) => network.setOhm(network.branch(branch), ohm)
  return { bench, now, cells, setOhm, open: (branch: string) => setOhm(branch, Number.POSITIVE_INFINITY) }
}

const FREEZING_OHM = 28_704

function parameter(bench: Bench, ecu: string, pid: number): number {
  const answer = hex(bench.ask(ecu, `01${toHex(Uint8Array.of(pid))}`) ?? '')
  const values = decodeParameter(pid, answer.subarray(2))
  assert(values !== undefined, `${ecu} ${pid.toString(16)}: ${toHex(answer)}`)
  return values[0]
}

const within = (actual: number, expected: number, tolerance: number, what = '') =>
  assert(Math.abs(actual - expected) <= tolerance, `${what} ${actual}, not ${expected}`)

function drive(bench: Bench, seconds: number): void {
  assert(bench.start())
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.4, brake: 0 })
  bench.run(seconds)
}

const SPEED_READINGS: readonly (readonly [string, (bench: Bench) => number])[] = [
  ['dashboard', (bench) => bench.car.view().speedKmh],
  ['drive PID 0D', (bench) => parameter(bench, 'drive', 0x0d)],
  ['bms PID 0D', (bench) => parameter(bench, 'bms', 0x0d)],
  ['drive DID 010D', (bench) => bench.value('drive', 0x010d)],
]

test('speed, revolutions and distance follow the rotor as the physics turns it', () => {
  const { bench, now } = standOpen()
  drive(bench, 6)
  const before = { trueM: now.odometerM, readKm: parameter(bench, 'drive', 0xa6) }
  for (let second = 0; second < 20; second++) {
    bench.run(1)
    for (const [what, read] of SPEED_READINGS) within(read(bench), 3.6 * now.speedMps, 0.6, what)
    // Counted over the last step, so half a step behind a car that gains speed, in steps of 1.5 rpm.
    within(bench.value('drive', 0x0102), (now.speedMps / 0.34) * 9.7 * (60 / (2 * Math.PI)), 5)
  }
  const readKm = parameter(bench, 'drive', 0xa6) - before.readKm
  within(readKm, (now.odometerM - before.trueM) / 1000, 0.11)
  assert(readKm > 0.2)
})

for (const winding of ['excitation', 'sine', 'cosine']) {
  test(`with the ${winding} winding open the car rolls on, and every tool reads that it stands; it pulls no more`, () => {
    const { bench, now, open, setOhm } = standOpen()
    drive(bench, 8)
    assert(now.speedMps > 8)
    open(`motor.${winding}`)
    bench.run(0.1)
    const stuckKm = bench.car.view().odometerKm
    const [stuckTripKm, trueM] = [parameter(bench, 'drive', 0xa6), now.odometerM]
    bench.run(5)
    assert(now.speedMps > 6 && now.motorTorqueNm === 0 && now.odometerM - trueM > 30)
    for (const [what, read] of SPEED_READINGS) assert.equal(read(bench), 0, what)
    assert.equal(parameter(bench, 'drive', 0x0c), 0)
    assert.deepEqual([parameter(bench, 'drive', 0xa6), bench.car.view().odometerKm], [stuckTripKm, stuckKm])
    assert.deepEqual(bench.codes(), ['drive P0A3F-00'])
    setOhm(`motor.${winding}`, 20)
    bench.run(2)
    for (const [what, read] of SPEED_READINGS) within(read(bench), 3.6 * now.speedMps, 0.6, what)
    assert(now.motorTorqueNm > 0)
  })
}

test('without supply the drive unit counts nothing: the car rolls, nobody is told, and the distance is lost', () => {
  const { bench, now, open, setOhm } = standOpen()
  drive(bench, 8)
  const readKm = parameter(bench, 'drive', 0xa6)
  open('fuseBox.fuse.drive')
  bench.run(6)
  assert(now.speedMps > 3)
  assert.equal(bench.car.view().speedKmh, 0)
  assert.equal(parameter(bench, 'bms', 0x0d), 0)
  assert.equal(bench.ask('drive', '010D'), undefined)
  setOhm('fuseBox.fuse.drive', 5e-3)
  bench.run(1)
  within(bench.car.view().speedKmh, 3.6 * now.speedMps, 0.3)
  within(parameter(bench, 'drive', 0xa6), readKm, 0.1)
})

test('the air outside is what its thermistor says, on OBD, by identifier and on the dashboard', () => {
  const { bench, now, open, setOhm } = standOpen({ ambientDegC: 12 })
  bench.act({ kind: 'power', to: 'on' })
  const read = () => {
    bench.run(2)
    const identifier = bench.value('body', 0x0207)
    assert.deepEqual([parameter(bench, 'drive', 0x46), bench.car.view().ambientDegC], [identifier, identifier])
    return identifier
  }
  assert.equal(read(), 12)
  now.ambientTempDegC = 27
  within(read(), 27, 0.5)
  // The physics warms it again once a second, so it is pinned before each step.
  for (let step = 0; step < 150; step++) {
    setOhm('ambientSensor.sensor', FREEZING_OHM)
    bench.car.step()
  }
  assert.deepEqual([bench.value('body', 0x0207), bench.car.view().ambientDegC, now.ambientTempDegC], [0, 0, 27])
  open('ambientSensor.sensor')
  assert.equal(read(), -40)
  assert.equal(now.ambientTempDegC, 27)
})

test('a phase current sensor that is off moves the torque on every tool, not the car', () => {
  const [whole, worn] = [0, 15].map((offsetA) => {
    const { bench, now } = standOpen()
    now.motorCurrentSensorOffsetA = offsetA
    drive(bench, 4)
    let deviationNm = 0
    for (let look = 0; look < 40; look++) {
      bench.run(0.01)
      const shownNm = bench.value('drive', 0x0103)
      deviationNm = Math.max(deviationNm, Math.abs(shownNm - now.motorTorqueNm))
      within(parameter(bench, 'drive', 0x62), shownNm / 3.1, 0.6)
      within(parameter(bench, 'drive', 0x04), shownNm / 3.1, 0.3)
    }
    assert.deepEqual(bench.codes(), [])
    return { speedMps: now.speedMps, deviationNm }
  })
  within(worn.speedMps, whole.speedMps, 1e-9) // Answers of other bits put other averages on the bus: rounding, no more.
  assert(whole.deviationNm < 0.5, `${whole.deviationNm} Nm`)
  // Two thirds of 15 A, with the rotor's angle: up to 8 Nm either way.
  assert(worn.deviationNm > 6 && worn.deviationNm < 8.5, `${worn.deviationNm} Nm`)
})

test('the currents of the three phases add up to nothing while the motor pulls', () => {
  const { bench, now } = standOpen()
  drive(bench, 3)
  const amps = [0x0115, 0x0116, 0x0117].map((did) => bench.value('drive', did))
  assert(Math.max(...amps.map(Math.abs)) > (0.8 * now.motorTorqueNm) / 0.8 / 1.25, amps.join())
  within(amps[0] + amps[1] + amps[2], 0, 1)
})

test('the brake pedal is felt through its sensor: with the wire open the car brakes, and recovers as if left alone', () => {
  const brake = (isOpen: boolean) => {
    const { bench, now, open } = standOpen({ startSocPercent: 50 })
    drive(bench, 8)
    if (isOpen) open('brake.wiper')
    bench.act({ kind: 'pedal', accelerator: 0, brake: 0.2 })
    const before = now.speedMps
    bench.run(0.5)
    return { lostMps: before - now.speedMps, torqueNm: now.motorTorqueNm, readPercent: bench.value('drive', 0x0114) }
  }
  const [whole, broken] = [brake(false), brake(true)]
  within(whole.readPercent, 20, 0.3)
  assert.equal(broken.readPercent, 0)
  assert(whole.torqueNm < broken.torqueNm - 20, `${whole.torqueNm} and ${broken.torqueNm} Nm`)
  assert(broken.lostMps > 0.5)
})

test('that a charging plug is in, the units know by the proximity pin', () => {
  const { bench, open } = standOpen()
  open('inlet.plug.proximity')
  bench.act({ kind: 'charger', plugged: true })
  bench.run(5)
  const { chargerPlugged, isCharging, messages } = bench.car.view()
  assert.deepEqual([chargerPlugged, isCharging, messages], [true, false, []])
  assert.equal(bench.value('body', 0x0203), 0)
})

test('charge and health outlive a sleep, and health is as it was learnt: a cell that fades today does not teach it', () => {
  const { bench, now, cells } = standOpen({ startSocPercent: 70 })
  drive(bench, 5)
  bench.act({ kind: 'pedal', accelerator: 0, brake: 1 })
  bench.run(8)
  const read = () => [bench.value('bms', 0x1ffc), parameter(bench, 'bms', 0xb2)]
  const before = read()
  cells.capacityAh[77] = 90
  bench.act({ kind: 'power', to: 'off' })
  bench.run(12)
  assert.equal(bench.ask('bms', '22F190'), undefined)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  assert.equal(now.speedMps, 0)
  within(read()[0], before[0], 0.05)
  assert.equal(read()[1], before[1])
})

/** What is decided, answered or shown. */
const UNIT_SIDE = [
  'ecus/bms.ts',
  'ecus/body.ts',
  'ecus/dc-charging.ts',
  'ecus/drive-unit.ts',
  '../../ecus/gateway.ts',
  'ecus/signals.ts',
  'systems.ts',
  'dids.ts',
  'diagnostics.ts',
  'dtc-engines.ts',
  'dtcs.ts',
  'broadcast.ts',
  'dashboard.ts',
]
const here = (file: string) => new URL(file, import.meta.url)
const WALK = {
  read: (file: URL) => readFileSync(file, 'utf8'),
  forbidden:
    /\/byd-atto-3\/thermistor\.ts$|\/(physics|pack|thermal|harness|person|station|network|elimination)\.ts$|\/wiring\//,
}

test('no control unit and nothing that answers a tool can name the solved state, not even by a type', () => {
  for (const file of UNIT_SIDE) walkImports(WALK, here(file))
  assert(walkImports(WALK, here('diagnostics.ts')).has(here('ecus/drive-unit.ts').href))
  assert.throws(() => walkImports(WALK, here('components.ts')), /components\.ts reaches .*network\.ts/)
  assert.throws(() => walkImports(WALK, here('faults/fault.ts')), /fault\.ts reaches .*(physics|network)\.ts/) // By a type alone.
})
