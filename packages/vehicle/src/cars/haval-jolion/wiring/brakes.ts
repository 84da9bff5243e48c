/** The brake control unit on its wires. */
import type { BrakeOutputs } from '../../../ecus/brake-unit.ts'
import type { BrakeSensors } from '../../../ecus/wheel-speeds.ts'
import { wireWheels } from '../../../harness/brake-wires.ts'
import { CHASSIS } from '../figures.ts'
import type { Physics } from '../physics.ts'

export function wireBrakes({ network, motion }: Physics): { sensors: BrakeSensors; outputs: BrakeOutputs } {
  return wireWheels({ network, motion, wheelM: CHASSIS.wheelM })
}
