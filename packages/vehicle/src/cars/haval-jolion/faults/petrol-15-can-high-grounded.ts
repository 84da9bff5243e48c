/**
 * Petrol fault 15: the CAN-H wire to the brake control unit is chafed through to the body of the car. No unit hears another
 * and no tester hears any: codes can be read when the wire is mended, or of the gateway through its own Ethernet door.
 */
import { code, type Fault, setOhm } from './fault.ts'

const CONTACT_OHM = 0.5

export const canHighGrounded: Fault = {
  id: 'petrol-15-can-high-grounded',
  component: 'wire.604',
  failureMode: 'shortToGround',
  apply: (physics) => setOhm(physics, 'chafe.604', CONTACT_OHM),
  codes: [
    ...['U0101', 'U0121'].map((text) => code('engine', text)),
    ...['U0100', 'U0101', 'U0121', 'U0146'].map((text) => code('body', text)),
    code('gateway', 'U0001'),
  ],
  proofs: [
    // Ignition on: 2.5 V and more when sound.
    { kind: 'measurement', instrument: 'voltmeter', points: ['diagnosis.6', 'chassis'], max: 0.4 },
    // Switched off; the units' own resistance is some kΩ.
    { kind: 'measurement', instrument: 'ohmmeter', points: ['diagnosis.6', 'chassis'], max: 5 },
  ],
  repairs: [{ component: 'wire.604', repair: 'mend' }],
}
