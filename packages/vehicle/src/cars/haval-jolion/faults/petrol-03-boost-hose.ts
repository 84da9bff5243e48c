/**
 * Petrol fault 3: the hose between turbocharger and throttle is split. Idle and trims are right, for the air is metered and
 * no pressure pushes it out; under load it hisses and boost stays far below what is asked.
 */
import { code, type Fault } from './fault.ts'

const SPLIT_M2 = 1.8e-4

export const boostHoseSplit: Fault = {
  id: 'petrol-03-boost-hose',
  component: 'boostHose',
  failureMode: 'split',
  apply({ engine }) {
    engine.condition.boostLeakM2 = SPLIT_M2
  },
  codes: [code('engine', 'P0299')],
  proofs: [
    // Under full load above 1900 rpm.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2003, min: 1900 },
        { kind: 'didDifference', ecu: 'engine', did: 0x0112, minus: 0x010f, withinMs: 1000, min: 30 },
      ],
    },
    // The same with a gauge in the boost pipe: much is asked for, and little is there.
    {
      kind: 'all',
      withinMs: 1000,
      proofs: [
        { kind: 'measurement', instrument: 'gauge', point: 'gauge.boost', max: 55_000 },
        { kind: 'did', ecu: 'engine', did: 0x0112, min: 185 },
      ],
    },
  ],
  repairs: [{ component: 'boostHose', repair: 'replace' }],
}
