/** The cars as the workshop's worlds: what content may name of each, and where the station workers open them from. */
import type { KnownStations } from '@luban/lab'
import { CAR_ACTIONS, CAR_IDS, CAR_SETTINGS, faultIdsOf } from '@luban/vehicle'
import type { WorldBinding } from './open.ts'
import { openWorld } from './stations/vehicle.ts'

const knownStations: KnownStations = Object.fromEntries(
  CAR_IDS.map((id) => [id, { faults: faultIdsOf(id), settings: CAR_SETTINGS, actions: CAR_ACTIONS }]),
)

export const CARS: WorldBinding = { url: new URL('./stations/vehicle.ts', import.meta.url), openWorld, knownStations }
