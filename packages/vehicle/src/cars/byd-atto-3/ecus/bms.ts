/**
 * The battery management system: wakes with its supply, guards the interlock and the insulation, closes and opens the
 * contactors, counts charge and says how much power the pack may give and take.
 *
 * It decides by its sensors and the other units' messages alone (its wires are in ../wiring/bms.ts) and drives three
 * contactor coils. The contactors themselves follow the solved current of their coils, see harness/relays.ts.
 * Left out: learning the state of health, which takes more driving than one story has.
 */
import type { CanPort } from '@luban/protocols/can/bus'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { CELL_CAPACITY_AH, isMovingAt, STEP_S } from '../figures.ts'
import { createDcCharging, type DcCharging, type DcWires } from './dc-charging.ts'
import type { BmsSignals, BmsState, SignalsOf } from './signals.ts'

const STEP_MS = 1000 * STEP_S

// Steps are of 10 ms. After waking, references and dividers come up first.
const SETTLING_STEPS = 15
const STANDBY_STEPS_MIN = 5
const WELD_TEST_STEPS = 10
const PRECHARGE_STEPS_MIN = 20
const PRECHARGE_STEPS_MAX = 150
const HAND_OVER_STEPS = 15
const OPENING_STEPS = 60
/** Longer than the monitor looks. */
const LOW_BUS_STEPS_MAX = 40
const ANNOUNCE_STEPS = 5
/** At rest for so long that a current can only be the sensor's own. */
const RESTING_STEPS = 100

/** What its thermistors and the interlock are fed with. */
export const REFERENCE_VOLTS = 5
const SUPPLY_VOLTS_MIN = 7.5
const INTERLOCK_VOLTS_MIN = 2.5
/** Share of the pack's voltage that the bus must have reached; below the other, a contactor is not closed at all. */
const PRECHARGED = 0.95
const CLOSED = 0.85
const WELDED_NEGATIVE_VOLTS_MIN = 30
const WELDED_POSITIVE_VOLTS_MAX = 1
/** Half of what UN R100 asks of a DC circuit leaves no doubt: 100 Ω for each volt. */
const INSULATION_OHM_PER_VOLT_MIN = 100
const DEVIATION_VOLTS_MAX = 0.15
const DEVIATION_A_MIN = 80
/** An open thermistor reads as the lowest temperature there is. */
const OPEN_SENSOR_DEG_C = -39
const CELL_DEG_C_MAX = 49
/** Hot cells are charged slower, and none at all from the second figure on. */
const HOT_CHARGE_DEG_C = { from: 44, to: 54 } as const
const COOLING_DEG_C = { on: 40, off: 36 } as const
/** By the coldest cells; and never coolant hotter than the second. */
const HEATING_DEG_C = { on: 4, off: 9 } as const
const HEATING_COOLANT_DEG_C_MAX = 45
const OFF_SHARE_MIN = 0.4
/** At the end of its charge a cell stands above the others; what it loses under current is taken off first. */
const FULL_REST_VOLTS = 3.41
const FULL_OVER_VOLTS = 3.36
/** Of the most that may be charged: 3 kW, which bring an AC charge to its end. */
const FINISHING_SHARE = 0.03
const CELL_OHM = 7.4e-4
const RESTING_SPREAD_A_MAX = 20
const RESTING_SPREAD_VOLTS_MAX = 0.06
const RESTING_A_MAX = 4

const DISCHARGE_W_MAX = 165_000
const CHARGE_W_MAX = 100_000
/** Under load below the one, and on charge above the other, a cell takes power away. */
const WEAK_CELL_VOLTS = 2.9
const FULL_CELL_VOLTS = 3.62
/** Power left while the interlock is open on the road. */
const LIMP_SHARE = 0.2

/** Which of the three contactors are pulled. */
type Coils = { readonly pullsNegative: boolean; readonly pullsPrecharge: boolean; readonly pullsPositive: boolean }
const COILS = {
  none: { pullsNegative: false, pullsPrecharge: false, pullsPositive: false },
  precharge: { pullsNegative: false, pullsPrecharge: true, pullsPositive: false },
  negative: { pullsNegative: true, pullsPrecharge: false, pullsPositive: false },
  negativeAndPrecharge: { pullsNegative: true, pullsPrecharge: true, pullsPositive: false },
  all: { pullsNegative: true, pullsPrecharge: true, pullsPositive: true },
  main: { pullsNegative: true, pullsPrecharge: false, pullsPositive: true },
} as const satisfies Record<string, Coils>

export type BmsMonitors = {
  readonly interlock: Monitor
  readonly insulation: Monitor
  readonly precharge: Monitor
  readonly positiveWelded: Monitor
  readonly negativeWelded: Monitor
  readonly positiveOpen: Monitor
  readonly deterioration: Monitor
  readonly temperatureSensor: Monitor
  readonly overTemperature: Monitor
  readonly currentSensor: Monitor
  readonly station: Monitor
  readonly packPump: Monitor
  readonly chillerValve: Monitor
  readonly dcPositiveCoil: Monitor
  readonly dcNegativeCoil: Monitor
  readonly dcProximity: Monitor
}

/** What its sensors told it last. Cells are counted from 0. */
export type BmsReadings = {
  packVolts: number
  busVolts: number
  amps: number
  interlockVolts: number
  insulationOhm: number
  cellVoltsMin: number
  cellVoltsMax: number
  cellVoltsMean: number
  cellMin: number
  cellMax: number
  tempDegCMin: number
  tempDegCMax: number
  tempDegCMean: number
  /** As the chiller's own electronics measure the coolant. */
  chillerInDegC: number
  chillerOutDegC: number
  /** At the terminals that switch the pack's pump and the chiller's valve. */
  packPumpVolts: number
  chillerValveVolts: number
  /** And the contactors of a DC charge. */
  dcPositiveVolts: number
  dcNegativeVolts: number
  readonly cellVolts: Float64Array
  readonly moduleTempDegC: Float64Array
  readonly moduleMinVolts: Float64Array
  readonly moduleMaxVolts: Float64Array
  readonly moduleMinCell: Int32Array
  readonly moduleMaxCell: Int32Array
}

export type BmsSensors = {
  readonly readings: Readonly<BmsReadings>
  supplyVolts(): number
  /** `isFirst`: since it woke, so everything is looked at. */
  sense(tick: number, isFirst: boolean): void
  /** Measures the insulation now. */
  measureInsulation(): number
}

export type BmsOutputs = {
  /** What it drives, as of its last step; what becomes of it is another matter. */
  readonly coils: { negative: boolean; precharge: boolean; positive: boolean }
  /** Puts the coils on the wires. */
  apply(): void
  /** Its own consumption, awake. */
  setOwnLoad(isOn: boolean): void
  setReferenceVolts(volts: number): void
  /** Of the pack: its coolant pump, which heating needs as well, and the chiller's valve. */
  setCoolant(isPumping: boolean, isChilling: boolean): void
}

export type BmsMemory = {
  readonly soc: number
  /** State of health: what the weakest cell can hold, as a share of a new cell. */
  readonly soh: number
}

export type Bms = {
  isAwake(): boolean
  readonly readings: Readonly<BmsReadings>
  supplyVolts(): number
  /** By counting amperes; health as it was learnt. */
  soc(): number
  readonly soh: number
  /** How long the last precharge took. */
  prechargeMs(): number
  /** A tester may close the precharge contactor alone; undefined while the unit decides itself. */
  readonly overrides: { prechargeContactor: boolean | undefined }
  /** As a workshop has set it; kept for good. */
  readonly coding: { acChargePercentMax: number }
  readonly coils: Readonly<BmsOutputs['coils']>
  readonly dc: DcCharging
  /** High voltage is off, nobody wants it, and the interlock is whole. */
  mayTestContactors(): boolean
  step(tick: number): void
  /** As after power on; it wakes in the next step. */
  restart(): void
  /** Measures the insulation now; the routine "insulation self-test". */
  measureInsulation(): number
  state(): readonly number[]
}

type Surroundings = {
  readonly sensors: BmsSensors
  readonly outputs: BmsOutputs
  readonly memory: BmsMemory
  readonly signals: SignalsOf<BmsSignals>
  readonly monitors: BmsMonitors
  /** On the CAN line of a DC station; and what it tells the station of the car. */
  readonly chargingPort: CanPort
  readonly dcWires: DcWires
  readonly vin: string
}

export function createBms(surroundings: Surroundings): Bms {
  const { sensors, outputs, memory, signals, monitors } = surroundings
  const { readings } = sensors
  const { coils } = outputs
  const overrides: Bms['overrides'] = { prechargeContactor: undefined }
  const coding: Bms['coding'] = { acChargePercentMax: 100 }
  let isAwake = false
  let phaseSteps = 0
  let busVoltsBefore = 0
  let lowBusSteps = 0
  let powerFactor = 1
  let chargeFactor = 1
  let isLocked = false
  let isCooling = false
  let isHeating = false
  let isFullCell = false
  let awakeSteps = 0
  let soc = memory.soc
  let prechargeMs = 0

  const dc = createDcCharging({
    port: surroundings.chargingPort,
    wires: surroundings.dcWires,
    readings,
    signals,
    vin: surroundings.vin,
    soc: () => soc,
    supplyVolts: sensors.supplyVolts,
    hasInterlock: () => hasInterlock(),
  })

  function drive({ pullsNegative, pullsPrecharge, pullsPositive }: Coils): void {
    coils.negative = pullsNegative
    coils.precharge = pullsPrecharge
    coils.positive = pullsPositive
    outputs.apply()
  }

  function enter(state: BmsState): void {
    signals.bmsState = state
    phaseSteps = 0
  }

  function wake(hasSupply: boolean): void {
    if (hasSupply === isAwake) return
    isAwake = hasSupply
    awakeSteps = 0
    outputs.setOwnLoad(isAwake)
    outputs.setReferenceVolts(isAwake ? REFERENCE_VOLTS : 0)
    drive(COILS.none)
    temper(false, false)
    if (!isAwake) dc.sleep()
    isLocked = isFullCell = false
    overrides.prechargeContactor = undefined
    signals.isHighVoltageOn = signals.isOpeningAnnounced = false
    signals.packW = 0
    enter(isAwake ? 'standby' : 'asleep')
  }

  function temper(toCool: boolean, toHeat: boolean): void {
    isCooling = signals.isPackCoolingWanted = toCool
    isHeating = signals.isPackHeatingWanted = toHeat
    outputs.setCoolant(toCool || toHeat, toCool)
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
        drive(mayTestContactors() && overrides.prechargeContactor ? COILS.precharge : COILS.none)
        if (isWanted && !isLocked && phaseSteps > STANDBY_STEPS_MIN) beginClosing()
        return
      case 'weldTest':
        testNegativeWeld()
        return
      case 'precharge':
        prechargeMs = phaseSteps * STEP_MS
        if (isWanted) precharge()
        else enter('opening')
        return
      case 'handOver':
        drive(phaseSteps < HAND_OVER_STEPS ? COILS.all : COILS.main)
        if (phaseSteps >= HAND_OVER_STEPS) enter('closed')
        return
      case 'closed':
        guardClosed(isWanted)
        return
      case 'opening':
        open()
        return
      case 'locked':
        drive(COILS.none)
        isLocked = true
        if (!signals.isHighVoltageWanted) enter('standby')
        return
      default:
    }
  }

  /** With both contactors closed it stands at the pack's voltage: one of them is not closed at all. */
  const isBusLow = () => readings.busVolts < CLOSED * readings.packVolts

  function beginClosing(): void {
    busVoltsBefore = readings.busVolts
    enter('weldTest')
  }

  /** With only the precharge contactor closed, the bus may not rise: else the negative one is welded. */
  function testNegativeWeld(): void {
    drive(COILS.precharge)
    if (phaseSteps < WELD_TEST_STEPS) return
    const isWelded = readings.busVolts - busVoltsBefore > WELDED_NEGATIVE_VOLTS_MIN
    monitors.negativeWelded.report(isWelded)
    enter(isWelded ? 'locked' : 'precharge')
  }

  function precharge(): void {
    drive(COILS.negativeAndPrecharge)
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
    drive(COILS.main)
    lowBusSteps = isBusLow() ? lowBusSteps + 1 : 0
    if (lowBusSteps >= LOW_BUS_STEPS_MAX) {
      signals.isHighVoltageOn = signals.isOpeningAnnounced = false
      enter('locked')
      return
    }
    signals.isHighVoltageOn = true
    // An interlock that opens on the road may not stop the car there: power fades, and at rest it opens.
    const mustOpen = !signals.isHighVoltageWanted || (!isWanted && !isMovingAt(signals.speedMps))
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
    drive(phaseSteps < OPENING_STEPS ? COILS.negative : COILS.none)
    if (phaseSteps === OPENING_STEPS - 1 && signals.isDischargeWanted) {
      monitors.positiveWelded.report(readings.busVolts > readings.packVolts - WELDED_POSITIVE_VOLTS_MAX)
    }
    if (phaseSteps < OPENING_STEPS) return
    signals.isOpeningAnnounced = false
    enter('standby')
  }

  /** Tapers in the cold, when empty and when full; a weak or full cell takes power away fast and gives it back slowly. */
  function limitPower(): void {
    const cold = clampUnit((readings.tempDegCMin + 10) / 25)
    const isWeak = readings.cellVoltsMin < WEAK_CELL_VOLTS && readings.amps > 20
    powerFactor = Math.min(1, Math.max(0.1, powerFactor + (isWeak ? -0.02 : 0.001)))
    chargeFactor = clampUnit(chargeFactor + (isFull() ? -0.02 : 0.001))
    const empty = clampUnit((soc - 0.01) / 0.12)
    // At an AC station the cells say when they are full, however wrong was counted.
    const room = Math.max(signals.isPlugged ? FINISHING_SHARE : 0, clampUnit((0.985 - soc) / 0.15))
    const { from, to } = HOT_CHARGE_DEG_C
    const hot = clampUnit((to - readings.tempDegCMax) / (to - from))
    const limp = hasInterlock() ? 1 : LIMP_SHARE
    signals.dischargeWMax = DISCHARGE_W_MAX * (0.3 + 0.7 * cold) * empty * powerFactor * limp
    signals.chargeWMax = CHARGE_W_MAX * cold * hot * room * chargeFactor * limp
  }

  /** The fullest cell ends the charge: at once by its voltage, and at the end of its curve until it came back. */
  function isFull(): boolean {
    const dropVolts = Math.min(0, readings.amps) * CELL_OHM
    const restVolts = readings.cellVoltsMax + dropVolts
    const isAtStation = signals.isPlugged && signals.bmsState === 'closed'
    if (restVolts > FULL_REST_VOLTS && (isAtStation || readings.amps < -1)) {
      // When all cells are, the count is set right; one that is ahead of the others tells nothing.
      if (isAtStation && !isFullCell && readings.cellVoltsMin + dropVolts > FULL_OVER_VOLTS) soc = 1
      isFullCell = true
    } else if (restVolts < FULL_OVER_VOLTS) isFullCell = false
    const isEnough = coding.acChargePercentMax < 100 && signals.isPlugged && 100 * soc >= coding.acChargePercentMax
    return isEnough || isFullCell || (readings.cellVoltsMax > FULL_CELL_VOLTS && readings.amps < -5)
  }

  function watchTemperature(): void {
    const isHot = readings.tempDegCMax > (isCooling ? COOLING_DEG_C.off : COOLING_DEG_C.on)
    const isCold = readings.tempDegCMin < (isHeating ? HEATING_DEG_C.off : HEATING_DEG_C.on)
    // A thermistor that reads as cold as can be is open, and no cold.
    const mayHeat = readings.tempDegCMin > OPEN_SENSOR_DEG_C && readings.chillerInDegC < HEATING_COOLANT_DEG_C_MAX
    const isClosed = signals.bmsState === 'closed'
    temper(isClosed && isHot, isClosed && isCold && mayHeat && !isHot)
    monitors.overTemperature.report(readings.tempDegCMax > CELL_DEG_C_MAX)
  }

  function watchCells(): void {
    const amps = Math.abs(readings.amps)
    if (amps > DEVIATION_A_MIN) {
      monitors.deterioration.report(readings.cellVoltsMean - readings.cellVoltsMin > DEVIATION_VOLTS_MAX)
    } else if (amps < RESTING_SPREAD_A_MAX && readings.cellVoltsMean > WEAK_CELL_VOLTS) {
      monitors.deterioration.report(readings.cellVoltsMax - readings.cellVoltsMean > RESTING_SPREAD_VOLTS_MAX)
    }
  }

  /** A stage that is off stands at its supply through pump, valve or coil, which the ignition relay feeds. */
  function watchStages(): void {
    if (!signals.isIgnitionOn) return
    const offVoltsMin = OFF_SHARE_MIN * sensors.supplyVolts()
    if (!isCooling && !isHeating) monitors.packPump.report(readings.packPumpVolts < offVoltsMin)
    if (!isCooling) monitors.chillerValve.report(readings.chillerValveVolts < offVoltsMin)
    if (dc.isPlugged()) return
    monitors.dcPositiveCoil.report(readings.dcPositiveVolts < offVoltsMin)
    monitors.dcNegativeCoil.report(readings.dcNegativeVolts < offVoltsMin)
  }

  function watch(): void {
    watchStages()
    monitors.interlock.report(!hasInterlock())
    monitors.insulation.report(readings.insulationOhm < INSULATION_OHM_PER_VOLT_MIN * readings.packVolts)
    watchCells()
    watchTemperature()
    if (signals.bmsState === 'closed') monitors.positiveOpen.report(isBusLow())
    if (dc.isPlugged()) monitors.station.report(dc.isStationSilent())
    // Who is fed by a station has its plug in, whatever CC2 shows.
    monitors.dcProximity.report(dc.isCalled() && !dc.isPlugged())
    monitors.temperatureSensor.report(readings.tempDegCMin <= OPEN_SENSOR_DEG_C)
    if (signals.bmsState === 'standby' && phaseSteps > RESTING_STEPS) {
      monitors.currentSensor.report(Math.abs(readings.amps) > RESTING_A_MAX)
    }
  }

  return {
    isAwake: () => isAwake,
    readings,
    supplyVolts: sensors.supplyVolts,
    soc: () => soc,
    soh: memory.soh,
    prechargeMs: () => prechargeMs,
    overrides,
    coding,
    coils,
    dc,
    mayTestContactors,
    measureInsulation: sensors.measureInsulation,
    restart: () => wake(false),
    step(tick) {
      wake(sensors.supplyVolts() > SUPPLY_VOLTS_MIN && (signals.isIgnitionOn || dc.isCalled()))
      if (!isAwake) return
      signals.bmsHeartbeat = tick
      sensors.sense(tick, awakeSteps === SETTLING_STEPS)
      soc = clampUnit(soc - (readings.amps * STEP_S) / (3600 * CELL_CAPACITY_AH))
      signals.packW = readings.packVolts * readings.amps
      if (++awakeSteps <= SETTLING_STEPS) return
      runContactors()
      dc.step(tick * STEP_MS)
      if (tick % 5 === 0) limitPower()
      if (tick % 10 === 0) watch()
      signals.socPercent = 100 * soc
    },
    state: () => [
      Number(isAwake),
      awakeSteps,
      phaseSteps,
      busVoltsBefore,
      lowBusSteps,
      powerFactor,
      chargeFactor,
      Number(isLocked),
      Number(isCooling),
      Number(isHeating),
      Number(isFullCell),
      soc,
      coding.acChargePercentMax,
      prechargeMs,
      ...dc.state(),
    ],
  }
}

const clampUnit = (value: number) => Math.min(1, Math.max(0, value))
