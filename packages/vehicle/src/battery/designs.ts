/**
 * Two packs as data: the BYD Atto 3's (LFP, liquid-cooled) and the Haval H6 HEV's (NMC for power, air from the cabin).
 *
 * Found: Atto 3: 126 in series, 3.2 V x 150 Ah, 10 boards of 14 and 12 cells (Battery-Emulator wiki). H6 HEV: 1.6 kWh
 * (Quatro Rodas) to 1.8 kWh (CarExpert); air-cooled is GWM's word for the 1.8 kWh of the smaller DHT. Its cell count and
 * voltage were not found: 96 cells of 5 Ah in series, 350 V and 1.75 kWh, are teaching values that fit both and the
 * catalogue of faults (about 5 Ah, cells of 1 mΩ). Resistances, heat and cooling are teaching values of the usual size.
 */
import { type Chemistry, LFP, NMC_POWER } from './chemistry.ts'

export type PackDesign = {
  readonly chemistry: Chemistry
  /** Cells (or groups in parallel, which are one electrically) in series under each measuring board. */
  readonly cellsOfModule: readonly number[]
  readonly capacityAh: number
  readonly seriesOhm: number
  readonly polarisationOhm: number
  readonly polarisationS: number
  readonly heatJPerK: number
  /** From each cell to the plate (or the air channel) of its module, and to its neighbours within and across modules. */
  readonly plateWPerK: number
  readonly neighbourWPerK: number
  readonly moduleGapWPerK: number
  /** Unlike as cells are: half-widths of capacity, resistance and charge, as shares of 1. */
  readonly spread: { readonly capacity: number; readonly resistance: number; readonly soc: number }
}

export const ATTO_3_PACK: PackDesign = {
  chemistry: LFP,
  cellsOfModule: [14, 14, 14, 12, 12, 12, 12, 12, 12, 12],
  capacityAh: 150,
  seriesOhm: 4.2e-4,
  polarisationOhm: 3.2e-4,
  polarisationS: 40,
  heatJPerK: 2900,
  plateWPerK: 1.5,
  neighbourWPerK: 3,
  moduleGapWPerK: 0.6,
  spread: { capacity: 0.004, resistance: 0.04, soc: 0.002 },
}

export const H6_HEV_PACK: PackDesign = {
  chemistry: NMC_POWER,
  cellsOfModule: [12, 12, 12, 12, 12, 12, 12, 12],
  capacityAh: 5,
  seriesOhm: 1e-3,
  polarisationOhm: 5e-4,
  polarisationS: 12,
  heatJPerK: 170,
  plateWPerK: 0.32,
  neighbourWPerK: 0.2,
  moduleGapWPerK: 0.05,
  spread: { capacity: 0.006, resistance: 0.04, soc: 0.003 },
}
