/**
 * Petrol fault 15, second exercise: one of the two terminating resistors is open. The bus still works and no code is set;
 * only the ohmmeter tells: 120 Ω between the wires instead of 60.
 */
import { type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const terminatorOpen: Fault = {
  id: 'petrol-15b-terminator-open',
  component: 'canTerminator',
  failureMode: 'open',
  apply: (physics) => setOhm(physics, 'engine.terminator', OPEN_OHM),
  codes: [],
  proofs: [
    // Switched off.
    { kind: 'measurement', instrument: 'ohmmeter', points: ['diagnosis.6', 'diagnosis.14'], min: 110, max: 130 },
  ],
  repairs: [{ component: 'canTerminator', repair: 'replace' }],
}
