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
  return isShown({ kind: 'measurement', ...TIMES, by: 'ana', measurement, outcome }, proof)
}

function isShown(record: EvidenceOf<'measurement'> | EvidenceOf<'scope'>, proof: Proof): boolean {
  const truth = { id: 'fault', component: null, failureMode: null, proofs: [proof], repairs: [] }
  const seen = { deeds: [{ index: 0, record }], responses: [], dids: [], frames: [] }
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

test('a thermometer proves at the surface that it was aimed at', () => {
  const proof: Proof = { kind: 'measurement', instrument: 'thermometer', surface: 'lowerHose', min: 30 }
  assert(shows({ instrument: 'thermometer', surface: 'lowerHose' }, { value: 41.5, unit: '°C' }, proof))
  assert(!shows({ instrument: 'thermometer', surface: 'upperHose' }, { value: 41.5, unit: '°C' }, proof))
})

test('a curve of the scope proves by what it spans, on either channel, the probes either way, unless it was too fast a look', () => {
  const proof: Proof = {
    ...{ kind: 'scope', points: ['sine', 'return'], secondsPerDivision: 50e-6 },
    volts: { span: { max: 0.1 }, least: { min: -1 } },
  }
  const look = (red: string, black: string, [voltsMin, voltsMax]: [number, number], secondsPerDivision = 50e-6) => {
    const other = { red: 'excitation', black: 'return' }
    const summary = { voltsMin, voltsMax, voltsMean: (voltsMin + voltsMax) / 2 }
    const record = {
      ...{ kind: 'scope', ...TIMES, by: 'ana' },
      settings: {
        ...{ channels: [other, { red, black }], secondsPerDivision },
        trigger: { channel: 0, edge: 'rising', volts: 0, mode: 'auto' },
      },
      outcome: { kind: 'trace', isTriggered: true, channels: [{ voltsMin: -7, voltsMax: 7, voltsMean: 0 }, summary] },
    } satisfies EvidenceOf<'scope'>
    return isShown(record, proof)
  }
  assert(look('sine', 'return', [-0.02, 0.02]))
  assert(look('sine', 'return', [-0.02, 0.02], 200e-6))
  assert(look('return', 'sine', [0.95, 0.98]))
  assert(!look('sine', 'return', [-2, 2]))
  assert(!look('return', 'sine', [1.2, 1.25]))
  assert(!look('cosine', 'return', [0, 0]))
  assert(!look('sine', 'return', [0, 0], 5e-6))
})
