/**
 * Hybrid fault 12: the pack's current sensor shows 8 A too much: with the key on and the contactors open it tells of a current
 * that nobody draws, and half an hour of it are 4 Ah of a pack of 5.
 */
import { code, type Fault } from './fault.ts'

export const packCurrentSensor: Fault = {
  id: 'hybrid-12-pack-current-sensor',
  component: 'currentSensor',
  failureMode: 'offset',
  apply(physics) {
    physics.condition.packSensorOffsetA = 8
  },
  codes: [code('bms', 'P0AC0')],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x3106, min: 1, max: 1 },
        { kind: 'did', ecu: 'bms', did: 0x3104, min: 6, max: 10 },
      ],
    },
  ],
  repairs: [{ component: 'currentSensor', repair: 'replace' }],
}
