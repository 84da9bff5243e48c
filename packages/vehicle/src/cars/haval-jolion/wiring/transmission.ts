/**
 * The transmission control unit on its wires: pressures, shaft speeds, forks, temperatures and the lever as volts at its
 * terminals and edges that come there; and the solenoids and the forks' actuators that it drives.
 * Left out: the forks' own motors and their wires; the physics takes the gears that the unit wants.
 */
import { wheelRadps } from '../../../driveline/motion.ts'
import { pulsesAt } from '../../../engine-wiring/transducers.ts'
import type { TransmissionOutputs } from '../ecus/transmission.ts'
import { firstTransmissionStages } from '../ecus/transmission.ts'
import {
  EDGES_HZ_MIN,
  firstTransmissionReadings,
  outputHzOf,
  shaftHzOf,
  type TransmissionSensors,
} from '../ecus/transmission-sensors.ts'
import { CHASSIS } from '../figures.ts'
import { type Physics, stageOf } from '../physics.ts'

const SOLENOID_HZ = 1000
const VALVE_HZ = 200

export function wireTransmission(physics: Physics): { sensors: TransmissionSensors; outputs: TransmissionOutputs } {
  return { sensors: createSensors(physics), outputs: createOutputs(physics) }
}

function createSensors({ network, clutch, motion, drivers }: Physics): TransmissionSensors {
  const readings = firstTransmissionReadings()
  const node = (terminal: string) => network.node(`transmission.${terminal}`)
  const ground = node('ground')
  const at = {
    supply: node('supply'),
    pressure: [node('clutchPressure1'), node('clutchPressure2')],
    shaft: [node('inputOdd'), node('inputEven')],
    output: node('output'),
    forks: [1, 2, 3, 4].map((i) => node(`fork${i}`)),
    clutchTemperature: node('clutchTemperature'),
    oilTemperature: node('oilTemperature'),
    selector: node('selector'),
    stages: [node('cooling'), node('parkLock')],
  }
  const solenoid = stageOf('solenoid1')
  const stages = [stageOf('cooling'), stageOf('parkLock')]
  const voltsAt = (place: number) => network.voltsBetween(place, ground)
  /** Edges that come too seldom are none. */
  const timed = (place: number, hz: number) => (hz > EDGES_HZ_MIN && pulsesAt(voltsAt(place)) ? hz : 0)

  return {
    readings,
    senseSupply() {
      readings.supplyVolts = voltsAt(at.supply)
    },
    sense(isSlowDue) {
      for (let side = 0; side < 2; side++) {
        readings.pressureVolts[side] = voltsAt(at.pressure[side])
        readings.solenoidA[side] = drivers.amps(solenoid + side)
        readings.shaftHz[side] = timed(at.shaft[side], shaftHzOf(clutch.shaftRadps[side]))
      }
      const radps = wheelRadps(CHASSIS, motion.speedMps)
      readings.outputHz = timed(at.output, outputHzOf(radps))
      readings.isOutputBackwards = radps < 0
      for (let fork = 0; fork < 4; fork++) readings.forkVolts[fork] = voltsAt(at.forks[fork])
      readings.selectorVolts = voltsAt(at.selector)
      for (let i = 0; i < stages.length; i++) {
        readings.stageVolts[i] = voltsAt(at.stages[i])
        readings.stagePeakA[i] = drivers.peakA(stages[i])
      }
      if (!isSlowDue) return
      readings.clutchTempVolts = voltsAt(at.clutchTemperature)
      readings.oilTempVolts = voltsAt(at.oilTemperature)
    },
    state: () => [],
  }
}

function createOutputs({ network, drivers, commands }: Physics): TransmissionOutputs {
  const stages = firstTransmissionStages()
  const reference = network.branch('transmission.referenceSource')
  // At its terminals for good: what feeds it is switched off by a relay.
  network.setClosed(network.branch('transmission.load'), true)
  const solenoid = stageOf('solenoid1')
  const cooling = stageOf('cooling')
  const park = stageOf('parkLock')
  return {
    stages,
    apply() {
      for (let side = 0; side < 2; side++)
        drivers.set(solenoid + side, stages.solenoidDuty[side] / SOLENOID_HZ, SOLENOID_HZ)
      drivers.set(cooling, stages.coolingDuty / VALVE_HZ, VALVE_HZ)
      drivers.set(park, stages.isParkWanted ? 0 : 1 / VALVE_HZ, VALVE_HZ)
      commands.oddGear = stages.fork[0]
      commands.evenGear = stages.fork[1]
    },
    setReferenceVolts: (volts) => network.setVolts(reference, volts),
  }
}
