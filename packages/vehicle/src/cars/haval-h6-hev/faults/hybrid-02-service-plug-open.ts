/**
 * Hybrid fault 2: the service plug is not seated to its end. Its bridge of the interlock is open, so the contactors stay open.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const servicePlugOpen: Fault = {
  id: 'hybrid-02-service-plug-open',
  component: 'serviceDisconnect',
  failureMode: 'notSeated',
  apply: (physics) => setOhm(physics, 'serviceDisconnect.bridge', OPEN_OHM),
  codes: [code('bms', 'P0A0A')],
  proofs: [
    // Switched on: all of the loop's 5 V stand across the bridge that is open.
    {
      kind: 'measurement',
      instrument: 'voltmeter',
      points: ['serviceDisconnect.interlockIn', 'serviceDisconnect.interlockOut'],
      min: 4,
    },
    // The same from each side to ground.
    {
      kind: 'all',
      proofs: [
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['serviceDisconnect.interlockIn', 'chassis'],
          min: 4.5,
          max: 5.5,
        },
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['serviceDisconnect.interlockOut', 'chassis'],
          min: -0.5,
          max: 0.5,
        },
      ],
    },
    // Without supply and with the plug in its place: round the rest of the loop, not the bridge's 20 mΩ.
    {
      kind: 'while',
      from: { kind: 'battery12V', connected: false },
      until: { kind: 'battery12V', connected: true },
      proof: {
        kind: 'measurement',
        instrument: 'ohmmeter',
        points: ['serviceDisconnect.interlockIn', 'serviceDisconnect.interlockOut'],
        min: 9000,
      },
    },
  ],
  repairs: [
    { component: 'serviceDisconnect', repair: 'reseat' },
    { component: 'serviceDisconnect', repair: 'replace' },
  ],
}
