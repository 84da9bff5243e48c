/**
 * Petrol fault 2: the gasket of the intake manifold leaks behind the throttle. This engine meters its air, so what comes in
 * there is missing from its reckoning: rough and lean at idle, where it is a fifth of all; hardly to be seen at speed.
 */
import { code, type Fault } from './fault.ts'

const LEAK_M2 = 2.6e-6

export const intakeLeak: Fault = {
  id: 'petrol-02-intake-leak',
  component: 'intakeGasket',
  failureMode: 'leaking',
  apply({ engine }) {
    engine.condition.intakeLeakM2 = LEAK_M2
  },
  codes: [code('engine', 'P0171')],
  proofs: [
    // Idling warm for two minutes, until the trim is learnt.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2003, min: 500, max: 1000 },
        { kind: 'did', ecu: 'engine', did: 0x2004, min: 70, max: 110 },
        { kind: 'did', ecu: 'engine', did: 0x2012, min: 16, max: 23 },
      ],
    },
    // The same by any tool; then at 90 km/h, where the leak is next to nothing of the air.
    {
      kind: 'all',
      proofs: [
        {
          kind: 'all',
          withinMs: 5000,
          proofs: [
            { kind: 'obd', ecu: 'engine', pid: 0x0c, min: 500, max: 1000 },
            { kind: 'obd', ecu: 'engine', pid: 0x07, min: 16, max: 23 },
          ],
        },
        {
          kind: 'all',
          withinMs: 5000,
          proofs: [
            { kind: 'obd', ecu: 'engine', pid: 0x0d, min: 80, max: 100 },
            { kind: 'obd', ecu: 'engine', pid: 0x07, min: 0, max: 6 },
          ],
        },
      ],
    },
    // What the unit's own test found: too much trim.
    { kind: 'monitorResult', ecu: 'engine', monitorId: 0x81, testId: 0x80, isFailed: true, min: 0 },
  ],
  repairs: [{ component: 'intakeGasket', repair: 'replace' }],
}
