/**
 * Electric fault 13: the DC/DC converter gives nothing. In READY the 12 V system falls from 12.9 V to about 11 V; the car comes
 * to the workshop near the end of that, with a tenth left in the battery.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

const atTheConverter = { kind: 'measurement', instrument: 'voltmeter', points: ['dcdc.out', 'chassis'] } as const

export const dcdcFailed: Fault = {
  id: 'ev-13-dcdc-failed',
  component: 'dcdc',
  failureMode: 'noOutput',
  start: { battery12VSoc: 0.1 },
  apply: (physics) => setOhm(physics, 'dcdc.output', OPEN_OHM),
  codes: [code('drive', 'P0A94'), code('drive', 'P0A8D')],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'drive', did: 0x010a, min: 3, max: 3 }, // READY.
        { kind: 'did', ecu: 'drive', did: 0x0108, min: -1, max: 1 }, // Nothing comes out.
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'drive', did: 0x010a, min: 3, max: 3 },
        { ...atTheConverter, min: 10.5, max: 12.9 },
      ],
    },
    {
      kind: 'all',
      withinMs: 2000,
      proofs: [
        { kind: 'did', ecu: 'drive', did: 0x010a, min: 3, max: 3 },
        { kind: 'obd', ecu: 'drive', pid: 0x42, min: 10.5, max: 12.9 },
      ],
    },
    // And it falls, a tenth of a volt in four minutes.
    {
      kind: 'all',
      proofs: [
        { ...atTheConverter, min: 11.28, max: 12.9 },
        { ...atTheConverter, min: 10.5, max: 11.18 },
      ],
    },
  ],
  repairs: [{ component: 'dcdc', repair: 'replace' }],
}
