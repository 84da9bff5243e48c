/** The pack's heat by its books, and by what a stuck valve, a dead pump or a blocked filter does to it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createStateHash } from '../state-hash.ts'
import { ATTO_3_PACK, H6_HEV_PACK, type PackDesign } from './designs.ts'
import { createPack, type Pack } from './pack.ts'
import { AIR_COOLING, type CoolingDesign, type CoolingInput, createThermal, LIQUID_COOLING } from './thermal.ts'

const STILL: CoolingInput = {
  flow: 0,
  chillerValve: 0,
  refrigerantWMax: 8000,
  heaterW: 0,
  ambientDegC: 20,
  cabinDegC: 22,
}

const RUNNING: CoolingInput = { ...STILL, flow: 1 }

function systemOf(design: PackDesign, cooling: CoolingDesign, degC: number) {
  const pack = createPack(design, 1)
  pack.setAll(0.4, degC)
  return { pack, thermal: createThermal(pack, cooling) }
}

type System = ReturnType<typeof systemOf>

/** A current for some minutes: cells ten times a second, the stream once. */
function run({ pack, thermal }: System, amps: number, seconds: number, input: CoolingInput): void {
  for (let second = 0; second < seconds; second++) {
    pack.updateResistance()
    for (let i = 0; i < 10; i++) {
      pack.prepare()
      pack.advance(amps, 0.1)
    }
    thermal.step(input, 1)
  }
}

const meanDegC = ({ tempDegC }: Pack) => tempDegC.reduce((sum, degC) => sum + degC, 0) / tempDegC.length

const heldJ = ({ pack, thermal }: System, cooling: CoolingDesign) =>
  pack.tempDegC.reduce((sum, degC) => sum + degC * pack.design.heatJPerK, 0) +
  pack.plateDegC.reduce((sum, degC) => sum + degC * cooling.plateJPerK, 0) +
  thermal.loopDegC * cooling.loopJPerK

const share = fc.double({ min: 0, max: 1, noNaN: true })
const inputs = fc.record({
  flow: share,
  chillerValve: share,
  refrigerantWMax: fc.double({ min: 0, max: 8000, noNaN: true }),
  heaterW: fc.double({ min: 0, max: 6000, noNaN: true }),
  ambientDegC: fc.double({ min: -30, max: 45, noNaN: true }),
  cabinDegC: fc.double({ min: 5, max: 40, noNaN: true }),
})

for (const [name, design, cooling] of [
  ['liquid', ATTO_3_PACK, LIQUID_COOLING],
  ['air', H6_HEV_PACK, AIR_COOLING],
] as const) {
  test(`${name}: heater in, chiller and air out, the rest is held by cells, plates and coolant`, () => {
    fc.assert(
      fc.property(fc.array(inputs, { minLength: 1, maxLength: 4 }), (list) => {
        const system = systemOf(design, cooling, 25)
        const { pack, thermal } = system
        pack.tempDegC[3] = 60
        const beganJ = heldJ(system, cooling)
        for (const input of list) run(system, 0, 40, input)
        const gainedJ = heldJ(system, cooling) - beganJ
        const bookedJ = thermal.heaterJ - thermal.chillerJ - thermal.awayJ
        assert(Math.abs(gainedJ - bookedJ) < 1e-6 * beganJ, `${gainedJ} of ${bookedJ} J`)
      }),
      { numRuns: 30 },
    )
  })
}

test('a hot cell warms its neighbours, those of its own module first', () => {
  const { pack, thermal } = systemOf({ ...ATTO_3_PACK, plateWPerK: 0 }, LIQUID_COOLING, 20)
  pack.tempDegC[14] = 50 // The first of module 2.
  for (let i = 0; i < 300; i++) thermal.step(STILL, 1)
  assert(pack.tempDegC[15] > pack.tempDegC[13] && pack.tempDegC[13] > 20.5)
  assert(Math.abs(meanDegC(pack) - (20 + 30 / 126)) < 1e-9)
})

test('the stream cools the first module most, and settled it carries away what the current heats', () => {
  const system = systemOf(ATTO_3_PACK, LIQUID_COOLING, 25)
  const { pack, thermal } = system
  // A current that turns every second: heat without a change of charge.
  for (let second = 0; second < 20_000; second++)
    run(system, second % 2 === 0 ? 150 : -150, 1, { ...RUNNING, chillerValve: 1 })
  assert(pack.plateDegC[0] < pack.plateDegC[9] && pack.tempDegC[0] < pack.tempDegC[125])
  const heatW = 150 * 150 * pack.seriesOhm.reduce((sum, ohm) => sum + ohm, 0)
  const outW = thermal.chillerW + 4 * (thermal.loopDegC - 20) + 0.5 * pack.plateDegC.reduce((sum, t) => sum + t - 20, 0)
  assert(Math.abs(outW / heatW - 1) < 0.05, `${outW} of ${heatW} W`)
  const streamW = LIQUID_COOLING.flowWPerK * (thermal.outletDegC - thermal.inletDegC)
  assert(Math.abs(streamW - thermal.chillerW) < 0.05 * heatW)
})

test('with its valve stuck the chiller’s outlet is as warm as its inlet, and a fast charge ends 8 K warmer at least', () => {
  const charged = (chillerValve: number) => {
    const system = systemOf(ATTO_3_PACK, LIQUID_COOLING, 32)
    system.pack.setAll(0.1, 32)
    run(system, -190, 1800, { ...RUNNING, chillerValve, ambientDegC: 32 })
    return system
  }
  const stuck = charged(0)
  const healthy = charged(1)
  assert.equal(stuck.thermal.chilledDegC, stuck.thermal.outletDegC)
  assert(healthy.thermal.chilledDegC < healthy.thermal.outletDegC - 1)
  assert(meanDegC(stuck.pack) > meanDegC(healthy.pack) + 8, `${meanDegC(stuck.pack)} ${meanDegC(healthy.pack)}`)
})

test('a dead pump leaves chiller and heater without effect on the cells', () => {
  const idle = systemOf(ATTO_3_PACK, LIQUID_COOLING, 30)
  run(idle, 0, 600, { ...STILL, chillerValve: 1, heaterW: 4000, ambientDegC: 30 })
  assert(Math.abs(meanDegC(idle.pack) - 30) < 0.01)
  assert(idle.thermal.loopDegC > 60, 'the heater boils what stands around it')
  assert.equal(idle.thermal.chillerW, 0)
})

test('the heater brings a pack of -10 °C to 10 °C in 20 to 60 minutes with 6 kW', () => {
  const system = systemOf(ATTO_3_PACK, LIQUID_COOLING, -10)
  let seconds = 0
  while (meanDegC(system.pack) < 10 && seconds < 9000) {
    run(system, 0, 10, { ...RUNNING, heaterW: 6000, ambientDegC: -10 })
    seconds += 10
  }
  assert(seconds > 1200 && seconds < 3600, `${seconds} s`)
})

test('a blocked filter lets a hybrid’s pack rise further above the cabin, with the fan at full', () => {
  const risen = (filter: number) => {
    const system = systemOf(H6_HEV_PACK, AIR_COOLING, 25)
    for (let second = 0; second < 3000; second++)
      run(system, second % 2 === 0 ? 40 : -40, 1, { ...RUNNING, flow: filter })
    return meanDegC(system.pack) - 22
  }
  assert(risen(1) < 15 && risen(0.1) > 1.6 * risen(1), `${risen(1)} ${risen(0.1)} K`)
})

test('an evaporator warmer than the coolant does nothing, and no chiller gives more than its refrigerant', () => {
  const cold = systemOf(ATTO_3_PACK, LIQUID_COOLING, -5)
  run(cold, 0, 5, { ...RUNNING, chillerValve: 1 })
  assert.equal(cold.thermal.chillerW, 0)
  const hot = systemOf(ATTO_3_PACK, LIQUID_COOLING, 45)
  run(hot, 0, 5, { ...RUNNING, chillerValve: 1, refrigerantWMax: 900 })
  assert.equal(hot.thermal.chillerW, 900)
})

test('one story gives one history, byte for byte', () => {
  const system = systemOf(ATTO_3_PACK, LIQUID_COOLING, 18)
  run(system, 120, 200, { ...RUNNING, chillerValve: 0.5 })
  run(system, -80, 100, { ...RUNNING, heaterW: 2000 })
  const hash = createStateHash()
  hash.add(system.pack.tempDegC)
  hash.add(system.pack.plateDegC)
  hash.addNumbers([system.thermal.loopDegC])
  assert.equal(hash.text(), '955e3523649fe180')
})
