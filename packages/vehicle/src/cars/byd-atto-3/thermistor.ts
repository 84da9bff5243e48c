/** A thermistor of 10 kΩ at 25 °C (B = 3435 K), as a table: no exponential in a world that must replay. */
import { curve, inverse, valueAt } from '../../curve.ts'

/** [°C, Ω], ten degrees apart. Computed once from R = 10 kΩ * exp(3435 K * (1/T - 1/298.15 K)) and rounded. */
const POINTS: readonly (readonly [degC: number, ohm: number])[] = [
  [-40, 248_277],
  [-30, 135_452],
  [-20, 77_523],
  [-10, 46_290],
  [0, 28_704],
  [10, 18_410],
  [20, 12_171],
  [25, 10_000],
  [30, 8269],
  [40, 5759],
  [50, 4101],
  [60, 2981],
  [70, 2207],
  [80, 1662],
  [90, 1272],
  [100, 987],
  [120, 618],
  [150, 333],
]
const OHM_AT = curve(...POINTS)
const DEG_C_AT = inverse(OHM_AT)

export const thermistorOhm = (degC: number): number => valueAt(OHM_AT, degC)

/** What a control unit makes of the divider's voltage: 10 kΩ up to `referenceVolts`. -40 °C stands for an open wire. */
export function thermistorDegC(volts: number, referenceVolts: number): number {
  if (volts >= referenceVolts * 0.985) return -40
  return valueAt(DEG_C_AT, (1e4 * volts) / (referenceVolts - volts))
}
