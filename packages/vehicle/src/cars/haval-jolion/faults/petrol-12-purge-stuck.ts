/**
 * Petrol fault 12: the purge valve is stuck open, and the tank has just been filled: its vapours go straight into the
 * manifold. Rich at idle, where they are a great part; the control unit asks for no purging meanwhile.
 */
import { code, type Fault } from './fault.ts'

const CANISTER_SHARE = 0.9

export const purgeStuck: Fault = {
  id: 'petrol-12-purge-stuck',
  component: 'purgeValve',
  failureMode: 'stuckOpenValve',
  apply({ engine }) {
    engine.condition.purgeStuckShare = 1
    engine.purge.loadKg = CANISTER_SHARE * engine.figures.canisterKg
  },
  codes: [code('engine', 'P0496')],
  proofs: [
    // Idling warm, of the unit's own test: of all air, the part that came unmetered and did not make lean.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2003, min: 500, max: 1000 },
        { kind: 'did', ecu: 'engine', did: 0x201d, min: 10 },
      ],
    },
  ],
  repairs: [{ component: 'purgeValve', repair: 'replace' }],
}
