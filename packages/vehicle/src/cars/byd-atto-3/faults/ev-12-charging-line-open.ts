/**
 * Electric fault 12: the wire of S+ is open between the DC inlet and the battery management. The plug is felt and A+ wakes
 * the unit, but it hears no word of the station, which sends CRM(00) and gives up without a BRM.
 * The other half of the catalogue's row, no 12 V on A+, is a cut of wire 709: tested in ../dc-charging.test.ts.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const chargingLineOpen: Fault = {
  id: 'ev-12-charging-line-open',
  component: 'wire.707',
  failureMode: 'open',
  apply: (physics) => setOhm(physics, 'wire.707', OPEN_OHM),
  codes: [code('bms', 'U027C')],
  proofs: [
    // Plug and 12 V are there, and nobody is heard.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x200d, min: 5, max: 7.5 },
        { kind: 'did', ecu: 'bms', did: 0x200e, min: 9 },
        { kind: 'did', ecu: 'bms', did: 0x200c, min: 1, max: 1 },
      ],
    },
    { kind: 'measurement', instrument: 'ohmmeter', points: ['dcInlet.sPlus', 'bms.sPlus'], min: 1e4 },
  ],
  repairs: [{ component: 'wire.707', repair: 'mend' }],
}
