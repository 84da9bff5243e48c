/** A workshop that has each fault of the petrol car before it: when one looks for it, and what its driver did before. */
import type { CarOptions } from '../../../car.ts'
import { createCar } from '../../../index.ts'
import { atCar, type Bench } from '../../../test-bench.ts'
import { type FaultCase, pull, type Use, type Workshop } from '../../../testing/fault-claims.ts'

export const standAt = (options: Partial<CarOptions> = {}): Bench =>
  atCar(createCar('haval-jolion', { seed: 1, ...options }))

export function start(bench: Bench, idleS: number): void {
  if (bench.car.view().power === 'off') bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  bench.act({ kind: 'start' })
  bench.run(idleS)
}

/** With a foot on the pedal, again as often as it dies: as whoever wants to go home does. */
export function startUntilItRuns(bench: Bench, idleS: number): void {
  for (let tries = 0; tries < 6 && !bench.car.view().isReady; tries++) {
    bench.act({ kind: 'pedal', accelerator: 0.2, brake: 0 })
    start(bench, 12)
    bench.act({ kind: 'pedal', accelerator: 0, brake: 0 })
    bench.run(8)
  }
  bench.run(idleS)
}

function switchOn(bench: Bench): void {
  bench.act({ kind: 'power', to: 'on' })
  bench.run(8)
}

const idle =
  (seconds: number): Use =>
  (bench) =>
    start(bench, seconds)

/** In D with this much pedal; nobody drives a car that has switched itself off. */
function press(bench: Bench, accelerator: number, seconds: number): void {
  if (bench.car.view().power === 'off') return
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator, brake: 0 })
  bench.run(seconds)
}

function stop(bench: Bench): void {
  if (bench.car.view().power === 'off') return
  bench.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
  bench.run(15)
  bench.act({ kind: 'selector', to: 'P' }, { kind: 'pedal', accelerator: 0, brake: 0 })
}

/** By a foot that looks at the speedometer twice a second. */
function cruise(bench: Bench, kmh: number, seconds: number): void {
  if (bench.car.view().power === 'off') return
  bench.act({ kind: 'selector', to: 'D' })
  for (let i = 0; i < 2 * seconds; i++) {
    const accelerator = Math.min(1, Math.max(0, 0.2 + 0.02 * (kmh - bench.car.view().speedKmh)))
    bench.act({ kind: 'pedal', accelerator, brake: 0 })
    bench.run(0.5)
  }
}

/** The moments at which a person would look for each fault. */
const MOMENTS: Readonly<Record<string, Use>> = {
  'as it stands': (bench) => bench.run(5),
  'switched on': switchOn,
  cranking: (bench) => start(bench, 1),
  idling: idle(30),
  'idling for long': idle(75),
  'idling for two minutes': idle(130),
  'three minutes after a cold start': idle(180),
  'idling when it runs at last': (bench) => startUntilItRuns(bench, 110),
  'idling since it runs': (bench) => startUntilItRuns(bench, 20),
  'the pedal pressed a fifth': (bench) => {
    switchOn(bench)
    bench.act({ kind: 'pedal', accelerator: 0.214, brake: 0 })
    bench.run(2)
  },
  'and then a minute at 90 km/h': (bench) => cruise(bench, 90, 60),
  'under full load': (bench) => {
    start(bench, 10)
    press(bench, 1, 8)
  },
  'after a while at 90 km/h': (bench) => {
    start(bench, 10)
    cruise(bench, 90, 75)
  },
  'after eight minutes at 90 km/h': (bench) => {
    start(bench, 10)
    cruise(bench, 90, 480)
  },
  'coil 2 unplugged': pull('coil2.a'),
  'injector 3 unplugged': pull('injector3.a'),
  'coolant sensor unplugged': pull('coolantSensor.a'),
  'upstream lambda sensor unplugged': pull('lambdaUp.a'),
}

export function useAsCustomer(bench: Bench): void {
  start(bench, 20)
  press(bench, 1, 8)
  stop(bench)
  bench.run(10)
}

const cruiseAndStop =
  (seconds: number): Use =>
  (bench) => {
    start(bench, 10)
    cruise(bench, 90, seconds)
    stop(bench)
  }

/** Driven to the workshop. */
export const WARM = { engineDegC: 85 }

export const CASES: readonly FaultCase[] = [
  {
    id: 'petrol-01-coil-open',
    moments: ['coil 2 unplugged', 'idling', 'idling', 'idling', 'idling', 'idling for two minutes'],
  },
  {
    id: 'petrol-02-intake-leak',
    settings: WARM,
    moments: [
      'idling for two minutes',
      ['idling for two minutes', 'and then a minute at 90 km/h'],
      'idling for two minutes',
    ],
    use: idle(75),
  },
  { id: 'petrol-03-boost-hose', settings: WARM, moments: ['under full load', 'under full load'] },
  {
    id: 'petrol-04-coolant-sensor-open',
    moments: ['coolant sensor unplugged', 'switched on', 'switched on', 'switched on'],
  },
  {
    id: 'petrol-05-thermostat-open',
    moments: ['after eight minutes at 90 km/h', 'after eight minutes at 90 km/h', 'three minutes after a cold start'],
    use: cruiseAndStop(420),
  },
  { id: 'petrol-06-crank-sensor-open', moments: ['cranking', 'cranking', 'cranking', 'cranking'], use: idle(8) },
  { id: 'petrol-07-chain-stretched', settings: WARM, moments: ['idling', 'idling'] },
  { id: 'petrol-08-pump-ground', moments: ['idling', 'idling', 'as it stands', 'idling', 'idling'] },
  { id: 'petrol-09-injector-open', moments: ['injector 3 unplugged', 'switched on', 'idling'] },
  { id: 'petrol-10-lambda-heater-open', moments: ['upstream lambda sensor unplugged', 'idling', 'idling'] },
  {
    id: 'petrol-11-catalyst-aged',
    settings: WARM,
    moments: ['after a while at 90 km/h', 'after a while at 90 km/h'],
    use: cruiseAndStop(90),
  },
  {
    id: 'petrol-12-purge-stuck',
    settings: WARM,
    moments: ['idling when it runs at last', 'idling when it runs at last', 'idling since it runs'],
    use: (bench) => startUntilItRuns(bench, 110),
  },
  { id: 'petrol-13-pedal-track', moments: ['switched on', 'switched on', 'the pedal pressed a fifth', 'switched on'] },
  {
    id: 'petrol-14-generator-diode',
    settings: WARM,
    moments: ['idling for long', 'idling for long'],
    use: idle(75),
    isCuredBy: 'proofs',
  },
  {
    id: 'petrol-15-can-high-grounded',
    moments: ['switched on', 'as it stands'],
    use: switchOn, // Without a word from the lever the body takes a second press for "off".
    isCuredBy: 'proofs',
    areCodesReadAfterRepair: true,
    // Whom the others had heard they miss, and all are awake.
    coming: {
      codes: [
        ...['engine U0101-00', 'engine U0121-00', 'transmission U0100-00', 'transmission U0121-00'],
        ...['brakes U0100-00', 'brakes U0101-00'],
        ...['body U0100-00', 'body U0101-00', 'body U0121-00', 'body U0146-00', 'gateway U0001-00'],
      ],
    },
  },
  { id: 'petrol-15b-terminator-open', moments: ['as it stands'], isCuredBy: 'proofs' },
  { id: 'petrol-16-clutch-sensor', moments: ['idling'] },
]

export const WORKSHOP: Workshop = {
  standAt,
  moments: MOMENTS,
  useAsCustomer,
  takeIn(bench) {
    bench.act({ kind: 'power', to: 'off' })
    bench.run(15)
  },
  giveBack() {},
  isWell(bench) {
    if (!bench.car.view().isReady) start(bench, 5)
    return bench.car.view().isReady
  },
}
