/**
 * What everybody who built this car knows of it by heart: counts, limits, ratios. No state: the physics moves by these
 * figures, and a control unit has them in its own memory.
 *
 * Published: 126 cells of 150 Ah, 150 kW, 310 Nm, 160 km/h. The gear ratio is a fit (see ./physics.ts); Nm for each
 * ampere is a teaching value.
 */

export const STEP_S = 0.01

export const CELL_COUNT = 126
export const MODULE_COUNT = 10
/** Cells under each of the ten measuring boards: 3 boards of 14 and 7 of 12 (Battery-Emulator wiki). */
export const CELLS_OF_MODULE: readonly number[] = [14, 14, 14, 12, 12, 12, 12, 12, 12, 12]
/** What a new cell promises to hold. */
export const CELL_CAPACITY_AH = 150

export const LIMITS = {
  powerWMax: 150_000,
  torqueNmMax: 310,
  speedMpsMax: 160 / 3.6,
} as const

export const GEAR_RATIO = 9.7 // Fit.
export const WHEEL_M = 0.34
/** Of the amplitude of the phase currents. Left out: field weakening. */
export const TORQUE_NM_PER_A = 0.8

/**
 * Faster than this the car moves: what its control units refuse then, a person is refused too. At 1.8 km/h the whole
 * km/h of a scan tool turn to 2, so it is also where a tool shows more than a standing car's noise.
 */
const MOVING_MPS = 0.5

export const isMovingAt = (speedMps: number): boolean => Math.abs(speedMps) > MOVING_MPS

export const motorRadps = (speedMps: number): number => (speedMps / WHEEL_M) * GEAR_RATIO

/** What the motor can give at a speed of the same sign: constant torque, then constant power. */
export function torqueNmMaxAt(radps: number): number {
  const speed = Math.abs(radps)
  return speed * LIMITS.torqueNmMax <= LIMITS.powerWMax ? LIMITS.torqueNmMax : LIMITS.powerWMax / speed
}
