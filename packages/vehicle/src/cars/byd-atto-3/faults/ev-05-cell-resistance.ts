/**
 * Electric fault 5: a joint of cell 47, in module 4, has 2.2 mΩ too much. Range is fine, the car is weak at low charge.
 * At 150 A the cell stands 330 mV below the others; at rest it stands beside them.
 */
import { code, type Fault } from './fault.ts'

/** Counted from 1, as a tester shows it. */
const CELL = 47
const ADDED_OHM = 2.2e-3

export const cellResistance: Fault = {
  id: 'ev-05-cell-resistance',
  component: 'module4',
  failureMode: 'highCellResistance',
  start: { soc: 0.24 },
  apply({ cells }) {
    cells.addedOhm[CELL - 1] = ADDED_OHM
  },
  codes: [code('bms', 'P0A7F')],
  proofs: [
    // The best cell of module 4 less its worst, under load.
    { kind: 'didDifference', ecu: 'bms', did: 0x0187, minus: 0x0185, withinMs: 2000, min: 120, max: 1200 },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x2007, min: 120, max: 1200 },
        { kind: 'did', ecu: 'bms', did: 0x2008, min: CELL, max: CELL },
      ],
    },
  ],
  repairs: [{ component: 'module4', repair: 'replace' }],
}
