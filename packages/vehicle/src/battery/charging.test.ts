/** What cells stand, and a fast charge that keeps to it: against the published 44 minutes from 10 to 80 %. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chargeAmpsMax, dischargeAmpsMax, plate, platingAmps } from './charging.ts'
import { ATTO_3_PACK, H6_HEV_PACK } from './designs.ts'
import { createPack, type Pack } from './pack.ts'
import { type CoolingInput, createThermal, LIQUID_COOLING } from './thermal.ts'

const packAt = (soc: number, degC: number, design = ATTO_3_PACK): Pack => {
  const pack = createPack(design, 2)
  pack.setAll(soc, degC)
  return pack
}

test('warmth allows more charging current, charge allows less, in both packs', () => {
  for (const design of [ATTO_3_PACK, H6_HEV_PACK]) {
    const soc = fc.double({ min: 0.02, max: 0.97, noNaN: true })
    const degC = fc.double({ min: -25, max: 45, noNaN: true })
    fc.assert(
      fc.property(soc, degC, (level, temp) => {
        const here = platingAmps(packAt(level, temp, design))
        assert(platingAmps(packAt(level, temp + 3, design)) >= here)
        assert(platingAmps(packAt(level + 0.02, temp, design)) <= here)
      }),
      { numRuns: 60 },
    )
  }
})

test('a charge at the limit of voltage brings the first cell to it and none above', () => {
  const pack = packAt(0.95, 45)
  const amps = chargeAmpsMax(pack)
  pack.prepare()
  pack.advance(-amps, 1e-6)
  const highest = Math.max(...pack.volts)
  assert(highest <= 3.65 + 1e-6, `${highest} V`)
  // The weakest cell decides: one more milliohm takes it away.
  pack.addedOhm[40] = 0.01
  pack.updateResistance()
  assert(chargeAmpsMax(pack) < 0.5 * amps)
})

test('an empty pack gives nothing more, a charged one what its lowest voltage allows', () => {
  const full = dischargeAmpsMax(packAt(0.8, 25))
  assert(full > 1000)
  assert(dischargeAmpsMax(packAt(0.002, -20)) < 0.3 * full)
  assert(dischargeAmpsMax(packAt(0.8, -20)) < 0.5 * full)
})

test('charging within the limit costs nothing, faster costs capacity of the cells that were overcharged', () => {
  const pack = packAt(0.5, -10)
  const before = pack.capacityAh.slice()
  assert.equal(plate(pack, -0.99 * platingAmps(pack), 60), 0)
  assert.equal(plate(pack, 200, 60), 0)
  assert.deepEqual(pack.capacityAh, before)
  const lostAh = plate(pack, -100, 600)
  assert(lostAh > 1 && pack.capacityAh.every((ah, i) => ah < before[i]))
})

/** A control unit that looks every ten seconds: the least of the charger, of 75 A for each 100 Ah later on, of what cells stand. */
function minutesTo80(degC: number, input: CoolingInput): number {
  const pack = packAt(0.1, degC)
  const thermal = createThermal(pack, LIQUID_COOLING)
  let seconds = 0
  let amps = 0
  while (pack.soc[0] < 0.8 && seconds < 40_000) {
    if (seconds % 10 === 0) {
      pack.updateResistance()
      const volts = pack.volts.reduce((sum, one) => sum + one, 0)
      const plannedA = pack.soc[0] < 0.4 ? 88_000 / volts : 0.75 * ATTO_3_PACK.capacityAh
      amps = Math.min(plannedA, 0.9 * chargeAmpsMax(pack))
      assert.equal(plate(pack, -amps, 10), 0)
    }
    pack.prepare()
    pack.advance(-amps, 1)
    thermal.step(input, 1)
    seconds++
  }
  return seconds / 60
}

const COOLED: CoolingInput = {
  flow: 1,
  chillerValve: 0.5,
  refrigerantWMax: 5000,
  heaterW: 0,
  ambientDegC: 23,
  cabinDegC: 23,
}

test('from 10 to 80 % at 23 °C: 88 kW up to 40 %, then three quarters of the capacity an hour, is 44 minutes', () => {
  const minutes = minutesTo80(23, COOLED)
  assert(Math.abs(minutes / 44 - 1) < 0.05, `${minutes} min`)
})

test('at -10 °C the same charge takes more than twice as long, and less with the heater', () => {
  const winter = { ...COOLED, chillerValve: 0, ambientDegC: -10 }
  const cold = minutesTo80(-10, winter)
  const heated = minutesTo80(-10, { ...winter, heaterW: 6000 })
  assert(cold > 90 && heated < 0.8 * cold, `${cold} ${heated} min`)
})
