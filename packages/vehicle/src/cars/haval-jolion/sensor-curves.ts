/**
 * The curves of this car's sensors, as their maker prints them: the sensor follows them, and a control unit has them in its
 * memory to read it. No state. Shares are of the sensor's supply; teaching values.
 */
import { curve } from '../../curve.ts'

/** kg/s of a hot-film meter: steep where little flows. */
export const AIR_MASS_SHARE = curve(
  [0, 0.2],
  [0.001, 0.25],
  [0.002, 0.29],
  [0.004, 0.35],
  [0.008, 0.43],
  [0.015, 0.52],
  [0.03, 0.64],
  [0.06, 0.78],
  [0.1, 0.9],
  [0.14, 0.96],
)
/** Pa, absolute. */
export const MANIFOLD_SHARE = curve([10_000, 0.08], [250_000, 0.92])
export const BOOST_SHARE = MANIFOLD_SHARE
/** Pa above the air's. */
export const RAIL_SHARE = curve([0, 0.1], [700_000, 0.9])
export const OIL_SHARE = curve([0, 0.1], [1_000_000, 0.9])
/** kPa. */
export const CLUTCH_SHARE = curve([0, 0.1], [2000, 0.9])

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
/** By the share of the tank. */
export const FUEL_SENDER_OHM = curve([0, 280], [1, 40])
export const SELECTOR_OHM = { P: 330, R: 820, N: 1800, D: 3900 } as const
