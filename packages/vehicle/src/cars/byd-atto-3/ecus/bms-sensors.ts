/**
 * The eyes of the battery management system: voltages and currents of the network, cell taps, thermistors, charge by
 * counting, insulation by a source of its own. Cells are looked at every 50 ms, temperatures and insulation once a second.
 */
import { CELL_CAPACITY_AH, firstCellOfModule } from '../cells.ts'
import { CELL_COUNT, MODULE_COUNT, STEP_S } from '../harness.ts'
import type { Physics } from '../physics.ts'
import { thermistorDegC } from '../thermistor.ts'

/** What its thermistors and the interlock are fed with. */
export const REFERENCE_VOLTS = 5

/** What it knows. Cells are counted from 0. */
export type BmsReadings = {
  packVolts: number
  busVolts: number
  amps: number
  interlockVolts: number
  insulationOhm: number
  soc: number
  /** State of health: what the weakest cell can hold, as a share of a new cell. */
  soh: number
  cellVoltsMin: number
  cellVoltsMax: number
  cellVoltsMean: number
  cellMin: number
  cellMax: number
  tempDegCMin: number
  tempDegCMax: number
  tempDegCMean: number
  readonly moduleTempDegC: Float64Array
  readonly moduleMinVolts: Float64Array
  readonly moduleMaxVolts: Float64Array
  readonly moduleMinCell: Int32Array
  readonly moduleMaxCell: Int32Array
  prechargeMs: number
}

export type BmsSensors = {
  readonly readings: BmsReadings
  /** `isFirst`: since it woke, so everything is looked at. */
  sense(tick: number, isFirst: boolean): void
  /** Measures the insulation now. */
  measureInsulation(): number
}

export function createBmsSensors(physics: Physics): BmsSensors {
  const { network, cells } = physics
  const at = findTerminals(physics)
  const firstCell = firstCellOfModule()
  const readings = firstReadings(physics)

  function sense(tick: number, isFirst: boolean): void {
    readings.packVolts = network.voltsBetween(at.packPlus, at.packMinus)
    readings.busVolts = network.voltsBetween(at.busPlus, at.busMinus)
    readings.amps = network.amps(at.currentSensor) + physics.now.currentSensorOffsetA
    readings.interlockVolts = network.volts(at.interlockReturn)
    const charge = readings.soc - (readings.amps * STEP_S) / (3600 * CELL_CAPACITY_AH)
    readings.soc = Math.min(1, Math.max(0, charge))
    if (tick % 5 === 0 || isFirst) senseCells()
    if (tick % 100 === 10 || isFirst) senseTemperatures()
    if (tick % 100 === 30 || isFirst) readings.soh = stateOfHealth(cells.capacityAh)
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

  function senseTemperatures(): void {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    let sum = 0
    for (let module = 0; module < MODULE_COUNT; module++) {
      const degC = thermistorDegC(network.volts(at.thermistors[module]), REFERENCE_VOLTS)
      readings.moduleTempDegC[module] = degC
      sum += degC
      if (degC < low) low = degC
      if (degC > high) high = degC
    }
    readings.tempDegCMin = low
    readings.tempDegCMax = high
    readings.tempDegCMean = sum / MODULE_COUNT
  }

  /** Its own source between the pack's negative terminal and the chassis: it feels all branches side by side. */
  function measureInsulation(): number {
    readings.insulationOhm = network.thevenin(at.packMinus, at.chassis, 'settled').ohm
    return readings.insulationOhm
  }

  return { readings, sense, measureInsulation }
}

function findTerminals({ network }: Physics) {
  return {
    packPlus: network.node('pack.plus'),
    packMinus: network.node('pack.minus'),
    busPlus: network.node('hv.plus'),
    busMinus: network.node('hv.minus'),
    chassis: network.node('chassis'),
    currentSensor: network.branch('currentSensor'),
    interlockReturn: network.node('interlock.return'),
    thermistors: Int32Array.from({ length: MODULE_COUNT }, (_, i) => network.node(`thermistor.module${i + 1}`)),
  }
}

function firstReadings({ cells }: Physics): BmsReadings {
  let sum = 0
  for (const soc of cells.soc) sum += soc
  return {
    packVolts: 0,
    busVolts: 0,
    amps: 0,
    interlockVolts: 5,
    insulationOhm: 2e6,
    soc: sum / CELL_COUNT,
    soh: stateOfHealth(cells.capacityAh),
    cellVoltsMin: 3.3,
    cellVoltsMax: 3.3,
    cellVoltsMean: 3.3,
    cellMin: 0,
    cellMax: 0,
    tempDegCMin: 20,
    tempDegCMax: 20,
    tempDegCMean: 20,
    moduleTempDegC: new Float64Array(MODULE_COUNT).fill(20),
    moduleMinVolts: new Float64Array(MODULE_COUNT).fill(3.3),
    moduleMaxVolts: new Float64Array(MODULE_COUNT).fill(3.3),
    moduleMinCell: new Int32Array(MODULE_COUNT),
    moduleMaxCell: new Int32Array(MODULE_COUNT),
    prechargeMs: 0,
  }
}

/** A string of cells is empty when its weakest is. New cells differ a little, and some hold more than they promise. */
function stateOfHealth(capacityAh: Float64Array): number {
  let weakestAh = CELL_CAPACITY_AH
  for (let i = 0; i < capacityAh.length; i++) if (capacityAh[i] < weakestAh) weakestAh = capacityAh[i]
  return weakestAh / CELL_CAPACITY_AH
}
