/**
 * Petrol fault 13: the second track of the accelerator pedal is 4.6 % of its supply too high. The tracks shall be 2 to 1 and are
 * not: the control unit believes neither and limps.
 */
import { code, type Fault } from './fault.ts'

const OFFSET_SHARE = 0.046

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
        { kind: 'measurement', instrument: 'voltmeter', points: ['pedal.signal2', 'chassis'], min: 0.55, max: 0.67 },
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2006, min: 0.65, max: 0.85 },
        { kind: 'did', ecu: 'engine', did: 0x2007, min: 0.55, max: 0.67 },
      ],
    },
    // Pressed a fifth of its way: 1.50 V and 0.98 V where 0.75 V belong to them.
    {
      kind: 'all',
      withinMs: 30_000,
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['pedal.signal1', 'chassis'], min: 1.4, max: 1.6 },
        { kind: 'measurement', instrument: 'voltmeter', points: ['pedal.signal2', 'chassis'], min: 0.93, max: 1.04 },
      ],
    },
    // In shares of their supplies, as any tool reads them: 15 and 7.5 % when sound.
    {
      kind: 'all',
      withinMs: 2000,
      proofs: [
        { kind: 'obd', ecu: 'engine', pid: 0x49, min: 13, max: 17 },
        { kind: 'obd', ecu: 'engine', pid: 0x4a, min: 11, max: 13.4 },
      ],
    },
  ],
  repairs: [{ component: 'pedal', repair: 'replace' }],
}
