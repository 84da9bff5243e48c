/**
 * Fuses melt by the heat of their current: at twice the rating after some tenths of a second, at 1.35 times after many
 * seconds, at the rating never (the shape of ISO 8820-3, with figures for teaching).
 */
import type { Network } from '../network/network.ts'
import type { Fuse } from './harness.ts'

/** Above this share of the rating a fuse gathers heat, below it loses it. */
const CARRIES = 1.1
/** Heat, in squares of the rating times seconds, at which it melts. */
const MELTS_AT_S = 1.3
const COOLS_IN_S = 20

export type Fuses = { step(): void; readonly heat: Float64Array }

export function createFuses(network: Network, fuses: readonly Fuse[], stepS: number): Fuses {
  const branches = Int32Array.from(fuses, ({ branch }) => network.branch(branch))
  const heat = new Float64Array(fuses.length)
  return {
    heat,
    step() {
      for (let i = 0; i < branches.length; i++) {
        const share = network.amps(branches[i]) / fuses[i].amps
        const square = share * share
        if (square <= CARRIES * CARRIES) {
          if (heat[i] > 0) heat[i] -= (heat[i] * stepS) / COOLS_IN_S
          continue
        }
        heat[i] += (square - CARRIES * CARRIES) * stepS
        if (heat[i] < MELTS_AT_S) continue
        heat[i] = 0
        network.setOhm(branches[i], Number.POSITIVE_INFINITY)
      }
    },
  }
}
