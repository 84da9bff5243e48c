import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CarAction } from '../car.ts'
import { HARNESS } from '../cars/byd-atto-3/harness.ts'
import { createPhysics } from '../cars/byd-atto-3/physics.ts'
import { createNetwork } from '../network/network.ts'
import { standAt } from '../test-bench.ts'
import { createConnectors } from './connectors.ts'

const pull = (connector: string): CarAction => ({ kind: 'connector', connector, plugged: false })
const plugIn = (connector: string): CarAction => ({ kind: 'connector', connector, plugged: true })

test('a unit whose plug is pulled is silent: the harness keeps the voltage, the unit has none', () => {
  const bench = standAt()
  bench.start()
  bench.act(pull('lights.a'), pull('bms.a'))
  bench.run(1)
  assert.deepEqual(bench.car.view().unplugged, ['bms.a', 'lights.a'])
  assert(bench.measure('voltmeter', 'bms.supply.wire', 'chassis') > 11)
  assert(Math.abs(bench.measure('voltmeter', 'bms.supply', 'chassis')) < 0.5)
  assert.equal(bench.ask('bms', '3E00'), undefined)
  bench.act(plugIn('bms.a'))
  bench.run(3)
  assert.equal(bench.ask('bms', '3E00'), '7E00')
  assert.deepEqual(bench.car.view().unplugged, ['lights.a'])
})

test('both halves of a plug are two points: the part is measured alone, the harness without it', () => {
  const bench = standAt()
  bench.run(1)
  bench.act(pull('pump.a'))
  bench.run(1)
  assert(Math.abs(bench.measure('ohmmeter', 'pump.plus', 'pump.minus') - 4) < 0.05)
  assert(bench.measure('ohmmeter', 'pump.plus', 'pump.plus.wire') > 1e5)
})

test('a high-voltage plug is work on high voltage: a hazard while it is live, no matter which way', () => {
  const bench = standAt()
  bench.start()
  const outcome = bench.car.act(pull('compressor.hv'))
  assert(outcome.kind === 'hazard' && outcome.hazard.kind === 'workWithoutIsolation')
  assert.equal(outcome.hazard.at, 'compressor.hv')
  assert(outcome.hazard.volts > 300 && outcome.hazard.missing.includes('serviceDisconnectOut'))
  assert.deepEqual(bench.car.view().unplugged, [])
})

test('a pulled high-voltage plug opens the interlock loop: the car does not enter READY', () => {
  const bench = standAt()
  bench.isolate()
  bench.act(pull('compressor.hv'))
  bench.putTogether()
  assert.equal(bench.start(), false)
  assert(bench.codes().includes('bms P0A0A-00'), bench.codes().join())
})

test('a wet heater is found branch by branch: its 24 kΩ go with its own plug and with no other', () => {
  const physics = createPhysics(1)
  const { network } = physics
  network.setOhm(network.branch('ptc.insulation.minus'), 24e3)
  const connectors = createConnectors(network, HARNESS.connectors)
  const ohm = () => network.thevenin(network.node('hv.minus'), -1, 'settled').ohm
  for (let i = 0; i < 3; i++) network.step()
  assert(ohm() < 30e3)
  for (const id of ['compressor.hv', 'dcdc.hv', 'charger.hv']) connectors.set(id, false)
  network.step()
  assert(ohm() < 30e3, 'still there without the other consumers')
  connectors.set('ptc.hv', false)
  network.step()
  assert(ohm() > 1e6, 'gone with the heater')
  assert(network.thevenin(network.node('ptc.minus'), -1, 'settled').ohm < 25e3, 'and is in the heater')
})

test('what is bolted, unknown or without wires is not pulled; a plug keeps its fault when it is plugged in again', () => {
  const bench = standAt({ faults: ['ev-01-interlock-open'] })
  for (const id of ['fuseBox.in', 'hv.bars', 'nothing.a', '', 'toString'])
    assert.deepEqual(bench.car.act(pull(id)), { kind: 'refused', reason: 'unknownConnector' })
  bench.isolate()
  bench.act(pull('ptc.hv'), plugIn('ptc.hv'))
  bench.putTogether()
  assert.equal(bench.start(), false)
})

test('a plug is pulled at rest only, and one that is already so stays so', () => {
  const bench = standAt()
  bench.start()
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 1, brake: 0 })
  bench.run(3)
  assert.deepEqual(bench.car.act(pull('pump.a')), { kind: 'refused', reason: 'moving' })
  bench.act(plugIn('pump.a'))
})

test('a pulled plug is part of the state; all plugs in again leave the network as it was', () => {
  const network = createNetwork(HARNESS.network)
  const connectors = createConnectors(network, HARNESS.connectors)
  const ids = HARNESS.connectors.filter(({ kind, contacts }) => kind === 'plug' && contacts.length > 0)
  for (const { id, contacts } of ids) {
    const before = connectors.numbers()
    connectors.set(id, false)
    assert.equal(connectors.isPlugged(id), false)
    assert.notDeepEqual(connectors.numbers(), before)
    for (const contact of contacts) assert.equal(network.isClosed(network.branch(contact)), false)
    for (const contact of contacts) assert(connectors.isApart(`${contact.slice('contact.'.length)}.wire`))
    connectors.set(id, true)
    for (const contact of contacts) assert.equal(network.isClosed(network.branch(contact)), true)
  }
  assert.deepEqual(connectors.unplugged(), [])
})
