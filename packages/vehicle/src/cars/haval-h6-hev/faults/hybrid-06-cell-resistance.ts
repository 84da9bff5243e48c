/** Hybrid fault 6: a cell of the fourth block has 4 mΩ where 1 mΩ is usual: 240 mV of sag at 60 A, nothing at rest. */
import { code, type Fault } from './fault.ts'

/** In the middle of the fourth block. */
const WEAK_CELL = 40
const ADDED_OHM = 3e-3

export const cellResistance: Fault = {
  id: 'hybrid-06-cell-resistance',
  component: 'module4',
  failureMode: 'highCellResistance',
  apply(physics) {
    physics.cells.addedOhm[WEAK_CELL] = ADDED_OHM
  },
  codes: [code('bms', 'P0A80')],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x3104, min: 40 },
        { kind: 'didDifference', ecu: 'bms', did: 0x310c, minus: 0x310b, withinMs: 500, min: 0.11 },
      ],
    },
  ],
  repairs: [{ component: 'module4', repair: 'replace' }],
}
