/** Hybrid fault 4: the precharge resistor is open. One click, the bus stays empty, no READY. */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const prechargeOpen: Fault = {
  id: 'hybrid-04-precharge-open',
  component: 'prechargeResistor',
  failureMode: 'open',
  apply: (physics) => setOhm(physics, 'pack.prechargeResistor', OPEN_OHM),
  codes: [code('bms', 'P0C78')],
  proofs: [
    { kind: 'measurement', instrument: 'ohmmeter', points: ['pack.precharge', 'pack.busPlus'], min: 5000 },
    // Precharged for longer than a second, and next to nothing on the bus.
    {
      kind: 'all',
      withinMs: 2000,
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x3111, min: 1000 },
        { kind: 'did', ecu: 'bms', did: 0x3105, max: 20 },
      ],
    },
  ],
  repairs: [{ component: 'prechargeResistor', repair: 'replace' }],
}
