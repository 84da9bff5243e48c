import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BranchDescription, createNetwork, type Network, REFERENCE } from './network.ts'

const network = (branches: readonly BranchDescription[], stepS = 0.01) =>
  createNetwork({ stepS, reference: 'ground', branches })

const near = (actual: number, expected: number, relative = 1e-9) =>
  assert(Math.abs(actual - expected) <= relative * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`)

test('a divider of 1 kΩ and 3 kΩ on 12 V with 1 Ω inside gives the voltage worked by hand', () => {
  const net = network([
    { kind: 'voltageSource', name: 'battery', from: 'plus', to: 'ground', volts: 12, ohm: 1 },
    { kind: 'resistor', name: 'upper', from: 'plus', to: 'tap', ohm: 1000 },
    { kind: 'resistor', name: 'lower', from: 'tap', to: 'ground', ohm: 3000 },
  ])
  net.step()
  near(net.volts(net.node('tap')), (12 * 3000) / 4001)
  near(net.amps(net.branch('lower')), 12 / 4001)
  near(net.amps(net.branch('battery')), -12 / 4001)
})

test('a Wheatstone bridge out of balance shows the voltage worked by hand', () => {
  const net = network([
    { kind: 'voltageSource', name: 'source', from: 'top', to: 'ground', volts: 10, ohm: 1e-6 },
    { kind: 'resistor', name: 'r1', from: 'top', to: 'left', ohm: 100 },
    { kind: 'resistor', name: 'r2', from: 'left', to: 'ground', ohm: 200 },
    { kind: 'resistor', name: 'r3', from: 'top', to: 'right', ohm: 300 },
    { kind: 'resistor', name: 'r4', from: 'right', to: 'ground', ohm: 100 },
  ])
  net.step()
  near(net.voltsBetween(net.node('left'), net.node('right')), (10 * 2) / 3 - 10 / 4, 1e-7)
  near(net.thevenin(net.node('left'), net.node('right'), 'now').ohm, 200 / 3 + 75, 1e-7)
})

test('a current source into two resistors divides by their conductances', () => {
  const net = network([
    { kind: 'currentSource', name: 'pump', from: 'ground', to: 'a', amps: 3 },
    { kind: 'resistor', name: 'one', from: 'a', to: 'ground', ohm: 2 },
    { kind: 'resistor', name: 'two', from: 'a', to: 'ground', ohm: 4 },
  ])
  net.step()
  near(net.amps(net.branch('one')), 2)
  near(net.amps(net.branch('two')), 1)
})

test('a capacitor charges through a resistor as backward Euler says, and near the exponential', () => {
  const net = network(
    [
      { kind: 'voltageSource', name: 'source', from: 'plus', to: 'ground', volts: 400, ohm: 1e-3 },
      { kind: 'resistor', name: 'precharge', from: 'plus', to: 'bus', ohm: 100 },
      { kind: 'capacitor', name: 'link', from: 'bus', to: 'ground', farad: 1e-3, volts: 0 },
    ],
    0.001,
  )
  const bus = net.node('bus')
  let expected = 0
  for (let step = 0; step < 100; step++) {
    net.step()
    expected += ((400 - expected) * 0.001) / (100.001e-3 + 0.001)
    near(net.volts(bus), expected, 1e-8)
  }
  assert(Math.abs(net.volts(bus) - 400 * (1 - Math.exp(-1))) < 1)
})

test('a switch opens and closes, and only a change costs an elimination', () => {
  const net = network([
    { kind: 'voltageSource', name: 'source', from: 'plus', to: 'ground', volts: 12, ohm: 0.01 },
    { kind: 'switch', name: 'relay', from: 'plus', to: 'load', ohm: 0.001, isClosed: false },
    { kind: 'resistor', name: 'lamp', from: 'load', to: 'ground', ohm: 12 },
  ])
  for (let step = 0; step < 10; step++) net.step()
  near(net.volts(net.node('load')), 0)
  net.setClosed(net.branch('relay'), true)
  for (let step = 0; step < 10; step++) net.step()
  near(net.amps(net.branch('lamp')), 12 / 12.011)
  assert.equal(net.work.eliminations, 2)
})

test('a switch that became an open circuit stays open when it is closed, until its resistance is back', () => {
  const net = network([
    { kind: 'voltageSource', name: 'source', from: 'plus', to: 'ground', volts: 12, ohm: 0.01 },
    { kind: 'switch', name: 'relay', from: 'plus', to: 'load', ohm: 0.001, isClosed: true },
    { kind: 'resistor', name: 'lamp', from: 'load', to: 'ground', ohm: 12 },
  ])
  const relay = net.branch('relay')
  net.setOhm(relay, Number.POSITIVE_INFINITY)
  net.setClosed(relay, false)
  net.setClosed(relay, true)
  net.step()
  near(net.volts(net.node('load')), 0)
  net.setOhm(relay, 0.001)
  net.step()
  near(net.amps(net.branch('lamp')), 12 / 12.011)
})

test('a contactor of 0.2 mΩ and an insulation of 20 MΩ in one floating circuit both read true', () => {
  const net = network([
    { kind: 'voltageSource', name: 'pack', from: 'p', to: 'n', volts: 400, ohm: 0.1 },
    { kind: 'switch', name: 'contactor', from: 'p', to: 'bus', ohm: 2e-4, isClosed: true },
    { kind: 'resistor', name: 'load', from: 'bus', to: 'n', ohm: 10 },
    { kind: 'resistor', name: 'plusToChassis', from: 'bus', to: 'ground', ohm: 20e6 },
    { kind: 'resistor', name: 'minusToChassis', from: 'n', to: 'ground', ohm: 5e6 },
  ])
  net.step()
  const across = net.voltsBetween(net.node('bus'), net.node('n'))
  near(across, (400 * 10) / 10.1002, 1e-8) // The insulation's 16 µA through 0.1 Ω is 1.6 µV.
  near(net.volts(net.node('n')), -across / 5, 1e-4) // The leak of two nodes beside 5 MΩ.
  near(net.thevenin(net.node('n'), REFERENCE, 'settled').ohm, 4e6, 1e-3)
})

test('settled, a capacitor carries nothing; a part cut off from everything reads open', () => {
  const net = network([
    { kind: 'resistor', name: 'bleeder', from: 'a', to: 'b', ohm: 1e5 },
    { kind: 'capacitor', name: 'link', from: 'a', to: 'b', farad: 1e-3, volts: 0 },
    { kind: 'resistor', name: 'elsewhere', from: 'c', to: 'ground', ohm: 1 },
  ])
  net.step()
  near(net.thevenin(net.node('a'), net.node('b'), 'settled').ohm, 1e5, 1e-6)
  assert(net.thevenin(net.node('a'), net.node('c'), 'settled').ohm > 1e11)
})

const ohms = fc.double({ min: -4, max: 7, noNaN: true }).map((power) => 10 ** power)
const ends = fc.tuple(fc.nat(14), fc.nat(14)).map(([a, b]) => ({ from: nodeName(a), to: nodeName(b) }))
const nodeName = (index: number) => (index === 0 ? 'ground' : `n${index}`)
const randomBranch: fc.Arbitrary<BranchDescription> = fc
  .tuple(
    ends,
    ohms,
    fc.double({ min: -500, max: 500, noNaN: true }),
    fc.constantFrom('resistor', 'voltageSource', 'switch', 'currentSource', 'capacitor'),
    fc.boolean(),
  )
  .map(([{ from, to }, ohm, volts, kind, isClosed]) => {
    const place = { name: '', from, to }
    if (kind === 'resistor') return { ...place, kind, ohm }
    if (kind === 'voltageSource') return { ...place, kind, ohm, volts }
    if (kind === 'switch') return { ...place, kind, ohm, isClosed }
    // A current source into a part cut off from everything would find only the leak: give it a way back.
    if (kind === 'currentSource') return { ...place, kind, amps: 0 }
    return { ...place, kind: 'capacitor', farad: 1e-4, volts }
  })

test('currents balance at every node of any network', () => {
  fc.assert(
    fc.property(fc.array(randomBranch, { minLength: 1, maxLength: 60 }), (described) => {
      const branches = described.map((branch, i) => ({ ...branch, name: `b${i}` }) as BranchDescription)
      const net = network(branches)
      for (let step = 0; step < 3; step++) net.step()
      const largest = branches.reduce((most, _, i) => Math.max(most, Math.abs(net.amps(i))), 1e-3)
      assert(net.kirchhoffResidualAmps() < 1e-6 * largest + 1e-6, `${net.kirchhoffResidualAmps()} A of ${largest} A`)
    }),
    { numRuns: 300 },
  )
})

test('a meter that is put into the network reads what its Thevenin equivalent says', () => {
  fc.assert(
    fc.property(fc.array(randomBranch, { minLength: 5, maxLength: 30 }), ohms, (described, meterOhm) => {
      const branches = described.map((branch, i) => ({ ...branch, name: `b${i}` }) as BranchDescription)
      const probes = { from: 'n1', to: 'n2' }
      const touch: BranchDescription[] = [
        { kind: 'resistor', name: 'wet1', from: 'n1', to: 'ground', ohm: 1e6 },
        { kind: 'resistor', name: 'wet2', from: 'n2', to: 'ground', ohm: 1e6 },
      ]
      const bare = network([...branches, ...touch])
      const metered = network([...branches, ...touch, { kind: 'resistor', name: 'meter', ...probes, ohm: meterOhm }])
      bare.step()
      metered.step()
      const { volts, ohm } = bare.thevenin(bare.node('n1'), bare.node('n2'), 'now')
      const read = metered.voltsBetween(metered.node('n1'), metered.node('n2'))
      assert(Math.abs(read - (volts * meterOhm) / (meterOhm + ohm)) < 1e-3)
    }),
  )
})

test('a diode passes what is above its threshold, blocks the other way, and is counted with its resistance', () => {
  const across = (volts: number) => {
    const net = network([
      { kind: 'voltageSource', name: 'source', from: 'plus', to: 'ground', volts, ohm: 1 },
      { kind: 'diode', name: 'diode', from: 'plus', to: 'out', volts: 0.7, ohm: 0.05 },
      { kind: 'resistor', name: 'load', from: 'out', to: 'ground', ohm: 10 },
    ])
    net.step()
    return net.amps(net.branch('diode'))
  }
  near(across(12), (12 - 0.7) / 11.05, 1e-9)
  assert(Math.abs(across(0.5)) < 1e-8)
  assert(Math.abs(across(-400)) < 1e-6)
})

test('a full bridge of diodes gives the larger of two halves, whichever way the source stands', () => {
  for (const volts of [10, -10]) {
    const net = network([
      { kind: 'voltageSource', name: 'source', from: 'a', to: 'b', volts, ohm: 0.1 },
      { kind: 'diode', name: 'd1', from: 'a', to: 'plus', volts: 0.8, ohm: 0.01 },
      { kind: 'diode', name: 'd2', from: 'b', to: 'plus', volts: 0.8, ohm: 0.01 },
      { kind: 'diode', name: 'd3', from: 'ground', to: 'a', volts: 0.8, ohm: 0.01 },
      { kind: 'diode', name: 'd4', from: 'ground', to: 'b', volts: 0.8, ohm: 0.01 },
      { kind: 'resistor', name: 'load', from: 'plus', to: 'ground', ohm: 5 },
    ])
    net.step()
    near(net.amps(net.branch('load')), (10 - 1.6) / 5.12, 1e-6)
  }
})

test('an inductor takes its current as backward Euler says, and keeps it through a diode when the switch opens', () => {
  const stepS = 1e-5
  const net = network(
    [
      { kind: 'voltageSource', name: 'battery', from: 'plus', to: 'ground', volts: 12, ohm: 0.01 },
      { kind: 'inductor', name: 'coil', from: 'plus', to: 'drain', henry: 0.01, ohm: 11.99 },
      { kind: 'switch', name: 'driver', from: 'drain', to: 'ground', ohm: 0.01, isClosed: true },
      { kind: 'diode', name: 'freewheel', from: 'drain', to: 'plus', volts: 0.7, ohm: 0.01 },
    ],
    stepS,
  )
  let expected = 0
  for (let step = 0; step < 100; step++) {
    net.step()
    expected = (expected + (stepS / 0.01) * 12) / (1 + (stepS / 0.01) * 12.01)
    near(net.amps(net.branch('coil')), expected, 1e-6)
  }
  const before = net.amps(net.branch('coil'))
  net.setClosed(net.branch('driver'), false)
  net.step()
  assert(net.amps(net.branch('coil')) > 0.98 * before)
  near(net.amps(net.branch('freewheel')), net.amps(net.branch('coil')), 1e-6)
  near(net.ohm(net.branch('coil')), 11.99, 1e-6)
})

test('settled, an inductor is its copper', () => {
  const net = network([
    { kind: 'resistor', name: 'other', from: 'a', to: 'ground', ohm: 1e6 },
    { kind: 'inductor', name: 'coil', from: 'a', to: 'ground', henry: 0.5, ohm: 12 },
  ])
  net.step()
  near(net.thevenin(net.node('a'), REFERENCE, 'settled').ohm, 12, 1e-4)
})

test('a diode tester of 3 V and 1 mA lights a diode one way only, and the network is as before', () => {
  const net = network([
    { kind: 'voltageSource', name: 'battery', from: 'plus', to: 'ground', volts: 12, ohm: 0.01 },
    { kind: 'resistor', name: 'pull', from: 'plus', to: 'anode', ohm: 1e6 },
    { kind: 'diode', name: 'diode', from: 'cathode', to: 'anode', volts: 0.55, ohm: 1 },
    { kind: 'resistor', name: 'far', from: 'cathode', to: 'ground', ohm: 1e6 },
  ])
  net.step()
  const before = net.state().map((array) => array.join())
  const [anode, cathode] = [net.node('anode'), net.node('cathode')]
  const tester = { volts: 3, ohm: 3000 }
  near(net.probe(cathode, anode, tester, 'now').volts, 0.55, 0.01)
  assert(net.probe(anode, cathode, tester, 'now').volts > 2.9)
  net.step()
  assert.deepEqual(
    net.state().map((array) => array.join()),
    before,
  )
})

test('after any changes a network has the very bits of one that never was another', () => {
  const changes = fc.array(fc.tuple(fc.nat(1000), fc.option(ohms), fc.boolean()), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.array(randomBranch, { minLength: 3, maxLength: 60 }), changes, (described, changed) => {
      const branches = described.map((branch, i) => ({ ...branch, name: `b${i}` }) as BranchDescription)
      const changing = network(branches)
      for (const [which, ohm, isClosed] of changed) {
        const branch = which % branches.length
        const { kind } = branches[branch]
        if (kind === 'resistor' || kind === 'voltageSource') changing.setOhm(branch, ohm ?? Number.POSITIVE_INFINITY)
        if (kind === 'switch') changing.setClosed(branch, isClosed)
        changing.ohmBetween(changing.node(branches[branch].from), REFERENCE)
      }
      const made = network(branches)
      for (let i = 0; i < branches.length; i++) {
        if (branches[i].kind === 'resistor' || branches[i].kind === 'voltageSource') made.setOhm(i, changing.ohm(i))
        if (branches[i].kind === 'switch') made.setClosed(i, changing.isClosed(i))
      }
      changing.step()
      made.step()
      assert.deepEqual(changing.state(), made.state())
    }),
  )
})

test('who asks for a voltage or a current for the first time has the very bits of one who asked in every step', () => {
  const changes = fc.array(fc.tuple(fc.nat(1000), ohms, fc.boolean()), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fc.array(randomBranch, { minLength: 3, maxLength: 60 }), changes, (described, changed) => {
      const branches = described.map((branch, i) => ({ ...branch, name: `b${i}` }) as BranchDescription)
      const [always, late] = [network(branches), network(branches)]
      for (const [which, ohm, isClosed] of changed) {
        always.step()
        late.step()
        const all = readAll(always, branches)
        for (const net of [always, late]) change(net, branches, which % branches.length, { ohm, isClosed })
        assert.deepEqual(readAll(always, branches), all) // What flowed in the last step flows until the next.
      }
      assert.deepEqual(readAll(late, branches), readAll(always, branches))
    }),
  )
})

test('a probe, and a look from one node, leave what nobody has asked for yet as it was solved', () => {
  const branches: BranchDescription[] = [
    { kind: 'voltageSource', name: 'battery', from: 'plus', to: 'ground', volts: 12, ohm: 0.01 },
    { kind: 'resistor', name: 'upper', from: 'plus', to: 'tap', ohm: 10 },
    { kind: 'resistor', name: 'lower', from: 'tap', to: 'ground', ohm: 10 },
    { kind: 'resistor', name: 'sensor', from: 'tap', to: 'input', ohm: 10 },
    { kind: 'diode', name: 'clamp', from: 'plus', to: 'high', volts: 40, ohm: 1 },
  ]
  const looks: ((net: Network) => unknown)[] = [
    (net) => net.probe(net.node('input'), REFERENCE, { volts: 3, ohm: 10 }, 'settled'),
    (net) => net.probe(net.node('plus'), net.node('input'), { volts: 3, ohm: 10 }, 'now'),
    (net) => net.ohmBetween(net.node('tap'), REFERENCE),
    (net) => net.transfer(net.node('input'), new Float64Array(net.work.size)),
  ]
  for (const look of looks) {
    const net = network(branches)
    net.step()
    net.setOhm(net.branch('battery'), 1000)
    look(net)
    near(net.volts(net.node('input')), 6, 1e-2)
    near(net.amps(net.branch('lower')), 0.6, 1e-2)
  }
})

test('a change at the end of one wire of a harness touches few rows', () => {
  const branches: BranchDescription[] = []
  for (let arm = 0; arm < 40; arm++) {
    branches.push({ kind: 'resistor', name: `fuse${arm}`, from: 'bus', to: `a${arm}`, ohm: 0.01 })
    branches.push({ kind: 'switch', name: `relay${arm}`, from: `a${arm}`, to: `b${arm}`, ohm: 0.01, isClosed: false })
    branches.push({ kind: 'resistor', name: `load${arm}`, from: `b${arm}`, to: 'ground', ohm: 12 })
  }
  branches.push({ kind: 'voltageSource', name: 'battery', from: 'bus', to: 'ground', volts: 12, ohm: 0.01 })
  const net = network(branches)
  net.step()
  const before = net.work.rows
  net.setClosed(net.branch('relay17'), true)
  net.step()
  assert(net.work.rows - before <= 8, `${net.work.rows - before} rows of ${net.work.size}`)
})

function readAll(net: Network, branches: readonly BranchDescription[]): number[] {
  return branches.flatMap((branch, i) => [
    net.volts(net.node(branch.from)),
    net.volts(net.node(branch.to)),
    net.amps(i),
  ])
}

function change(
  net: Network,
  branches: readonly BranchDescription[],
  branch: number,
  { ohm, isClosed }: { ohm: number; isClosed: boolean },
): void {
  const { kind } = branches[branch]
  if (kind === 'switch') net.setClosed(branch, isClosed)
  else if (kind === 'resistor') net.setOhm(branch, ohm)
  else if (kind === 'voltageSource') net.setVolts(branch, ohm % 400)
  else if (kind === 'currentSource') net.setAmps(branch, ohm % 10)
}
