/**
 * Electric fault 16: the current sensor of phase V is 40 A off. The three phases no longer add up to nothing, so the
 * inverter gives only a third of its torque.
 */
import { code, type Fault } from './fault.ts'

const OFFSET_A = 40

export const phaseCurrentSensor: Fault = {
  id: 'ev-16-phase-current-sensor',
  component: 'motorController',
  failureMode: 'phaseSensorOffset',
  apply({ now }) {
    now.motorCurrentSensorOffsetA = OFFSET_A
  },
  codes: [code('drive', 'P0A78')],
  proofs: [
    // READY and standing: no phase carries current, and one reads some.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'drive', did: 0x0115, min: -5, max: 5 },
        { kind: 'did', ecu: 'drive', did: 0x0116, min: 30, max: 50 },
        { kind: 'did', ecu: 'drive', did: 0x0117, min: -5, max: 5 },
      ],
    },
  ],
  repairs: [{ component: 'motorController', repair: 'replace' }],
}
