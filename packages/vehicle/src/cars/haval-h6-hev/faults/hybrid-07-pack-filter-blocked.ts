/**
 * Hybrid fault 7: the filter before the pack's fan is blocked. On a hot day the fan runs at its most and the cells grow hotter
 * than it would let them: first power fades, then a code.
 */
import { code, type Fault } from './fault.ts'

export const packFilterBlocked: Fault = {
  id: 'hybrid-07-pack-filter-blocked',
  component: 'packFilter',
  failureMode: 'clogged',
  start: { packDegC: 48 },
  apply(physics) {
    physics.condition.packFilterBlockedShare = 1
  },
  codes: [code('bms', 'P0A82'), code('bms', 'P0A7E')],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x3110, min: 85 },
        { kind: 'didDifference', ecu: 'bms', did: 0x310e, minus: 0x310f, withinMs: 1000, min: 14.5 },
      ],
    },
  ],
  repairs: [{ component: 'packFilter', repair: 'replace' }],
}
