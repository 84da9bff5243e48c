/**
 * Electric fault 4: the positive contactor is welded. The car drives as ever; when it is switched off, the bus stays at the
 * pack's voltage for as long as the negative contactor holds, though the positive one was told to open.
 */
import type { Proof } from '../../../car.ts'
import { code, type Fault, setOhm } from './fault.ts'

const WELD_OHM = 2e-4

/** What the unit says of its contactors, while the pack's volts stand on the bus: those first, for they fall. */
const whenJustOff = (told: Proof): Proof => ({
  kind: 'while',
  from: { kind: 'power', to: 'off' },
  until: { kind: 'power', to: 'on' },
  afterMs: 400,
  proof: { kind: 'all', withinMs: 200, proofs: [{ kind: 'did', ecu: 'bms', did: 0x2004, min: 350, max: 445 }, told] },
})

export const contactorWelded: Fault = {
  id: 'ev-04-contactor-welded',
  component: 'positiveContactor',
  failureMode: 'welded',
  apply: (physics) => setOhm(physics, 'pack.positive.weld', WELD_OHM),
  codes: [code('bms', 'P0AA1')],
  proofs: [
    // Isolated: across the contactor that should be open.
    { kind: 'measurement', instrument: 'ohmmeter', points: ['pack.plus', 'pack.busPlus'], max: 1 },
    { kind: 'measurement', instrument: 'ohmmeter', points: ['pack.plus', 'hv.plus'], max: 1 },
    // Just switched off: told to be open, and the pack's volts stand on the bus. Without the weld they fall within a second.
    whenJustOff({ kind: 'did', ecu: 'bms', did: 0x2005, max: 0 }),
    // The same as the battery's unit sends it unasked: no main contactor is closed (0x344).
    whenJustOff({
      kind: 'frame',
      ecu: 'bms',
      id: 0x344,
      signal: { firstBit: 7, bits: 1, scale: 1, offset: 0 },
      max: 0,
    }),
    // Later, with gloves: the pack is still felt there, through the meter's own 10 MΩ.
    {
      kind: 'while',
      from: { kind: 'power', to: 'off' },
      until: { kind: 'power', to: 'on' },
      afterMs: 10_000,
      proof: {
        kind: 'measurement',
        instrument: 'voltmeter',
        points: ['motorController.plus', 'chassis'],
        min: 50,
        max: 120,
      },
    },
  ],
  repairs: [{ component: 'positiveContactor', repair: 'replace' }],
}
