/**
 * The brake control unit on its wires, and how much of the foot's force its valves keep from the friction brakes.
 * Left out: the valves' own wires.
 */
import type { BrakeSensors } from '../../../ecus/wheel-speeds.ts'
import { wireWheels } from '../../../harness/brake-wires.ts'
import type { BlendingOutputs } from '../ecus/brakes.ts'
import { CHASSIS } from '../figures.ts'
import type { Physics } from '../physics.ts'

export function wireBrakes({ network, motion, commands }: Physics): {
  sensors: BrakeSensors
  outputs: BlendingOutputs
} {
  const { sensors, outputs } = wireWheels({ network, motion, wheelM: CHASSIS.wheelM })
  return {
    sensors,
    outputs: {
      ...outputs,
      setRecuperated(share) {
        commands.recuperatedBrake = share
      },
    },
  }
}
