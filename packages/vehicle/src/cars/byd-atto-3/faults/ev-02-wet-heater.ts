/**
 * Electric fault 2: water in the PTC heater. Its insulation falls to 24 kΩ, about 60 Ω for each volt of the pack; the limit
 * is 100 Ω for each volt. Seen as soon as the contactors join the heater's branch to the pack.
 */
import { code, type Fault, setOhm } from './fault.ts'

const WET_OHM = 24e3

export const wetHeater: Fault = {
  id: 'ev-02-wet-heater',
  component: 'ptcHeater',
  failureMode: 'insulationLow',
  apply: (physics) => setOhm(physics, 'ptc.insulation.minus', WET_OHM),
  codes: [code('bms', 'P0AA6')],
  proofs: [
    // Isolated. With its plug pulled only the heater still shows it.
    { kind: 'measurement', instrument: 'insulationTester', points: ['ptc.minus', 'chassis'], max: 40_000 },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x2005, min: 2, max: 2 }, // Contactors closed.
        { kind: 'did', ecu: 'bms', did: 0x2002, max: 100 },
      ],
    },
    // The same as it is sent unasked: contactors closed (0x344), and ohms for each volt (0x43A).
    {
      kind: 'all',
      withinMs: 2000,
      proofs: [
        { kind: 'frame', ecu: 'bms', id: 0x344, signal: { firstBit: 7, bits: 1, scale: 1, offset: 0 }, min: 1 },
        { kind: 'frame', ecu: 'bms', id: 0x43a, signal: { firstBit: 0, bits: 16, scale: 1, offset: 0 }, max: 100 },
      ],
    },
  ],
  repairs: [{ component: 'ptcHeater', repair: 'replace' }],
}
