/**
 * Petrol fault 9: the winding of injector 3 is open. No current, no inductive kick, no fuel: cylinder 3 is dead.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const injectorOpen: Fault = {
  id: 'petrol-09-injector-open',
  component: 'injector3',
  failureMode: 'windingOpen',
  apply: (physics) => setOhm(physics, 'injector3.winding', OPEN_OHM),
  codes: [code('engine', 'P0203'), code('engine', 'P0303')],
  proofs: [
    // Plug pulled: 12 Ω when sound.
    { kind: 'measurement', instrument: 'ohmmeter', points: ['injector3.supply', 'injector3.driver'], min: 1000 },
    // Plugged in, ignition on: the supply is there and does not come through.
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['injector3.supply', 'chassis'], min: 9 },
        { kind: 'measurement', instrument: 'voltmeter', points: ['injector3.driver', 'chassis'], max: 1 },
      ],
    },
    // Idling: supplied, and no kick when it is switched off; a sound one's goes to 60 V.
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['injector3.supply', 'chassis'], min: 9 },
        {
          kind: 'scope',
          points: ['injector3.driver', 'ground.engine'],
          secondsPerDivision: 2e-3,
          volts: { greatest: { max: 20 }, span: { max: 3 } },
        },
      ],
    },
  ],
  repairs: [{ component: 'injector3', repair: 'replace' }],
}
