/**
 * What a kind of cell is: its voltage at rest over charge, how cold slows it, and how fast it takes charge before metal
 * plates out. Curves of the usual shape for each kind, of teaching quality: no maker's measurement.
 * Left out: hysteresis, ageing by time, entropic heat, self-discharge.
 */

import { type Curve, curve, valueAt } from '../curve.ts'

export type Chemistry = {
  readonly name: string
  /** Open-circuit voltage at rest over the state of charge, 0 to 1. */
  readonly openCircuit: Curve
  /** Series resistance over °C, relative to 25 °C. */
  readonly cold: Curve
  readonly voltsMin: number
  readonly voltsMax: number
  /**
   * Charging current in multiples of capacity an hour at which lithium begins to plate, over °C, and the share of it that
   * is left over the state of charge. A control unit's tables have to stay below; faster costs capacity for good.
   */
  readonly platingPerHour: Curve
  readonly platingShare: Curve
}

/** Lithium iron phosphate: flat between a tenth and nine tenths of charge. */
export const LFP: Chemistry = {
  name: 'LFP',
  openCircuit: curve(
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
  ),
  cold: curve([-30, 4.2], [-20, 3], [-10, 2.2], [0, 1.6], [10, 1.28], [25, 1], [40, 0.86], [60, 0.78]),
  voltsMin: 2.5,
  voltsMax: 3.65,
  platingPerHour: curve([-20, 0.02], [-10, 0.08], [0, 0.28], [10, 0.7], [20, 1.25], [25, 1.55], [35, 2.1], [50, 2.4]),
  platingShare: curve([0, 1], [0.3, 1], [0.5, 0.88], [0.7, 0.66], [0.8, 0.52], [0.9, 0.32], [1, 0.08]),
}

/** Nickel manganese cobalt oxide in a thin-layered cell for power: its voltage tells its charge. */
export const NMC_POWER: Chemistry = {
  name: 'NMC',
  openCircuit: curve(
    [0, 3],
    [0.05, 3.38],
    [0.1, 3.46],
    [0.2, 3.55],
    [0.3, 3.6],
    [0.4, 3.64],
    [0.5, 3.69],
    [0.6, 3.77],
    [0.7, 3.87],
    [0.8, 3.97],
    [0.9, 4.07],
    [1, 4.2],
  ),
  cold: curve([-30, 6.5], [-20, 4], [-10, 2.6], [0, 1.8], [10, 1.35], [25, 1], [40, 0.82], [60, 0.72]),
  voltsMin: 2.7,
  voltsMax: 4.2,
  platingPerHour: curve([-20, 0.8], [-10, 2.5], [0, 7], [10, 15], [25, 30], [40, 38]),
  platingShare: curve([0, 1], [0.5, 1], [0.7, 0.8], [0.9, 0.35], [1, 0.05]),
}

const TABLE_POINTS = 400

/** The open-circuit curve as a table of equal steps, for the hot loop. */
export const openCircuitTable = ({ openCircuit }: Chemistry): Float64Array =>
  Float64Array.from({ length: TABLE_POINTS + 1 }, (_, i) => valueAt(openCircuit, i / TABLE_POINTS))

export function openCircuitVolts(table: Float64Array, soc: number): number {
  const place = (soc < 0 ? 0 : soc > 1 ? 1 : soc) * TABLE_POINTS
  const index = place >= TABLE_POINTS ? TABLE_POINTS - 1 : place | 0
  const low = table[index]
  return low + (table[index + 1] - low) * (place - index)
}
