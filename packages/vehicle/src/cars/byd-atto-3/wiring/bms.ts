/**
 * The battery management system on its wires: dividers at pack and bus, current sensor, cell taps, thermistors, insulation
 * by a source of its own; and the coils and references that it feeds. Cells are looked at every 50 ms, temperatures and
 * insulation once a second.
 * Left out: tolerances of the cell taps and of the dividers.
 */
import { stateOfHealth } from '../../../battery/pack.ts'
import { type BmsMemory, type BmsOutputs, type BmsReadings, type BmsSensors, REFERENCE_VOLTS } from '../ecus/bms.ts'
import type { DcWires } from '../ecus/dc-charging.ts'
import { CELL_CAPACITY_AH, CELL_COUNT, MODULE_COUNT } from '../figures.ts'
import type { Physics } from '../physics.ts'
import { thermistorDegC } from '../thermistor.ts'

export function wireBms(physics: Physics) {
  return {
    sensors: createSensors(physics) satisfies BmsSensors,
    outputs: createOutputs(physics) satisfies BmsOutputs,
    memory: memoryOf(physics) satisfies BmsMemory,
    dcWires: wireDc(physics),
  }
}

function createSensors(physics: Physics): BmsSensors {
  const { network, cells, thermal } = physics
  const at = findTerminals(physics)
  const { firstCell } = cells
  const readings = firstReadings()

  function sense(tick: number, isFirst: boolean): void {
    readings.packVolts = network.voltsBetween(at.packPlus, at.packMinus)
    readings.busVolts = network.voltsBetween(at.busPlus, at.busMinus)
    readings.amps = network.amps(at.currentSensor) + physics.now.currentSensorOffsetA
    readings.interlockVolts = network.voltsBetween(at.interlockReturn, at.ground)
    if (tick % 5 === 0 || isFirst) {
      senseCells()
      senseStages()
    }
    if (tick % 100 === 10 || isFirst) senseTemperatures()
    if (tick % 100 === 50 || isFirst) measureInsulation()
  }

  function senseCells(): void {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    let sum = 0
    for (let module = 0, i = 0; module < MODULE_COUNT; module++) {
      let moduleLow = Number.POSITIVE_INFINITY
      let moduleHigh = Number.NEGATIVE_INFINITY
      for (const end = firstCell[module + 1]; i < end; i++) {
        const volts = cells.volts[i]
        readings.cellVolts[i] = volts
        sum += volts
        if (volts < moduleLow) {
          moduleLow = volts
          readings.moduleMinCell[module] = i
        }
        if (volts > moduleHigh) {
          moduleHigh = volts
          readings.moduleMaxCell[module] = i
        }
      }
      readings.moduleMinVolts[module] = moduleLow
      readings.moduleMaxVolts[module] = moduleHigh
      if (moduleLow < low) {
        low = moduleLow
        readings.cellMin = readings.moduleMinCell[module]
      }
      if (moduleHigh > high) {
        high = moduleHigh
        readings.cellMax = readings.moduleMaxCell[module]
      }
    }
    readings.cellVoltsMin = low
    readings.cellVoltsMax = high
    readings.cellVoltsMean = sum / CELL_COUNT
  }

  function senseStages(): void {
    readings.packPumpVolts = network.voltsBetween(at.packPump, at.ground)
    readings.chillerValveVolts = network.voltsBetween(at.chillerValve, at.ground)
    readings.dcPositiveVolts = network.voltsBetween(at.dcPositive, at.ground)
    readings.dcNegativeVolts = network.voltsBetween(at.dcNegative, at.ground)
  }

  function senseTemperatures(): void {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    let sum = 0
    for (let module = 0; module < MODULE_COUNT; module++) {
      const degC = thermistorDegC(network.voltsBetween(at.thermistors[module], at.ground), REFERENCE_VOLTS)
      readings.moduleTempDegC[module] = degC
      sum += degC
      if (degC < low) low = degC
      if (degC > high) high = degC
    }
    readings.tempDegCMin = low
    readings.tempDegCMax = high
    readings.tempDegCMean = sum / MODULE_COUNT
    readings.chillerInDegC = thermal.outletDegC
    readings.chillerOutDegC = thermal.chilledDegC
  }

  /** Its own source between the pack's negative terminal and the chassis: it feels all branches side by side. */
  function measureInsulation(): number {
    readings.insulationOhm = network.thevenin(at.packMinus, at.chassis, 'settled').ohm
    return readings.insulationOhm
  }

  return { readings, supplyVolts: () => network.voltsBetween(at.supply, at.ground), sense, measureInsulation }
}

function createOutputs({ network }: Physics): BmsOutputs {
  const interlockSource = network.branch('bms.interlockSource')
  const referenceSource = network.branch('bms.referenceSource')
  const negative = network.branch('bms.negativeDriver')
  const precharge = network.branch('bms.prechargeDriver')
  const positive = network.branch('bms.positiveDriver')
  const ownLoad = network.branch('bms.load')
  const packPump = network.branch('bms.packPumpDriver')
  const chiller = network.branch('bms.chillerDriver')
  const coils = { negative: false, precharge: false, positive: false }
  return {
    coils,
    apply() {
      network.setClosed(negative, coils.negative)
      network.setClosed(precharge, coils.precharge)
      network.setClosed(positive, coils.positive)
    },
    setOwnLoad: (isOn) => network.setClosed(ownLoad, isOn),
    setCoolant(isPumping, isChilling) {
      network.setClosed(packPump, isPumping)
      network.setClosed(chiller, isChilling)
    },
    setReferenceVolts(volts) {
      network.setVolts(interlockSource, volts)
      network.setVolts(referenceSource, volts)
    },
  }
}

/** The lines of a DC charge at the unit, and the feedback contacts of K5 and K6. */
function wireDc({ network }: Physics): DcWires {
  const { node, branch } = network
  const supply = node('bms.supply')
  const ground = node('bms.ground')
  const proximity = node('bms.cc2')
  const auxiliary = node('bms.aPlus')
  const drivers = [branch('bms.dcPositiveDriver'), branch('bms.dcNegativeDriver')]
  const contacts = ['hv.dcPositive', 'hv.dcNegative'].map((id) => ({ own: branch(id), weld: branch(`${id}.weld`) }))
  const conducts = ({ own, weld }: (typeof contacts)[number]) =>
    (network.isClosed(own) && Number.isFinite(network.ohm(own))) || Number.isFinite(network.ohm(weld))
  return {
    proximityShare: () => network.voltsBetween(proximity, ground) / Math.max(1, network.voltsBetween(supply, ground)),
    auxiliaryVolts: () => network.voltsBetween(auxiliary, ground),
    areContactorsClosed: () => contacts.every(conducts),
    setContactors(areClosed) {
      for (const driver of drivers) network.setClosed(driver, areClosed)
    },
  }
}

/** What it counted and learnt before this story begins. */
function memoryOf({ cells, now }: Physics): BmsMemory {
  let sum = 0
  for (const soc of cells.soc) sum += soc
  const soc = sum / CELL_COUNT + now.countedSocError
  return { soc: Math.min(1, Math.max(0, soc)), soh: stateOfHealth(cells.capacityAh, CELL_CAPACITY_AH) }
}

function findTerminals({ network }: Physics) {
  return {
    supply: network.node('bms.supply'),
    ground: network.node('bms.ground'),
    packPlus: network.node('pack.plus'),
    packMinus: network.node('pack.minus'),
    busPlus: network.node('pack.busPlus'),
    busMinus: network.node('pack.busMinus'),
    chassis: network.node('chassis'),
    currentSensor: network.branch('pack.currentSensor'),
    interlockReturn: network.node('bms.interlockIn'),
    packPump: network.node('bms.packPumpDriver'),
    chillerValve: network.node('bms.chillerDriver'),
    dcPositive: network.node('bms.dcPositiveDriver'),
    dcNegative: network.node('bms.dcNegativeDriver'),
    thermistors: Int32Array.from({ length: MODULE_COUNT }, (_, i) => network.node(`bms.thermistor${i + 1}`)),
  }
}

function firstReadings(): BmsReadings {
  return {
    packVolts: 0,
    busVolts: 0,
    amps: 0,
    interlockVolts: REFERENCE_VOLTS,
    insulationOhm: 2e6,
    cellVoltsMin: 3.3,
    cellVoltsMax: 3.3,
    cellVoltsMean: 3.3,
    cellMin: 0,
    cellMax: 0,
    tempDegCMin: 20,
    tempDegCMax: 20,
    tempDegCMean: 20,
    chillerInDegC: 20,
    chillerOutDegC: 20,
    packPumpVolts: 0,
    chillerValveVolts: 0,
    dcPositiveVolts: 0,
    dcNegativeVolts: 0,
    cellVolts: new Float64Array(CELL_COUNT).fill(3.3),
    moduleTempDegC: new Float64Array(MODULE_COUNT).fill(20),
    moduleMinVolts: new Float64Array(MODULE_COUNT).fill(3.3),
    moduleMaxVolts: new Float64Array(MODULE_COUNT).fill(3.3),
    moduleMinCell: new Int32Array(MODULE_COUNT),
    moduleMaxCell: new Int32Array(MODULE_COUNT),
  }
}
