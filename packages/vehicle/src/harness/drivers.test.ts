/** An averaged output stage against the same circuit solved pulse by pulse, a microsecond a step. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BranchDescription, createNetwork } from '../network/network.ts'
import { createDrivers, STAGE_OHM } from './drivers.ts'

const LOAD = { ohm: 12, henry: 0.014 }
const CLAMP_VOLTS = 60

const supply: readonly BranchDescription[] = [
  { kind: 'voltageSource', name: 'battery', from: 'plus', to: 'ground', volts: 14, ohm: 0.01 },
  { kind: 'resistor', name: 'wire', from: 'plus', to: 'supply', ohm: 0.1 },
]

/** As the station has it: hundredths of a second, the stage a source. */
function averaged(load: { ohm: number; henry: number }, onS: number, perSecond: number, broken?: string) {
  const network = createNetwork({
    stepS: 0.01,
    reference: 'ground',
    branches: [
      ...supply,
      { kind: 'resistor', name: 'load', from: 'supply', to: 'terminal', ohm: load.ohm },
      { kind: 'voltageSource', name: 'stage', from: 'terminal', to: 'ground', volts: 0, ohm: STAGE_OHM },
    ],
  })
  const drivers = createDrivers(network, [
    { branch: 'stage', terminal: 'terminal', ground: 'ground', henry: load.henry, clampVolts: CLAMP_VOLTS },
  ])
  if (broken !== undefined) network.setOhm(network.branch(broken), Number.POSITIVE_INFINITY)
  drivers.set(0, onS, perSecond)
  for (let step = 0; step < 10; step++) {
    drivers.step()
    network.step()
  }
  return { amps: drivers.amps(0), peakA: drivers.peakA(0), volts: network.volts(network.node('terminal')) }
}

/** As it is: an inductance, a switch, and a clamp that takes over above its voltage. */
function pulsed(load: { ohm: number; henry: number }, onS: number, perSecond: number) {
  const stepS = 1e-6
  const network = createNetwork({
    stepS,
    reference: 'ground',
    branches: [
      ...supply,
      { kind: 'inductor', name: 'load', from: 'supply', to: 'terminal', ...load },
      { kind: 'switch', name: 'stage', from: 'terminal', to: 'ground', ohm: STAGE_OHM, isClosed: false },
      { kind: 'diode', name: 'clamp', from: 'terminal', to: 'ground', volts: CLAMP_VOLTS, ohm: STAGE_OHM },
    ],
  })
  const steps = Math.round(1 / perSecond / stepS)
  let charge = 0
  let voltSeconds = 0
  let peakA = 0
  for (let step = 0; step < steps; step++) {
    network.setClosed(network.branch('stage'), step * stepS < onS)
    network.step()
    charge += network.amps(network.branch('load')) * stepS
    voltSeconds += network.volts(network.node('terminal')) * stepS
    peakA = Math.max(peakA, network.amps(network.branch('load')))
  }
  return { amps: charge * perSecond, peakA, volts: voltSeconds * perSecond }
}

const near = (actual: number, expected: number, share: number, what: string) =>
  assert(
    Math.abs(actual - expected) <= share * Math.max(0.01, Math.abs(expected)),
    `${what}: ${actual}, not ${expected}`,
  )

for (const [what, load, onS, perSecond] of [
  ['an injector at idle', LOAD, 0.003, 6.25],
  ['an injector under load', LOAD, 0.011, 45],
  ['an ignition coil', { ohm: 0.6, henry: 0.003 }, 0.002, 25],
  ['a valve without inductance to speak of', { ohm: 25, henry: 1e-6 }, 0.004, 100],
] as const) {
  test(`${what}: average current, its peak and the average voltage are those of the pulses`, () => {
    const [whole, pulses] = [averaged(load, onS, perSecond), pulsed(load, onS, perSecond)]
    near(whole.amps, pulses.amps, 0.01, 'amperes')
    near(whole.peakA, pulses.peakA, 0.01, 'peak')
    near(whole.volts, pulses.volts, 0.01, 'volts')
  })
}

test('with the load or its supply open nothing flows, and the terminal has no voltage', () => {
  for (const broken of ['load', 'wire']) {
    const { amps, peakA, volts } = averaged(LOAD, 0.003, 6.25, broken)
    assert(Math.abs(amps) < 1e-6 && peakA === 0 && Math.abs(volts) < 1e-3, `${broken}: ${amps} A, ${volts} V`)
  }
})

test('cut off while it pulsed, a terminal keeps no voltage of before', () => {
  const network = createNetwork({
    stepS: 0.01,
    reference: 'ground',
    branches: [
      ...supply,
      { kind: 'resistor', name: 'load', from: 'supply', to: 'terminal', ohm: 12 },
      { kind: 'voltageSource', name: 'stage', from: 'terminal', to: 'ground', volts: 0, ohm: STAGE_OHM },
    ],
  })
  const drivers = createDrivers(network, [
    { branch: 'stage', terminal: 'terminal', ground: 'ground', henry: 0.014, clampVolts: CLAMP_VOLTS },
  ])
  drivers.set(0, 0.003, 6.25)
  for (let step = 0; step < 20; step++) {
    if (step === 10) network.setOhm(network.branch('load'), Number.POSITIVE_INFINITY)
    drivers.step()
    network.step()
  }
  assert(Math.abs(network.volts(network.node('terminal'))) < 1e-6)
})

test('off, the terminal stands at its supply', () => {
  const { amps, volts } = averaged(LOAD, 0, 6.25)
  assert(Math.abs(amps) < 1e-6 && Math.abs(volts - 14) < 0.01)
})
