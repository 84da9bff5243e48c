/**
 * Electric fault 17: the supply fuse of the battery management system is blown. The unit is silent, so nobody closes the
 * contactors; the bus itself is whole (60 Ω).
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const bmsSilent: Fault = {
  id: 'ev-17-bms-silent',
  component: 'fuseBms',
  failureMode: 'blown',
  apply: (physics) => setOhm(physics, 'fuseBox.fuse.bms', OPEN_OHM),
  codes: [code('drive', 'U0111'), code('gateway', 'U0111')],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['fuseBox.battery', 'chassis'], min: 9 },
        { kind: 'measurement', instrument: 'voltmeter', points: ['fuseBox.bms', 'chassis'], min: -0.5, max: 1 },
      ],
    },
    { kind: 'measurement', instrument: 'voltmeter', points: ['fuseBox.battery', 'fuseBox.bms'], min: 9 },
    { kind: 'measurement', instrument: 'ohmmeter', points: ['fuseBox.battery', 'fuseBox.bms'], min: 10 },
    // The bus is whole, and the fuse is not.
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'ohmmeter', points: ['diagnosis.6', 'diagnosis.14'], min: 55, max: 65 },
        { kind: 'measurement', instrument: 'ohmmeter', points: ['fuseBox.battery', 'fuseBox.bms'], min: 10 },
      ],
    },
    // Of its frames (0x444 and others) none is on the bus, and it has no supply.
    {
      kind: 'all',
      proofs: [
        { kind: 'silence', id: 0x444, forMs: 3000 },
        { kind: 'measurement', instrument: 'voltmeter', points: ['fuseBox.bms', 'chassis'], min: -0.5, max: 1 },
      ],
    },
  ],
  repairs: [{ component: 'fuseBms', repair: 'replace' }],
}
