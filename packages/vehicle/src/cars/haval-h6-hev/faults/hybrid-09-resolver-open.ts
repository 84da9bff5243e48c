/** Hybrid fault 9: the sine winding of the motor's resolver is open: no torque, since nobody knows where the rotor stands. */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const resolverOpen: Fault = {
  id: 'hybrid-09-resolver-open',
  component: 'tractionMachine',
  failureMode: 'resolverOpen',
  apply: (physics) => setOhm(physics, 'tractionMachine.sine', OPEN_OHM),
  codes: [code('inverter', 'P0A3F')],
  proofs: [
    {
      kind: 'measurement',
      instrument: 'ohmmeter',
      points: ['tractionMachine.sinePlus', 'tractionMachine.sineMinus'],
      min: 1e4,
    },
  ],
  repairs: [{ component: 'tractionMachine', repair: 'replace' }],
}
