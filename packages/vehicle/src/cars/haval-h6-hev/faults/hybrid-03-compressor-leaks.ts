/**
 * Hybrid fault 3: the winding of the air conditioner's compressor leaks to its housing, 20 kΩ. At 350 V the floor is 35 kΩ
 * (UN Regulation 100: 100 Ω for each volt of DC): the car warns and drives on, and does not start again.
 */
import { code, type Fault, setOhm } from './fault.ts'

const LEAK_OHM = 20e3

export const compressorLeaks: Fault = {
  id: 'hybrid-03-compressor-leaks',
  component: 'compressor',
  failureMode: 'insulationLow',
  apply: (physics) => setOhm(physics, 'compressor.insulation.plus', LEAK_OHM),
  codes: [code('bms', 'P0AA6')],
  proofs: [
    { kind: 'measurement', instrument: 'insulationTester', points: ['compressor.plus', 'chassis'], max: 30_000 },
  ],
  repairs: [{ component: 'compressor', repair: 'replace' }],
}
