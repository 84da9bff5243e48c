/** A workshop that has each fault of the electric car before it: when one looks for it, and what its driver did before. */
import { type Bench, standAt } from '../../../test-bench.ts'
import type { FaultCase, Use, Workshop } from '../../../testing/fault-claims.ts'

/** What a driver does before the workshop sees the car. */
function useAsCustomer(bench: Bench): void {
  if (bench.start()) bench.driveHard()
  bench.run(30)
}

/** It stood for days, and wakes slowly. */
function switchOnAndWait(bench: Bench): void {
  bench.act({ kind: 'power', to: 'on' })
  bench.run(10)
  useAsCustomer(bench)
}

/** First it is charged. */
function chargeAndDrive(bench: Bench, seconds = 20): void {
  bench.act({ kind: 'charger', plugged: true })
  bench.run(seconds)
  bench.act({ kind: 'charger', plugged: false })
  bench.run(12)
  useAsCustomer(bench)
}

/** On the way, at a fast charger. */
function chargeFastAndDrive(bench: Bench, seconds = 20): void {
  bench.act({ kind: 'charger', plugged: true, type: 'dc' })
  bench.run(seconds)
  bench.act({ kind: 'charger', plugged: false })
  bench.run(15)
  useAsCustomer(bench)
}

/** Its chiller runs while it is charged. */
function coolAtTheStation(bench: Bench): void {
  bench.act({ kind: 'charger', plugged: true, type: 'dc' })
  bench.run(600)
  bench.act({ kind: 'charger', plugged: false })
  bench.run(15)
}

/** And at home, and in the morning. */
function switchOffAndOn(bench: Bench): void {
  useAsCustomer(bench)
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(3)
}

/** The moments at which a person would look for each fault. */
const MOMENTS: Readonly<Record<string, Use>> = {
  'after trying to start': (bench) => void bench.start(),
  'as it stands': (bench) => bench.run(30),
  'after half an hour': (bench) => bench.run(1800),
  'half a minute in READY': (bench) => {
    bench.start()
    bench.run(30)
  },
  'ten minutes later': (bench) => bench.run(600),
  'switched on': (bench) => {
    bench.act({ kind: 'power', to: 'on' })
    bench.run(3)
  },
  'at the AC station': (bench) => {
    bench.act({ kind: 'charger', plugged: true })
    bench.run(12)
  },
  'at the DC station': (bench) => {
    bench.act({ kind: 'charger', plugged: true, type: 'dc' })
    bench.run(12)
  },
  'at the end of a charge': (bench) => {
    bench.act({ kind: 'charger', plugged: true })
    bench.run(420)
  },
  'plugged in, the body’s connector pulled': (bench) => {
    bench.act({ kind: 'charger', plugged: true }, { kind: 'connector', connector: 'body.a', plugged: false })
    bench.run(2)
  },
  'under full load': (bench) => {
    bench.start()
    bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 1, brake: 0 })
    bench.run(4)
  },
  'in READY, with gloves': (bench) => {
    bench.start()
    bench.takePrecautions()
    bench.act({ kind: 'gloves', on: true })
  },
  'isolated, contactors open': (bench) => {
    bench.start()
    bench.isolate()
  },
}

export const CASES: readonly FaultCase[] = [
  {
    id: 'ev-01-interlock-open',
    moments: ['after trying to start', 'after trying to start', 'isolated, contactors open'],
  },
  { id: 'ev-02-wet-heater', moments: ['isolated, contactors open', 'after trying to start', 'after trying to start'] },
  {
    id: 'ev-03-precharge-open',
    moments: ['isolated, contactors open', 'after trying to start', 'switched on'],
  },
  {
    id: 'ev-04-contactor-welded',
    moments: [
      ...['isolated, contactors open', 'isolated, contactors open'],
      ...['in READY, with gloves', 'after trying to start', 'in READY, with gloves'],
    ],
    use: switchOffAndOn,
  },
  { id: 'ev-05-cell-resistance', moments: ['under full load', 'under full load'] },
  { id: 'ev-06-imbalance', moments: ['at the end of a charge'], use: (bench) => chargeAndDrive(bench, 420) },
  { id: 'ev-07-current-sensor', moments: ['switched on', 'switched on'], use: switchOffAndOn },
  { id: 'ev-08-thermistor-open', moments: ['after trying to start', 'after trying to start'] },
  {
    id: 'ev-09-cooling-valve',
    moments: ['at the DC station', 'at the DC station'],
    use: (bench) => chargeFastAndDrive(bench, 200),
    isCuredBy: 'proofs', // Its cells are hot, whatever is repaired.
    recover: coolAtTheStation,
    coming: { codesBefore: ['bms P0A7E-00'] },
  },
  {
    id: 'ev-10-charging-switch',
    moments: ['at the AC station', 'at the AC station'],
    use: chargeAndDrive,
  },
  {
    id: 'ev-11-cable-resistor',
    moments: ['at the AC station', 'at the AC station', 'plugged in, the body’s connector pulled'],
    use: chargeAndDrive,
    isCuredBy: 'proofs',
  },
  {
    id: 'ev-12-charging-line-open',
    moments: ['at the DC station', 'isolated, contactors open'],
    use: chargeFastAndDrive,
  },
  {
    id: 'ev-13-dcdc-failed',
    moments: [
      ...['after trying to start', 'after trying to start', 'after trying to start'],
      ['half a minute in READY', 'ten minutes later'],
    ],
    codesAfterOtherRepairs: ['drive P0A94-00'], // A charged battery holds for hours.
  },
  {
    id: 'ev-14-quiescent-drain',
    moments: ['as it stands', 'as it stands', 'as it stands', 'after half an hour'],
    use: switchOnAndWait,
    isCuredBy: 'proofs', // A charged battery hides it for days.
    recover: (bench) => bench.act({ kind: 'repair', component: 'battery12V', repair: 'charge' }),
    coming: { settings: { battery12VPercent: 80 }, codes: [] }, // Its code takes days.
  },
  {
    id: 'ev-15-resolver-open',
    moments: ['after trying to start', 'isolated, contactors open', 'after trying to start', 'after trying to start'],
  },
  { id: 'ev-16-phase-current-sensor', moments: ['after trying to start'] },
  {
    id: 'ev-17-bms-silent',
    moments: [
      ...['after trying to start', 'after trying to start'],
      ...['isolated, contactors open', 'isolated, contactors open', 'after trying to start'],
    ],
  },
  {
    id: 'ev-18-full-battery',
    moments: ['after trying to start', 'after trying to start', 'after trying to start'],
    isCuredBy: 'proofs',
  },
]

export const WORKSHOP: Workshop = {
  standAt: (options) => standAt({ broadcast: true, ...options }),
  moments: MOMENTS,
  useAsCustomer,
  takeIn: (bench) => bench.isolate(),
  giveBack: (bench) => bench.putTogether(),
  isWell: (bench) => bench.car.view().isReady || bench.start(),
}
