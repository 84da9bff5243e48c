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
  ],
  repairs: [
    { component: 'serviceDisconnect', repair: 'reseat' },
    { component: 'serviceDisconnect', repair: 'replace' },
  ],
}
