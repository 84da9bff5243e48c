/**
 * The charcoal canister that holds the tank's vapours, and the valve through which manifold vacuum draws them off.
 * The air that carries them passes no meter, so an empty canister makes lean and a full one rich. Charcoal holds its last
 * petrol loosely: filling the tank drives its vapours into a canister that takes no more, and the first that is drawn off
 * is more vapour than air.
 */
import { clamp, valueAt } from '../curve.ts'
import type { EngineParts } from './engine.ts'

export type Purge = {
  /** Petrol in the charcoal. */
  loadKg: number
  openM2: number
  /** Petrol in each kilogram that passes the valve. */
  fuelShare: number
}

const USUAL_LOAD = 0.15
/** Out of the tank, at 20 °C and for each degree more. */
const VAPOUR_KGPS = 5e-7
const VAPOUR_KGPS_PER_K = 4e-8

export const createPurge = (canisterKg: number): Purge => ({ loadKg: USUAL_LOAD * canisterKg, openM2: 0, fuelShare: 0 })

export function purgeCanister({ purge, air, inputs, condition, figures }: EngineParts, stepS: number): void {
  const duty = condition.purgeStuckShare >= 0 ? condition.purgeStuckShare : clamp(inputs.purgeDuty, 0, 1)
  purge.openM2 = duty * inputs.purgeHoseShare * figures.purgeM2Max
  purge.fuelShare = valueAt(figures.purgeFuelShare, purge.loadKg / figures.canisterKg)
  const inKgps = Math.max(0, VAPOUR_KGPS + VAPOUR_KGPS_PER_K * (inputs.ambientDegC - 20))
  const outKgps = Math.max(0, air.purgeKgps) * purge.fuelShare
  purge.loadKg = clamp(purge.loadKg + (inKgps - outKgps) * stepS, 0, figures.canisterKg)
}
