/**
 * Driving cycles: a target speed for every second, straight lines between, and the band in which a driver has to stay.
 *
 * The band is that of UN GTR No. 15: 2 km/h above the highest and below the lowest target within one second of now;
 * for UDDS 2 mph, as in 40 CFR Part 86. (NEDC's own rule differs in its times; it is judged by the GTR's band here.)
 */
import { NEDC_KMH } from './nedc.ts'
import { UDDS_MPH_TENTHS } from './udds.ts'
import { WLTC_3B_KMH_TENTHS } from './wltc-3b.ts'

const MPS_PER_KMH = 1 / 3.6
const MPS_PER_MPH = 0.44704

export type CyclePhase = { readonly name: string; readonly endS: number }

export type Cycle = {
  readonly id: string
  readonly durationS: number
  /** At every second from 0 to `durationS`, both included. */
  readonly targetMps: Float64Array
  readonly phases: readonly CyclePhase[]
  readonly toleranceMps: number
  readonly toleranceS: number
}

export const CYCLES = {
  'wltc-3b': cycleOf(
    'wltc-3b',
    Float64Array.from(WLTC_3B_KMH_TENTHS, (tenths) => (tenths / 10) * MPS_PER_KMH),
    {
      phases: [
        { name: 'low', endS: 589 },
        { name: 'medium', endS: 1022 },
        { name: 'high', endS: 1477 },
        { name: 'extraHigh', endS: 1800 },
      ],
      toleranceMps: 2 * MPS_PER_KMH,
    },
  ),
  udds: cycleOf(
    'udds',
    Float64Array.from(UDDS_MPH_TENTHS, (tenths) => (tenths / 10) * MPS_PER_MPH),
    {
      phases: [
        { name: 'transient', endS: 505 },
        { name: 'stabilised', endS: 1369 },
      ],
      toleranceMps: 2 * MPS_PER_MPH,
    },
  ),
  nedc: cycleOf(
    'nedc',
    Float64Array.from(NEDC_KMH, (kmh) => kmh * MPS_PER_KMH),
    {
      phases: [
        { name: 'urban', endS: 780 },
        { name: 'extraUrban', endS: 1180 },
      ],
      toleranceMps: 2 * MPS_PER_KMH,
    },
  ),
} as const satisfies Record<string, Cycle>

export type CycleId = keyof typeof CYCLES

function cycleOf(id: string, targetMps: Float64Array, rest: Pick<Cycle, 'phases' | 'toleranceMps'>): Cycle {
  return { id, durationS: targetMps.length - 1, targetMps, toleranceS: 1, ...rest }
}

/** Before the first and after the last second: the speed there, which is 0. */
export function targetMpsAt({ targetMps, durationS }: Cycle, timeS: number): number {
  if (timeS <= 0) return targetMps[0]
  if (timeS >= durationS) return targetMps[durationS]
  const second = timeS | 0
  return targetMps[second] + (targetMps[second + 1] - targetMps[second]) * (timeS - second)
}

/** The area under the straight lines between two whole seconds. */
export function targetDistanceM({ targetMps }: Cycle, fromS: number, toS: number): number {
  let distanceM = 0
  for (let second = fromS; second < toS; second++) distanceM += 0.5 * (targetMps[second] + targetMps[second + 1])
  return distanceM
}

/** m/s by which a speed is above the band (positive) or below it (negative); 0 inside. */
export function outOfBandMps(cycle: Cycle, timeS: number, speedMps: number): number {
  const fromS = timeS - cycle.toleranceS
  const toS = timeS + cycle.toleranceS
  const atStart = targetMpsAt(cycle, fromS)
  const atEnd = targetMpsAt(cycle, toS)
  let lowest = Math.min(atStart, atEnd)
  let highest = Math.max(atStart, atEnd)
  // Between its whole seconds a target is straight, so its extremes stand on them or at the window's ends.
  for (let second = Math.max(0, Math.ceil(fromS)); second <= toS && second <= cycle.durationS; second++) {
    const target = cycle.targetMps[second]
    if (target < lowest) lowest = target
    if (target > highest) highest = target
  }
  if (speedMps > highest + cycle.toleranceMps) return speedMps - highest - cycle.toleranceMps
  if (speedMps < lowest - cycle.toleranceMps) return speedMps - lowest + cycle.toleranceMps
  return 0
}
