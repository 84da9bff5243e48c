/**
 * What everybody who built this car knows of it by heart: counts, limits, sizes. No state: the physics moves by these
 * figures, and a control unit has them in its own memory.
 *
 * Published: 1497 cc, 105 kW, 210 Nm, seven gears, wheelbase 2.7 m. Mass and drag stand on its plate and were not found:
 * teaching values. The engine's are in ../../engine/figures.ts, the transmission's in ../../driveline/dual-clutch.ts.
 */
import type { Chassis } from '../../driveline/motion.ts'

export const STEP_S = 0.01
export const CYLINDER_COUNT = 4

export const CHASSIS: Chassis = {
  massKg: 1550,
  rotatingKg: 45,
  dragAreaM2: 0.78,
  rolling: 0.0095,
  wheelM: 0.335,
  brakeNMax: 15_000,
  parkN: 15_000,
  tyres: {
    friction: 0.9,
    drivenAxle: 'front',
    frontLoad: 0.6,
    frontBrake: 0.7,
    gravityHeightM: 0.6,
    wheelbaseM: 2.7,
  },
}

/** The tank, and what is in it at the start of most stories. */
export const TANK_L = 55

export const isMovingAt = (speedMps: number): boolean => Math.abs(speedMps) > 0.5
