/** Parts of one kind that change places for a test: what is broken in a part moves with it, what is broken before it stays. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CarAction, CarOptions } from './car.ts'
import { createH6HevWith } from './cars/haval-h6-hev/station.ts'
import { createJolionWith } from './cars/haval-jolion/station.ts'
import { createCar } from './index.ts'
import { atCar, type Bench } from './test-bench.ts'
import { opened } from './testing/open-car.ts'

const swap = (one: string, other: string, swapped = true): CarAction => ({ kind: 'swap', one, other, swapped })

/** Peak currents of the four coils, as the engine's unit has measured them. */
function currents(bench: Bench): string {
  bench.run(2)
  return [0, 1, 2, 3].map((i) => (bench.value('engine', 0x2020 + i) > 4 ? 'I' : '0')).join('')
}

function idling(options: Partial<CarOptions>, cut?: string): Bench {
  const whole = { seed: 3, broadcast: false, ...options, settings: { engineDegC: 85, ...options.settings } }
  const bench = atCar(cut === undefined ? createCar('haval-jolion', whole) : createJolionWith(whole, [opened(cut)]))
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  bench.act({ kind: 'pedal', accelerator: 0, brake: 0.5 }, { kind: 'start' })
  bench.run(5)
  return bench
}

const WITH_COIL_2_OPEN = { faults: ['petrol-01-coil-open'] }
/** From coil 2 to its output stage. */
const DRIVER_WIRE = 'wire.413'

test('an open coil takes its fault along, and back again', () => {
  const bench = idling(WITH_COIL_2_OPEN)
  assert.equal(currents(bench), 'I0II')
  bench.act(swap('coil2', 'coil3'))
  assert.deepEqual(bench.car.view().swapped, [['coil2', 'coil3']])
  assert.equal(currents(bench), 'II0I')
  bench.act(swap('coil3', 'coil2', false))
  assert.deepEqual(bench.car.view().swapped, [])
  assert.equal(currents(bench), 'I0II')
})

test('a broken wire stays where it is, whatever coil hangs on it', () => {
  const bench = idling({}, DRIVER_WIRE)
  for (const other of ['coil1', 'coil3', 'coil4']) {
    bench.act(swap('coil2', other))
    assert.equal(currents(bench), 'I0II')
    bench.act(swap('coil2', other, false))
  }
})

test('only what fits changes places, one with one, and only what sits in its own is repaired', () => {
  const bench = idling(WITH_COIL_2_OPEN)
  const refused = (action: CarAction, reason: string) =>
    assert.deepEqual(bench.car.act(action), { kind: 'refused', reason })
  for (const other of ['coil2', 'injector2', 'coil5']) refused(swap('coil2', other), 'notAlike')
  bench.act(swap('coil2', 'coil3'))
  refused(swap('coil3', 'coil4'), 'inAnotherPlace')
  for (const component of ['coil2', 'coil3'])
    refused({ kind: 'repair', component, repair: 'replace' }, 'inAnotherPlace')
  bench.act(swap('coil2', 'coil3'), swap('coil1', 'coil4'), swap('coil2', 'coil4', false)) // Done, or not to be done.
  assert.equal(currents(bench), 'II0I')
  bench.act(swap('coil2', 'coil3', false), { kind: 'repair', component: 'coil2', repair: 'replace' })
  assert.equal(currents(bench), 'IIII')
})

test('a fault that comes while two coils are swapped comes to its own coil, and goes from it', () => {
  const bench = idling({})
  bench.act(swap('coil2', 'coil3'))
  bench.car.inject('petrol-01-coil-open')
  assert.equal(currents(bench), 'II0I')
  bench.act(swap('coil2', 'coil3', false))
  assert.equal(currents(bench), 'I0II')
  bench.act(swap('coil1', 'coil2'))
  bench.car.clear('petrol-01-coil-open')
  assert.equal(currents(bench), 'IIII')
})

test('a coil that is open at times only is so in its new place', () => {
  const bench = idling({ ...WITH_COIL_2_OPEN, settings: { faultsComeBy: 'time' } })
  bench.act(swap('coil2', 'coil4'))
  const seen = new Set(Array.from({ length: 30 }, () => currents(bench)))
  assert.deepEqual([...seen].toSorted(), ['III0', 'IIII'])
})

test('the hybrid’s coils change places too; an electric car has none', () => {
  const hybrid = atCar(createH6HevWith({ seed: 3 }, []))
  hybrid.act(swap('coil1', 'coil2'))
  assert.deepEqual(hybrid.car.view().swapped, [['coil1', 'coil2']])
  const electric = createCar('byd-atto-3', { seed: 3 })
  assert.deepEqual(electric.act(swap('coil1', 'coil2')), { kind: 'refused', reason: 'notAlike' })
})
