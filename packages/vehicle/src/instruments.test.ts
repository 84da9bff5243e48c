import assert from 'node:assert/strict'
import { test } from 'node:test'
import { read, readClamp, readGauge, readThermometer } from './instruments.ts'
import { type BranchDescription, createNetwork, REFERENCE } from './network/network.ts'
import { standAt } from './test-bench.ts'

function solved(...branches: BranchDescription[]) {
  const network = createNetwork({ stepS: 0.01, reference: 'ground', branches })
  network.step()
  return network
}

test('the diode test shows the threshold one way and nothing the other', () => {
  const network = solved({ kind: 'diode', name: 'd', from: 'anode', to: 'ground', volts: 0.55, ohm: 1 })
  const anode = network.node('anode')
  const forward = read(network, 'diode', anode, REFERENCE)
  assert(forward.value !== 'OL' && Math.abs(forward.value - 0.551) < 0.005, `${forward.value}`)
  assert.deepEqual(read(network, 'diode', REFERENCE, anode), { value: 'OL', unit: 'V' })
})

test('continuity beeps below 30 Ω, shows up to 600 Ω, and says OL beyond', () => {
  const through = (ohm: number) => {
    const network = solved({ kind: 'resistor', name: 'r', from: 'a', to: 'ground', ohm })
    return read(network, 'continuity', network.node('a'), REFERENCE)
  }
  assert.deepEqual(through(29), { value: 29, unit: 'Ω', isBeeping: true })
  assert.deepEqual(through(31), { value: 31, unit: 'Ω', isBeeping: false })
  assert.deepEqual(through(1000), { value: 'OL', unit: 'Ω', isBeeping: false })
})

test('the clamp reads the current of a wire with its sign, the gauge a pressure in steps of 1 kPa', () => {
  const network = solved(
    { kind: 'voltageSource', name: 'battery', from: 'plus', to: 'ground', volts: 12, ohm: 1 },
    { kind: 'resistor', name: 'wire.1', from: 'ground', to: 'plus', ohm: 5 },
  )
  assert.deepEqual(readClamp(network, network.branch('wire.1')), { value: -2, unit: 'A' })
  assert.deepEqual(readGauge(251_400), { value: 251_000, unit: 'Pa' })
})

test('an infrared thermometer reads tenths of a degree, and touches nothing: no gloves are needed', () => {
  assert.deepEqual(readThermometer(41.26), { value: 41.3, unit: '°C' })
  const bench = standAt({ settings: { ambientDegC: 24 } })
  for (const { id } of bench.car.model.surfaces ?? []) {
    const degC = bench.read({ instrument: 'thermometer', surface: id })
    assert(Math.abs(degC - 24) < 1, `${id}: ${degC} °C`)
  }
  bench.start()
  assert(bench.read({ instrument: 'thermometer', surface: 'surface.motor' }) > 20)
})

test('at a car the clamp shows what the 12 V battery gives, the same out and back, and knows every wire', () => {
  const bench = standAt()
  bench.act({ kind: 'power', to: 'on' })
  bench.run(3)
  const supply = bench.read({ instrument: 'clamp', wire: 'wire.101' })
  const ground = bench.read({ instrument: 'clamp', wire: 'wire.102' })
  assert(supply > 1, `${supply} A from the 12 V battery`)
  assert(Math.abs(supply + ground) < 0.05, `${supply} A out and ${ground} A back`)
  assert.deepEqual(bench.car.measure({ instrument: 'clamp', wire: 'wire.9999' }), {
    kind: 'refused',
    reason: 'unknownWire',
  })
  for (const measurement of [
    { instrument: 'gauge', point: 'rail' },
    { instrument: 'thermometer', surface: 'rail' },
  ] as const) {
    assert.deepEqual(bench.car.measure(measurement), { kind: 'refused', reason: 'unknownPoint' })
  }
})

test('a scope’s tips are a hand’s: bare on high voltage is a hazard, and a point that does not exist is refused', () => {
  const bench = standAt()
  const look = (red: string, black: string) =>
    bench.car.beginScope({
      channels: [{ red, black }],
      secondsPerDivision: 1e-3,
      trigger: { channel: 0, edge: 'rising', volts: 1, mode: 'auto' },
    })
  assert.equal(look('pack.plus', 'pack.minus').kind, 'hazard')
  assert.deepEqual(look('nowhere', 'chassis'), { kind: 'refused', reason: 'unknownPoint' })
  assert.deepEqual(look('chassis', 'chassis'), { kind: 'refused', reason: 'samePoint' })
  const outcome = look('battery12V.plus', 'chassis')
  assert(outcome.kind === 'capture')
  while (!outcome.capture.advance(500));
  const [{ voltsMean }] = outcome.capture.trace().channels
  const meter = bench.measure('voltmeter', 'battery12V.plus', 'chassis')
  assert(Math.abs(voltsMean - meter) < 0.01 * meter, `${voltsMean} V and ${meter} V`)
})
