import assert from 'node:assert/strict'
import test from 'node:test'
import { fourFigures, readingParts } from './reading.ts'

test('a meter shows four figures', () => {
  assert.equal(fourFigures(403.24), '403.2')
  assert.equal(fourFigures(12.614), '12.61')
  assert.equal(fourFigures(0.0042), '0.004')
  assert.equal(fourFigures(-0.0001), '0.000')
  assert.equal(fourFigures(-13.5), '-13.50')
})

test('resistance takes the prefix of its range', () => {
  assert.deepEqual(readingParts({ value: 47, unit: 'Ω' }), { digits: '47.00', unit: 'Ω' })
  assert.deepEqual(readingParts({ value: 2300, unit: 'Ω' }), { digits: '2.300', unit: 'kΩ' })
  assert.deepEqual(readingParts({ value: 24_180_000, unit: 'Ω' }), { digits: '24.18', unit: 'MΩ' })
  assert.deepEqual(readingParts({ value: 'OL', unit: 'Ω' }), { digits: 'OL', unit: 'MΩ' })
  assert.deepEqual(readingParts({ value: 'OL', unit: 'V' }), { digits: 'OL', unit: 'V' })
})

test('a clamp shows hundredths of an ampere, a gauge bars', () => {
  assert.deepEqual(readingParts({ value: 1.64, unit: 'A' }), { digits: '1.64', unit: 'A' })
  assert.deepEqual(readingParts({ value: -152.3, unit: 'A' }), { digits: '-152.3', unit: 'A' })
  assert.deepEqual(readingParts({ value: 41.3, unit: '°C' }), { digits: '41.3', unit: '°C' })
  assert.deepEqual(readingParts({ value: 251_000, unit: 'Pa' }), { digits: '2.510', unit: 'bar' })
})
