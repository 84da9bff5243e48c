/**
 * Hybrid fault 1: the 12 V battery has lost its strength. As the relays pull in and the fuel pump primes, its voltage breaks
 * down to 10.2 V; asked for READY, the contactors are let go again: clicks, and no READY. The high-voltage pack is sound.
 */
import { code, type Fault, setOhm } from './fault.ts'

/** Within two seconds of switching on; of a sound battery 12.5 V. */
const waking = {
  kind: 'measurement',
  instrument: 'voltmeter',
  points: ['battery12V.plus', 'battery12V.minus'],
  min: 9.8,
  max: 10.6,
} as const

export const battery12VWeak: Fault = {
  id: 'hybrid-01-battery-12v-weak',
  component: 'battery12V',
  failureMode: 'highInternalResistance',
  apply: (physics) => setOhm(physics, 'battery12V.cells', 0.28),
  codes: [code('body', 'P0562')],
  proofs: [
    waking,
    // And the pack is sound: its volts are there, and its cells are alike.
    {
      kind: 'all',
      proofs: [
        waking,
        { kind: 'did', ecu: 'bms', did: 0x3103, min: 300, max: 400 },
        { kind: 'didDifference', ecu: 'bms', did: 0x310c, minus: 0x310b, withinMs: 1000, min: 0, max: 0.03 },
      ],
    },
  ],
  repairs: [{ component: 'battery12V', repair: 'replace' }],
}
