/** What a reading of an instrument proves: the right place, the right way round, within the range. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EvidenceOf } from './evidence.ts'
import { firstProof, type Proof } from './proofs.ts'
import type { Measurement, Reading } from './station.ts'

const TIMES = { tick: 1, stationMs: 10, wallMs: 10 }

/** Whether one reading shows one proof. */
function shows(measurement: Measurement, reading: Reading, proof: Proof): boolean {
  const outcome = { kind: 'reading', reading } as const
  const record = { kind: 'measurement', ...TIMES, by: 'ana', measurement, outcome } satisfies EvidenceOf<'measurement'>
  const truth = { id: 'fault', component: null, failureMode: null, proofs: [proof], repairs: [] }
  const seen = { deeds: [{ index: 0, record }], responses: [], dids: [] }
  return firstProof(truth, seen as unknown as Parameters<typeof firstProof>[1], { after: -1, until: 1 }) !== undefined
}

const amps = (value: number): Reading => ({ value, unit: 'A' })
const volts = (value: number | 'OL'): Reading => ({ value, unit: 'V' })

test('a clamp proves by the size of the current in its wire, whichever way round it was', () => {
  const proof: Proof = { kind: 'measurement', instrument: 'clamp', wire: 'wire.7', min: 0.5, max: 0.7 }
  assert(shows({ instrument: 'clamp', wire: 'wire.7' }, amps(-0.6), proof))
  assert(!shows({ instrument: 'clamp', wire: 'wire.7' }, amps(0.02), proof))
  assert(!shows({ instrument: 'clamp', wire: 'wire.8' }, amps(0.6), proof))
  assert(!shows({ instrument: 'voltmeter', red: 'wire.7', black: 'chassis' }, volts(0.6), proof))
})

test('a voltmeter the other way round counts with the other sign, a diode test that way round not at all', () => {
  const swapped = { red: 'b', black: 'a' } as const
  const proof = (instrument: 'voltmeter' | 'diode'): Proof => {
    return { kind: 'measurement', instrument, points: ['a', 'b'], min: 0.4 }
  }
  assert(shows({ instrument: 'voltmeter', ...swapped }, volts(-0.6), proof('voltmeter')))
  assert(!shows({ instrument: 'diode', ...swapped }, volts('OL'), proof('diode')))
  assert(shows({ instrument: 'diode', red: 'a', black: 'b' }, volts('OL'), proof('diode')))
})

test('a gauge proves at its own point', () => {
  const proof: Proof = { kind: 'measurement', instrument: 'gauge', point: 'rail', max: 270_000 }
  assert(shows({ instrument: 'gauge', point: 'rail' }, { value: 260_000, unit: 'Pa' }, proof))
  assert(!shows({ instrument: 'gauge', point: 'return' }, { value: 260_000, unit: 'Pa' }, proof))
})
