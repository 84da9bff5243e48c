/**
 * Petrol fault 1: the primary winding of ignition coil 2 is open. The engine shakes, the malfunction lamp blinks: no current,
 * no spark, cylinder 2 does not burn. Swapped with another coil, the fault moves with it.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const coilOpen: Fault = {
  id: 'petrol-01-coil-open',
  component: 'coil2',
  failureMode: 'windingOpen',
  apply: (physics) => setOhm(physics, 'coil2.winding', OPEN_OHM),
  codes: [code('engine', 'P0352'), code('engine', 'P0302')],
  proofs: [
    // Plug pulled, so that no other coil is in parallel: 0.6 Ω when sound.
    { kind: 'measurement', instrument: 'ohmmeter', points: ['coil2.supply', 'coil2.driver'], min: 1000 },
    // At the end of dwell, of this coil and of the one beside it.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2021, max: 0.5 },
        { kind: 'did', ecu: 'engine', did: 0x2020, min: 4 },
      ],
    },
  ],
  repairs: [{ component: 'coil2', repair: 'replace' }],
}
