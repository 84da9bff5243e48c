/** A measured or fitted relation as points: straight lines between them, level beyond both ends. */
import { assert } from '@luban/stdx'

export type Curve = { readonly x: Float64Array; readonly y: Float64Array }

/** Points in rising order of x. */
export function curve(...points: readonly (readonly [x: number, y: number])[]): Curve {
  for (let i = 1; i < points.length; i++) assert(points[i][0] > points[i - 1][0], 'a curve’s points rise')
  return { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) }
}

/** Few points, so walking them is faster than halving. */
export function valueAt({ x, y }: Curve, at: number): number {
  const last = x.length - 1
  if (at <= x[0]) return y[0]
  if (at >= x[last]) return y[last]
  let i = 1
  while (at > x[i]) i++
  return y[i] + ((at - x[i]) / (x[i] - x[i - 1])) * (y[i] - y[i - 1])
}

/** 0 at and below `from`, 1 at and above `to`. */
export function rampAt(from: number, to: number, at: number): number {
  return clamp((at - from) / (to - from), 0, 1)
}

export function clamp(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value
}

/** From 0 to 1; NaN counts as nothing. */
export const clampUnit = (value: number): number => (value > 0 ? Math.min(1, value) : 0)

/** The share of a gap that a first-order lag closes in a step: implicit, so that no step is too long for it. */
export function lagShare(stepS: number, lagS: number): number {
  return stepS / (lagS + stepS)
}

/** Of one that only rises or only falls. */
export const inverse = ({ x, y }: Curve): Curve => {
  const isFalling = y[0] > y[y.length - 1]
  return isFalling ? { x: y.toReversed(), y: x.toReversed() } : { x: y, y: x }
}
