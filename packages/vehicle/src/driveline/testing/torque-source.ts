/**
 * An engine that is a torque and an inertia: enough to drive a transmission in tests, nothing of combustion.
 * Its size is the Jolion's: 210 Nm from 2000 to 4400 rpm and 105 kW at 5600 to 6000 (published).
 */

export type TorqueSource = { crankRadps: number; idleNm: number; isFuelled: boolean }

export const CRANK_KG_M2 = 0.17
export const IDLE_RADPS = 84
/** Fuel is cut here, at 6500 rpm. */
const CUT_RADPS = 680

/** Full load at 0, 1000, 2000 ... rpm. */
const FULL_LOAD_NM = [0, 125, 210, 210, 210, 196, 166, 60]
const RADPS_PER_1000_RPM = (1000 * 2 * Math.PI) / 60

export const createTorqueSource = (): TorqueSource => ({
  crankRadps: IDLE_RADPS,
  idleNm: 0,
  isFuelled: true,
})

/** Torque at the crankshaft for a pedal: a share of full load above friction, and an idle that is held. */
export function sourceNm(source: TorqueSource, accelerator: number, stepS: number): number {
  const place = Math.min(6.999, source.crankRadps / RADPS_PER_1000_RPM)
  const index = place | 0
  const fullNm = FULL_LOAD_NM[index] + (FULL_LOAD_NM[index + 1] - FULL_LOAD_NM[index]) * (place - index)
  const dragNm = (12 + 0.035 * source.crankRadps) * (source.crankRadps / (source.crankRadps + 5))
  if (!source.isFuelled || source.crankRadps > CUT_RADPS) return -dragNm
  const shortRadps = IDLE_RADPS - source.crankRadps
  source.idleNm = Math.max(0, Math.min(60, source.idleNm + 8 * shortRadps * stepS))
  const idleNm = Math.max(0, source.idleNm + dragNm + 1.5 * shortRadps)
  return Math.max(accelerator * (fullNm + dragNm), Math.min(idleNm, 90)) - dragNm
}

export function turn(source: TorqueSource, torqueNm: number, stepS: number, kgM2 = CRANK_KG_M2): void {
  source.crankRadps = Math.max(0, source.crankRadps + (torqueNm / kgM2) * stepS)
}
