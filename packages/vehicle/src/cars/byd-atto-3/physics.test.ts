/** The physics by its own books and limits; the published figures are in ./validation.test.ts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LFP, openCircuitTable, openCircuitVolts } from '../../battery/chemistry.ts'
import { standAt } from '../../test-bench.ts'
import { createPhysics } from './physics.ts'

const TABLE = openCircuitTable(LFP)

const within = (actual: number, expected: number, share: number) =>
  assert(Math.abs(actual - expected) <= share * expected, `${actual} is not within ${100 * share} % of ${expected}`)

test('full pedal ends at 160 km/h and 150 kW is never passed at the motor', () => {
  const bench = standAt()
  assert(bench.start())
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 1, brake: 0 })
  let motorKwMax = 0
  for (let second = 0; second < 40; second++) {
    bench.run(1)
    const radps = (bench.value('drive', 0x0102) * 2 * Math.PI) / 60
    motorKwMax = Math.max(motorKwMax, (bench.value('drive', 0x0103) * radps) / 1000)
  }
  within(bench.car.view().speedKmh, 160, 0.01)
  assert(motorKwMax > 140 && motorKwMax < 151, `${motorKwMax} kW`)
})

test('the pack holds 60.48 kWh at its nominal 3.2 V, and its voltage stays below 445 V when full', () => {
  const { cells } = createPhysics(1)
  const capacityAh = cells.capacityAh.reduce((sum, ah) => sum + ah, 0) / cells.capacityAh.length
  within((capacityAh * 3.2 * cells.soc.length) / 1000, 60.48, 0.01)
  cells.setAll(1, 25)
  assert(cells.moduleEmfVolts.reduce((sum, volts) => sum + volts, 0) < 445)
})

test('what the cells lose is what the pack gives: charge is kept', () => {
  const bench = standAt()
  assert(bench.start())
  const before = bench.value('bms', 0x1ffc)
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.25, brake: 0 })
  let ampereHours = 0
  for (let i = 0; i < 3000; i++) {
    bench.run(0.1)
    ampereHours += (bench.value('bms', 0x0009) * 0.1) / 3600
  }
  within(((before - bench.value('bms', 0x1ffc)) / 100) * 150, ampereHours, 0.02)
})

test('AC charging loses about 8 % between the grid and the cells', () => {
  const physics = createPhysics(3)
  const { network } = physics
  for (const name of ['positive', 'negative']) network.setOhm(network.branch(`pack.${name}.weld`), 2e-4)
  const { soc, capacityAh } = physics.cells
  const before = soc.slice()
  for (const name of ['inlet.plug.pilot', 'charger.pilotSwitch']) network.setClosed(network.branch(name), true)
  physics.battery.soc = 1 // Its own charging is not the charger's loss.
  physics.commands.chargerW = 7000
  physics.commands.isDcdcOn = true
  for (let tick = 0; tick < 60_000; tick++) physics.step(tick)
  const storedJ = soc.reduce((sum, level, i) => {
    const meanVolts = openCircuitVolts(TABLE, 0.5 * (level + before[i]))
    return sum + (level - before[i]) * capacityAh[i] * 3600 * meanVolts
  }, 0)
  within(storedJ / physics.now.gridJ, 0.923, 0.01) // 60.48 kWh of 420 km x 15.6 kWh/100 km.
})
