/**
 * Petrol fault 1: the primary winding of ignition coil 2 is open. The engine shakes, the malfunction lamp blinks: no current,
 * no spark, cylinder 2 does not burn. Swapped with another coil, the fault moves with it.
 */
import type { Proof } from '../../../car.ts'
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

const currentOfCoil2 = { kind: 'did', ecu: 'engine', did: 0x2021 } as const
/** At the end of dwell, of a sound coil at the alternator's volts. */
const SOUND_A = { min: 6, max: 8.5 } as const

const swappedWith = (coil: { one: string } | { other: string }): Proof => ({
  kind: 'all',
  proofs: [
    { ...currentOfCoil2, min: 0, max: 0.5 },
    {
      kind: 'while',
      from: { kind: 'swap', ...coil, swapped: true },
      until: { kind: 'swap', ...coil, swapped: false },
      afterMs: 1000,
      proof: { ...currentOfCoil2, ...SOUND_A },
    },
  ],
})

export const coilOpen: Fault = {
  id: 'petrol-01-coil-open',
  component: 'coil2',
  failureMode: 'windingOpen',
  apply: (physics) => setOhm(physics, 'coil2.winding', OPEN_OHM),
  codes: [code('engine', 'P0352'), code('engine', 'P0302')],
  proofs: [
    // Plug pulled, so that no other coil is in parallel: 0.6 Ω when sound.
    { kind: 'measurement', instrument: 'ohmmeter', points: ['coil2.supply', 'coil2.driver'], min: 1000 },
    // Of this coil, and of the one beside it.
    {
      kind: 'all',
      proofs: [
        { ...currentOfCoil2, min: 0, max: 0.5 },
        { kind: 'did', ecu: 'engine', did: 0x2020, ...SOUND_A },
      ],
    },
    // The place of coil 2 has current as soon as another coil sits in it: the fault moves with the coil, so no wire is broken.
    swappedWith({ one: 'coil2' }),
    swappedWith({ other: 'coil2' }),
    // Idling: supplied, and its driver's line neither charges nor kicks; a sound one's goes to 270 V.
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['coil2.supply', 'chassis'], min: 9 },
        {
          kind: 'scope',
          points: ['coil2.driver', 'ground.engine'],
          secondsPerDivision: 2e-3,
          volts: { greatest: { max: 30 }, span: { max: 3 } },
        },
      ],
    },
    // Two minutes of idling: the unit's own count of cylinder 2, and nothing of the others.
    {
      kind: 'all',
      proofs: [
        { kind: 'monitorResult', ecu: 'engine', monitorId: 0xa3, testId: 0x0c, isFailed: true },
        ...[0xa2, 0xa4, 0xa5].map(
          (monitorId) => ({ kind: 'monitorResult', ecu: 'engine', monitorId, testId: 0x0c, max: 40 }) as const,
        ),
      ],
    },
  ],
  repairs: [{ component: 'coil2', repair: 'replace' }],
}
