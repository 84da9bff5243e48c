/**
 * The output stages of the engine control unit that switch fast, in the order in which a car's drivers begin with them:
 * see ../harness/drivers.ts.
 */
import type { DriverDesign } from '../harness/drivers.ts'
import { FAST_LOADS } from './parts.ts'

export const ENGINE_STAGES: readonly string[] = Object.keys(FAST_LOADS)

/** Its place among the drivers of a car. */
export const engineStage = (name: string): number => ENGINE_STAGES.indexOf(name)

export const ENGINE_STAGE_DESIGNS: readonly DriverDesign[] = Object.entries(FAST_LOADS).map(
  ([name, { henry, clampVolts }]) => ({
    branch: `engine.${name}`,
    terminal: `engine.${name}`,
    ground: 'engine.ground',
    henry,
    clampVolts,
  }),
)

/** What each stage drives, without its wires. */
export const ENGINE_STAGE_OHMS: readonly number[] = Object.values(FAST_LOADS).map(({ ohm }) => ohm)
