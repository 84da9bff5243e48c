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
    // Switched on, plugged in: it is excited, and of the sine there is nothing but the bias of an open winding.
    {
      kind: 'all',
      proofs: [
        {
          kind: 'scope',
          points: ['tractionMachine.excitationPlus', 'tractionMachine.excitationMinus'],
          secondsPerDivision: 20e-6,
          volts: { span: { min: 15 } },
        },
        {
          kind: 'scope',
          points: ['tractionMachine.sinePlus', 'tractionMachine.sineMinus'],
          secondsPerDivision: 20e-6,
          volts: { span: { max: 0.2 }, least: { min: 4 } },
        },
      ],
    },
  ],
  repairs: [{ component: 'tractionMachine', repair: 'replace' }],
}
