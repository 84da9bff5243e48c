/**
 * Electric case 18: no fault. The customer complains of weak recovery, and the pack is full: there is no room for more.
 * The charge limit is near nothing, and comes back below about 85 %.
 */
import type { Fault } from './fault.ts'

export const fullBattery: Fault = {
  id: 'ev-18-full-battery',
  component: null,
  failureMode: null,
  start: { soc: 1 },
  apply() {},
  codes: [],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x0005, min: 95, max: 100 },
        { kind: 'did', ecu: 'bms', did: 0x000a, min: 0, max: 25 },
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'bms', did: 0x1ffc, min: 95, max: 100 },
        { kind: 'did', ecu: 'bms', did: 0x000a, min: 0, max: 25 },
      ],
    },
    // As it is sent unasked: the charge (0x444), and what may be charged (0x345).
    {
      kind: 'all',
      withinMs: 2000,
      proofs: [
        { kind: 'frame', ecu: 'bms', id: 0x444, signal: { firstBit: 40, bits: 8, scale: 1, offset: 0 }, min: 95 },
        { kind: 'frame', ecu: 'bms', id: 0x345, signal: { firstBit: 16, bits: 16, scale: 0.1, offset: 0 }, max: 25 },
      ],
    },
  ],
  repairs: [],
}
