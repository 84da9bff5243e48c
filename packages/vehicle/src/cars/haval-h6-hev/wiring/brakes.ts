/**
 * The brake control unit on its wires: the shunts of its wheel speed sensors with the poles that pass, the pressure sensor;
 * and how much of the foot's force its valves keep from the friction brakes.
 * Left out: wheels that turn otherwise than the car moves; the motion of this car has none. The valves' own wires.
 */
import { isWholeWheel, WHEELS, wheelHzOf } from '../../../ecus/wheel-speeds.ts'
import { type BrakeOutputs, type BrakeSensors, firstBrakeReadings } from '../ecus/brakes.ts'
import { CHASSIS } from '../figures.ts'
import type { Physics } from '../physics.ts'

const POLES_HZ_MIN = 2
const REFERENCE_VOLTS = 5

export function wireBrakes({ network, motion, commands }: Physics): { sensors: BrakeSensors; outputs: BrakeOutputs } {
  const readings = firstBrakeReadings()
  const node = (terminal: string) => network.node(`brakes.${terminal}`)
  const ground = node('ground')
  const supply = node('supply')
  const pressure = node('brakePressure')
  const shunts = WHEELS.map((wheel) => node(`${wheel}Signal`))
  const feeds = WHEELS.map((wheel) => network.branch(`brakes.feed.${wheel}`))
  const reference = network.branch('brakes.referenceSource')
  return {
    sensors: {
      readings,
      senseSupply() {
        readings.supplyVolts = network.voltsBetween(supply, ground)
      },
      sense() {
        const hz = wheelHzOf(motion.speedMps, CHASSIS.wheelM)
        for (let i = 0; i < shunts.length; i++) {
          const volts = network.voltsBetween(shunts[i], ground)
          readings.wheelVolts[i] = volts
          readings.wheelHz[i] = isWholeWheel(volts) && hz > POLES_HZ_MIN ? hz : 0
        }
        readings.pressureVolts = network.voltsBetween(pressure, ground)
      },
    },
    outputs: {
      setSensorSupply(isOn) {
        for (const feed of feeds) network.setClosed(feed, isOn)
        network.setVolts(reference, isOn ? REFERENCE_VOLTS : 0)
      },
      setRecuperated(share) {
        commands.recuperatedBrake = share
      },
    },
  }
}
