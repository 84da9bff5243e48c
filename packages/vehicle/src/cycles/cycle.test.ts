/** The cycles against their official totals; the tables themselves were compared with two sources each. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createStateHash } from '../state-hash.ts'
import { CYCLES, type Cycle, outOfBandMps, targetDistanceM, targetMpsAt } from './cycle.ts'
import { WLTC_3B_KMH_TENTHS } from './wltc-3b.ts'

const cycles: readonly Cycle[] = Object.values(CYCLES)

const phaseKm = (cycle: Cycle) =>
  cycle.phases.map(({ endS }, i) => targetDistanceM(cycle, i === 0 ? 0 : cycle.phases[i - 1].endS, endS) / 1000)

test('WLTC class 3b is 1800 s and 23.266 km long, in phases of 3.095, 4.756, 7.162 and 8.254 km', () => {
  const cycle = CYCLES['wltc-3b']
  assert.equal(cycle.durationS, 1800)
  assert.equal((targetDistanceM(cycle, 0, 1800) / 1000).toFixed(3), '23.266')
  assert.deepEqual(
    phaseKm(cycle).map((km) => km.toFixed(3)),
    ['3.095', '4.756', '7.162', '8.254'],
  )
  assert.equal((3.6 * Math.max(...cycle.targetMps)).toFixed(1), '131.3')
})

test('WLTC has the checksums that the regulation gives for its phases: the sums of their speeds', () => {
  const ends = [0, 589, 1022, 1477, 1800]
  const sums = [0, 1, 2, 3].map(
    (phase) => WLTC_3B_KMH_TENTHS.slice(ends[phase] + 1, ends[phase + 1] + 1).reduce((sum, one) => sum + one, 0) / 10,
  )
  assert.deepEqual(sums, [11140.3, 17121.2, 25782.2, 29714.9])
})

test('UDDS is 1369 s and 7.45 miles long, 19.59 mph in the mean and 56.7 mph at most', () => {
  const cycle = CYCLES.udds
  const miles = targetDistanceM(cycle, 0, 1369) / 1609.344
  assert.equal(cycle.durationS, 1369)
  assert.equal(miles.toFixed(2), '7.45')
  assert.equal(((miles / 1369) * 3600).toFixed(2), '19.59')
  assert.equal((Math.max(...cycle.targetMps) / 0.44704).toFixed(1), '56.7')
})

test('NEDC is 1180 s and 11.007 km long to a tenth of a per cent, its extra-urban part 6.955 km', () => {
  const cycle = CYCLES.nedc
  assert.equal(cycle.durationS, 1180)
  assert(Math.abs(targetDistanceM(cycle, 0, 1180) / 11_007 - 1) < 0.001)
  assert.equal(phaseKm(cycle)[1].toFixed(3), '6.955')
})

test('every cycle begins and ends at rest, asks for no speed below 0 and for no jump', () => {
  for (const { id, targetMps, durationS } of cycles) {
    assert.equal(targetMps[0], 0)
    assert.equal(targetMps[durationS], 0)
    for (let second = 0; second < durationS; second++) {
      assert(targetMps[second] >= 0)
      assert(Math.abs(targetMps[second + 1] - targetMps[second]) < 2.2, `${id} at ${second} s`)
    }
  }
})

test('the tables are those that were compared with their sources', () => {
  const hash = createStateHash()
  for (const { targetMps } of cycles) hash.add(targetMps)
  assert.equal(hash.text(), '8b7216558106db49')
})

test('the target moves in straight lines between the seconds and stays at its ends beyond them', () => {
  const cycle = CYCLES['wltc-3b']
  assert.equal(targetMpsAt(cycle, 13.25), 0.75 * cycle.targetMps[13] + 0.25 * cycle.targetMps[14])
  assert.equal(targetMpsAt(cycle, -5), 0)
  assert.equal(targetMpsAt(cycle, 1e9), 0)
})

test('who drives the target, or is early or late by less than a second, is within the band', () => {
  const anyCycle = fc.constantFrom(...cycles)
  const shift = fc.double({ min: -1, max: 1, noNaN: true })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(anyCycle, share, shift, (cycle, part, earlyS) => {
      const timeS = part * cycle.durationS
      assert.equal(outOfBandMps(cycle, timeS, targetMpsAt(cycle, timeS + earlyS)), 0)
    }),
  )
})

test('2 km/h above the highest target of the two seconds around is the limit, and below the lowest', () => {
  const cycle = CYCLES['wltc-3b']
  // From 1.7 km/h at 13 s to 9.9 at 15 s.
  const above = (kmh: number) => 3.6 * outOfBandMps(cycle, 14, kmh / 3.6)
  assert.equal(above(11.89), 0)
  assert(Math.abs(above(12.4) - 0.5) < 1e-9)
  assert(Math.abs(3.6 * outOfBandMps(cycle, 200, cycle.targetMps[200] - 10)) > 30)
})
