/**
 * The two wheels that position sensors look at: 60 teeth less two on the crankshaft, four unequal ones on the intake
 * camshaft. Degrees are those of `crankDeg`: 720 for a cycle, 0 at cylinder 1's firing top dead centre.
 *
 * What a sensor gives is the level of the tooth before it; the wheel alone says where everything is. Where the gap is and how
 * long the cam's teeth are differs from engine to engine and is not published for this one: teaching values.
 */

export const CRANK_TEETH = 60
const TOOTH_DEG = 360 / CRANK_TEETH
const MISSING_TEETH = 2
/** The first tooth after the gap passes the sensor so far before cylinder 1's top dead centre. */
const FIRST_TOOTH_DEG = 114

/** In degrees of the crank, rising and falling edge: the cam turns half as fast, so a cycle is 720. */
const CAM_TEETH: readonly (readonly [from: number, to: number])[] = [
  [20, 160],
  [200, 260],
  [380, 440],
  [560, 700],
]

/** Of a turn that a tooth stands before the sensor. */
export const CRANK_TOOTH_SHARE = (0.5 * (CRANK_TEETH - MISSING_TEETH)) / CRANK_TEETH
export const CAM_TOOTH_SHARE = CAM_TEETH.reduce((deg, [from, to]) => deg + to - from, 0) / 720

/** Whether a tooth stands before the crankshaft's sensor. */
export function isCrankTooth(crankDeg: number): boolean {
  const sinceFirst = (crankDeg + FIRST_TOOTH_DEG) % 360
  const inTooth = sinceFirst % TOOTH_DEG
  return sinceFirst < (CRANK_TEETH - MISSING_TEETH) * TOOTH_DEG && inTooth < 0.5 * TOOTH_DEG
}

/** Whether a tooth stands before the camshaft's sensor; `phaseDeg` is how much earlier than parked the cam is. */
export function isCamTooth(crankDeg: number, phaseDeg: number): boolean {
  const camDeg = (crankDeg + phaseDeg + 720) % 720
  for (const [from, to] of CAM_TEETH) if (camDeg >= from && camDeg < to) return true
  return false
}
