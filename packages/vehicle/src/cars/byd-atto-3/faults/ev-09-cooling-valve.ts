/**
 * Electric fault 9: the valve of the pack's chiller is stuck shut. Its coil is fed and the pump runs, but the coolant
 * leaves the chiller as warm as it came: on a hot pack a fast charge falls from 88 kW to 30 and less.
 */
import { code, type Fault } from './fault.ts'

/** As it comes from the motorway. */
const HOT_DEG_C = 48.8

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
        { kind: 'did', ecu: 'bms', did: 0x0032, min: 44 },
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['chillerValve.plus', 'chillerValve.minus'],
          min: 9,
        },
        { kind: 'didDifference', ecu: 'bms', did: 0x200a, minus: 0x200b, withinMs: 30_000, max: 1 },
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x0032, min: 44 },
        { kind: 'measurement', instrument: 'clamp', wire: 'wire.424', min: 0.5 },
        { kind: 'didDifference', ecu: 'bms', did: 0x200a, minus: 0x200b, withinMs: 30_000, max: 1 },
      ],
    },
  ],
  repairs: [{ component: 'chillerValve', repair: 'replace' }],
}
