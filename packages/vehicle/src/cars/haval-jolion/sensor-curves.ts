/**
 * The curves of the sensors of this car that are not the engine's, as their maker prints them: the sensor follows them, and a control unit has them in its
 * memory to read it. No state. Shares are of the sensor's supply; teaching values.
 */
import { curve } from '../../curve.ts'

/** kPa. */
export const CLUTCH_SHARE = curve([0, 0.1], [2000, 0.9])

/** By the share of the tank. */
export const FUEL_SENDER_OHM = curve([0, 280], [1, 40])
export const SELECTOR_OHM = { P: 330, R: 820, N: 1800, D: 3900 } as const
