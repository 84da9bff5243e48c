/**
 * Petrol fault 12: the purge valve is stuck open, and the tank has just been filled: its vapours go straight into the
 * manifold. Rich at idle, where they are a great part, until it stalls; the control unit asks for no purging meanwhile.
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
    // Idling warm, the valve commanded shut.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2003, min: 500, max: 1000 },
        { kind: 'did', ecu: 'engine', did: 0x2017, max: 0 },
        { kind: 'did', ecu: 'engine', did: 0x2011, max: -6 },
      ],
    },
  ],
  repairs: [{ component: 'purgeValve', repair: 'replace' }],
}
