/**
 * The physics against published figures. Fitted: drag area, rolling resistance, gear ratio, losses (see ./physics.ts);
 * beside each stands the figure that it was fitted to. The rest of a figure's agreement is the model's.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LFP, openCircuitTable, openCircuitVolts } from '../../battery/chemistry.ts'
import { type Bench, standAt } from '../../test-bench.ts'
import { createPhysics } from './physics.ts'

const TABLE = openCircuitTable(LFP)

const within = (actual: number, expected: number, share: number) =>
  assert(Math.abs(actual - expected) <= share * expected, `${actual} is not within ${100 * share} % of ${expected}`)

/** A driver who aims at a speed: proportional on the error, a decision ten times a second. */
function driveAt(
  bench: Bench,
  speedKmh: number,
  seconds: number,
  watch: (view: ReturnType<Bench['car']['view']>) => void,
) {
  for (let i = 0; i < seconds * 10; i++) {
    const view = bench.car.view()
    watch(view)
    const error = speedKmh - view.speedKmh
    const accelerator =
      error > 0 ? Math.min(0.3, 0.02 * error + 0.0009 * speedKmh) : Math.max(0, 0.0009 * speedKmh + 0.02 * error)
    bench.act({
      kind: 'pedal',
      accelerator,
      brake: error < -4 ? Math.min(0.12, -0.006 * error) : speedKmh === 0 ? 0.08 : 0,
    })
    bench.run(0.1)
  }
}

/**
 * Speeds and times with the length, duration and top speeds of the four phases of WLTC class 3b (UN GTR 15): 3.09,
 * 4.76, 7.16 and 8.25 km in 589, 433, 455 and 323 s. Not the cycle itself: the same driving, made of plateaus.
 */
const WLTC_LIKE: readonly (readonly [kmh: number, seconds: number])[] = [
  // Low: 589 s
  [0, 12],
  [40, 45],
  [18, 25],
  [0, 35],
  [30, 40],
  [12, 20],
  [36, 45],
  [0, 50],
  [54, 60],
  [22, 35],
  [0, 50],
  [22, 40],
  [34, 40],
  [0, 32],
  [26, 40],
  [0, 20],
  // Medium: 433 s
  [0, 15],
  [44, 50],
  [28, 40],
  [54, 55],
  [0, 35],
  [62, 75],
  [74, 50],
  [34, 40],
  [24, 43],
  [0, 30],
  // High: 455 s
  [0, 12],
  [54, 60],
  [72, 60],
  [36, 45],
  [64, 70],
  [95, 85],
  [68, 55],
  [34, 38],
  [0, 30],
  // Extra high: 323 s
  [76, 45],
  [108, 60],
  [96, 33],
  [130, 105],
  [100, 36],
  [0, 44],
]

test('WLTC-like driving of 23 km takes 14.4 kWh from the pack for 100 km, so 15.6 from the grid', () => {
  const bench = standAt()
  assert(bench.start())
  bench.act({ kind: 'selector', to: 'D' })
  let packKwh = 0
  let km = 0
  for (const [kmh, seconds] of WLTC_LIKE) {
    driveAt(bench, kmh, seconds, ({ powerKw, speedKmh }) => {
      packKwh += (powerKw * 0.1) / 3600
      km += (speedKmh * 0.1) / 3600
    })
  }
  within(km, 23.27, 0.03)
  within((100 * packKwh) / km, 14.4, 0.05)
})

test('0 to 100 km/h takes 7.3 s', () => {
  const bench = standAt()
  assert(bench.start())
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 1, brake: 0 })
  let seconds = 0
  while (bench.car.view().speedKmh < 100 && seconds < 20) {
    bench.run(0.01)
    seconds += 0.01
  }
  within(seconds, 7.3, 0.05)
})

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
  physics.now.battery12VSoc = 1 // Its own charging is not the charger's loss.
  physics.commands.chargerW = 7000
  physics.commands.isDcdcOn = true
  for (let tick = 0; tick < 60_000; tick++) physics.step(tick)
  const storedJ = soc.reduce((sum, level, i) => {
    const meanVolts = openCircuitVolts(TABLE, 0.5 * (level + before[i]))
    return sum + (level - before[i]) * capacityAh[i] * 3600 * meanVolts
  }, 0)
  within(storedJ / physics.now.gridJ, 0.923, 0.01) // 60.48 kWh of 420 km x 15.6 kWh/100 km.
})
