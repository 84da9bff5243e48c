/**
 * Electric fault 11: the charging cable codes 13 A (1.5 kΩ) where it should code 32 A (220 Ω). The car draws 3 kW from a
 * station that offers 7, and no code says why: it obeys.
 */
import { type Fault, setOhm } from './fault.ts'

const CODED_OHM = 1500

export const cableResistor: Fault = {
  id: 'ev-11-cable-resistor',
  component: 'chargingCable',
  failureMode: 'wrongResistor',
  apply: (physics) => setOhm(physics, 'inlet.plug.proximity', CODED_OHM),
  codes: [],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'drive', did: 0x0119, min: 30 }, // The station offers 32 A.
        { kind: 'did', ecu: 'body', did: 0x0208, min: 13, max: 13 },
      ],
    },
    { kind: 'measurement', instrument: 'voltmeter', points: ['inlet.proximity', 'inlet.earth'], min: 3.4, max: 4 },
    // With the body's connector pulled, the plug alone.
    { kind: 'measurement', instrument: 'ohmmeter', points: ['inlet.proximity', 'inlet.earth'], min: 1200, max: 1800 },
  ],
  repairs: [{ component: 'chargingCable', repair: 'replace' }],
}
