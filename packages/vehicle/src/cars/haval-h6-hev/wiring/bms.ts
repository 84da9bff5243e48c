/**
 * The battery's control unit on its wires: dividers at pack and bus, current sensor, cell taps, thermistors, insulation by a
 * source of its own; and the coils, the fan and the references that it feeds. Cells are looked at every 50 ms, temperatures
 * and insulation once a second. Left out: tolerances of the cell taps and of the dividers.
 */
import { stateOfHealth } from '../../../battery/pack.ts'
import { thermistorDegC } from '../../../ecus/thermistor.ts'
import { type BmsMemory, type BmsOutputs, type BmsSensors, firstBmsReadings } from '../ecus/bms.ts'
import { CELL_CAPACITY_AH, CELL_COUNT, MODULE_COUNT } from '../figures.ts'
import { OTHER_STAGE, type Physics } from '../physics.ts'

const FAN_HZ = 200
const STEPS_PER_CELL_LOOK = 5

export function wireBms(physics: Physics): { sensors: BmsSensors; outputs: BmsOutputs; memory: BmsMemory } {
  return { sensors: createSensors(physics), outputs: createOutputs(physics), memory: memoryOf(physics) }
}

function createSensors({ network, cells, condition, drivers }: Physics): BmsSensors {
  const at = findTerminals(network.node)
  const currentSensor = network.branch('pack.currentSensor')
  const { firstCell, moduleCount } = cells
  const readings = firstBmsReadings()

  function senseCells(): void {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    let whole = 0
    for (let block = 0, i = 0; block < moduleCount; block++) {
      let sum = 0
      for (const end = firstCell[block + 1]; i < end; i++) {
        const volts = cells.volts[i]
        sum += volts
        if (volts < low) low = volts
        if (volts > high) high = volts
      }
      readings.blockVolts[block] = sum / (firstCell[block + 1] - firstCell[block])
      whole += sum
    }
    readings.cellVoltsMin = low
    readings.cellVoltsMax = high
    readings.cellVoltsMean = whole / CELL_COUNT
  }

  function senseSlowly(): void {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    let sum = 0
    for (let block = 0; block < MODULE_COUNT; block++) {
      const degC = thermistorDegC(network.voltsBetween(at.thermistors[block], at.ground))
      readings.blockDegC[block] = degC
      sum += degC
      if (degC < low) low = degC
      if (degC > high) high = degC
    }
    readings.tempDegCMin = low
    readings.tempDegCMax = high
    readings.tempDegCMean = sum / MODULE_COUNT
    readings.inletDegC = thermistorDegC(network.voltsBetween(at.inletAir, at.ground))
  }

  return {
    readings,
    senseSupply() {
      readings.supplyVolts = network.voltsBetween(at.supply, at.ground)
    },
    sense(tick, isFirst) {
      readings.packVolts = network.voltsBetween(at.packPlus, at.packMinus)
      readings.busVolts = network.voltsBetween(at.busPlus, at.busMinus)
      readings.amps = network.amps(currentSensor) + condition.packSensorOffsetA
      readings.fanVolts = network.voltsBetween(at.fan, at.ground)
      readings.fanPeakA = drivers.peakA(OTHER_STAGE.packFan)
      readings.interlockVolts = network.voltsBetween(at.interlockReturn, at.ground)
      if (tick % STEPS_PER_CELL_LOOK === 0 || isFirst) senseCells()
      if (tick % 100 === 10 || isFirst) senseSlowly()
      // Its own source between the pack's negative terminal and the body: it feels all branches side by side.
      if (tick % 100 === 60 || isFirst)
        readings.insulationOhm = network.thevenin(at.packMinus, at.chassis, 'settled').ohm
    },
  }
}

function createOutputs({ network, drivers }: Physics): BmsOutputs {
  const { branch } = network
  const interlock = branch('bms.interlockSource')
  const reference = branch('bms.referenceSource')
  const negative = branch('bms.negativeDriver')
  const precharge = branch('bms.prechargeDriver')
  const positive = branch('bms.positiveDriver')
  const load = branch('bms.load')
  const coils = { negative: false, precharge: false, positive: false }
  return {
    coils,
    apply() {
      network.setClosed(negative, coils.negative)
      network.setClosed(precharge, coils.precharge)
      network.setClosed(positive, coils.positive)
    },
    setOwnLoad: (isOn) => network.setClosed(load, isOn),
    setReferenceVolts(volts) {
      network.setVolts(interlock, volts)
      network.setVolts(reference, volts)
    },
    setFan: (duty) => drivers.set(OTHER_STAGE.packFan, duty / FAN_HZ, FAN_HZ),
  }
}

/** What it counted before this story begins. */
function memoryOf({ cells, condition }: Physics): BmsMemory {
  let sum = 0
  for (const soc of cells.soc) sum += soc
  const soc = Math.min(1, Math.max(0, sum / CELL_COUNT + condition.countedSocError))
  return { soc, soh: stateOfHealth(cells.capacityAh, CELL_CAPACITY_AH) }
}

function findTerminals(node: Physics['network']['node']) {
  return {
    supply: node('bms.supply'),
    ground: node('bms.ground'),
    packPlus: node('pack.plus'),
    packMinus: node('pack.minus'),
    busPlus: node('pack.busPlus'),
    busMinus: node('pack.busMinus'),
    chassis: node('chassis'),
    interlockReturn: node('bms.interlockIn'),
    fan: node('bms.fanDriver'),
    inletAir: node('bms.inletAir'),
    thermistors: Int32Array.from({ length: MODULE_COUNT }, (_, i) => node(`bms.thermistor${i + 1}`)),
  }
}
