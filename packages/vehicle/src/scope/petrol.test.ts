/** What a petrol engine has for a scope, each on a small circuit with the car's average in it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BranchDescription, createNetwork, type Network } from '../network/network.ts'
import type { ScopeSettings } from './capture.ts'
import type { FastDrive } from './fast-drive.ts'
import { beginCapture, DIVISIONS, TIME_BASES_S } from './scope.ts'
import { slowSourceDrive } from './slow-source.ts'
import {
  type CoilFigures,
  IGNITION_COIL,
  meanCoilAmps,
  PORT_INJECTOR,
  type SwitchedCoil,
  switchedCoilDrive,
} from './switched-coil.ts'

const STEP_S = 0.01
/** One period is the longest window. */
const PERIOD_S = 0.02
/** A capture without an edge looks through one step of the car, and then records its window. */
const SEARCH_S = 0.01

function solved(branches: readonly BranchDescription[]): Network {
  const network = createNetwork({ stepS: STEP_S, reference: 'chassis', branches })
  for (let i = 0; i < 5; i++) network.step()
  return network
}

function look(network: Network, drives: readonly FastDrive[], settings: Partial<ScopeSettings>) {
  const capture = beginCapture(
    { network, drives },
    {
      channels: [{ red: 'coil.minus', black: 'chassis' }],
      secondsPerDivision: 2e-3,
      trigger: { channel: 0, edge: 'rising', volts: 1e6, mode: 'auto' },
      ...settings,
    },
  )
  while (!capture.advance(5000));
  return capture.trace()
}

function coilCircuit(figures: CoilFigures, closedS: number, ohm = figures.ohm) {
  const coil: SwitchedCoil = {
    plus: 'coil.plus',
    minus: 'coil.minus',
    stage: 'coil.minus',
    ground: 'ecu.ground',
    winding: 'coil.winding',
    mean: 'ecu.mean',
    figures,
    timing: { periodS: PERIOD_S, closedS, openedAtS: -0.012 },
    ohm,
  }
  const network = solved([
    { kind: 'voltageSource', name: 'battery', from: 'battery.plus', to: 'chassis', volts: 13.8, ohm: 0.01 },
    { kind: 'resistor', name: 'wire.1', from: 'battery.plus', to: 'coil.plus', ohm: 0.05 },
    { kind: 'resistor', name: 'wire.2', from: 'ecu.ground', to: 'chassis', ohm: 0.01 },
    { kind: 'resistor', name: 'coil.winding', from: 'coil.plus', to: 'coil.minus', ohm },
    { kind: 'currentSource', name: 'ecu.mean', from: 'coil.minus', to: 'ecu.ground', amps: meanCoilAmps(coil, 13.8) },
  ])
  return { network, drives: [switchedCoilDrive(coil)] }
}

function assertMean(network: Network, voltsMean: number): void {
  const expected = network.volts(network.node('coil.minus'))
  assert(Math.abs(voltsMean - expected) < 0.01 * Math.abs(expected), `${voltsMean} V, and ${expected} V in the network`)
}

test('an injector: battery voltage closed, near 0 V open, a kick of 60 V after it, and the mean of the network', () => {
  const { network, drives } = coilCircuit(PORT_INJECTOR, 0.004)
  const { channels } = look(network, drives, {})
  const [{ volts, voltsMax, voltsMin, voltsMean }] = channels
  assert(voltsMax > 58 && voltsMax < 65, `${voltsMax} V`)
  assert(voltsMin >= 0 && voltsMin < 0.3, `${voltsMin} V`)
  const low = volts.filter((one) => one < 1).length / volts.length
  assert(Math.abs(low - 0.2) < 0.01, `open for ${low} of the time`)
  assertMean(network, voltsMean)
})

test('the current of an injector rises to its share of 13.8 V and 12 Ω', () => {
  const { network, drives } = coilCircuit(PORT_INJECTOR, 0.004)
  // Across the ground wire of 10 mΩ; with this time constant 98 % of it are there after 4 ms.
  const { channels } = look(network, drives, { channels: [{ red: 'ecu.ground', black: 'chassis' }] })
  const amps = channels[0].voltsMax / 0.01
  assert(Math.abs(amps - 0.98 * (13.8 / 12)) < 0.1, `${amps} A`)
})

test('an injector that is open shows no kick, and does not reach the supply', () => {
  const { network, drives } = coilCircuit(PORT_INJECTOR, 0.004, Number.POSITIVE_INFINITY)
  const { channels } = look(network, drives, {})
  assert(channels[0].voltsMax < 1, `${channels[0].voltsMax} V`)
})

test('ignition: dwell, a kick that strikes, a burn line of 30 V above the supply for about a millisecond, and the mean', () => {
  const { network, drives } = coilCircuit(IGNITION_COIL, 0.003)
  const { channels } = look(network, drives, {})
  const [{ voltsMax, voltsMean }] = channels
  assert(voltsMax > 250 && voltsMax < 420, `${voltsMax} V`)
  const trace = look(network, drives, {
    secondsPerDivision: 5e-4,
    trigger: { channel: 0, edge: 'rising', volts: 200, mode: 'auto' },
  })
  assert(trace.isTriggered)
  const burning = trace.channels[0].volts.filter((one) => one > 25 && one < 70).length * trace.pointS
  assert(burning > 4e-4 && burning < 2e-3, `${burning} s`)
  assertMean(network, voltsMean)
})

test('without a spark plug the kick goes up to the clamp of the stage', () => {
  const spark = IGNITION_COIL.spark
  assert(spark !== undefined)
  const { network, drives } = coilCircuit({ ...IGNITION_COIL, spark: { ...spark, breakdownVolts: 1e6 } }, 0.003)
  const { channels } = look(network, drives, {})
  assert(channels[0].voltsMax > 380 && channels[0].voltsMax < 440, `${channels[0].voltsMax} V`)
})

test('a lambda sensor moves in a line between two steps of the car and is a level thing for a scope', () => {
  const source = { kind: 'voltageSource', name: 'lambda.cell', from: 'coil.minus', to: 'chassis', ohm: 5000 } as const
  const network = solved([{ ...source, volts: 0.751 }])
  const drive = slowSourceDrive({ source: { ...source, volts: 0.751 }, voltsBefore: 0.747, stepS: STEP_S })
  const { channels } = look(network, [drive], { secondsPerDivision: 1e-3 })
  const [{ voltsMin, voltsMax, voltsMean }] = channels
  assert(voltsMin < 0.746 && voltsMax > 0.746 && voltsMax < 0.751) // 0.5 % are lost on the scope's own 1 MΩ.
  assert(Math.abs(voltsMean - 0.751) < 0.0101 * 0.751)
})

for (const secondsPerDivision of TIME_BASES_S) {
  test(`at ${secondsPerDivision * 1e6} µs a division it solves at 1 MS/s or finer`, () => {
    const source = {
      kind: 'voltageSource',
      name: 'cell',
      from: 'coil.minus',
      to: 'chassis',
      volts: 1,
      ohm: 10,
    } as const
    const trigger = { channel: 0, edge: 'rising', volts: 1e6, mode: 'auto' } as const
    const channels = [{ red: 'coil.minus', black: 'chassis' }]
    const capture = beginCapture({ network: solved([source]), drives: [] }, { channels, secondsPerDivision, trigger })
    while (!capture.advance(5000));
    const windowS = DIVISIONS * secondsPerDivision
    const {
      pointS,
      channels: [{ volts }],
    } = capture.trace()
    assert((SEARCH_S + windowS) / capture.stepCount < 1.000001e-6, `${capture.stepCount} steps`)
    // A screen of more samples than points shows of each pair of points the least and the greatest.
    assert(pointS < 1.000001e-6 || volts.length > 1000, `${volts.length} points of ${pointS} s`)
  })
}
