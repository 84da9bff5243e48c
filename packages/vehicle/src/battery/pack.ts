/**
 * A traction battery's cells, of any chemistry and count: open-circuit voltage, series resistance, one polarisation pair,
 * charge by coulomb counting, temperature. One array per quantity, a cell is an index; nothing is allocated after the start.
 *
 * The electrical network sees one source and one resistance per module; `prepare` gives the sources before it is solved,
 * `advance` lets the solved current act on every cell. What cells give to their module's plate is summed in `plateJ`,
 * for ./thermal.ts to carry on.
 */
import { unitRandom } from '@luban/stdx'
import { valueAt } from '../curve.ts'
import { openCircuitTable, openCircuitVolts } from './chemistry.ts'
import type { PackDesign } from './designs.ts'

export type Pack = {
  readonly design: PackDesign
  readonly cellCount: number
  readonly moduleCount: number
  /** Index of the first cell of each module, and the count of all cells at the end. */
  readonly firstCell: Int32Array
  readonly soc: Float64Array
  readonly tempDegC: Float64Array
  readonly seriesOhm: Float64Array
  /** A worn joint or cell adds to this; a healthy one is 0. */
  readonly addedOhm: Float64Array
  readonly polarisationVolts: Float64Array
  readonly capacityAh: Float64Array
  /** How far each cell's charge stands from the others' when `setAll` sets it. */
  readonly socOffset: Float64Array
  /** Under the current of the last step. */
  readonly volts: Float64Array
  /** What each module drives before its resistance. */
  readonly moduleEmfVolts: Float64Array
  readonly moduleOhm: Float64Array
  /** What cools or warms the cells of each module; whoever steps without ./thermal.ts sets it. */
  readonly plateDegC: Float64Array
  /** Heat that the cells of each module gave to its plate since it was last taken away. */
  readonly plateJ: Float64Array
  /** All that makes this pack this one: copied back into another of the same design, it goes on from there. */
  readonly state: readonly Float64Array[]
  setAll(soc: number, tempDegC: number): void
  /** A new module has new cells, at the charge of its neighbours. */
  replaceModule(module: number): void
  /** Before the network is solved: the emf of every module. */
  prepare(): void
  /** After it: what the solved current did to every cell; positive discharges. */
  advance(packAmps: number, stepS: number): void
  /** Once a second is enough: resistance follows temperature. Then `moduleOhm` is new. */
  updateResistance(): void
}

export function createPack(design: PackDesign, seed: number): Pack {
  const { spread } = design
  const moduleCount = design.cellsOfModule.length
  const firstCell = firstCellOfModule(design)
  const cellCount = firstCell[moduleCount]
  const array = () => new Float64Array(cellCount)
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
  const moduleEmfVolts = new Float64Array(moduleCount)
  const moduleOhm = new Float64Array(moduleCount)
  const plateDegC = new Float64Array(moduleCount)
  const plateJ = new Float64Array(moduleCount)
  const table = openCircuitTable(design.chemistry)

  for (let i = 0; i < cellCount; i++) makeCell(i, 0)

  /** `generation` tells a replaced cell from the first one: another draw of the same seed. */
  function makeCell(i: number, generation: number): void {
    const draw = (quantity: number) => 2 * unitRandom(seed, 16 * generation + quantity, i) - 1
    capacityAh[i] = design.capacityAh * (1 + spread.capacity * draw(1))
    nominalOhm[i] = design.seriesOhm * (1 + spread.resistance * draw(2))
    socOffset[i] = spread.soc * draw(3)
    addedOhm[i] = 0
    polarisationVolts[i] = 0
  }

  const pack: Pack = {
    design,
    cellCount,
    moduleCount,
    firstCell,
    soc,
    tempDegC,
    seriesOhm,
    addedOhm,
    polarisationVolts,
    capacityAh,
    socOffset,
    volts,
    moduleEmfVolts,
    moduleOhm,
    plateDegC,
    plateJ,
    state: [
      soc,
      tempDegC,
      seriesOhm,
      addedOhm,
      polarisationVolts,
      capacityAh,
      volts,
      nominalOhm,
      socOffset,
      plateDegC,
      plateJ,
    ],
    setAll(level, degC) {
      for (let i = 0; i < cellCount; i++) {
        soc[i] = Math.min(1, Math.max(0, level + socOffset[i]))
        tempDegC[i] = degC
      }
      plateDegC.fill(degC)
      plateJ.fill(0)
      pack.updateResistance()
      pack.prepare()
      volts.set(openVolts)
    },
    replaceModule(module) {
      const from = firstCell[module - 1]
      const neighbour = from === 0 ? cellCount - 1 : from - 1
      for (let i = from; i < firstCell[module]; i++) {
        makeCell(i, 1)
        soc[i] = soc[neighbour]
      }
      pack.updateResistance()
      pack.prepare()
    },
    prepare() {
      for (let module = 0, i = 0; module < moduleCount; module++) {
        let emfVolts = 0
        for (const end = firstCell[module + 1]; i < end; i++) {
          openVolts[i] = openCircuitVolts(table, soc[i])
          emfVolts += openVolts[i] - polarisationVolts[i]
        }
        moduleEmfVolts[module] = emfVolts
      }
    },
    advance(packAmps, stepS) {
      const follow = stepS / (design.polarisationS + stepS) // Backward Euler: no exponential.
      const polarised = packAmps * design.polarisationOhm
      const perCoulomb = stepS / 3600
      const perJoule = stepS / design.heatJPerK
      const coolingWPerK = design.plateWPerK
      for (let module = 0, i = 0; module < moduleCount; module++) {
        const coolDegC = plateDegC[module]
        let toPlateW = 0
        for (const end = firstCell[module + 1]; i < end; i++) {
          const sagVolts = packAmps * seriesOhm[i]
          polarisationVolts[i] += (polarised - polarisationVolts[i]) * follow
          volts[i] = openVolts[i] - polarisationVolts[i] - sagVolts
          const charge = soc[i] - (packAmps * perCoulomb) / capacityAh[i]
          soc[i] = charge < 0 ? 0 : charge > 1 ? 1 : charge
          const heatW = packAmps * (sagVolts + polarisationVolts[i])
          const cooledW = coolingWPerK * (tempDegC[i] - coolDegC)
          toPlateW += cooledW
          tempDegC[i] += (heatW - cooledW) * perJoule
        }
        plateJ[module] += toPlateW * stepS
      }
    },
    updateResistance() {
      for (let module = 0, i = 0; module < moduleCount; module++) {
        let ohm = 0
        for (const end = firstCell[module + 1]; i < end; i++) {
          seriesOhm[i] = nominalOhm[i] * valueAt(design.chemistry.cold, tempDegC[i]) + addedOhm[i]
          ohm += seriesOhm[i]
        }
        moduleOhm[module] = ohm
      }
    },
  }
  return pack
}

export function firstCellOfModule({ cellsOfModule }: PackDesign): Int32Array {
  const first = new Int32Array(cellsOfModule.length + 1)
  cellsOfModule.forEach((count, module) => {
    first[module + 1] = first[module] + count
  })
  return first
}

/** A string of cells is empty when its weakest is. New cells differ a little, and some hold more than they promise. */
export function stateOfHealth(capacityAh: Float64Array, promisedAh: number): number {
  let weakestAh = promisedAh
  for (let i = 0; i < capacityAh.length; i++) if (capacityAh[i] < weakestAh) weakestAh = capacityAh[i]
  return weakestAh / promisedAh
}
