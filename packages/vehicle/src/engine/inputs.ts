/** What drives an engine from outside (control unit, network, driveline, weather), and what can be worn or broken in it. */
import { CYLINDER_COUNT } from './figures.ts'

/** Written by whoever drives the engine, at any time; a step reads them. Arrays: one number for each cylinder, 1 to 4. */
export type EngineInputs = {
  /** 0 closed to its stop, 1 wide open. */
  throttleShare: number
  /** Of the valve that keeps boost pressure away from the wastegate's actuator: 0 gives the least boost, 1 the most. */
  wastegateDuty: number
  /** Once a cycle, dead time included; 0 is no injection. */
  readonly injectorOnMs: Float64Array
  injectorVolts: number
  /** Primary current at the end of dwell; it makes the spark. */
  readonly coilA: Float64Array
  /** Before top dead centre of the firing stroke. */
  readonly sparkAdvanceDeg: Float64Array
  purgeDuty: number
  /** How far the hose between purge valve and manifold is open: 1, or 0 pinched off. */
  purgeHoseShare: number
  /** Of the oil control valve: 0.5 holds the cam where it is, more turns it earlier, less later. */
  oilControlDuty: number
  fuelPumpVolts: number
  /** Torque of the starter at the crank. */
  starterNm: number
  /** What the driveline takes from the crank; negative when it drives the engine. */
  loadNm: number
  /** Turning with the crank beyond its own inertia. */
  drivelineKgM2: number
  /** Electrical power out of the alternator. */
  alternatorW: number
  airConditioningW: number
  fanShare: number
  vehicleMps: number
  ambientDegC: number
  ambientPa: number
  upstreamHeaterW: number
  downstreamHeaterW: number
  /** Heat that the cabin takes out of the coolant. */
  cabinHeaterW: number
}

/** A value of a stuck share that means "not stuck". */
export const FREE = -1

/** Wear and damage: causes, never symptoms. A new engine's are the ones of `createCondition`. */
export type EngineCondition = {
  /** Air that no meter saw, into the intake manifold. */
  intakeLeakM2: number
  /** A split in the hose between compressor and throttle, wide open; without pressure it closes. */
  boostLeakM2: number
  /** 0 a new air filter, towards 1 blocked. */
  filterBlockedShare: number
  /** Opening at which the thermostat is stuck, or `FREE`. */
  thermostatStuckShare: number
  wastegateStuckShare: number
  purgeStuckShare: number
  /** Cam phase in degrees at which the phaser is stuck, or `FREE`. */
  phaserStuckDeg: number
  /** How far a stretched chain lets both camshafts lag, in degrees of the crank. */
  chainLateDeg: number
  /** Of the oxygen that a new catalyst stores; its conversion goes with it. */
  catalystShare: number
  /** Of the flow of a new fuel pump's pressure; wear. */
  fuelPumpShare: number
  /** Of a new radiator's heat. */
  radiatorShare: number
  fuelOctane: number
  readonly injectorFlowShare: Float64Array
  /** Of a sound cylinder's charge that stays in it until it burns. */
  readonly compressionShare: Float64Array
}

export function createInputs(): EngineInputs {
  return {
    throttleShare: 0.06,
    wastegateDuty: 0,
    injectorOnMs: new Float64Array(CYLINDER_COUNT),
    injectorVolts: 0,
    coilA: new Float64Array(CYLINDER_COUNT),
    sparkAdvanceDeg: new Float64Array(CYLINDER_COUNT).fill(10),
    purgeDuty: 0,
    purgeHoseShare: 1,
    oilControlDuty: 0,
    fuelPumpVolts: 0,
    starterNm: 0,
    loadNm: 0,
    drivelineKgM2: 0,
    alternatorW: 0,
    airConditioningW: 0,
    fanShare: 0,
    vehicleMps: 0,
    ambientDegC: 20,
    ambientPa: 97_000,
    upstreamHeaterW: 0,
    downstreamHeaterW: 0,
    cabinHeaterW: 0,
  }
}

export function createCondition(): EngineCondition {
  return {
    intakeLeakM2: 0,
    boostLeakM2: 0,
    filterBlockedShare: 0,
    thermostatStuckShare: FREE,
    wastegateStuckShare: FREE,
    purgeStuckShare: FREE,
    phaserStuckDeg: FREE,
    chainLateDeg: 0,
    catalystShare: 1,
    fuelPumpShare: 1,
    radiatorShare: 1,
    fuelOctane: 95,
    injectorFlowShare: new Float64Array(CYLINDER_COUNT).fill(1),
    compressionShare: new Float64Array(CYLINDER_COUNT).fill(1),
  }
}
