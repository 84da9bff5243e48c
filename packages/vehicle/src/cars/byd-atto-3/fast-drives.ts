/** What moves in this car faster than its steps, for a scope: CAN transceivers, the charging pilot, the resolver. */
import type { CanLines } from '../../harness/can-lines.ts'
import type { Circuit } from '../../scope/sub-circuit.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'
import { resolverDrive } from './resolver.ts'

/** As the car stands now. */
export function circuitOf(physics: Physics, lines: CanLines): Circuit {
  const drives = [...lines.drives(), physics.pilot.drive(), resolverDrive(physics)]
  return { network: physics.network, description: HARNESS.network, drives }
}
