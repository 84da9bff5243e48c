/**
 * Petrol fault 13: the second track of the accelerator pedal is 9 % of its supply too high. The tracks shall be 2 to 1 and are
 * not: the control unit believes neither and limps.
 */
import { code, type Fault } from './fault.ts'

const OFFSET_SHARE = 0.09

export const pedalTrack: Fault = {
  id: 'petrol-13-pedal-track',
  component: 'pedal',
  failureMode: 'trackOffset',
  apply({ condition }) {
    condition.pedalOffset2 = OFFSET_SHARE
  },
  codes: [code('engine', 'P2138')],
  proofs: [
    // Pedal at rest, ignition on: 0.75 V and half of it when sound. Its supply and ground are good, so it is the pedal.
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['pedal.signal1', 'chassis'], min: 0.65, max: 0.85 },
        { kind: 'measurement', instrument: 'voltmeter', points: ['pedal.signal2', 'chassis'], min: 0.7, max: 1 },
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2006, min: 0.65, max: 0.85 },
        { kind: 'did', ecu: 'engine', did: 0x2007, min: 0.7, max: 1 },
      ],
    },
  ],
  repairs: [{ component: 'pedal', repair: 'replace' }],
}
