/** The cars without the simulated delay of their gateway: what is left is ours, for the benches of the doors. */
import { type CarSettings, createCar } from '@luban/vehicle'
import type { OpenWorld } from '../world.ts'

export const openWorld = ((modelId, { seed, faults, settings }) =>
  createCar(modelId, { seed, faults, settings: settings as CarSettings })) satisfies OpenWorld
