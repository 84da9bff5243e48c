/**
 * Petrol fault 14: a diode of the alternator has failed, and with it a phase. It gives a fifth of its current: lamps dim, the
 * battery lamp glows, 12.4 V at idle where 14 are due: what the battery has left after some days of it.
 */
import { code, type Fault } from './fault.ts'

export const generatorDiode: Fault = {
  id: 'petrol-14-generator-diode',
  component: 'generator',
  failureMode: 'diodeFailed',
  start: { battery12VSoc: 0.65 },
  apply({ condition }) {
    condition.generatorPhases = 2
  },
  codes: [code('engine', 'P0562')],
  proofs: [
    // Idling, at its own terminals: it is told to give 14 V and does not.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x2003, min: 500 },
        { kind: 'did', ecu: 'engine', did: 0x201a, min: 13.5, max: 15 },
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['generator.plus', 'generator.case'],
          min: 12,
          max: 12.8,
        },
      ],
    },
    // The same on a scope: low, and with a ripple that a sound one's six humps do not have. A battery of 6 mΩ smooths it.
    {
      kind: 'scope',
      points: ['generator.plus', 'generator.case'],
      secondsPerDivision: 0.5e-3,
      volts: { mean: { min: 12, max: 12.8 }, span: { min: 0.08, max: 0.3 } },
    },
  ],
  repairs: [{ component: 'generator', repair: 'replace' }],
}
