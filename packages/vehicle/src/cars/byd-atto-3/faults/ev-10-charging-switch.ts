/**
 * Electric fault 10: the switch (S2) by which the car asks for AC energy stays open. The pilot's upper half-wave stays at
 * 9 V (a car is there) and never falls to 6 V (it asks), so the station never closes its contactor.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const chargingSwitchOpen: Fault = {
  id: 'ev-10-charging-switch',
  component: 'charger',
  failureMode: 'pilotOpen',
  apply: (physics) => setOhm(physics, 'charger.pilotSwitch', OPEN_OHM),
  codes: [code('drive', 'P0CF9')],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'drive', did: 0x010a, min: 4, max: 4 }, // It wants to charge.
        { kind: 'did', ecu: 'bms', did: 0x2005, min: 2, max: 2 }, // Contactors closed.
        { kind: 'did', ecu: 'drive', did: 0x0118, min: 8.5, max: 9.5 },
      ],
    },
    // A meter shows the mean of the half-waves: 9 and -12 V; when the car asks, 6 and -12 V.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x2005, min: 2, max: 2 },
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['charger.pilot', 'charger.ground'],
          min: -1.5,
          max: -0.3,
        },
      ],
    },
  ],
  repairs: [{ component: 'charger', repair: 'replace' }],
}
