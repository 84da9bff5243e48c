/** The oscilloscope at the whole hybrid car: resolvers, bus, engine; what it shows has the mean of the network. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DOMINANT, decodeFrameBits, RECESSIVE } from '@luban/protocols/can/bits'
import type { Bench } from '../../test-bench.ts'
import { openCar, opened } from '../../testing/open-car.ts'
import {
  assertCrankTeeth,
  assertIgnition,
  assertInjector,
  assertMean as assertMeanOf,
  lookAt,
  probed,
  type Seen,
  swingOf,
} from '../../testing/scope-bench.ts'
import { MACHINES } from './harness.ts'
import type { Physics } from './physics.ts'
import { createH6HevWith } from './station.ts'

/** In READY, with its physics in the hand. */
function ready(cutBranch?: string): { bench: Bench; physics: Physics } {
  const faults = cutBranch === undefined ? [] : [opened(cutBranch)]
  const { bench, physics } = openCar(createH6HevWith, { seed: 5 }, faults)
  bench.run(1)
  bench.act({ kind: 'start' })
  bench.run(6)
  return { bench, physics }
}

/** A tester lets its engine run. */
function idling(): Bench {
  const { bench } = ready()
  bench.ask('hcu', '1003')
  assert.equal(bench.ask('hcu', '2F30400301'), '6F30400301')
  for (let second = 0; second < 8; second++) {
    bench.run(1)
    bench.ask('hcu', '3E00') // Or the session ends, and the test with it.
  }
  assert((bench.car.view().engine?.rpm ?? 0) > 500)
  return bench
}

const assertMean = ({ network }: Physics, seen: Seen, [red, black]: readonly [string, string]) =>
  assertMeanOf(seen, probed(network, red, black))

const windingOf = (machine: string, winding: string) =>
  [`inverter.${machine}${winding}Plus`, `inverter.${machine}${winding}Minus`] as const

function lookAtWinding({ car }: Bench, machine: string, winding: string): Seen {
  const [red, black] = windingOf(machine, winding)
  return lookAt(car, { red, black, perDivisionS: 1e-4 })
}

for (const machine of MACHINES) {
  test(`the ${machine} machine's resolver: 10 kHz, sine and cosine by the rotor's angle, their means the network's bias`, () => {
    const { bench, physics } = ready()
    const excitation = lookAtWinding(bench, machine, 'Excitation')
    assert(excitation.voltsMax > 5, `${excitation.voltsMax} V`)
    const rising = excitation.volts.filter((volts, i) => i > 0 && volts >= 1 && excitation.volts[i - 1] < 1).length
    assert(rising >= 9 && rising <= 11, `${rising} periods in 1 ms`)
    const full = 0.286 * excitation.voltsMax
    for (const turns of [0, 0.125, 0.25, 0.6]) {
      physics.now[`${machine}Turns`] = turns
      for (const [winding, share] of [
        ['Sine', Math.sin(2 * Math.PI * turns)],
        ['Cosine', Math.cos(2 * Math.PI * turns)],
      ] as const) {
        const seen = lookAtWinding(bench, machine, winding)
        const amplitude = swingOf(seen) / 2
        assert(Math.abs(amplitude - full * Math.abs(share)) < 0.06 * full, `${winding} ${amplitude} at ${turns}`)
        assertMean(physics, seen, windingOf(machine, winding))
      }
    }
  })
}

test('the open sine winding of fault 09: excitation and cosine are there, of the sine its bias only', () => {
  const { bench, physics } = ready('tractionMachine.sine')
  physics.now.tractionTurns = 0.125
  assert(swingOf(lookAtWinding(bench, 'traction', 'Excitation')) > 10)
  assert(swingOf(lookAtWinding(bench, 'traction', 'Cosine')) > 2)
  const sine = lookAtWinding(bench, 'traction', 'Sine')
  assert(swingOf(sine) < 0.05, `${swingOf(sine)} V of 10 kHz`)
  assertMean(physics, sine, windingOf('traction', 'Sine'))
  physics.now.generatorTurns = 0.125
  assert(swingOf(lookAtWinding(bench, 'generator', 'Sine')) > 2)
})

test('the bus with its traffic: the mean of a step is what the network holds, and a frame reads back whole', () => {
  const { bench, physics } = ready()
  for (const red of ['diagnosis.6', 'diagnosis.14']) {
    const seen = lookAt(bench.car, { red, black: 'chassis', perDivisionS: 1e-3 })
    assert(swingOf(seen) > 0.8, `${swingOf(seen)} V on ${red}`)
    assertMean(physics, seen, [red, 'chassis'])
  }
  const heard: number[] = []
  bench.car.bus.record(({ id }) => heard.push(id))
  bench.run(0.02)
  const seen = lookAt(bench.car, {
    ...{ red: 'diagnosis.6', black: 'diagnosis.14', volts: 1, perDivisionS: 5e-5 },
  })
  assert(seen.isTriggered)
  const zero = -seen.startS / seen.pointS
  const perBit = 2e-6 / seen.pointS
  const bits = Uint8Array.from({ length: Math.floor((seen.volts.length - zero) / perBit) }, (_, bit) =>
    seen.volts[Math.round(zero + perBit * (bit + 0.5))] > 1 ? DOMINANT : RECESSIVE,
  )
  const decoded = decodeFrameBits(bits)
  assert(typeof decoded === 'object' && 'frame' in decoded, JSON.stringify(decoded))
  assert(heard.includes(decoded.frame.id) && decoded.isAcknowledged)
})

test('the engine that a tester lets run: ignition, injector and teeth, as in the petrol car', () => {
  const { car } = idling()
  assertIgnition(car)
  assertInjector(car)
  assertCrankTeeth(car)
  const lambda = lookAt(car, { red: 'engine.lambdaUp', black: 'engine.lambdaUpReturn' })
  assert(lambda.voltsMin > -0.1 && lambda.voltsMax < 1.2)
})

test('the high-voltage bus on a scope stands where the meter has it', () => {
  const { bench, physics } = ready()
  bench.takePrecautions()
  bench.act({ kind: 'barrier', on: true }, { kind: 'gloves', on: true })
  const at = { red: 'motorController.plus', black: 'motorController.minus' }
  const seen = lookAt(bench.car, at)
  assert(seen.voltsMean > 300)
  assertMean(physics, seen, [at.red, at.black])
})
