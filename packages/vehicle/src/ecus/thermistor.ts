/** Thermistors that a control unit reads against its own 5 V: the sensor's curve, the divider, and the way back. */
import { curve, inverse, valueAt } from '../curve.ts'

export const REFERENCE_VOLTS = 5
/** Within the unit, from 5 V to each thermistor. */
export const THERMISTOR_PULL_UP_OHM = 2200

/** What stands at the terminal: the divider of pull-up and thermistor. */
export function thermistorVolts(degC: number): number {
  const ohm = valueAt(THERMISTOR_OHM, degC)
  return (REFERENCE_VOLTS * ohm) / (ohm + THERMISTOR_PULL_UP_OHM)
}

/** 2.3 kΩ at 20 °C (a usual sensor of engines), [°C, Ω]. */
export const THERMISTOR_OHM = curve(
  [-40, 45_300],
  [-30, 25_000],
  [-20, 14_700],
  [-10, 9000],
  [0, 5600],
  [10, 3600],
  [20, 2300],
  [30, 1600],
  [40, 1150],
  [50, 820],
  [60, 590],
  [70, 435],
  [80, 320],
  [90, 242],
  [100, 185],
  [110, 143],
  [120, 112],
  [150, 58],
  [200, 22],
  [300, 5],
)
const DEG_C_OF_OHM = inverse(THERMISTOR_OHM)
/** An open wire stands at 5 V and reads as -40 °C. */
export function thermistorDegC(volts: number): number {
  if (volts >= 0.99 * REFERENCE_VOLTS) return -40
  return valueAt(DEG_C_OF_OHM, (THERMISTOR_PULL_UP_OHM * Math.max(0, volts)) / (REFERENCE_VOLTS - volts))
}
