/** The oscilloscope at the whole petrol car: what it shows has the mean of the network, and every fault on the wires. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Car } from '../../car.ts'
import { runCar } from '../../testing/frames.ts'
import { openCar, opened } from '../../testing/open-car.ts'
import {
  assertCrankTeeth,
  assertIgnition,
  assertInjector,
  assertMean,
  lookAt,
  metered,
  probed,
  swingOf,
} from '../../testing/scope-bench.ts'
import type { Fault } from './faults/fault.ts'
import { generatorDiode } from './faults/petrol-14-generator-diode.ts'
import { createJolionWith } from './station.ts'

function idling(faults: readonly Fault[] = []): Car {
  const car = createJolionWith({ seed: 5 }, faults)
  runCar(car, 1)
  car.act({ kind: 'start' })
  runCar(car, 8)
  return car
}

const look = (car: Car, red: string, volts: number) => lookAt(car, { red, black: 'ground.engine', volts })

test('an ignition coil on a scope: dwell, the kick of its spark, and the mean of the network', () => {
  assertIgnition(idling())
})

test('an injector on a scope: open as long as its unit says, then clamped at 60 V, and the mean of the network', () => {
  assertInjector(idling())
})

test('a coil that is open stays at the voltage of its supply; at the other end of a cut wire nothing is left', () => {
  const car = idling([opened('coil2.winding')])
  const trace = look(car, 'coil2.driver', 100)
  assert(!trace.isTriggered)
  assert(trace.voltsMax < 1, `${trace.voltsMax} V behind the open winding`)
  assert(look(car, 'coil1.driver', 100).isTriggered)
})

test('the crank sensor gives a square wave of 5 V while it turns, and a level without its supply', () => {
  assertCrankTeeth(idling())
  assert(!look(idling([opened('contact.crankSensor.supply')]), 'crankSensor.signal', 2.5).isTriggered)
})

test('the alternator on a scope: a small ripple of all phases, humps down to nothing with a phase gone, and the mean of the network', () => {
  const whole = rippleOf(idling())
  const faulty = rippleOf(idling([generatorDiode]))
  // Of a mean of 85 A, and of 13 A: in shares of it the ripple is eleven times as high.
  assert(whole.swingVolts < 0.1, `${whole.swingVolts} V of ripple with all phases`)
  assert(faulty.swingVolts > 2 * whole.swingVolts, `${faulty.swingVolts} V of ripple with a phase gone`)
  assert(Math.abs(whole.humpsPerTurn - 6 * 18) < 2, `${whole.humpsPerTurn} humps a turn of the crank`)
  assert(Math.abs(faulty.humpsPerTurn - 2 * 18) < 2, `${faulty.humpsPerTurn} humps a turn of the crank`)
})

test('the bus on a scope: CAN-H and CAN-L each have the mean of the network', () => {
  const { bench, physics } = openCar(createJolionWith, { seed: 5 })
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  for (const red of ['diagnosis.6', 'diagnosis.14']) {
    const seen = lookAt(bench.car, { red, black: 'chassis', perDivisionS: 1e-3 })
    assert(swingOf(seen) > 0.8, `${swingOf(seen)} V on ${red}`)
    assertMean(seen, probed(physics.network, red, 'chassis'))
  }
})

test('a lambda sensor on a scope: rich, lean and between them it has the mean of the network', () => {
  const { bench, physics } = openCar(createJolionWith, { seed: 5, settings: { ambientDegC: 20 } })
  const [red, black] = ['engine.lambdaUp', 'engine.lambdaUpReturn']
  bench.run(1)
  bench.act({ kind: 'start' })
  bench.run(90)
  const counts = { rich: 0, lean: 0, between: 0 }
  for (let step = 0; step < 600 && Math.min(...Object.values(counts)) === 0; step++) {
    bench.car.step()
    const volts = probed(physics.network, red, black)
    const kind = volts > 0.5 ? 'rich' : volts < 0.3 ? 'lean' : 'between'
    if (counts[kind]++ < 2) assertMean(lookAt(bench.car, { red, black, perDivisionS: 1e-3 }), volts)
  }
  assert(Math.min(...Object.values(counts)) > 0, JSON.stringify(counts))
})

/** At the alternator's own terminals, over some turns of its field. */
function rippleOf(car: Car) {
  const seen = lookAt(car, { red: 'generator.plus', black: 'generator.case', perDivisionS: 2e-3 })
  const mean = metered(car, 'generator.plus', 'generator.case')
  assert(Math.abs(seen.voltsMean - mean) < 0.01 * mean, `${seen.voltsMean} V, and ${mean} V in the network`)
  const middle = (seen.voltsMax + seen.voltsMin) / 2
  let humps = 0
  for (let i = 1; i < seen.volts.length; i++) if (seen.volts[i - 1] < middle && seen.volts[i] >= middle) humps++
  const turns = (seen.pointS * seen.volts.length * (car.view().engine?.rpm ?? 0)) / 60
  return { swingVolts: swingOf(seen), humpsPerTurn: humps / turns }
}
