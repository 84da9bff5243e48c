/** Which exercises can be done at a rig: those of the simulated car that it is like, and on a real car through its own adapter. */
import type { Exercise } from '@luban/lab'
import type { AdapterKind } from '../real/adapter.ts'
import { ANY_CAR, hasLogicalAddresses, realModelOf } from '../real/real-model.ts'

export type RigKind = { readonly modelId: string | null; readonly adapterKind: AdapterKind | null }

export function fitsRig({ station }: Pick<Exercise, 'station'>, { modelId, adapterKind }: RigKind): boolean {
  if (realModelOf(station) === undefined) return station === modelId
  if (adapterKind === null) return false
  if (adapterKind === 'doip' && !hasLogicalAddresses(station)) return false
  return station === ANY_CAR || station === `real-${modelId}`
}
