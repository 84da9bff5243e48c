/**
 * The curves of the sensors of this car that are not the engine's, as their maker prints them: the sensor follows them, and a
 * control unit has them in its memory to read it. No state. Shares are of the sensor's supply; teaching values.
 */
import { curve } from '../../curve.ts'

/** By the share of the tank. */
export const FUEL_SENDER_OHM = curve([0, 280], [1, 40])
export const SELECTOR_OHM = { P: 330, R: 820, N: 1800, D: 3900 } as const
/** By the gear that is in. */
export const SLEEVE_SHARE = [0.2, 0.5, 0.8] as const
/** By the share of full force on the pedal. */
export const BRAKE_PRESSURE_SHARE = curve([0, 0.1], [1, 0.9])
