/**
 * Electric fault 8: the thermistor of module 3 is open and reads -40 °C. The battery takes itself for frozen, so it allows
 * next to no charging and little power.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const thermistorOpen: Fault = {
  id: 'ev-08-thermistor-open',
  component: 'moduleThermistors',
  failureMode: 'open',
  apply: (physics) => setOhm(physics, 'pack.thermistor3', OPEN_OHM),
  codes: [code('bms', 'P0A9B')],
  proofs: [
    // All of the 5 V; a healthy one takes about half of them.
    {
      kind: 'measurement',
      instrument: 'voltmeter',
      points: ['pack.thermistor3', 'pack.thermistor3Return'],
      min: 4.9,
      max: 5.1,
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x0181, max: -39 }, // Module 3.
        { kind: 'did', ecu: 'bms', did: 0x0189, min: -30 }, // And its neighbour is not that cold.
      ],
    },
  ],
  repairs: [{ component: 'moduleThermistors', repair: 'replace' }],
}
