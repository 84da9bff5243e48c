/**
 * Electric fault 1: the interlock contact in the PTC heater's connector is open. The car does not enter READY.
 * The loop's 5 V stand before that connector and are lost behind it.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const interlockOpen: Fault = {
  id: 'ev-01-interlock-open',
  component: 'ptcConnector',
  failureMode: 'notSeated',
  apply: (physics) => setOhm(physics, 'ptc.bridge', OPEN_OHM),
  codes: [code('bms', 'P0A0A')],
  proofs: [
    {
      kind: 'measurement',
      instrument: 'voltmeter',
      points: ['ptc.interlockIn', 'ptc.interlockOut'],
      min: 4,
      max: 6,
    },
    {
      kind: 'all',
      proofs: [
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['ptc.interlockIn', 'chassis'],
          min: 4.5,
          max: 5.5,
        },
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['ptc.interlockOut', 'chassis'],
          min: -0.5,
          max: 0.5,
        },
      ],
    },
    {
      kind: 'measurement',
      instrument: 'ohmmeter',
      points: ['ptc.interlockIn', 'ptc.interlockOut'],
      min: 9000, // Round the rest of the loop, by way of source and return: not the connector's 20 mΩ.
    },
  ],
  repairs: [
    { component: 'ptcConnector', repair: 'reseat' },
    { component: 'ptcConnector', repair: 'replace' },
  ],
}
