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
    {
      kind: 'measurement',
      instrument: 'voltmeter',
      points: ['serviceDisconnect.interlockIn', 'serviceDisconnect.interlockOut'],
      min: 4,
    },
    {
      kind: 'measurement',
      instrument: 'ohmmeter',
      points: ['serviceDisconnect.interlockIn', 'serviceDisconnect.interlockOut'],
      min: 1e6,
    },
  ],
  repairs: [
    { component: 'serviceDisconnect', repair: 'reseat' },
    { component: 'serviceDisconnect', repair: 'replace' },
  ],
}
