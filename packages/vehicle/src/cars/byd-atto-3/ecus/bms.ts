/**
 * The battery management system: wakes with its supply, guards the interlock and the insulation, closes and opens the
 * contactors, counts charge and says how much power the pack may give and take.
 *
 * Reads sensors only (voltages and currents of the network, cell taps, thermistors) and drives three contactor coils.
 * The contactors themselves follow the solved current of their coils, see ../actuators.ts.
 */

import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { firstCellOfModule } from '../cells.ts'
import { CELL_COUNT, MODULE_COUNT } from '../harness.ts'
import type { Physics } from '../physics.ts'
import { thermistorDegC } from '../thermistor.ts'
import type { Signals } from './signals.ts'

/** Steps of 10 ms. */
/** After waking: references and dividers come up first. */
const SETTLING_STEPS = 15
const WELD_TEST_STEPS = 10
const PRECHARGE_STEPS_MIN = 20
const PRECHARGE_STEPS_MAX = 150
const HAND_OVER_STEPS = 15
const OPENING_STEPS = 60
const ANNOUNCE_STEPS = 5

const SUPPLY_VOLTS_MIN = 7.5
const INTERLOCK_VOLTS_MIN = 2.5
const PRECHARGED = 0.95
const WELDED_VOLTS = 1
/** Half of what UN R100 asks of a DC circuit leaves no doubt: 100 Ω for each volt. */
const INSULATION_OHM_PER_VOLT_MIN = 100
const DEVIATION_VOLTS_MAX = 0.15
const DEVIATION_A_MIN = 80

export type BmsMonitors = {
  readonly interlock: Monitor
  readonly insulation: Monitor
  readonly precharge: Monitor
  readonly positiveWelded: Monitor
  readonly negativeWelded: Monitor
  readonly deterioration: Monitor
  readonly temperatureSensor: Monitor
  readonly overTemperature: Monitor
  readonly currentSensor: Monitor
}

export type Bms = {
  readonly isAwake: boolean
  readonly readings: BmsReadings
  /** A tester may close the precharge contactor alone; undefined while the unit decides itself. */
  readonly overrides: { prechargeContactor: boolean | undefined }
  /** High voltage is off, nobody wants it, and the interlock is whole. */
  mayTestContactors(): boolean
  step(tick: number): void
  /** As after power on; it wakes in the next step. */
  restart(): void
  /** Measures the insulation now; the routine "insulation self-test". */
  measureInsulation(): number
  state(): readonly number[]
}

/** What the BMS knows by its sensors. */
export type BmsReadings = {
  packVolts: number
  busVolts: number
  amps: number
  interlockVolts: number
  insulationOhm: number
  soc: number
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

export function createBms(physics: Physics, signals: Signals, monitors: BmsMonitors): Bms {
  const { network, cells } = physics
  const at = findTerminals(physics)
  const firstCell = firstCellOfModule()
  const readings = firstReadings(physics)
  const overrides: Bms['overrides'] = { prechargeContactor: undefined }
  let isAwake = false
  let phaseSteps = 0
  let busVoltsBefore = 0
  let powerFactor = 1
  let chargeFactor = 1
  let isLocked = false
  let awakeSteps = 0

  function drive(negative: boolean, precharge: boolean, positive: boolean): void {
    network.setClosed(at.negativeDrive, negative)
    network.setClosed(at.prechargeDrive, precharge)
    network.setClosed(at.positiveDrive, positive)
  }

  function enter(state: Signals['bmsState']): void {
    signals.bmsState = state
    phaseSteps = 0
  }

  function wake(hasSupply: boolean): void {
    if (hasSupply === isAwake) return
    isAwake = hasSupply
    awakeSteps = 0
    network.setClosed(at.ownLoad, isAwake)
    network.setVolts(at.interlockSource, isAwake ? 5 : 0)
    network.setVolts(at.referenceSource, isAwake ? 5 : 0)
    drive(false, false, false)
    isLocked = false
    overrides.prechargeContactor = undefined
    signals.isHighVoltageOn = signals.isOpeningAnnounced = false
    enter(isAwake ? 'standby' : 'asleep')
  }

  function sense(tick: number): void {
    readings.packVolts = network.voltsBetween(at.packPlus, at.packMinus)
    readings.busVolts = network.voltsBetween(at.busPlus, at.busMinus)
    readings.amps = network.amps(at.currentSensor) + physics.now.currentSensorOffsetA
    readings.interlockVolts = network.volts(at.interlockReturn)
    readings.soc = Math.min(1, Math.max(0, readings.soc - (readings.amps * 0.01) / (3600 * 150)))
    const isFirst = awakeSteps === SETTLING_STEPS
    if (tick % 5 === 0 || isFirst) senseCells()
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
      const degC = thermistorDegC(network.volts(at.thermistors[module]), 5)
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

  const hasInterlock = () => readings.interlockVolts >= INTERLOCK_VOLTS_MIN

  function mayTestContactors(): boolean {
    return signals.bmsState === 'standby' && !signals.isHighVoltageWanted && hasInterlock()
  }

  function runContactors(): void {
    phaseSteps++
    const isWanted = signals.isHighVoltageWanted && hasInterlock()
    switch (signals.bmsState) {
      case 'standby':
        drive(false, mayTestContactors() && (overrides.prechargeContactor ?? false), false)
        if (isWanted && !isLocked && phaseSteps > 5) beginClosing()
        return
      case 'weldTest':
        testNegativeWeld()
        return
      case 'precharge':
        readings.prechargeMs = phaseSteps * 10
        if (isWanted) precharge()
        else enter('opening')
        return
      case 'handOver':
        drive(true, phaseSteps < HAND_OVER_STEPS, true)
        if (phaseSteps >= HAND_OVER_STEPS) enter('closed')
        return
      case 'closed':
        guardClosed(isWanted)
        return
      case 'opening':
        open()
        return
      case 'locked':
        drive(false, false, false)
        isLocked = true
        if (!signals.isHighVoltageWanted) enter('standby')
        return
      default:
    }
  }

  function beginClosing(): void {
    busVoltsBefore = readings.busVolts
    enter('weldTest')
  }

  /** With only the precharge contactor closed, the bus may not rise: else the negative one is welded. */
  function testNegativeWeld(): void {
    drive(false, true, false)
    if (phaseSteps < WELD_TEST_STEPS) return
    const isWelded = readings.busVolts - busVoltsBefore > 30
    monitors.negativeWelded.report(isWelded)
    enter(isWelded ? 'locked' : 'precharge')
  }

  function precharge(): void {
    drive(true, true, false)
    if (readings.busVolts >= PRECHARGED * readings.packVolts && phaseSteps >= PRECHARGE_STEPS_MIN) {
      monitors.precharge.report(false)
      enter('handOver')
      return
    }
    if (phaseSteps < PRECHARGE_STEPS_MAX) return
    monitors.precharge.report(true)
    enter('locked')
  }

  function guardClosed(isWanted: boolean): void {
    drive(true, false, true)
    signals.isHighVoltageOn = true
    // An interlock that opens on the road may not stop the car there: power fades, and at rest it opens.
    const mustOpen = !signals.isHighVoltageWanted || (!isWanted && Math.abs(physics.now.speedMps) < 1)
    signals.isOpeningAnnounced = mustOpen
    if (!mustOpen) phaseSteps = 0
    else if (phaseSteps >= ANNOUNCE_STEPS) enter('opening')
  }

  /**
   * The positive contactor opens first: a bus that then stays tied to the pack shows that it is welded. By its bleeder
   * alone it would fall 2.5 V in this time, so a failed active discharge is not mistaken for a weld.
   */
  function open(): void {
    signals.isHighVoltageOn = false
    drive(phaseSteps < OPENING_STEPS, false, false)
    if (phaseSteps === OPENING_STEPS - 1 && signals.isDischargeWanted) {
      monitors.positiveWelded.report(readings.busVolts > readings.packVolts - WELDED_VOLTS)
    }
    if (phaseSteps < OPENING_STEPS) return
    signals.isOpeningAnnounced = false
    enter('standby')
  }

  function limitPower(): void {
    const cold = Math.min(1, Math.max(0, (readings.tempDegCMin + 10) / 25))
    const isWeak = readings.cellVoltsMin < 2.9 && readings.amps > 20
    powerFactor = Math.min(1, Math.max(0.1, powerFactor + (isWeak ? -0.02 : 0.001)))
    const isFull = readings.cellVoltsMax > 3.62 && readings.amps < -5
    chargeFactor = Math.min(1, Math.max(0, chargeFactor + (isFull ? -0.02 : 0.001)))
    const empty = Math.min(1, Math.max(0, (readings.soc - 0.01) / 0.12))
    const room = Math.min(1, Math.max(0, (0.985 - readings.soc) / 0.15))
    const limp = hasInterlock() ? 1 : 0.2
    signals.dischargeWMax = 165_000 * (0.3 + 0.7 * cold) * empty * powerFactor * limp
    signals.chargeWMax = 100_000 * cold * room * chargeFactor * limp
  }

  function watch(): void {
    monitors.interlock.report(!hasInterlock())
    monitors.insulation.report(readings.insulationOhm < INSULATION_OHM_PER_VOLT_MIN * readings.packVolts)
    if (Math.abs(readings.amps) > DEVIATION_A_MIN) {
      monitors.deterioration.report(readings.cellVoltsMean - readings.cellVoltsMin > DEVIATION_VOLTS_MAX)
    }
    monitors.temperatureSensor.report(readings.tempDegCMin <= -39)
    monitors.overTemperature.report(readings.tempDegCMax > 58)
    if (signals.bmsState === 'standby' && phaseSteps > 100) {
      monitors.currentSensor.report(Math.abs(readings.amps) > 4)
    }
  }

  return {
    get isAwake() {
      return isAwake
    },
    readings,
    overrides,
    mayTestContactors,
    measureInsulation,
    restart: () => wake(false),
    step(tick) {
      const supplyVolts = network.voltsBetween(at.supply, at.ground)
      wake(supplyVolts > SUPPLY_VOLTS_MIN && signals.isIgnitionOn)
      if (!isAwake) return
      signals.bmsHeartbeat = tick
      sense(tick)
      if (++awakeSteps <= SETTLING_STEPS) return
      runContactors()
      if (tick % 5 === 0) limitPower()
      if (tick % 10 === 0) watch()
      signals.socPercent = 100 * readings.soc
    },
    state: () => [
      Number(isAwake),
      awakeSteps,
      phaseSteps,
      busVoltsBefore,
      powerFactor,
      chargeFactor,
      Number(isLocked),
      readings.soc,
    ],
  }
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
    interlockSource: network.branch('interlock.source'),
    referenceSource: network.branch('bms.referenceSource'),
    supply: network.node('bms.supply'),
    ground: network.node('bms.ground'),
    ownLoad: network.branch('bms.load'),
    negativeDrive: network.branch('negativeContactor.drive'),
    positiveDrive: network.branch('positiveContactor.drive'),
    prechargeDrive: network.branch('prechargeContactor.drive'),
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
