/**
 * Hybrid fault 15: an engine-side fault that the motor hides. Here the gasket of the intake manifold leaks behind the throttle,
 * a third of what the engine draws in at a small load. Until the lambda sensor is listened to, some eight seconds after each
 * start, the charge is too lean for every third spark; later the trims make up for it. What the engine does not give, the
 * pack does, and the generator turns it on: nobody feels it. A tester lets it run at rest, and misfires and trims tell.
 */
import { code, type Fault } from './fault.ts'

const LEAK_M2 = 1.35e-5

export const intakeLeak: Fault = {
  id: 'hybrid-15-intake-leak',
  component: 'intakeGasket',
  failureMode: 'leaking',
  apply({ engine }) {
    engine.condition.intakeLeakM2 = LEAK_M2
  },
  codes: [code('engine', 'P0171'), code('engine', 'P0300')],
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
    {
      kind: 'all',
      withinMs: 5000,
      proofs: [
        { kind: 'obd', ecu: 'engine', pid: 0x0c, min: 1000 },
        { kind: 'obd', ecu: 'engine', pid: 0x05, min: 70 },
        { kind: 'obd', ecu: 'engine', pid: 0x07, min: 12 },
      ],
    },
    { kind: 'monitorResult', ecu: 'engine', monitorId: 0x81, testId: 0x80, isFailed: true, min: 0 },
  ],
  repairs: [{ component: 'intakeGasket', repair: 'replace' }],
}
