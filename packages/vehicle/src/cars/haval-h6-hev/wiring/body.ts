/** The body control unit on its wires, and the dial for the drive mode, which it reads itself. */
import { type BodyOutputs, type BodySensors, firstBodyReadings } from '../../../ecus/button-body.ts'
import { wireButtonBody } from '../../../harness/body-wires.ts'
import type { DialReadings } from '../ecus/body.ts'
import type { Physics } from '../physics.ts'

export function wireBody(physics: Physics): { sensors: BodySensors<DialReadings>; outputs: BodyOutputs } {
  const { commands } = physics
  const readings: DialReadings = { ...firstBodyReadings(), driveModeDial: 'normal' }
  const { sensors, outputs } = wireButtonBody(physics, readings)
  return {
    sensors: {
      ...sensors,
      senseButtons() {
        sensors.senseButtons()
        readings.driveModeDial = commands.driveMode
      },
    },
    outputs,
  }
}
