/**
 * Gas through openings and through a change of pressure, with square roots and products only: the nozzle function in the
 * form 1/√2 up to a ratio of one half and √(2Π(1-Π)) above (Guzzella and Onder, "Introduction to Modeling and Control of
 * Internal Combustion Engine Systems", 2nd edition), straight near Π = 1, where its slope would be infinite.
 *
 * Exhaust gas is taken with a ratio of specific heats of 4/3, so that its powers are roots of roots.
 */

export const GAS_J_PER_KG_K = 287
export const AIR_CP = 1005
/** Four times the gas constant: what a ratio of specific heats of 4/3 means. */
export const EXHAUST_CP = 1148
export const ZERO_DEG_C_K = 273.15

/** Above this ratio of pressures the nozzle function is a straight line to zero. */
const STRAIGHT_ABOVE = 0.97
const AT_STRAIGHT = Math.sqrt(2 * STRAIGHT_ABOVE * (1 - STRAIGHT_ABOVE))
const STRAIGHT_FALL = AT_STRAIGHT / (1 - STRAIGHT_ABOVE)
const CHOKED = Math.sqrt(0.5)

/**
 * An opening between two volumes: what is given to `flowThrough`, and what it finds. Numbers in fields instead of arguments:
 * a call that is not inlined would put each of them on the heap (measured: half of all garbage of a step).
 */
export type Opening = {
  areaM2: number
  /** Of the gas that flows. */
  gasK: number
  upstreamPa: number
  downstreamPa: number
  /** Negative when it flows back. */
  kgps: number
  /** How the flow answers to both pressures: what an implicit step needs. */
  perUpstreamPa: number
  perDownstreamPa: number
}

export const createOpening = (): Opening => ({
  areaM2: 0,
  gasK: 300,
  upstreamPa: 1e5,
  downstreamPa: 1e5,
  kgps: 0,
  perUpstreamPa: 0,
  perDownstreamPa: 0,
})

/** Dimensionless flow for the ratio of downstream to upstream pressure, at most 1. */
export function nozzle(ratio: number): number {
  if (ratio <= 0.5) return CHOKED
  if (ratio <= STRAIGHT_ABOVE) return Math.sqrt(2 * ratio * (1 - ratio))
  return STRAIGHT_FALL * (1 - ratio)
}

function nozzleSlope(ratio: number): number {
  if (ratio <= 0.5) return 0
  if (ratio <= STRAIGHT_ABOVE) return (1 - 2 * ratio) / nozzle(ratio)
  return -STRAIGHT_FALL
}

export function flowThrough(opening: Opening): void {
  const { upstreamPa, downstreamPa } = opening
  const perPa = opening.areaM2 / Math.sqrt(GAS_J_PER_KG_K * opening.gasK)
  const isForward = upstreamPa >= downstreamPa
  const highPa = isForward ? upstreamPa : downstreamPa
  const ratio = (isForward ? downstreamPa : upstreamPa) / highPa
  const share = nozzle(ratio)
  const slope = nozzleSlope(ratio)
  const perHighPa = perPa * (share - ratio * slope)
  const perLowPa = perPa * slope
  opening.kgps = (isForward ? 1 : -1) * perPa * highPa * share
  opening.perUpstreamPa = isForward ? perHighPa : -perLowPa
  opening.perDownstreamPa = isForward ? perLowPa : -perHighPa
}

const RATIOS_PER_UNIT = 64
const RATIO_MAX = 10
/** Π^(2/7), what compression without loss makes of a temperature: ratio of specific heats 1.4. */
const ISENTROPIC = Float64Array.from({ length: RATIO_MAX * RATIOS_PER_UNIT + 2 }, (_, i) => {
  const root = seventhRoot(i / RATIOS_PER_UNIT)
  return root * root
})

/** Newton's method from above: only products and quotients, so the same on every machine. */
function seventhRoot(value: number): number {
  if (value === 0) return 0
  let root = value > 1 ? value : 1
  for (let round = 0; round < 60; round++) {
    const sixth = root * root * root * root * root * root
    root -= (root * sixth - value) / (7 * sixth)
  }
  return root
}

/** Ratio of temperatures for a ratio of pressures from 0 to 10: Π^(2/7). */
export function temperatureRatio(pressureRatio: number): number {
  const at = (pressureRatio < RATIO_MAX ? pressureRatio : RATIO_MAX) * RATIOS_PER_UNIT
  const i = Math.floor(at)
  return ISENTROPIC[i] + (at - i) * (ISENTROPIC[i + 1] - ISENTROPIC[i])
}

/** Ratio of densities for a ratio of pressures: Π^(5/7). */
export function densityRatio(pressureRatio: number): number {
  return pressureRatio <= 0 ? 0 : pressureRatio / temperatureRatio(pressureRatio)
}
