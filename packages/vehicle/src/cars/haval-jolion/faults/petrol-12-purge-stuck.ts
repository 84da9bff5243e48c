/**
 * Petrol fault 12: the purge valve is stuck open, and the tank has just been filled: its vapours have flooded the canister
 * and go straight into the manifold. Too rich to idle at first; then rich at idle, where they are a great part, while the
 * control unit asks for no purging.
 */
import { code, type Fault } from './fault.ts'

export const purgeStuck: Fault = {
  id: 'petrol-12-purge-stuck',
  component: 'purgeValve',
  failureMode: 'stuckOpenValve',
  apply({ engine }) {
    engine.condition.purgeStuckShare = 1
    engine.purge.loadKg = engine.figures.canisterKg
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
    { kind: 'monitorResult', ecu: 'engine', monitorId: 0x3d, testId: 0x80, isFailed: true, min: 10 },
    // Idling, nothing asked of the valve, and much fuel taken away; with its hose pinched off no more is.
    {
      kind: 'all',
      proofs: [
        {
          kind: 'all',
          withinMs: 5000,
          proofs: [
            { kind: 'obd', ecu: 'engine', pid: 0x2e, max: 0 },
            { kind: 'obd', ecu: 'engine', pid: 0x07, max: -8 },
          ],
        },
        {
          kind: 'while',
          from: { kind: 'hose', hose: 'hose.purge', pinched: true },
          until: { kind: 'hose', hose: 'hose.purge', pinched: false },
          proof: {
            kind: 'all',
            withinMs: 5000,
            proofs: [
              { kind: 'obd', ecu: 'engine', pid: 0x0c, min: 500, max: 1000 },
              { kind: 'obd', ecu: 'engine', pid: 0x06, min: -2 },
            ],
          },
        },
      ],
    },
  ],
  repairs: [{ component: 'purgeValve', repair: 'replace' }],
}
