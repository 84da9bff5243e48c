/** The parts of the engine control unit's memory that its tasks share: what each writes, all may read. */
import type { EngineFigures } from '../engine/figures.ts'
import { type AirControl, createAirControl } from './air.ts'
import { createFuelControl, type FuelControl } from './fuel.ts'
import { createSensed, type Sensed } from './readings.ts'
import type { EngineReadings } from './sensors.ts'
import type { EngineHears, EngineSignals, EngineStages } from './signals.ts'
import { createSparkControl, type SparkControl } from './spark.ts'
import { createTorqueControl, type TorqueControl } from './torque.ts'

export const ENGINE_STATES = ['asleep', 'standing', 'cranking', 'running', 'afterRun'] as const
export type EngineState = (typeof ENGINE_STATES)[number]

export type EngineControl = {
  /** Its calibration: what the engine's makers measured on it. */
  readonly figures: EngineFigures
  readonly readings: Readonly<EngineReadings>
  readonly signals: EngineSignals & Readonly<EngineHears>
  readonly stages: EngineStages
  readonly sensed: Sensed
  readonly torque: TorqueControl
  readonly air: AirControl
  readonly fuel: FuelControl
  readonly spark: SparkControl
  state: EngineState
  /** In this state. */
  stateSteps: number
  /** Of its life. */
  runningSteps: number
  /** What monitors have found, for this cycle: the unit goes on without it. */
  isBoostLimited: boolean
  /** 1 for each cylinder that does not burn: its coil or injector does not work, or it misfires often. */
  readonly isCylinderOut: Uint8Array
}

type Surroundings = Pick<EngineControl, 'figures' | 'readings' | 'signals' | 'stages'>

export function createEngineControl(surroundings: Surroundings): EngineControl {
  return {
    ...surroundings,
    sensed: createSensed(),
    torque: createTorqueControl(),
    air: createAirControl(),
    fuel: createFuelControl(),
    spark: createSparkControl(),
    state: 'asleep',
    stateSteps: 0,
    runningSteps: 0,
    isBoostLimited: false,
    isCylinderOut: new Uint8Array(4),
  }
}
