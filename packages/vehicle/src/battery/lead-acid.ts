/**
 * A 12 V lead-acid battery: charge by counting, open-circuit voltage by charge, one slow polarisation. Its inner resistance
 * is the network's. Numbers only, so that a snapshot can hold it; the curve and all sizes are teaching values.
 * Left out: temperature, sulphation, self-discharge.
 */
import { curve, valueAt } from '../curve.ts'

export type LeadAcid = {
  /** 0 to 1. */
  soc: number
  polarisationVolts: number
}

const OPEN_VOLTS = curve(
  [0, 10.4],
  [0.1, 11.5],
  [0.3, 11.95],
  [0.5, 12.25],
  [0.8, 12.65],
  [0.96, 12.88],
  [1, 13.65], // Full, it takes hardly any more: surface charge.
)
const POLARISATION_OHM = 0.018
const POLARISATION_S = 60

export const createLeadAcid = (soc: number): LeadAcid => ({ soc, polarisationVolts: 0 })

/** Before its inner resistance. */
export const leadAcidVolts = (battery: LeadAcid): number => valueAt(OPEN_VOLTS, battery.soc) - battery.polarisationVolts

/** `amps` positive while it discharges. */
export function advanceLeadAcid(battery: LeadAcid, amps: number, capacityAh: number, stepS: number): void {
  battery.soc = Math.min(1, Math.max(0, battery.soc - (amps * stepS) / (3600 * capacityAh)))
  const follow = stepS / (POLARISATION_S + stepS)
  battery.polarisationVolts += (amps * POLARISATION_OHM - battery.polarisationVolts) * follow
}
