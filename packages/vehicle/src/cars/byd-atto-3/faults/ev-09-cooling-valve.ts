/**
 * Electric fault 9: the valve of the pack's chiller is stuck shut. Its coil is fed and the pump runs, but the coolant
 * leaves the chiller as warm as it came: with cells of 50 °C the unit takes 30 kW of a fast charger's 88.
 */
import type { Proof } from '../../../car.ts'
import { code, type Fault } from './fault.ts'

/** As it comes from the motorway. */
const HOT_DEG_C = 49.8

/** 50 °C, and 30 kW: 75 A into a pack of 405 V. */
const hotAndSlow: readonly Proof[] = [
  { kind: 'did', ecu: 'bms', did: 0x0032, min: 47, max: 53 },
  { kind: 'did', ecu: 'bms', did: 0x0009, min: -90, max: -60 },
]

export const coolingValveStuck: Fault = {
  id: 'ev-09-cooling-valve',
  component: 'chillerValve',
  failureMode: 'stuckClosed',
  start: { soc: 0.12, packDegC: HOT_DEG_C },
  apply({ now }) {
    now.chillerValveStuck = 1
  },
  codes: [code('bms', 'P0A7E')],
  proofs: [
    // The coil has its volts, the cells are hot, and the chiller takes nothing.
    {
      kind: 'all',
      proofs: [
        ...hotAndSlow,
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['chillerValve.plus', 'chillerValve.minus'],
          min: 11,
          max: 15,
        },
        { kind: 'didDifference', ecu: 'bms', did: 0x200a, minus: 0x200b, withinMs: 30_000, min: -1, max: 1 },
      ],
    },
    {
      kind: 'all',
      proofs: [
        ...hotAndSlow,
        { kind: 'measurement', instrument: 'clamp', wire: 'wire.424', min: 0.5, max: 2 },
        { kind: 'didDifference', ecu: 'bms', did: 0x200a, minus: 0x200b, withinMs: 30_000, min: -1, max: 1 },
      ],
    },
  ],
  repairs: [{ component: 'chillerValve', repair: 'replace' }],
}
