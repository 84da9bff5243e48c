/**
 * The car's physics through its wires, before any control unit: contactors, machines, pack, heat. What breaks on the way to
 * a coil, a bridge or a phase stops what hangs on it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPhysics, OTHER_STAGE, type Physics } from './physics.ts'

const OPEN = Number.POSITIVE_INFINITY

const within = (actual: number, least: number, most: number, what: string) =>
  assert(actual >= least && actual <= most, `${what}: ${actual}, not ${least} to ${most}`)

type Bench = { readonly physics: Physics; run(seconds: number): void }

function createBench(ambientDegC = 20): Bench {
  const physics = createPhysics(1, ambientDegC)
  let tick = 0
  return {
    physics,
    run(seconds) {
      for (let i = 0; i < Math.round(seconds * 100); i++) physics.step(tick++)
    },
  }
}

const close = ({ physics: { network } }: Bench, branch: string, isClosed = true) =>
  network.setClosed(network.branch(branch), isClosed)
const setOhm = ({ physics: { network } }: Bench, branch: string, ohm: number) =>
  network.setOhm(network.branch(branch), ohm)
const volts = ({ physics: { network } }: Bench, red: string, black = 'chassis') =>
  network.voltsBetween(network.node(red), network.node(black))
const amps = ({ physics: { network } }: Bench, branch: string) => network.amps(network.branch(branch))
const busVolts = (bench: Bench) => volts(bench, 'motorController.plus', 'motorController.minus')
const packVolts = (bench: Bench) => volts(bench, 'pack.plus', 'pack.minus')

/** As the control units do: ignition, negative and precharge contactors, then the positive one. */
function energised(ambientDegC = 20, prepare: (bench: Bench) => void = () => {}): Bench {
  const bench = createBench(ambientDegC)
  prepare(bench)
  close(bench, 'body.ignitionDriver')
  bench.run(0.2)
  close(bench, 'bms.negativeDriver')
  close(bench, 'bms.prechargeDriver')
  bench.run(0.4)
  close(bench, 'bms.positiveDriver')
  close(bench, 'inverter.pumpDriver')
  bench.run(0.1)
  close(bench, 'bms.prechargeDriver', false)
  Object.assign(bench.physics.commands, { isDcdcOn: true, isGeneratorOn: true, isTractionOn: true })
  bench.physics.drivers.set(OTHER_STAGE.parkLock, 0.005, 200)
  bench.run(0.5)
  return bench
}

test('the pack has some 355 V; through the precharge resistor the bus follows within half a second', () => {
  const bench = createBench()
  close(bench, 'body.ignitionDriver')
  bench.run(0.2)
  within(packVolts(bench), 345, 365, 'volts of the pack')
  within(busVolts(bench), -5, 5, 'volts of the open bus')
  close(bench, 'bms.negativeDriver')
  close(bench, 'bms.prechargeDriver')
  bench.run(0.06)
  within(busVolts(bench), 30, 300, 'volts at the beginning of the precharge')
  bench.run(0.4)
  within(busVolts(bench) / packVolts(bench), 0.98, 1, 'share of the pack’s volts')
})

test('without its resistor nothing is precharged, with the service plug out the pack gives nothing', () => {
  const open = energised(20, (bench) => setOhm(bench, 'pack.prechargeResistor', OPEN))
  assert(busVolts(open) > 300, 'the positive contactor closes whatever happened before')
  const bench = createBench()
  setOhm(bench, 'pack.prechargeResistor', OPEN)
  close(bench, 'body.ignitionDriver')
  bench.run(0.2)
  close(bench, 'bms.negativeDriver')
  close(bench, 'bms.prechargeDriver')
  bench.run(1)
  within(busVolts(bench), -5, 20, 'volts of the bus')
  close(bench, 'serviceDisconnect.link', false)
  bench.run(0.1)
  within(packVolts(bench), -200, 200, 'volts with the plug out')
})

test('the converter keeps the 12 V at 13.8 to 14.4 V and takes its power from the pack', () => {
  const bench = energised()
  bench.run(60)
  within(volts(bench, 'battery12V.plus', 'battery12V.minus'), 13.7, 14.4, 'volts')
  const outW = amps(bench, 'dcdc.output') * 14
  within(amps(bench, 'pack.currentSensor') * packVolts(bench), outW, outW / 0.85 + 200, 'watts of the pack')
})

test('the generator turns the engine to 1200 rpm within a second', () => {
  const bench = energised()
  const { commands, engine } = bench.physics
  for (let i = 0; i < 100; i++) {
    commands.generatorNm = Math.max(-110, Math.min(110, (1.6 * (126 - engine.crank.speedRadps)) / 2.4))
    bench.run(0.01)
  }
  within(engine.crank.rpm, 900, 1350, 'rpm')
  assert.equal(engine.fuel.injectedKg, 0)
})

test('the motor drives the car and brakes it; the pack gives, and has some back', () => {
  const bench = energised()
  const { commands, motion } = bench.physics
  commands.selector = 'D'
  commands.tractionNm = 150
  bench.run(6)
  within(motion.speedMps, 10, 20, 'm/s')
  assert(amps(bench, 'pack.currentSensor') > 40)
  commands.tractionNm = -60
  bench.run(1)
  assert(amps(bench, 'pack.currentSensor') < -20)
  assert(motion.accelerationMps2 < -0.5)
})

test('a phase wire that is cut, a bridge that is dead: that machine gives no torque, the other does', () => {
  for (const [name, cause] of [
    ['phase', (bench: Bench) => setOhm(bench, 'wire.841', OPEN)],
    ['bridge', (bench: Bench) => Object.assign(bench.physics.condition, { tractionBridgeDead: 1 })],
  ] as const) {
    const bench = energised()
    cause(bench)
    Object.assign(bench.physics.commands, { tractionNm: 100, generatorNm: 60 })
    bench.run(0.5)
    assert.equal(bench.physics.dht.traction.torqueNm === 0 && bench.physics.dht.traction.electricW === 0, true, name)
    assert(bench.physics.engine.crank.rpm > 100, name)
  }
})

test('with a pump that is dead inlet and outlet are alike and the motor grows hotter than with one that turns', () => {
  const climb = (cause: (bench: Bench) => void) => {
    const bench = energised(30, cause)
    Object.assign(bench.physics.commands, { selector: 'D', tractionNm: 150, slope: 0.15 })
    bench.run(60)
    return bench
  }
  const whole = climb(() => {})
  const broken = climb((bench) => setOhm(bench, 'inverterPump.load', OPEN))
  assert(broken.physics.dht.traction.inverterDegC > whole.physics.dht.traction.inverterDegC + 5)
  const { inletDegC, outletDegC } = broken.physics.inverterLoop
  assert.equal(inletDegC, outletDegC)
  assert(whole.physics.inverterLoop.outletDegC > whole.physics.inverterLoop.inletDegC + 1)
})

test('20 kΩ from the compressor to the body lie under the floor of 100 Ω/V while the bus is closed, and not before', () => {
  const floorOhm = (bench: Bench) => {
    const { network } = bench.physics
    return network.thevenin(network.node('pack.minus'), network.node('chassis'), 'settled').ohm
  }
  const bench = createBench()
  setOhm(bench, 'compressor.insulation.plus', 20e3)
  bench.run(0.1)
  assert(floorOhm(bench) > 1e6)
  const closed = energised(20, (fresh) => setOhm(fresh, 'compressor.insulation.plus', 20e3))
  within(floorOhm(closed), 18e3, 21e3, 'Ω')
})

test('one seed, one history', () => {
  const hashes = [1, 1].map(() => {
    const bench = energised()
    bench.run(2)
    return [bench.physics.engine.stateHash(), ...bench.physics.network.state().map((array) => array.join())].join()
  })
  assert.equal(hashes[0], hashes[1])
})
