/**
 * The 126 lithium iron phosphate cells of the pack: open-circuit voltage, series resistance, one polarisation pair,
 * charge by coulomb counting, temperature. One array per quantity, a cell is an index.
 *
 * Source of the size: 126 in series, 3.2 V x 150 Ah (Battery-Emulator wiki). The curve and the resistances are
 * teaching values of the usual size for a large prismatic cell, not a measurement of this car's.
 * Left out: hysteresis, ageing, self-discharge.
 */
import { unitRandom } from '@luban/stdx'
import { CELL_CAPACITY_AH, CELL_COUNT, CELLS_OF_MODULE, MODULE_COUNT } from './figures.ts'

const SERIES_OHM = 4.2e-4
const POLARISATION_OHM = 3.2e-4
const POLARISATION_S = 40
const HEAT_J_PER_K = 2900
const COOLING_W_PER_K = 0.35

/** Open-circuit voltage at rest over the state of charge. */
const OPEN_CIRCUIT: readonly (readonly [soc: number, volts: number])[] = [
  [0, 2.75],
  [0.01, 2.92],
  [0.03, 3.06],
  [0.06, 3.15],
  [0.1, 3.2],
  [0.2, 3.245],
  [0.3, 3.275],
  [0.4, 3.29],
  [0.55, 3.297],
  [0.65, 3.312],
  [0.72, 3.327],
  [0.9, 3.334],
  [0.96, 3.342],
  [0.985, 3.37],
  [1, 3.46],
]

/** How resistance grows in the cold, relative to 25 °C. */
const COLD: readonly (readonly [degC: number, factor: number])[] = [
  [-30, 4.2],
  [-20, 3],
  [-10, 2.2],
  [0, 1.6],
  [10, 1.28],
  [25, 1],
  [40, 0.86],
  [60, 0.78],
]

const CURVE_POINTS = 400
const openCircuitTable = Float64Array.from({ length: CURVE_POINTS + 1 }, (_, i) =>
  interpolate(OPEN_CIRCUIT, i / CURVE_POINTS),
)

export type Cells = {
  readonly soc: Float64Array
  readonly tempDegC: Float64Array
  readonly seriesOhm: Float64Array
  /** A worn joint or cell adds to this; a healthy one is 0. */
  readonly addedOhm: Float64Array
  readonly polarisationVolts: Float64Array
  readonly capacityAh: Float64Array
  /** Under the current of the last step. */
  readonly volts: Float64Array
  /** What each module drives before its resistance. */
  readonly moduleEmfVolts: Float64Array
  readonly moduleOhm: Float64Array
  readonly state: readonly Float64Array[]
  setAll(soc: number, tempDegC: number): void
  /** A new module has new cells, at the charge of its neighbours. */
  replaceModule(module: number): void
  /** Before the network is solved: the emf of every module. */
  prepare(): void
  /** After it: what the solved current did to every cell. */
  advance(packAmps: number, stepS: number, coolantDegC: number): void
  /** Once a second is enough: resistance follows temperature. Then `moduleOhm` is new. */
  updateResistance(): void
}

export function createCells(seed: number): Cells {
  const array = () => new Float64Array(CELL_COUNT)
  const soc = array()
  const tempDegC = array()
  const seriesOhm = array()
  const addedOhm = array()
  const polarisationVolts = array()
  const volts = array()
  const openVolts = array()
  const capacityAh = array()
  const nominalOhm = array()
  const socOffset = array()
  const moduleEmfVolts = new Float64Array(MODULE_COUNT)
  const moduleOhm = new Float64Array(MODULE_COUNT)
  const firstCell = firstCellOfModule()

  for (let i = 0; i < CELL_COUNT; i++) makeCell(i, 0)

  /** `generation` tells a replaced cell from the first one: another draw of the same seed. */
  function makeCell(i: number, generation: number): void {
    const spread = (quantity: number) => 2 * unitRandom(seed, 16 * generation + quantity, i) - 1
    capacityAh[i] = CELL_CAPACITY_AH * (1 + 0.004 * spread(1))
    nominalOhm[i] = SERIES_OHM * (1 + 0.04 * spread(2))
    socOffset[i] = 0.002 * spread(3)
    addedOhm[i] = 0
    polarisationVolts[i] = 0
  }

  const cells: Cells = {
    soc,
    tempDegC,
    seriesOhm,
    addedOhm,
    polarisationVolts,
    capacityAh,
    volts,
    moduleEmfVolts,
    moduleOhm,
    state: [soc, tempDegC, seriesOhm, addedOhm, polarisationVolts, capacityAh, volts],
    setAll(level, degC) {
      for (let i = 0; i < CELL_COUNT; i++) {
        soc[i] = Math.min(1, Math.max(0, level + socOffset[i]))
        tempDegC[i] = degC
      }
      cells.updateResistance()
      cells.prepare()
      volts.set(openVolts)
    },
    replaceModule(module) {
      const from = firstCell[module - 1]
      const neighbour = from === 0 ? CELL_COUNT - 1 : from - 1
      for (let i = from; i < firstCell[module]; i++) {
        makeCell(i, 1)
        soc[i] = soc[neighbour]
      }
      cells.updateResistance()
      cells.prepare()
    },
    prepare() {
      for (let module = 0, i = 0; module < MODULE_COUNT; module++) {
        let emfVolts = 0
        for (const end = firstCell[module + 1]; i < end; i++) {
          openVolts[i] = openCircuitVolts(soc[i])
          emfVolts += openVolts[i] - polarisationVolts[i]
        }
        moduleEmfVolts[module] = emfVolts
      }
    },
    advance(packAmps, stepS, coolantDegC) {
      const follow = stepS / (POLARISATION_S + stepS) // Backward Euler: no exponential.
      const polarised = packAmps * POLARISATION_OHM
      const perCoulomb = stepS / 3600
      const perJoule = stepS / HEAT_J_PER_K
      for (let i = 0; i < CELL_COUNT; i++) {
        const sagVolts = packAmps * seriesOhm[i]
        polarisationVolts[i] += (polarised - polarisationVolts[i]) * follow
        volts[i] = openVolts[i] - polarisationVolts[i] - sagVolts
        const charge = soc[i] - (packAmps * perCoulomb) / capacityAh[i]
        soc[i] = charge < 0 ? 0 : charge > 1 ? 1 : charge
        const heatW = packAmps * (sagVolts + polarisationVolts[i])
        tempDegC[i] += (heatW - COOLING_W_PER_K * (tempDegC[i] - coolantDegC)) * perJoule
      }
    },
    updateResistance() {
      for (let module = 0, i = 0; module < MODULE_COUNT; module++) {
        let ohm = 0
        for (const end = firstCell[module + 1]; i < end; i++) {
          seriesOhm[i] = nominalOhm[i] * interpolate(COLD, tempDegC[i]) + addedOhm[i]
          ohm += seriesOhm[i]
        }
        moduleOhm[module] = ohm
      }
    },
  }
  return cells
}

/** Index of the first cell of each module, and the count of all cells at the end. */
export function firstCellOfModule(): Int32Array {
  const first = new Int32Array(MODULE_COUNT + 1)
  CELLS_OF_MODULE.forEach((count, module) => {
    first[module + 1] = first[module] + count
  })
  return first
}

export function openCircuitVolts(soc: number): number {
  const place = (soc < 0 ? 0 : soc > 1 ? 1 : soc) * CURVE_POINTS
  const index = place >= CURVE_POINTS ? CURVE_POINTS - 1 : place | 0
  const low = openCircuitTable[index]
  return low + (openCircuitTable[index + 1] - low) * (place - index)
}

/** Straight lines between the points, level beyond the ends. */
export function interpolate(points: readonly (readonly [x: number, y: number])[], x: number): number {
  if (x <= points[0][0]) return points[0][1]
  for (let i = 1; i < points.length; i++) {
    const [x1, y1] = points[i]
    if (x > x1) continue
    const [x0, y0] = points[i - 1]
    return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
  }
  return points[points.length - 1][1]
}
