/**
 * Petrol fault 10: the heater of the upstream lambda sensor is open. The sensor comes to work late and the mixture is not
 * regulated so long: more fuel, and nothing that a driver feels.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const lambdaHeaterOpen: Fault = {
  id: 'petrol-10-lambda-heater-open',
  component: 'lambdaUp',
  failureMode: 'heaterOpen',
  apply: (physics) => setOhm(physics, 'lambdaUp.heaterWinding', OPEN_OHM),
  codes: [code('engine', 'P0135')],
  proofs: [
    // Plug pulled: 9 Ω when sound.
    { kind: 'measurement', instrument: 'ohmmeter', points: ['lambdaUp.heaterSupply', 'lambdaUp.heater'], min: 1000 },
    // Engine running: the other one draws current, this one none.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x200f, max: 0.03 },
        { kind: 'did', ecu: 'engine', did: 0x2010, min: 0.1 },
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'monitorResult', ecu: 'engine', monitorId: 0x41, testId: 0x80, isFailed: true, max: 0.03 },
        { kind: 'monitorResult', ecu: 'engine', monitorId: 0x42, testId: 0x80, min: 0.1 },
      ],
    },
  ],
  repairs: [{ component: 'lambdaUp', repair: 'replace' }],
}
