/**
 * Electric fault 3: the precharge resistor is open. One click, no READY, "check power system".
 * The bus capacitor is not charged, so the positive contactor may not close.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const prechargeOpen: Fault = {
  id: 'ev-03-precharge-open',
  component: 'prechargeResistor',
  failureMode: 'open',
  apply: (physics) => setOhm(physics, 'pack.prechargeResistor', OPEN_OHM),
  codes: [code('bms', 'P0C78'), code('drive', 'P1A34')],
  proofs: [
    { kind: 'measurement', instrument: 'ohmmeter', points: ['pack.precharge', 'hv.plus'], min: 10_000 },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'drive', did: 0x010c, min: 0, max: 20 }, // The bus in the last precharge.
        { kind: 'did', ecu: 'bms', did: 0x2006, min: 1000, max: 2000 }, // How long that lasted.
      ],
    },
    // The same as the battery's unit sends it unasked (0x344): it still precharges a second after the start, and gives up.
    {
      kind: 'while',
      from: { kind: 'start' },
      until: { kind: 'power', to: 'off' },
      afterMs: 1000,
      proof: {
        kind: 'frame',
        ecu: 'bms',
        id: 0x344,
        signal: { firstBit: 6, bits: 1, scale: 1, offset: 0 },
        min: 1,
      },
    },
  ],
  repairs: [{ component: 'prechargeResistor', repair: 'replace' }],
}
