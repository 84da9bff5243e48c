/**
 * Each wire of each car is cut in its turn, and the car is used until some control unit stores a code by what it then has at
 * its own terminals or no longer hears; or the wire is on a list that says why no unit of this car can tell.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Car, CarOptions } from './car.ts'
import { createAtto3With } from './cars/byd-atto-3/station.ts'
import { createH6HevWith } from './cars/haval-h6-hev/station.ts'
import { createJolionWith } from './cars/haval-jolion/station.ts'
import type { FaultOf } from './fault.ts'
import { CAR_IDS } from './index.ts'
import type { Network } from './network/network.ts'
import { atCar, type Bench } from './test-bench.ts'
import { opened } from './testing/open-car.ts'

type CreateWith = (options: CarOptions, faults: readonly FaultOf<{ readonly network: Network }>[]) => Car

const CREATE: Readonly<Record<string, CreateWith>> = {
  'byd-atto-3': createAtto3With,
  'haval-jolion': createJolionWith,
  'haval-h6-hev': createH6HevWith,
}

const NO_SUPPLY = 'without the 12 V battery no unit is awake'
const BUTTON = 'the button is never pressed, for all that its one contact can tell'
const TOOL = 'a tool hangs on it, and no unit knows whether there is one'
const FEED = 'a load behind a relay: its coil is watched, but what its contact feeds no terminal sees'
const LAMP = 'nobody measures a lamp’s current, nor its relay’s coil'

/** See cars/byd-atto-3/ecus/monitors.test.ts. */
const HEATER = 'nobody misses anything before the heater is asked for, in the cold'

const numbered = (reason: string, ...wires: readonly number[]) =>
  Object.fromEntries(wires.map((wire) => [`wire.${wire}`, reason]))

/** Each wire that no unit misses, and why. */
const UNTOLD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'byd-atto-3': {
    ...numbered(NO_SUPPLY, 101, 102),
    ...numbered(TOOL, 105, 106, 610, 611),
    ...numbered(FEED, 401, 402, 403, 404, 407, 408),
    ...numbered(LAMP, 405, 406, 411),
    ...numbered('it hangs on a fuse alone', 409, 410),
    ...numbered('comfort alone, and nobody looks at its relay', 412),
    ...numbered('neither proximity nor pilot has a way back: to the car nobody has plugged in', 703),
    ...numbered('a station that has finished takes its 12 V away too, and the plug stays', 709, 710),
    ...numbered(HEATER, 809, 810),
    ...numbered('it is the station that finds no battery, and gives up', 818, 819),
  },
  'haval-jolion': {
    ...numbered(NO_SUPPLY, 101, 102),
    ...numbered(TOOL, 110, 111, 620, 621),
    ...numbered(FEED, 442, 443, 444),
    ...numbered(BUTTON, 705, 706, 707),
    ...numbered(LAMP, 708, 709, 710),
  },
  'haval-h6-hev': {
    ...numbered(NO_SUPPLY, 101, 102),
    ...numbered(TOOL, 110, 111, 620, 621),
    ...numbered(FEED, 442, 443),
    ...numbered(BUTTON, 705, 706, 707),
    ...numbered(LAMP, 708, 709, 710),
  },
}

/** What tells of some others: the unit that misses most of what the wire carries, by a code for just that. */
const BY_CODE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'byd-atto-3': {
    ...numbered('body U0146-00', 207, 208, 606, 607),
    ...numbered('drive P0D59-00', 702),
    ...numbered('bms P0D59-00', 706),
    ...numbered('drive P0A94-00', 805, 806),
    ...numbered('drive P0D20-00', 807, 808),
    ...numbered('body B123C-00', 811, 812),
    ...numbered('drive P0A78-00', 813, 814, 815),
  },
  'haval-jolion': {
    ...numbered('engine P06E9-00', 105, 106, 107),
    ...numbered('engine P063A-00', 108),
    ...numbered('engine P0620-00', 109),
    ...numbered('engine P0689-00', 201, 214),
    ...numbered('engine P0560-00', 203),
    ...numbered('body U0146-00', 211, 212, 608, 609),
    ...numbered('engine P0134-00', 433, 434),
    ...numbered('engine P0140-00', 437, 438),
  },
  'haval-h6-hev': {
    ...numbered('engine P0689-00', 201, 214),
    ...numbered('engine P0560-00', 203),
    ...numbered('body U0146-00', 211, 212, 612, 613),
    ...numbered('engine P0134-00', 433, 434),
    ...numbered('engine P0140-00', 437, 438),
    ...numbered('inverter P0A78-00', 803, 804),
    ...numbered('hcu P0D6B-00', 807, 808),
  },
}

/** What is done with a car, one after the other, until a unit tells. */
const USES: readonly ((bench: Bench) => void)[] = [
  ({ car, run }) => {
    car.act({ kind: 'power', to: 'on' })
    run(2)
    car.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
    run(3)
    car.act({ kind: 'start' })
    run(8)
    // Whom the button has put to sleep answers no tool.
    car.act({ kind: 'power', to: 'on' })
    run(1)
  },
  ({ car, run }) => {
    car.act({ kind: 'selector', to: 'D' })
    car.act({ kind: 'pedal', accelerator: 0.8, brake: 0 })
    run(8)
    car.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
    run(10)
    car.act({ kind: 'selector', to: 'P' })
  },
  // An electric car is charged, at home and on the road.
  (bench) => charge(bench, 'ac'),
  (bench) => charge(bench, 'dc'),
  // The lambda sensors of an engine are judged when they are hot, the second one while the car drives the engine.
  (bench) => {
    if (bench.car.view().engine === undefined) return
    bench.car.act({ kind: 'driveMode', to: 'charge' })
    bench.run(80)
  },
  (bench) => {
    const { car, run } = bench
    if (car.view().engine === undefined) return
    car.act({ kind: 'driveMode', to: 'sport' })
    car.act({ kind: 'selector', to: 'D' })
    for (let i = 0; i < 4 && told(bench).length === 0; i++) {
      car.act({ kind: 'pedal', accelerator: 0.4, brake: 0 })
      run(20)
      car.act({ kind: 'pedal', accelerator: 0, brake: 0 })
      run(20)
    }
  },
]

function charge({ car, run }: Bench, type: 'ac' | 'dc'): void {
  if (car.view().engine !== undefined) return
  car.act({ kind: 'power', to: 'off' })
  run(10)
  car.act({ kind: 'charger', plugged: true, type })
  run(type === 'ac' ? 8 : 75)
  car.act({ kind: 'power', to: 'on' })
  run(3)
  car.act({ kind: 'charger', plugged: false })
  run(2)
}

const told = (bench: Bench): string[] => bench.codes({ arePendingToo: true })

const standing = (id: string, ...cuts: readonly string[]): Bench =>
  atCar(CREATE[id]({ seed: 3, broadcast: false, settings: { engineDegC: 85 } }, cuts.map(opened)))

/** By the first use after which any unit tells. */
function toldOf(id: string, wire: string): string[] {
  const bench = standing(id, wire)
  for (const use of USES) {
    use(bench)
    const codes = told(bench)
    if (codes.length > 0) return codes
  }
  return []
}

for (const id of CAR_IDS)
  test(`${id}: whatever wire is cut some unit tells, or it is known why none can`, () => {
    const codes = new Map(standing(id).car.model.harness.wires.map(({ id: wire }) => [wire, toldOf(id, wire)]))
    const silent = [...codes].flatMap(([wire, told]) => (told.length > 0 ? [] : [wire]))
    assert.deepEqual(silent.toSorted(), Object.keys(UNTOLD[id]).toSorted())
    for (const [wire, code] of Object.entries(BY_CODE[id]))
      assert(codes.get(wire)?.includes(code), `${wire}: ${codes.get(wire)}, not ${code}`)
  })

for (const id of CAR_IDS)
  test(`${id}: with all of them whole the same use leaves no code`, () => {
    const bench = standing(id)
    for (const use of USES) {
      use(bench)
      assert.deepEqual(told(bench), [])
    }
  })
