/**
 * Electric fault 14: a permanent consumer does not go to sleep and draws 600 mA from a car that stands; 30 mA are usual.
 * After two days or three the 12 V battery is flat and the car comes up under 10.5 V.
 */
import { code, type Fault, setOhm } from './fault.ts'

const AWAKE_OHM = 20

export const quiescentDrain: Fault = {
  id: 'ev-14-quiescent-drain',
  component: 'clock',
  failureMode: 'doesNotSleep',
  start: { battery12VSoc: 0 },
  apply: (physics) => setOhm(physics, 'clock.stuckAwake', AWAKE_OHM),
  codes: [code('body', 'P0562')],
  proofs: [
    { kind: 'measurement', instrument: 'clamp', wire: 'wire.409', min: 0.3, max: 1 },
    { kind: 'measurement', instrument: 'clamp', wire: 'wire.410', min: 0.3, max: 1 },
    // What the wire to it loses: 40 mV; of a sleeping one less than 1.
    { kind: 'measurement', instrument: 'voltmeter', points: ['fuseBox.clock', 'clock.plus'], min: 0.02, max: 0.2 },
  ],
  repairs: [{ component: 'clock', repair: 'replace' }],
}
