import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cableAmpsMax, pilotAmpsMax } from './charging-current.ts'

test('the resistors of the four cables code their currents, also 20 % off; a short and an open pin code none', () => {
  for (const [ohm, amps] of [
    [1500, 13],
    [680, 20],
    [220, 32],
    [100, 63],
  ]) {
    for (const share of [0.8, 1, 1.2]) assert.equal(cableAmpsMax(share * ohm), amps, `${share * ohm} Ω`)
  }
  for (const ohm of [0, 50, 2200, 1e6, Number.POSITIVE_INFINITY]) assert.equal(cableAmpsMax(ohm), 0, `${ohm} Ω`)
})

test('a duty of 53 % offers 32 A, of 10 % 6 A, of 90 % 65 A; a line that stands still offers nothing', () => {
  assert(Math.abs(pilotAmpsMax(32 / 60) - 32) < 1e-9)
  assert(Math.abs(pilotAmpsMax(0.1) - 6) < 1e-9)
  assert(Math.abs(pilotAmpsMax(0.9) - 65) < 1e-9)
  for (const duty of [0, 0.05, 0.98, 1, Number.NaN]) assert.equal(pilotAmpsMax(duty) > 0, false, `${duty}`)
})
