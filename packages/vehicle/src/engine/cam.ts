/**
 * The intake camshaft's phaser, moved by oil, and what phase does to filling. A stretched chain lets both camshafts lag:
 * the exhaust valves then open late, which costs nothing at idle and ever more time is missing as speed rises.
 */
import { clamp, rampAt, valueAt } from '../curve.ts'
import type { EngineParts } from './engine.ts'

export type Cam = {
  /** Degrees of the crank by which the phaser holds the intake cam earlier than parked. */
  phaserDeg: number
  /** Where the cam sensor sees the intake cam, earlier positive: phaser less the chain's lag. */
  phaseDeg: number
  /** Of the filling at the best phase for this speed. */
  fillingShare: number
}

/** With the valve fully open and full oil pressure. */
const PHASER_DEG_PER_S = 120
/** Oil turns the phaser from here on; below, its lock pin holds it parked. */
const OIL_PA_MIN = 80_000
const OIL_PA_FULL = 200_000

export const createCam = (): Cam => ({ phaserDeg: 0, phaseDeg: 0, fillingShare: 1 })

export function turnCam({ cam, inputs, condition, heat, crank, figures }: EngineParts, stepS: number): void {
  const oilShare = rampAt(OIL_PA_MIN, OIL_PA_FULL, heat.oilPa)
  const degps = 2 * (clamp(inputs.oilControlDuty, 0, 1) - 0.5) * PHASER_DEG_PER_S * oilShare
  const freeDeg = clamp(cam.phaserDeg + degps * stepS, 0, figures.camDegMax)
  cam.phaserDeg = condition.phaserStuckDeg >= 0 ? condition.phaserStuckDeg : freeDeg
  cam.phaseDeg = cam.phaserDeg - condition.chainLateDeg
  const awayDeg = cam.phaseDeg - valueAt(figures.bestCamDeg, crank.rpm)
  const lateLoss = figures.lateExhaustLossPerDeg * condition.chainLateDeg * rampAt(2500, 6000, crank.rpm)
  cam.fillingShare = Math.max(0.3, 1 - figures.camLossPerDeg2 * awayDeg * awayDeg - lateLoss)
}
