/**
 * Electric fault 15: the resolver's sine winding is open. The car gets READY and gives no torque: who does not know where
 * the rotor stands cannot turn it.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const resolverOpen: Fault = {
  id: 'ev-15-resolver-open',
  component: 'motor',
  failureMode: 'resolverOpen',
  apply: (physics) => setOhm(physics, 'motor.sine', OPEN_OHM),
  codes: [code('drive', 'P0A3F')],
  proofs: [
    // The bias of an open winding; of a whole one some millivolts.
    { kind: 'measurement', instrument: 'voltmeter', points: ['motor.sinePlus', 'motor.sineMinus'], min: 4, max: 5.5 },
    { kind: 'measurement', instrument: 'ohmmeter', points: ['motor.sinePlus', 'motor.sineMinus'], min: 1000 },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'drive', did: 0x010e, min: 4 },
        { kind: 'did', ecu: 'drive', did: 0x010f, max: 1 },
        { kind: 'did', ecu: 'drive', did: 0x0113, max: 1 },
      ],
    },
    // It is excited, and of the sine there is nothing but the bias of an open winding.
    {
      kind: 'all',
      proofs: [
        {
          kind: 'scope',
          points: ['motor.excitationPlus', 'motor.excitationMinus'],
          secondsPerDivision: 20e-6,
          volts: { span: { min: 15 } },
        },
        {
          kind: 'scope',
          points: ['motor.sinePlus', 'motor.sineMinus'],
          secondsPerDivision: 20e-6,
          volts: { span: { max: 0.2 }, least: { min: 4 } },
        },
      ],
    },
  ],
  repairs: [{ component: 'motor', repair: 'replace' }],
}
