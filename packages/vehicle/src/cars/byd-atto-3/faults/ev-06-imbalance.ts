/**
 * Electric fault 6: one cell of module 3 holds 7 % more charge than the others. It is full when they stand at 93 %, and
 * ends the charge for all. Its resistance is that of any other: only at the end of the curve does it stand out.
 */
import { code, type Fault } from './fault.ts'

/** Counted from 1, as a tester shows it. */
const CELL = 35
const AHEAD = 0.07

export const cellImbalance: Fault = {
  id: 'ev-06-imbalance',
  component: 'module3',
  failureMode: 'imbalance',
  start: { soc: 0.915 },
  apply({ cells }) {
    cells.socOffset[CELL - 1] += AHEAD
    cells.soc[CELL - 1] = Math.min(1, cells.soc[CELL - 1] + AHEAD)
  },
  codes: [code('bms', 'P0A7F')],
  proofs: [
    // At the end of a charge that the car ended early: one cell is full, by its voltage at rest.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x1ffc, min: 90, max: 95 },
        { kind: 'did', ecu: 'bms', did: 0x000a, min: 0, max: 2 },
        { kind: 'did', ecu: 'bms', did: 0x002d, min: 3385, max: 3460 },
        { kind: 'did', ecu: 'bms', did: 0x2007, min: 50, max: 120 },
        { kind: 'did', ecu: 'bms', did: 0x2009, min: CELL, max: CELL },
      ],
    },
  ],
  repairs: [
    { component: 'module3', repair: 'balance' },
    { component: 'module3', repair: 'replace' },
  ],
}
