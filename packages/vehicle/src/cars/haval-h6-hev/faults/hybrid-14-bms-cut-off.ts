/** Hybrid fault 14: the stub of the bus to the battery's control unit is open, at its plug: nobody hears it, and it hears nobody. */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const bmsCutOff: Fault = {
  id: 'hybrid-14-bms-cut-off',
  component: 'bms.a',
  failureMode: 'notSeated',
  apply(physics) {
    for (const wire of ['contact.bms.canHigh', 'contact.bms.canLow']) setOhm(physics, wire, OPEN_OHM)
  },
  codes: [code('hcu', 'U0111'), code('bms', 'U0293'), code('gateway', 'U0111')],
  proofs: [
    { kind: 'measurement', instrument: 'ohmmeter', points: ['bms.canHigh', 'bms.canHigh.wire'], min: 1000 },
    // It has its supply, and of its frames (0x140 and others) none is on the bus.
    {
      kind: 'all',
      proofs: [
        { kind: 'silence', id: 0x140, forMs: 3000 },
        { kind: 'measurement', instrument: 'voltmeter', points: ['bms.supply', 'chassis'], min: 9 },
      ],
    },
  ],
  repairs: [{ component: 'bms.a', repair: 'reseat' }],
}
