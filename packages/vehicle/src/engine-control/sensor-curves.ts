/**
 * The curves of the engine's sensors, as their maker prints them: the sensor follows them, and a control unit has them in its
 * memory to read it. No state. Shares are of the sensor's supply; teaching values.
 */
import { curve } from '../curve.ts'

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
