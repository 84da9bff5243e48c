/**
 * The brake control unit on its wires: the shunts of its wheel speed sensors with the poles that pass, the pressure sensor.
 * Left out: wheels that turn otherwise than the car moves; the motion of this car has none.
 */
import { type BrakeOutputs, type BrakeSensors, firstBrakeReadings, WHEELS, wheelHzOf } from '../ecus/brakes.ts'
import type { Physics } from '../physics.ts'

const POLES_HZ_MIN = 2
/** A shunt whose sensor is whole stands between these, whatever pole is before it. */
const CARRIED_VOLTS_MIN = 0.4
const CARRIED_VOLTS_MAX = 2.4
const REFERENCE_VOLTS = 5

export function wireBrakes({ network, motion }: Physics): { sensors: BrakeSensors; outputs: BrakeOutputs } {
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
        const hz = wheelHzOf(motion.speedMps)
        for (let i = 0; i < shunts.length; i++) {
          const volts = network.voltsBetween(shunts[i], ground)
          const isCarried = volts > CARRIED_VOLTS_MIN && volts < CARRIED_VOLTS_MAX
          readings.wheelVolts[i] = volts
          readings.wheelHz[i] = isCarried && hz > POLES_HZ_MIN ? hz : 0
        }
        readings.pressureVolts = network.voltsBetween(pressure, ground)
      },
      state: () => [],
    },
    outputs: {
      setSensorSupply(isOn) {
        for (const feed of feeds) network.setClosed(feed, isOn)
        network.setVolts(reference, isOn ? REFERENCE_VOLTS : 0)
      },
    },
  }
}
