/**
 * Hybrid fault 3: the winding of the air conditioner's compressor leaks to its housing, 20 kΩ. At 350 V the floor is 35 kΩ
 * (UN Regulation 100: 100 Ω for each volt of DC): the car warns and drives on, and does not start again.
 */
import { code, type Fault, setOhm } from './fault.ts'

const LEAK_OHM = 20e3

const compressorToBody = {
  kind: 'measurement',
  instrument: 'insulationTester',
  points: ['compressor.plus', 'chassis'],
  min: 15_000,
  max: 25_000,
} as const

export const compressorLeaks: Fault = {
  id: 'hybrid-03-compressor-leaks',
  component: 'compressor',
  failureMode: 'insulationLow',
  apply: (physics) => setOhm(physics, 'compressor.insulation.plus', LEAK_OHM),
  codes: [code('bms', 'P0AA6')],
  proofs: [
    compressorToBody,
    // Its plug pulled, the rest of the bus is sound, and it still leaks.
    {
      kind: 'while',
      from: { kind: 'connector', connector: 'compressor.hv', plugged: false },
      until: { kind: 'connector', connector: 'compressor.hv', plugged: true },
      proof: {
        kind: 'all',
        proofs: [
          compressorToBody,
          {
            kind: 'measurement',
            instrument: 'insulationTester',
            points: ['motorController.plus', 'chassis'],
            min: 20e6,
          },
        ],
      },
    },
  ],
  repairs: [{ component: 'compressor', repair: 'replace' }],
}
