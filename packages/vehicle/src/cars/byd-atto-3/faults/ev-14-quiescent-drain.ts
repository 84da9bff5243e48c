/**
 * Electric fault 14: a permanent consumer does not go to sleep and draws 600 mA from a car that stands; 30 mA are usual.
 * After two days or three the 12 V battery is flat and the car comes up under 10.5 V.
 */
import { code, type Fault, setOhm } from './fault.ts'

/** 0.65 A of a charged battery, 0.55 A of the flat one that the car comes with. */
const AWAKE_OHM = 19

export const quiescentDrain: Fault = {
  id: 'ev-14-quiescent-drain',
  component: 'clock',
  failureMode: 'doesNotSleep',
  start: { battery12VSoc: 0 },
  apply: (physics) => setOhm(physics, 'clock.stuckAwake', AWAKE_OHM),
  codes: [code('body', 'P0562')],
  proofs: [
    { kind: 'measurement', instrument: 'clamp', wire: 'wire.409', min: 0.5, max: 0.7 },
    { kind: 'measurement', instrument: 'clamp', wire: 'wire.410', min: 0.5, max: 0.7 },
    // What the wire to it loses: 40 mV; of a sleeping one less than 1.
    { kind: 'measurement', instrument: 'voltmeter', points: ['fuseBox.clock', 'clock.plus'], min: 0.02, max: 0.2 },
    // All that the battery gives, when everything that goes to sleep is asleep.
    { kind: 'measurement', instrument: 'clamp', wire: 'wire.101', min: 0.5, max: 0.7 },
  ],
  repairs: [{ component: 'clock', repair: 'replace' }],
}
