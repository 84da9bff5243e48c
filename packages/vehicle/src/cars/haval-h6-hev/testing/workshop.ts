/** A workshop that has each fault of the hybrid car before it: when one looks for it, and what its driver did before. */
import type { CarOptions } from '../../../car.ts'
import { atCar, type Bench } from '../../../test-bench.ts'
import { type FaultCase, pull, type Use, type Workshop } from '../../../testing/fault-claims.ts'
import { createH6Hev } from '../station.ts'

export const standAt = (options: Partial<CarOptions> = {}): Bench => atCar(createH6Hev({ seed: 1, ...options }))

export function switchOn(bench: Bench): void {
  if (bench.car.view().power === 'off') bench.act({ kind: 'power', to: 'on' })
  bench.run(4)
}

export function start(bench: Bench): void {
  switchOn(bench)
  bench.act({ kind: 'start' })
  bench.run(10)
}

function switchOff(bench: Bench): void {
  bench.act({ kind: 'power', to: 'off' })
  bench.run(15)
}

/** In D with this much pedal; without READY nobody drives. */
function press(bench: Bench, accelerator: number, seconds: number): void {
  if (!bench.car.view().isReady) return
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator, brake: 0 })
  bench.run(seconds)
}

function stop(bench: Bench): void {
  bench.act({ kind: 'pedal', accelerator: 0, brake: 0.4 })
  bench.run(12)
  bench.act({ kind: 'selector', to: 'P' }, { kind: 'pedal', accelerator: 0, brake: 0 })
}

/** Off and to a halt again, as fast as it goes. */
function town(bench: Bench, rounds: number): void {
  if (!bench.car.view().isReady) return
  bench.act({ kind: 'selector', to: 'D' })
  for (let i = 0; i < rounds; i++) {
    bench.act({ kind: 'pedal', accelerator: 0.9, brake: 0 })
    bench.run(6)
    bench.act({ kind: 'pedal', accelerator: 0, brake: 0.25 })
    bench.run(7)
  }
}

/** With the engine that a tester lets run. */
function letEngineRun(bench: Bench): void {
  start(bench)
  bench.ask('hcu', '1003')
  bench.ask('hcu', '2F30400301')
  for (let i = 0; i < 45; i++) {
    bench.run(2)
    bench.ask('hcu', '3E00')
  }
}

/** The moments at which a person would look for each fault. */
const MOMENTS: Readonly<Record<string, Use>> = {
  'as it stands': (bench) => bench.run(5),
  'while it wakes': (bench) => {
    bench.act({ kind: 'power', to: 'on' })
    bench.run(0.8)
  },
  'switched on': switchOn,
  'in READY': start,
  'asked for READY': (bench) => {
    switchOn(bench)
    bench.act({ kind: 'start' })
    bench.run(4)
  },
  'and two minutes later': (bench) => bench.run(120),
  'in READY, with gloves': (bench) => {
    start(bench)
    bench.takePrecautions()
    bench.act({ kind: 'gloves', on: true })
  },
  'switched off': (bench) => {
    switchOn(bench)
    switchOff(bench)
  },
  'isolated, contactors open': (bench) => {
    start(bench)
    bench.isolate()
  },
  'under full load': (bench) => {
    start(bench)
    press(bench, 0.15, 3)
    press(bench, 1, 3)
  },
  'as the engine shall start': (bench) => {
    start(bench)
    bench.ask('hcu', '1003')
    bench.ask('hcu', '2F30400301')
    bench.run(0.9)
  },
  'after a while of town': (bench) => {
    start(bench)
    town(bench, 22)
  },
  'with the engine let run': letEngineRun,
  'inverter pump unplugged': pull('inverterPump.a'),
  'motor unplugged': pull('tractionMachine.a'),
}

export function useAsCustomer(bench: Bench): void {
  start(bench)
  press(bench, 0.15, 4)
  press(bench, 1, 6)
  stop(bench)
}

const switchOffAndOn: Use = (bench) => {
  start(bench)
  switchOff(bench)
  switchOn(bench)
}

/** In the morning: what only waking shows is not seen by who has left it on. */
const wakeAndStart: Use = (bench) => {
  if (bench.car.view().power === 'on') switchOff(bench)
  start(bench)
}

/** On a hot day, in the sun until now. */
const HOT = { ambientDegC: 38 }
/** Driven to the workshop. */
const WARM = { engineDegC: 85 }

export const CASES: readonly FaultCase[] = [
  { id: 'hybrid-01-battery-12v-weak', moments: ['while it wakes', 'while it wakes'], use: wakeAndStart },
  {
    id: 'hybrid-02-service-plug-open',
    moments: ['switched on', 'switched on', 'switched off'],
    use: start,
  },
  {
    id: 'hybrid-03-compressor-leaks',
    moments: ['isolated, contactors open', 'isolated, contactors open'],
    coming: { use: start }, // It drives until it is switched off, and gets READY no more.
  },
  { id: 'hybrid-04-precharge-open', moments: ['isolated, contactors open', 'asked for READY'], use: start },
  {
    id: 'hybrid-05-contactor-welded',
    moments: ['isolated, contactors open', 'in READY, with gloves'],
    use: switchOffAndOn,
  },
  { id: 'hybrid-06-cell-resistance', moments: ['under full load'] },
  {
    id: 'hybrid-07-pack-filter-blocked',
    settings: HOT,
    moments: ['after a while of town'],
    use(bench) {
      start(bench)
      town(bench, 22)
      stop(bench)
    },
    isCuredBy: 'proofs', // Its cells are hot, whatever is repaired.
    recover(bench) {
      start(bench)
      bench.run(1200) // The fan runs in READY.
      switchOff(bench)
    },
  },
  {
    id: 'hybrid-08-inverter-pump-dead',
    settings: HOT,
    moments: ['in READY', 'inverter pump unplugged', 'in READY', 'after a while of town', 'after a while of town'],
    use(bench) {
      start(bench)
      town(bench, 22)
      stop(bench)
    },
    recover(bench) {
      start(bench)
      bench.run(300) // The pump runs in READY.
      switchOff(bench)
    },
  },
  { id: 'hybrid-09-resolver-open', moments: ['motor unplugged', 'in READY'], use: start },
  { id: 'hybrid-10-motor-thermistor-drift', moments: ['switched on', 'switched on'], use: start },
  {
    id: 'hybrid-11-dcdc-fuse',
    moments: ['switched on', 'in READY', ['in READY', 'and two minutes later']],
    use(bench) {
      start(bench)
      press(bench, 1, 14) // The fuel pump too runs on what the battery has left.
      stop(bench)
    },
  },
  { id: 'hybrid-12-pack-current-sensor', moments: ['switched on'], use: switchOn },
  { id: 'hybrid-13-generator-bridge-dead', moments: ['as the engine shall start', 'as the engine shall start'] },
  {
    id: 'hybrid-14-bms-cut-off',
    moments: ['isolated, contactors open', 'switched on'],
    use: start,
    areCodesReadAfterRepair: true,
  },
  {
    id: 'hybrid-15-intake-leak',
    settings: WARM,
    moments: ['with the engine let run', 'with the engine let run', 'with the engine let run'],
    use: letEngineRun,
  },
]

export const WORKSHOP: Workshop = {
  standAt,
  moments: MOMENTS,
  useAsCustomer,
  takeIn: (bench) => bench.isolate(),
  giveBack: (bench) => bench.putTogether(),
  isWell(bench) {
    if (!bench.car.view().isReady) start(bench)
    return bench.car.view().isReady
  },
}
