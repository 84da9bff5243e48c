/** Cars: physical state, wiring, control units, faults. `createCar` gives a station that fits the lab's contract. */
import type { Car, CarModel, CarOptions, FaultInfo } from './car.ts'
import { BROADCAST_DBC } from './cars/byd-atto-3/broadcast-dbc.ts'
import { FAULTS } from './cars/byd-atto-3/faults/all.ts'
import { MODEL } from './cars/byd-atto-3/model.ts'
import { canComeAndGo as atto3CanComeAndGo, createAtto3 } from './cars/byd-atto-3/station.ts'
import { BROADCAST_DBC as H6_HEV_DBC } from './cars/haval-h6-hev/broadcast-dbc.ts'
import { FAULTS as H6_HEV_FAULTS } from './cars/haval-h6-hev/faults/all.ts'
import { MODEL as H6_HEV } from './cars/haval-h6-hev/model.ts'
import { createH6Hev, canComeAndGo as h6HevCanComeAndGo } from './cars/haval-h6-hev/station.ts'
import { BROADCAST_DBC as JOLION_DBC } from './cars/haval-jolion/broadcast-dbc.ts'
import { FAULTS as JOLION_FAULTS } from './cars/haval-jolion/faults/all.ts'
import { MODEL as JOLION } from './cars/haval-jolion/model.ts'
import { createJolion, canComeAndGo as jolionCanComeAndGo } from './cars/haval-jolion/station.ts'
import { faultInfo } from './fault.ts'

export * from './car.ts'
export { createDiagnosticClient } from './diagnostic-client.ts'
export { decodeFlashImage, encodeFlashImage, type FlashImage } from './ecus/flash-image.ts'
export { authenticationProof, programmingKey, securityKey } from './ecus/security.ts'
export { pdxOf } from './exports.ts'

type CarKind = {
  readonly model: CarModel
  readonly faults: readonly FaultInfo[]
  /** The DBC file of the frames that its units send unasked. */
  readonly dbc?: string
  create(options: CarOptions): Car
  canComeAndGo(faultId: string): boolean
}

/** Every model, by its id. */
export const CARS: Readonly<Record<string, CarKind>> = {
  'byd-atto-3': {
    ...{ model: MODEL, faults: FAULTS.map(faultInfo), dbc: BROADCAST_DBC },
    ...{ create: createAtto3, canComeAndGo: atto3CanComeAndGo },
  },
  'haval-jolion': {
    ...{ model: JOLION, faults: JOLION_FAULTS.map(faultInfo), dbc: JOLION_DBC },
    ...{ create: createJolion, canComeAndGo: jolionCanComeAndGo },
  },
  'haval-h6-hev': {
    ...{ model: H6_HEV, faults: H6_HEV_FAULTS.map(faultInfo), dbc: H6_HEV_DBC },
    ...{ create: createH6Hev, canComeAndGo: h6HevCanComeAndGo },
  },
}

/** Throws on an unknown model or fault, naming those there are. */
export function createCar(modelId: string, options: CarOptions): Car {
  const kind = Object.hasOwn(CARS, modelId) ? CARS[modelId] : undefined
  if (kind === undefined) throw new RangeError(`no car "${modelId}"; there are ${Object.keys(CARS).join(', ')}`)
  return kind.create(options)
}

export const CAR_IDS: readonly string[] = Object.keys(CARS)

export const faultIdsOf = (modelId: string): string[] => (CARS[modelId]?.faults ?? []).map(({ id }) => id)

/** By model and fault: which wires a fault breaks is the same for ever. */
const comingAndGoing = new Map<string, boolean>()

/** Whether `faultsComeBy` makes a difference to this fault: something of it is open or chafed, and not blown, worn or leaking. */
export function canComeAndGo(modelId: string, faultId: string): boolean {
  if (!faultIdsOf(modelId).includes(faultId)) return false
  const key = `${modelId} ${faultId}`
  const can = comingAndGoing.get(key) ?? CARS[modelId].canComeAndGo(faultId)
  comingAndGoing.set(key, can)
  return can
}
