/**
 * What the battery management takes from a DC charger, by charge and by the temperature of the cells: its own tables.
 *
 * One figure is a fit: the share of the capacity per hour that is left above 45 %, against the published 44 min from
 * 10 to 80 % at 23 °C. Published: 88 kW at most. All else is a teaching value, chosen below what the cells stand (the
 * physics has its own limits, see battery/charging.ts; a test holds that no charge ever plates).
 */
import { curve, valueAt } from '../../../curve.ts'
import { CELL_CAPACITY_AH } from '../figures.ts'

const POWER_W_MAX = 88_000
const LATE_PER_HOUR = 0.755 // Fit.

/** In multiples of the capacity, per hour. */
const BY_CHARGE = curve(
  [0, 1],
  [0.05, 1.6],
  [0.4, 1.45],
  [0.45, LATE_PER_HOUR],
  [0.8, LATE_PER_HOUR],
  [0.9, 0.3],
  [0.97, 0.1],
  [1, 0.02],
)
const BY_COLD = curve([-20, 0], [-10, 0.05], [0, 0.2], [10, 0.5], [20, 1], [25, 1.4], [32, 1.8])
/** What of that is left the fuller the cells are: cold ones plate the sooner. */
const COLD_BY_CHARGE = curve([0.3, 1], [0.5, 0.86], [0.7, 0.64], [0.8, 0.5], [0.9, 0.3], [1, 0.06])
/** Watts by the hottest cells. */
const BY_HEAT = curve([45, POWER_W_MAX], [50, 30_000], [55, 0])

export type DcLimits = {
  readonly soc: number
  readonly tempDegCMin: number
  readonly tempDegCMax: number
  readonly packVolts: number
}

/** Amperes into the pack. */
export function dcAmpsMax({ soc, tempDegCMin, tempDegCMax, packVolts }: DcLimits): number {
  const coldPerHour = valueAt(BY_COLD, tempDegCMin) * valueAt(COLD_BY_CHARGE, soc)
  const perHour = Math.min(valueAt(BY_CHARGE, soc), coldPerHour)
  return Math.min(perHour * CELL_CAPACITY_AH, valueAt(BY_HEAT, tempDegCMax) / Math.max(1, packVolts))
}
