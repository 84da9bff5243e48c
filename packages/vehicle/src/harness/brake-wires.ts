/**
 * A brake control unit on its wires: the shunts of its wheel speed sensors with the poles that pass, the pressure sensor,
 * what both are fed with, and what it draws itself. Left out: wheels that turn otherwise than the car moves; the motion of our cars has none.
 */
import type { BrakeOutputs } from '../ecus/brake-unit.ts'
import { type BrakeSensors, firstBrakeReadings, isWholeWheel, WHEELS, wheelHzOf } from '../ecus/wheel-speeds.ts'
import type { Network } from '../network/network.ts'

const POLES_HZ_MIN = 2
const REFERENCE_VOLTS = 5

type Around = { readonly network: Network; readonly motion: { readonly speedMps: number }; readonly wheelM: number }

export function wireWheels({ network, motion, wheelM }: Around): {
  readonly sensors: BrakeSensors
  readonly outputs: BrakeOutputs
} {
  const readings = firstBrakeReadings()
  const node = (terminal: string) => network.node(`brakes.${terminal}`)
  const ground = node('ground')
  const supply = node('supply')
  const pressure = node('brakePressure')
  const shunts = WHEELS.map((wheel) => node(`${wheel}Signal`))
  const feeds = WHEELS.map((wheel) => network.branch(`brakes.feed.${wheel}`))
  const reference = network.branch('brakes.referenceSource')
  const load = network.branch('brakes.load')
  return {
    sensors: {
      readings,
      senseSupply() {
        readings.supplyVolts = network.voltsBetween(supply, ground)
      },
      sense() {
        const hz = wheelHzOf(motion.speedMps, wheelM)
        for (let i = 0; i < shunts.length; i++) {
          const volts = network.voltsBetween(shunts[i], ground)
          readings.wheelVolts[i] = volts
          readings.wheelHz[i] = isWholeWheel(volts) && hz > POLES_HZ_MIN ? hz : 0
        }
        readings.pressureVolts = network.voltsBetween(pressure, ground)
      },
    },
    outputs: {
      setOwnLoad: (isOn) => network.setClosed(load, isOn),
      setSensorSupply(isOn) {
        for (const feed of feeds) network.setClosed(feed, isOn)
        network.setVolts(reference, isOn ? REFERENCE_VOLTS : 0)
      },
    },
  }
}
