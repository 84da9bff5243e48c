/**
 * What the crank gives before the flywheel: friction (a mean pressure over speed, more in cold oil), the work of drawing
 * in and expelling gas, the alternator and the air conditioner. The form is Heywood's; where its numbers come from, ./figures.ts says.
 */
import { curve, valueAt } from '../curve.ts'
import type { EngineParts } from './engine.ts'

export type Losses = { frictionNm: number; pumpingNm: number; accessoriesNm: number }

const COLD_OIL = curve([-30, 3.6], [0, 2.2], [20, 1.7], [60, 1.18], [90, 1], [130, 0.95])
const ALTERNATOR_EFFICIENCY = 0.62
const ACCESSORIES_NM_MAX = 60
/** Below this the belt's drives turn too slowly for their power: torque stays. */
const SPEED_RADPS_MIN = 40

export const createLosses = (): Losses => ({ frictionNm: 0, pumpingNm: 0, accessoriesNm: 0 })

/** Once a step. */
export function rub({ losses, crank, heat, inputs, figures }: EngineParts): void {
  const krpm = crank.rpm / 1000
  const pa = figures.frictionPa + figures.frictionPaPerKrpm * krpm + figures.frictionPaPerKrpm2 * krpm * krpm
  losses.frictionNm = (pa * valueAt(COLD_OIL, heat.oilDegC) * figures.displacementM3) / (4 * Math.PI)
  const accessoriesW = inputs.alternatorW / ALTERNATOR_EFFICIENCY + inputs.airConditioningW
  const radps = Math.max(SPEED_RADPS_MIN, crank.speedRadps)
  losses.accessoriesNm = Math.min(ACCESSORIES_NM_MAX, Math.max(0, accessoriesW) / radps)
}

/** Each sub-step: exhaust strokes against the exhaust's pressure, intake strokes with the manifold's. */
export function pump({ losses, air, exhaust, crank, figures }: EngineParts): void {
  const isTurning = crank.speedRadps > 1
  losses.pumpingNm = isTurning ? ((exhaust.manifoldPa - air.manifoldPa) * figures.displacementM3) / (4 * Math.PI) : 0
}
