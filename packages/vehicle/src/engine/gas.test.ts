import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createOpening, densityRatio, flowThrough, nozzle, temperatureRatio } from './gas.ts'

const pressures = fc.double({ min: 10_000, max: 400_000, noNaN: true })

/** An opening of 1 cm² for gas of 300 K. */
function flow(upstreamPa: number, downstreamPa: number) {
  const opening = { ...createOpening(), areaM2: 1e-4, upstreamPa, downstreamPa }
  flowThrough(opening)
  return opening
}

test('gas flows from high pressure to low, and back by the same opening with the same law', () => {
  fc.assert(
    fc.property(pressures, pressures, (onePa, otherPa) => {
      const there = flow(onePa, otherPa)
      const back = flow(otherPa, onePa)
      assert.equal(Math.sign(there.kgps), Math.sign(onePa - otherPa))
      assert.equal(there.kgps + back.kgps, 0)
    }),
  )
})

test('the slopes of a flow are what a small change of a pressure does to it', () => {
  fc.assert(
    fc.property(pressures, pressures, (upstreamPa, downstreamPa) => {
      // Where the straight part begins, the slope has a step.
      const ratio = Math.min(upstreamPa, downstreamPa) / Math.max(upstreamPa, downstreamPa)
      fc.pre(Math.abs(ratio - 0.97) > 1e-3)
      const { kgps, perUpstreamPa, perDownstreamPa } = flow(upstreamPa, downstreamPa)
      const byUpstream = flow(upstreamPa + 1, downstreamPa).kgps - kgps
      assert(Math.abs(byUpstream - perUpstreamPa) < 1e-3 * Math.abs(perUpstreamPa) + 2e-9)
      const byDownstream = flow(upstreamPa, downstreamPa + 1).kgps - kgps
      assert(Math.abs(byDownstream - perDownstreamPa) < 1e-3 * Math.abs(perDownstreamPa) + 2e-9)
    }),
  )
})

test('the nozzle function has no steps and falls to nothing at equal pressures', () => {
  for (let i = 1; i <= 1000; i++) assert(Math.abs(nozzle(i / 1000) - nozzle((i - 1) / 1000)) < 0.02)
  assert.equal(nozzle(1), 0)
})

test('it is within 4 % of the exact one for air (ratio of specific heats 1.4)', () => {
  for (let ratio = 0.53; ratio < 0.97; ratio += 0.01) {
    const exact = ratio ** (1 / 1.4) * Math.sqrt((2.8 / 0.4) * (1 - ratio ** (0.4 / 1.4)))
    assert(Math.abs(nozzle(ratio) - exact) < 0.04 * exact, `${ratio}: ${nozzle(ratio)}, ${exact}`)
  }
})

test('powers of a pressure ratio are those of isentropic compression', () => {
  for (let ratio = 0.2; ratio < 9; ratio += 0.07) {
    assert(Math.abs(temperatureRatio(ratio) - ratio ** (2 / 7)) < 2e-3)
    assert(Math.abs(densityRatio(ratio) - ratio ** (5 / 7)) < 0.01)
  }
})
