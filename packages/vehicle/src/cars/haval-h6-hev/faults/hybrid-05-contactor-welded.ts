/** Hybrid fault 5: the contacts of the positive contactor are welded: READY as ever, and half of the pack's poles on the bus when off. */
import { code, type Fault, setOhm } from './fault.ts'

export const contactorWelded: Fault = {
  id: 'hybrid-05-contactor-welded',
  component: 'positiveContactor',
  failureMode: 'welded',
  apply: (physics) => setOhm(physics, 'pack.positive.weld', 1e-3),
  codes: [code('bms', 'P0AA1')],
  proofs: [
    { kind: 'measurement', instrument: 'ohmmeter', points: ['pack.plus', 'pack.busPlus'], max: 1 },
    // Half a minute after it was switched off, with gloves: the pack is still felt on the bus, through the meter's own 10 MΩ.
    {
      kind: 'while',
      from: { kind: 'power', to: 'off' },
      until: { kind: 'power', to: 'on' },
      afterMs: 15_000,
      proof: { kind: 'measurement', instrument: 'voltmeter', points: ['motorController.plus', 'chassis'], min: 50 },
    },
  ],
  repairs: [{ component: 'positiveContactor', repair: 'replace' }],
}
