/** The cars as the workshop's worlds: what content may name of each, where the station workers open them from, their exports. */
import type { KnownStations } from '@luban/lab'
import {
  CAR_ACTIONS,
  CAR_IDS,
  CAR_SETTINGS,
  COMES_BY,
  canComeAndGo,
  faultIdsOf,
  CARS as KINDS,
  pdxOf,
} from '@luban/vehicle'
import type { WorldBinding } from './open.ts'
import { REAL_MODEL_IDS } from './real/real-model.ts'
import type { ModelExports } from './stations/model-exports.ts'
import { openWorld } from './stations/vehicle.ts'

const knownStations: KnownStations = Object.fromEntries([
  ...CAR_IDS.map((id) => {
    const intermittence = { by: COMES_BY, canComeAndGo: (fault: string) => canComeAndGo(id, fault) }
    return [id, { faults: faultIdsOf(id), settings: CAR_SETTINGS, actions: CAR_ACTIONS, intermittence }]
  }),
  ...REAL_MODEL_IDS.map((id) => [id, { faults: [], settings: [], actions: [], isReal: true }]),
])

/** Made when somebody asks for the first time: a car's model is the same for everybody, and stays. */
const made = new Map<string, ModelExports>()

function findModelExports(modelId: string): ModelExports | undefined {
  if (!Object.hasOwn(KINDS, modelId)) return undefined
  const { model, dbc } = KINDS[modelId]
  const found = made.get(modelId) ?? { dbc, pdx: pdxOf(model) }
  made.set(modelId, found)
  return found
}

const faultsOf = (modelId: string) => (Object.hasOwn(KINDS, modelId) ? KINDS[modelId].faults : [])

export const CARS: WorldBinding = {
  url: new URL('./stations/vehicle.ts', import.meta.url),
  openWorld,
  knownStations,
  faultsOf,
  findModelExports,
}
