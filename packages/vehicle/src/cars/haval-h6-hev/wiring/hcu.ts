/**
 * The hybrid control unit on its wires: the lever's ladder, the sleeve's sensor, what converter and compressor tell of themselves;
 * and the park actuator that it drives. Left out: the sleeve actuator's own wires; the physics takes the gear that the unit wants.
 */
import { firstHcuReadings, type HcuOutputs, type HcuSensors } from '../ecus/hcu.ts'
import { OTHER_STAGE, type Physics } from '../physics.ts'

const PARK_HZ = 200

export function wireHcu({ network, drivers, commands }: Physics): { sensors: HcuSensors; outputs: HcuOutputs } {
  const { branch } = network
  const node = (terminal: string) => network.node(`hcu.${terminal}`)
  const at = {
    supply: node('supply'),
    ground: node('ground'),
    reference: node('reference1'),
    selector: node('selector'),
    sleeve: node('sleeve'),
    park: node('parkLock'),
  }
  const dcdc = branch('dcdc.output')
  const compressorPlus = network.node('compressor.plus')
  const compressorMinus = network.node('compressor.minus')
  const reference = branch('hcu.referenceSource')
  const load = branch('hcu.load')
  const readings = firstHcuReadings()
  return {
    sensors: {
      readings,
      senseSupply() {
        readings.supplyVolts = network.voltsBetween(at.supply, at.ground)
      },
      sense() {
        readings.referenceVolts = network.voltsBetween(at.reference, at.ground)
        readings.selectorVolts = network.voltsBetween(at.selector, at.ground)
        readings.sleeveVolts = network.voltsBetween(at.sleeve, at.ground)
        readings.parkVolts = network.voltsBetween(at.park, at.ground)
        readings.parkPeakA = drivers.peakA(OTHER_STAGE.parkLock)
        readings.dcdcA = network.amps(dcdc)
        readings.compressorVolts = network.voltsBetween(compressorPlus, compressorMinus)
      },
    },
    outputs: {
      stages: commands,
      setReferenceVolts: (volts) => network.setVolts(reference, volts),
      setParkWanted: (isWanted) => drivers.set(OTHER_STAGE.parkLock, isWanted ? 0 : 1 / PARK_HZ, PARK_HZ),
      setOwnLoad: (isOn) => network.setClosed(load, isOn),
    },
  }
}
