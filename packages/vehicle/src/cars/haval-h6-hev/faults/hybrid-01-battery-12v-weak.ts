/**
 * Hybrid fault 1: the 12 V battery has lost its strength. As the relays pull in its voltage breaks down, the contactors are let
 * go again: clicks, and no READY. The high-voltage pack is sound.
 */
import { code, type Fault, setOhm } from './fault.ts'

export const battery12VWeak: Fault = {
  id: 'hybrid-01-battery-12v-weak',
  component: 'battery12V',
  failureMode: 'highInternalResistance',
  apply: (physics) => setOhm(physics, 'battery12V.cells', 0.6),
  codes: [code('body', 'P0562')],
  proofs: [
    {
      kind: 'measurement',
      instrument: 'voltmeter',
      points: ['battery12V.plus', 'battery12V.minus'],
      min: 6,
      max: 11.4,
    },
    // And the pack is sound: its volts are there, and its cells are alike.
    {
      kind: 'all',
      proofs: [
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['battery12V.plus', 'battery12V.minus'],
          min: 6,
          max: 11.4,
        },
        { kind: 'did', ecu: 'bms', did: 0x3103, min: 300 },
        { kind: 'didDifference', ecu: 'bms', did: 0x310c, minus: 0x310b, withinMs: 1000, max: 0.03 },
      ],
    },
  ],
  repairs: [{ component: 'battery12V', repair: 'replace' }],
}
