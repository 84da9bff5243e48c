/** The body control unit on its wires. */
import { firstBodyReadings } from '../../../ecus/button-body.ts'
import { wireButtonBody } from '../../../harness/body-wires.ts'
import type { Physics } from '../physics.ts'

export const wireBody = (physics: Physics) => wireButtonBody(physics, firstBodyReadings())
