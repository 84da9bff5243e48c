/**
 * Electric fault 7: the pack's current sensor is 8 A off, and so the battery has counted its charge wrong for weeks: it
 * shows 45 % where 25 % are left, and the car loses power far above empty.
 */
import { code, type Fault } from './fault.ts'

const OFFSET_A = 8
const COUNTED_SOC_ERROR = 0.2

export const currentSensorOffset: Fault = {
  id: 'ev-07-current-sensor',
  component: 'currentSensor',
  failureMode: 'offset',
  start: { soc: 0.25 },
  apply({ now }) {
    now.currentSensorOffsetA = OFFSET_A
    now.countedSocError = COUNTED_SOC_ERROR
  },
  codes: [code('bms', 'P0AC0')],
  proofs: [
    // Contactors open, so that no current can flow.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x2005, min: 0, max: 0 },
        { kind: 'did', ecu: 'bms', did: 0x0009, min: 5, max: 11 },
      ],
    },
    // Resting cells at a voltage that belongs to 25 %, and 45 % counted.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x2005, min: 0, max: 0 },
        { kind: 'did', ecu: 'bms', did: 0x0005, min: 38 },
        { kind: 'did', ecu: 'bms', did: 0x002d, max: 3275 },
      ],
    },
  ],
  repairs: [{ component: 'currentSensor', repair: 'replace' }],
}
