/**
 * The body control unit on its wires: thermistors in the bumper and in the cabin, the proximity pin of the inlet, what
 * the compressor measures of itself; and the coils of the ignition and the light relay.
 */
import { type BodyOutputs, type BodyReadings, type BodySensors, REFERENCE_VOLTS } from '../ecus/body.ts'
import type { Physics } from '../physics.ts'
import { thermistorDegC } from '../thermistor.ts'

const REFERENCE_VOLTS_MIN = 4.8
/** As the compressor tells it. */
const COMPRESSOR_W_PER_COUNT = 5

export function wireBody(physics: Physics): { sensors: BodySensors; outputs: BodyOutputs } {
  return { sensors: createSensors(physics), outputs: createOutputs(physics) }
}

function createSensors({ network }: Physics): BodySensors {
  const { node } = network
  const supply = node('body.supply')
  const ground = node('body.ground')
  const proximity = node('body.proximity')
  const reference = node('body.reference')
  const ambient = node('body.ambient')
  const cabin = node('body.cabin')
  const compressorPlus = node('compressor.plus')
  const compressorStage = node('compressor.stage')
  const compressorMinus = node('compressor.minus')
  const compressor = network.branch('compressor.input')
  const readings: BodyReadings = {
    supplyVolts: 0,
    ambientTempDegC: 20,
    cabinTempDegC: 20,
    ambientVolts: 0,
    cabinVolts: 0,
    compressorW: 0,
    compressorVolts: 0,
  }
  return {
    readings,
    senseSupply() {
      readings.supplyVolts = network.voltsBetween(supply, ground)
      return readings.supplyVolts
    },
    proximityVolts: () => network.voltsBetween(proximity, ground),
    senseCompressor() {
      readings.compressorVolts = network.voltsBetween(compressorPlus, compressorMinus)
      const watts = network.amps(compressor) * network.voltsBetween(compressorStage, compressorMinus)
      readings.compressorW = COMPRESSOR_W_PER_COUNT * Math.round(watts / COMPRESSOR_W_PER_COUNT)
    },
    senseTemperatures() {
      if (network.voltsBetween(reference, ground) < REFERENCE_VOLTS_MIN) return false
      readings.ambientVolts = network.voltsBetween(ambient, ground)
      readings.cabinVolts = network.voltsBetween(cabin, ground)
      readings.ambientTempDegC = thermistorDegC(readings.ambientVolts, REFERENCE_VOLTS)
      readings.cabinTempDegC = thermistorDegC(readings.cabinVolts, REFERENCE_VOLTS)
      return true
    },
  }
}

function createOutputs({ network, commands }: Physics): BodyOutputs {
  const referenceSource = network.branch('body.referenceSource')
  const ignition = network.branch('body.ignitionDriver')
  const lights = network.branch('body.lightsDriver')
  const ownLoad = network.branch('body.load')
  const relays = { ignition: false, lights: false }
  return {
    relays,
    apply() {
      network.setClosed(ignition, relays.ignition)
      network.setClosed(lights, relays.lights)
    },
    compressor: commands,
    setOwnLoad: (isOn) => network.setClosed(ownLoad, isOn),
    setReferenceVolts: (volts) => network.setVolts(referenceSource, volts),
  }
}
