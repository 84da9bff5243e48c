/** Binds the cars to the workshop's stations, simulated and real. */
import { type CarModel, type CarSettings, createCar, createDiagnosticClient } from '@luban/vehicle'
import type { AdapterOrder } from '../real/adapter.ts'
import { realModelOf } from '../real/real-model.ts'
import { openRealWorld } from '../real/real-world.ts'
import type { OpenWorld, World } from './world.ts'

export type { CarAction, CarView } from '@luban/vehicle'
export type { RealView } from '../real/real-world.ts'
/** `isReal`: it stands in the workshop, and only its adapter is ours. */
export type VehicleModel = CarModel & { readonly isReal?: true }

export const openWorld = ((modelId, { seed, faults, settings }, adapter?: AdapterOrder): World => {
  const model = realModelOf(modelId)
  if (model !== undefined) {
    return openRealWorld({ model, adapter, openCanTester: (bus) => createDiagnosticClient(bus, 'bench', model.ecus) })
  }
  // Content was checked against the car's own list of settings when it was loaded.
  return createCar(modelId, { seed, faults, settings: settings as CarSettings, gatewayDelay: 'real' })
}) satisfies OpenWorld
