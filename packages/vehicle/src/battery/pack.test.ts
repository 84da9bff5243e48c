/** A pack by its laws: charge, energy, heat; two packs as data; and one history, bit for bit on every machine. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createStateHash } from '../state-hash.ts'
import { openCircuitTable, openCircuitVolts } from './chemistry.ts'
import { ATTO_3_PACK, H6_HEV_PACK, type PackDesign } from './designs.ts'
import { createPack, type Pack } from './pack.ts'

const DESIGNS = { 'Atto 3': ATTO_3_PACK, 'H6 HEV': H6_HEV_PACK }

const hashOf = (pack: Pack) => {
  const hash = createStateHash()
  const { soc, tempDegC, seriesOhm, addedOhm, polarisationVolts, capacityAh, volts } = pack
  for (const array of [soc, tempDegC, seriesOhm, addedOhm, polarisationVolts, capacityAh, volts]) hash.add(array)
  hash.add(pack.moduleEmfVolts)
  hash.add(pack.moduleOhm)
  return hash.text()
}

/** Steps, amperes, °C of what cools. */
const STORY = [
  [3000, 180, 25],
  [2000, -150, 30],
  [500, 0, 10],
  [4000, 340, 22],
] as const

test('a pack has the same history on every machine, bit for bit', () => {
  const design: PackDesign = { ...ATTO_3_PACK, plateWPerK: 0.35 }
  for (const [seed, expected] of [
    [1, '5d5671a6273846c5'],
    [20261122, '461fd24d0325d2ac'],
  ] as const) {
    const pack = createPack(design, seed)
    pack.setAll(0.6, 18)
    let tick = 0
    for (const [steps, amps, coolantDegC] of STORY) {
      for (let i = 0; i < steps; i++) {
        if (tick++ % 100 === 0) pack.updateResistance()
        pack.plateDegC.fill(coolantDegC)
        pack.prepare()
        pack.advance(amps, 0.01)
        if (tick === 4000) {
          pack.addedOhm[7] = 0.002
          pack.replaceModule(3)
        }
      }
    }
    assert.equal(hashOf(pack), expected)
  }
})

test('the Atto 3’s pack holds 60.48 kWh at 3.2 V, the hybrid’s 1.6 to 1.8 kWh at some 350 V', () => {
  const kwh = (design: PackDesign, volts: number) => {
    const { capacityAh } = createPack(design, 7)
    return capacityAh.reduce((sum, ah) => sum + ah, 0) * volts * 1e-3
  }
  assert(Math.abs(kwh(ATTO_3_PACK, 3.2) / 60.48 - 1) < 0.005)
  const hybrid = createPack(H6_HEV_PACK, 7)
  hybrid.setAll(0.5, 25)
  const volts = hybrid.moduleEmfVolts.reduce((sum, one) => sum + one, 0)
  assert(kwh(H6_HEV_PACK, 3.65) > 1.6 && kwh(H6_HEV_PACK, 3.65) < 1.8)
  assert(volts > 340 && volts < 360, `${volts} V`)
})

for (const [name, design] of Object.entries(DESIGNS)) {
  test(`${name}: what the cells lose in charge is what the current took, to the ampere-second`, () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 30 }), (rates) => {
        const pack = createPack(design, 3)
        pack.setAll(0.5, 25)
        const before = pack.soc.slice()
        let takenAs = 0
        for (const rate of rates) {
          for (let i = 0; i < 50; i++) {
            pack.prepare()
            pack.advance(rate * design.capacityAh, 0.1)
          }
          takenAs += rate * design.capacityAh * 5
        }
        for (let i = 0; i < pack.cellCount; i++) {
          const lostAs = (before[i] - pack.soc[i]) * pack.capacityAh[i] * 3600
          assert(Math.abs(lostAs - takenAs) < 1e-6 * (1 + Math.abs(takenAs)), `${lostAs} of ${takenAs} As`)
        }
      }),
    )
  })

  test(`${name}: the chemical energy is found at the terminals and as heat in cells and plates`, () => {
    const pack = createPack(design, 3)
    const table = openCircuitTable(design.chemistry)
    pack.setAll(0.7, 20)
    pack.plateDegC.fill(15)
    let chemicalJ = 0
    let terminalJ = 0
    const heldJ = () => pack.tempDegC.reduce((sum, degC) => sum + degC * design.heatJPerK, 0)
    const beganJ = heldJ()
    for (let i = 0; i < 6000; i++) {
      const amps = (i % 2000 < 1000 ? 3 : -1.5) * design.capacityAh * 0.3
      pack.prepare()
      for (const soc of pack.soc) chemicalJ += openCircuitVolts(table, soc) * amps * 0.1
      pack.advance(amps, 0.1)
      for (const volts of pack.volts) terminalJ += volts * amps * 0.1
    }
    const platesJ = pack.plateJ.reduce((sum, joule) => sum + joule, 0)
    const heatJ = heldJ() - beganJ + platesJ
    assert(heatJ > 1000)
    assert(Math.abs(chemicalJ - terminalJ - heatJ) < 1e-6 * chemicalJ, `${chemicalJ - terminalJ} of ${heatJ} J`)
  })

  test(`${name}: cold cells resist more, and a current sags by their resistance`, () => {
    const pack = createPack(design, 1)
    pack.setAll(0.6, 25)
    const warmOhm = pack.moduleOhm[0]
    const amps = design.capacityAh
    pack.advance(amps, 1e-6)
    const sagVolts = pack.moduleEmfVolts[0] - pack.volts.subarray(0, pack.firstCell[1]).reduce((sum, v) => sum + v, 0)
    assert(Math.abs(sagVolts / (amps * warmOhm) - 1) < 1e-3)
    pack.setAll(0.6, -20)
    assert(pack.moduleOhm[0] > 2.9 * warmOhm)
  })
}

test('one hybrid cell of 4 mΩ sags 240 mV at 60 A where its neighbours sag 60, and stands like them at rest', () => {
  const pack = createPack(H6_HEV_PACK, 1)
  pack.addedOhm[20] = 0.003
  pack.setAll(0.6, 25)
  const restVolts = pack.volts.slice()
  assert(Math.abs(restVolts[20] - restVolts[21]) < 0.01)
  pack.prepare()
  pack.advance(60, 0.01)
  const sagMv = (cell: number) => 1000 * (restVolts[cell] - pack.volts[cell])
  assert(Math.abs(sagMv(20) - 240) < 5 && Math.abs(sagMv(21) - 60) < 5, `${sagMv(20)} ${sagMv(21)} mV`)
})

test('a pack that takes over another’s state goes on as that one would have, replaced modules included', () => {
  const first = createPack(H6_HEV_PACK, 4)
  first.setAll(0.6, 20)
  first.replaceModule(2)
  const second = createPack(H6_HEV_PACK, 9)
  const goOn = (pack: Pack) => {
    for (let i = 0; i < 200; i++) {
      if (i % 100 === 0) pack.updateResistance()
      pack.prepare()
      pack.advance(30, 0.1)
    }
    return hashOf(pack)
  }
  first.state.forEach((array, i) => {
    second.state[i].set(array)
  })
  assert.equal(goOn(second), goOn(first))
})

test('one seed gives one pack, another seed another', () => {
  const packOf = (seed: number) => {
    const pack = createPack(H6_HEV_PACK, seed)
    pack.setAll(0.55, 22)
    return hashOf(pack)
  }
  assert.equal(packOf(5), packOf(5))
  assert.notEqual(packOf(5), packOf(6))
  assert.equal(packOf(5), '80ead9c9d970f592')
})
