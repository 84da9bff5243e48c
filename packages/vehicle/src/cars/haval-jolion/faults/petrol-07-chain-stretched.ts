/**
 * Petrol fault 7: the timing chain is stretched, both camshafts lag by 14° of the crank. The engine idles as ever and has no
 * power above 4000 rpm; laid over the crank's teeth the cam's edges are late, with the phaser parked too.
 */
import { code, type Fault } from './fault.ts'

const LATE_DEG = 14

export const chainStretched: Fault = {
  id: 'petrol-07-chain-stretched',
  component: 'timingSet',
  failureMode: 'stretched',
  apply({ engine }) {
    engine.condition.chainLateDeg = LATE_DEG
  },
  codes: [code('engine', 'P0016')],
  proofs: [
    // Idling: nothing is asked of the phaser, and the cam is late.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2003, min: 400 },
        { kind: 'did', ecu: 'engine', did: 0x2014, max: 2 },
        { kind: 'did', ecu: 'engine', did: 0x2013, max: -10 },
      ],
    },
    // The unit's own test of the cam against the crank, with the phaser parked.
    { kind: 'monitorResult', ecu: 'engine', monitorId: 0x35, testId: 0x80, isFailed: true, max: -10 },
  ],
  repairs: [{ component: 'timingSet', repair: 'replace' }],
}
