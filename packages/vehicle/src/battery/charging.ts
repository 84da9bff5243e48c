/**
 * What cells stand: the current at which the first of them reaches its highest or lowest voltage, and the charging current
 * at which lithium plates out on the first of them. Physics only: a control unit has tables of its own, and whoever makes
 * them bolder than this costs the pack capacity, for good.
 */
import { valueAt } from '../curve.ts'
import type { Pack } from './pack.ts'

/** Amperes into the pack, positive, that bring its first cell to `voltsMax` or to plating. Call it seldom: it walks tables. */
export function chargeAmpsMax(pack: Pack): number {
  return Math.max(0, Math.min(ampsToVolts(pack, pack.design.chemistry.voltsMax, -1), platingAmps(pack)))
}

/** Amperes out of the pack, positive, that bring its first cell to `voltsMin`. */
export function dischargeAmpsMax(pack: Pack): number {
  return Math.max(0, ampsToVolts(pack, pack.design.chemistry.voltsMin, 1))
}

/** Amperes out (1) or in (-1) at which the first cell would stand at a voltage, its polarisation being what it is. */
function ampsToVolts(pack: Pack, limitVolts: number, way: 1 | -1): number {
  const { cellCount, seriesOhm, polarisationVolts, soc, design } = pack
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < cellCount; i++) {
    const emfVolts = valueAt(design.chemistry.openCircuit, soc[i]) - polarisationVolts[i]
    const amps = (way * (emfVolts - limitVolts)) / seriesOhm[i]
    if (amps < least) least = amps
  }
  return least
}

/** Amperes into the pack at which its first cell begins to plate. */
export function platingAmps(pack: Pack): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < pack.cellCount; i++) {
    const amps = cellPlatingAmps(pack, i)
    if (amps < least) least = amps
  }
  return least
}

function cellPlatingAmps({ design, soc, tempDegC, capacityAh }: Pack, cell: number): number {
  const { platingPerHour, platingShare } = design.chemistry
  return capacityAh[cell] * valueAt(platingPerHour, tempDegC[cell]) * valueAt(platingShare, soc[cell])
}

/** Of the charge above the limit this share becomes metal that never comes back. Teaching value. */
const PLATED_SHARE = 0.02

/** Once a second: what charging faster than the cells take costs their capacity. Returns the ampere-hours lost in all cells. */
export function plate(pack: Pack, packAmps: number, stepS: number): number {
  if (packAmps >= 0) return 0
  let lostAh = 0
  for (let i = 0; i < pack.cellCount; i++) {
    const excessA = -packAmps - cellPlatingAmps(pack, i)
    if (excessA <= 0) continue
    const cellLostAh = Math.min(0.5 * pack.capacityAh[i], (PLATED_SHARE * excessA * stepS) / 3600)
    pack.capacityAh[i] -= cellLostAh
    lostAh += cellLostAh
  }
  return lostAh
}
