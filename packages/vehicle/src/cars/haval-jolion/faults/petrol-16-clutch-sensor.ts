/**
 * Petrol fault 16: the pressure sensor of clutch 1 shows too much. Odd gears take with a jerk: the control unit regulates by
 * what it reads. The valve's current is right, and so is the clutch.
 */
import { code, type Fault } from './fault.ts'

const OFFSET_SHARE = 0.15

export const clutchSensor: Fault = {
  id: 'petrol-16-clutch-sensor',
  component: 'clutchSensor1',
  failureMode: 'drift',
  apply({ condition }) {
    condition.clutchSensorOffset1 = OFFSET_SHARE
  },
  codes: [code('transmission', 'P0841')],
  proofs: [
    // At rest in P: no pressure is asked of it.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'transmission', did: 0x6940, min: 0, max: 0.1 },
        { kind: 'didDifference', ecu: 'transmission', did: 0x690b, minus: 0x69bc, withinMs: 1000, min: 250, max: 500 },
      ],
    },
  ],
  repairs: [{ component: 'clutchSensor1', repair: 'replace' }],
}
