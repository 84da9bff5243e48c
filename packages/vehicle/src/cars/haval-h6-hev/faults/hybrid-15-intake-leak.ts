/**
 * Hybrid fault 15: an engine-side fault that the motor hides. Here the gasket of the intake manifold leaks behind the throttle:
 * what the engine does not give, the pack does. A tester lets the engine run at rest, and its trims tell.
 */
import { code, type Fault } from './fault.ts'

const LEAK_M2 = 1.6e-5

export const intakeLeak: Fault = {
  id: 'hybrid-15-intake-leak',
  component: 'intakeGasket',
  failureMode: 'leaking',
  apply({ engine }) {
    engine.condition.intakeLeakM2 = LEAK_M2
  },
  codes: [code('engine', 'P0171')],
  proofs: [
    // Warm, with the engine let run at rest.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2003, min: 1000 },
        { kind: 'did', ecu: 'engine', did: 0x2004, min: 70 },
        { kind: 'did', ecu: 'engine', did: 0x2012, min: 12 },
      ],
    },
  ],
  repairs: [{ component: 'intakeGasket', repair: 'replace' }],
}
