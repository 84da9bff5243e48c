/**
 * What everybody who built this car knows of it by heart: counts, limits, sizes. No state: the physics moves by these
 * figures, and a control unit has them in its own memory.
 *
 * Published: engine 113 kW and 233 Nm, traction motor 130 kW and 300 Nm, a pack of 1.6 to 1.8 kWh. Mass, drag and ratios
 * stand on its plate and were not found: teaching values. The engine's are in ../../engine/figures.ts, the transmission's
 * in ../../driveline/dht.ts, the cells' in ../../battery/designs.ts.
 */
import { H6_HEV_PACK } from '../../battery/designs.ts'
import { DHT_130 } from '../../driveline/dht.ts'
import type { Chassis } from '../../driveline/motion.ts'

export const STEP_S = 0.01

export const CHASSIS: Chassis = {
  massKg: 1790,
  rotatingKg: 75,
  dragAreaM2: 0.85,
  rolling: 0.0095,
  wheelM: 0.345,
  brakeNMax: 16_000,
  parkN: 16_000,
  tyres: {
    friction: 0.9,
    drivenAxle: 'front',
    frontLoad: 0.58,
    frontBrake: 0.7,
    gravityHeightM: 0.62,
    wheelbaseM: 2.74,
  },
}

/** The tank, and what is in it at the start of most stories. */
export const TANK_L = 60

export const MODULE_COUNT = H6_HEV_PACK.cellsOfModule.length
export const CELL_COUNT = H6_HEV_PACK.cellsOfModule.reduce((sum, cells) => sum + cells, 0)
export const CELL_CAPACITY_AH = H6_HEV_PACK.capacityAh

export const DHT = DHT_130
/** Of the amplitude of the phase currents: teaching values. */
export const NM_PER_A = { generator: 0.42, traction: 0.72 } as const

/** Full friction brake, at the wheels. */
export const BRAKE_NM_MAX = CHASSIS.brakeNMax * CHASSIS.wheelM

export const isMovingAt = (speedMps: number): boolean => Math.abs(speedMps) > 0.5

/** Turns of either rotor in radians a second, as their resolvers see them. */
export const tractionRadps = (speedMps: number): number => (speedMps / CHASSIS.wheelM) * DHT.tractionRatio
export const mpsOfTraction = (radps: number): number => (radps / DHT.tractionRatio) * CHASSIS.wheelM
