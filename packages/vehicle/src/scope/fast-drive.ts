/**
 * What a control unit, a bus or a foreign source switches faster than the car's step, told for a scope.
 *
 * The car's network holds such a drive as its average over a step. While a scope looks, the drive's own branches take the
 * place of those that hold the average, and move with their true edges.
 */
import type { BranchDescription, Network } from '../network/network.ts'

export type FastDrive = {
  /** Branches of the car that hold the average. */
  readonly replaces: readonly string[]
  /** What takes their place, as it is at the beginning. Ends are nodes of the car, or the drive's own. */
  readonly branches: readonly BranchDescription[]
  /** For so long it has run before anything is recorded: what it feeds has settled then. */
  readonly settleS: number
  /** The latest edge at or before this time (0 or less): what comes so seldom is looked for there. */
  edgeBefore?(timeS: number): number
  /**
   * Called when a scope's network is made that has all its branches; what it returns is called before each of that
   * network's steps, with the time at the end of that step. Time 0 is now: what a scope shows has happened before.
   */
  connect(network: Network): (timeS: number) => void
}
