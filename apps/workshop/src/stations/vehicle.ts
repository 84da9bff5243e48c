/** Binds the cars to the workshop's stations: the one place where the server names `@luban/vehicle`. */
import { type CarModel, type CarSettings, createCar } from '@luban/vehicle'
import type { OpenWorld } from './world.ts'

export type { CarAction, CarView } from '@luban/vehicle'
export type VehicleModel = CarModel

export const openWorld = ((modelId, { seed, faults, settings }) =>
  // Content was checked against the car's own list of settings when it was loaded.
  createCar(modelId, { seed, faults, settings: settings as CarSettings, gatewayDelay: 'real' })) satisfies OpenWorld
