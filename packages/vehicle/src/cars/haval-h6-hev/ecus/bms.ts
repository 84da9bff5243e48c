/**
 * The battery's control unit: wakes with the ignition, guards the interlock and the insulation, closes and opens the
 * contactors, counts charge, cools the cells with the cabin's air and says how much power they may give and take.
 *
 * It decides by its sensors and the other units' messages alone; its wires are in ../wiring/bms.ts.
 * Left out: learning the state of health anew, which takes more driving than one story has.
 */

import { type Curve, clamp, curve, rampAt, valueAt } from '../../../curve.ts'
import {
  CLOSED_SHARE,
  type ContactorCoils,
  type ContactorMonitors,
  createContactors,
} from '../../../ecus/contactors.ts'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { REFERENCE_VOLTS } from '../../../ecus/thermistor.ts'
import { CELL_CAPACITY_AH, isMovingAt, MODULE_COUNT, STEP_S } from '../figures.ts'
import { type BmsSignals, isHeard, type SignalsOf } from './signals.ts'

const STEPS_PER_LOOK = 10
/** References and dividers come up first. */
const SETTLING_STEPS = 15
const WATCHING_STEPS = 120
const SUPPLY_VOLTS_MIN = 6.5
/** Weaker, contactors might chatter under their load: they are let go, and not pulled again. */
const CLOSING_VOLTS_MIN = 11.7
const JUDGING_VOLTS_MIN = 9
const INTERLOCK_VOLTS_MIN = 2.5
/** Half of what UN Regulation 100 asks of a DC circuit leaves no doubt: 100 Ω for each volt. */
const INSULATION_OHM_PER_VOLT_MIN = 100
/** A block of cells under more than these amperes, against the mean of all. */
const DEVIATION_A_MIN = 40
const DEVIATION_VOLTS_MAX = 0.11
const OPEN_SENSOR_DEG_C = -39
const CELL_DEG_C_MAX = 53
/** What a cell's losses and the fan's air should make of its temperature; and how far above a blocked filter lets it come. */
const CELL_J_PER_K = 170
const CELL_OHM = 1.0e-3
const STILL_W_PER_K = 0.03
const FAN_W_PER_K = 0.2
const FAN_HALF_DUTY = 0.1
const WARMER_K_MAX = 1.5
const FAN_FULL_DUTY = 0.85
const FAN_FULL_STEPS = 3000
const FAN_DEG_C = curve([30, 0], [36, 0.4], [44, 1])
const RESTING_A_MAX = 4
const OFF_SHARE_MIN = 0.4
const FAN_A_MIN = 0.3
const RESTING_STEPS = 100
/** Against its curve at rest: the voltage of cells of this kind tells their charge. */
const SOC_OF_CELL_VOLTS: Curve = curve(
  [3.38, 0.05],
  [3.55, 0.2],
  [3.64, 0.4],
  [3.69, 0.5],
  [3.77, 0.6],
  [3.87, 0.7],
  [4.07, 0.9],
  [4.2, 1],
)
const CORRECTION_PER_S = 0.004
const CORRECTION_A_MAX = 1.5

const DISCHARGE_W_MAX = 52_000
const CHARGE_W_MAX = 42_000
const COLD_SHARE = curve([-25, 0.15], [0, 0.55], [15, 1])
const HOT_SHARE = curve([46, 1], [56, 0.15])
const WEAK_CELL_VOLTS = 3.05
const FULL_CELL_VOLTS = 4.12
/** Power left while the interlock is open on the road. */
const LIMP_SHARE = 0.3

const CONTACTOR_FIGURES = {
  weldTestSteps: 10,
  prechargeStepsMin: 20,
  prechargeStepsMax: 150,
  handOverSteps: 15,
  openingSteps: 60,
} as const

/** Titles of SAE J2012, by public lists. */
export const BMS_CODES = {
  interlock: 'P0A0A',
  insulation: 'P0AA6',
  precharge: 'P0C78',
  positiveWelded: 'P0AA1',
  negativeWelded: 'P0AA4',
  positiveOpen: 'P0AA2',
  deterioration: 'P0A80',
  cooling: 'P0A82',
  overTemperature: 'P0A7E',
  temperatureSensor: 'P0A9B',
  currentSensor: 'P0AC0',
  fanCircuit: 'P0A81',
  inletAir: 'P0AAC',
  lostHcu: 'U0293',
} as const
export type BmsMonitors = Readonly<Record<keyof typeof BMS_CODES, Monitor>>

/** What its sensors told it last. Cells are counted from 0, in blocks that one board measures. */
export type BmsReadings = {
  supplyVolts: number
  packVolts: number
  busVolts: number
  amps: number
  interlockVolts: number
  insulationOhm: number
  cellVoltsMin: number
  cellVoltsMax: number
  cellVoltsMean: number
  tempDegCMin: number
  tempDegCMax: number
  tempDegCMean: number
  inletDegC: number
  /** At the fan's terminal, on average; and at the end of the last pulse. */
  fanVolts: number
  fanPeakA: number
  /** Mean of each block's cells. */
  readonly blockVolts: Float64Array
  readonly blockDegC: Float64Array
}

export type BmsSensors = {
  readonly readings: Readonly<BmsReadings>
  senseSupply(): void
  /** `isFirst`: since it woke, so everything is looked at. */
  sense(tick: number, isFirst: boolean): void
}

export type BmsOutputs = {
  readonly coils: ContactorCoils
  /** Puts the coils on the wires. */
  apply(): void
  setOwnLoad(isOn: boolean): void
  setReferenceVolts(volts: number): void
  setFan(duty: number): void
}

/** What it remembers over its sleep. */
export type BmsMemory = { readonly soc: number; readonly soh: number }

export type Bms = {
  isAwake(): boolean
  readonly readings: Readonly<BmsReadings>
  /** By counting amperes, corrected at rest by the cells' voltage. */
  soc(): number
  prechargeMs(): number
  fanDuty(): number
  /** A tester may run the fan; undefined while the unit decides itself. */
  readonly overrides: { fanDuty: number | undefined }
  readonly coils: Readonly<ContactorCoils>
  /** With the codes: what forbids another start goes too. */
  forgetLearnt(): void
  step(tick: number): void
  /** As after power on; it wakes in the next step. */
  restart(): void
  stateNumbers(): readonly number[]
}

type Surroundings = {
  readonly sensors: BmsSensors
  readonly outputs: BmsOutputs
  readonly memory: BmsMemory
  readonly signals: SignalsOf<BmsSignals>
  readonly monitors: BmsMonitors
}

export const firstBmsReadings = (): BmsReadings => ({
  supplyVolts: 0,
  packVolts: 0,
  busVolts: 0,
  amps: 0,
  interlockVolts: REFERENCE_VOLTS,
  insulationOhm: 2e6,
  cellVoltsMin: 3.7,
  cellVoltsMax: 3.7,
  cellVoltsMean: 3.7,
  tempDegCMin: 20,
  tempDegCMax: 20,
  tempDegCMean: 20,
  inletDegC: 20,
  fanVolts: 0,
  fanPeakA: 0,
  blockVolts: new Float64Array(MODULE_COUNT).fill(3.7),
  blockDegC: new Float64Array(MODULE_COUNT).fill(20),
})

export function createBms({ sensors, outputs, memory, signals, monitors }: Surroundings): Bms {
  const { readings } = sensors
  const { coils } = outputs
  const contactorMonitors: ContactorMonitors = monitors
  const contactors = createContactors({
    figures: CONTACTOR_FIGURES,
    readings,
    outputs,
    monitors: contactorMonitors,
    stepMs: 1000 * STEP_S,
  })
  const overrides: Bms['overrides'] = { fanDuty: undefined }
  const wish = { isWanted: false, isAsked: false, isMoving: false, isDischarging: false }
  let isAwake = false
  let awakeSteps = 0
  let soc = memory.soc
  let socAtRest = memory.soc
  let weakShare = 1
  let fullShare = 1
  let fanDuty = 0
  let fanFullSteps = 0
  let reckonedDegC = 20
  let restingSteps = 0
  /** Until the codes are cleared: what was found on the road forbids another start. */
  let isInsulationBad = false
  let isSupplyWeak = false

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    awakeSteps = fanFullSteps = restingSteps = 0
    fanDuty = 0
    isSupplyWeak = false
    overrides.fanDuty = undefined
    outputs.setOwnLoad(isAwake)
    outputs.setReferenceVolts(isAwake ? REFERENCE_VOLTS : 0)
    outputs.setFan(0)
    contactors.reset(isAwake)
    say()
  }

  const hasInterlock = () => readings.interlockVolts >= INTERLOCK_VOLTS_MIN

  function runContactors(): void {
    const state = contactors.state()
    const isClosing = state === 'weldTest' || state === 'precharge' || state === 'handOver'
    if (isClosing && readings.supplyVolts < CLOSING_VOLTS_MIN) isSupplyWeak = true
    if (!signals.isHighVoltageWanted) isSupplyWeak = false
    wish.isAsked = signals.isHighVoltageWanted
    const isFit = hasInterlock() && !isSupplyWeak && (contactors.isOn() || !isInsulationBad)
    wish.isWanted = wish.isAsked && isFit
    wish.isMoving = isMovingAt(signals.speedMps)
    wish.isDischarging = signals.isDischargeWanted
    contactors.step(wish)
  }

  /** By amperes; while hardly any flow, the cells' own voltage slowly puts it right. */
  function count(): void {
    soc = clamp(soc - (readings.amps * STEP_S) / (3600 * CELL_CAPACITY_AH), 0, 1)
    socAtRest = valueAt(SOC_OF_CELL_VOLTS, readings.cellVoltsMean)
    const isResting = Math.abs(readings.amps) < CORRECTION_A_MAX
    restingSteps = isResting ? restingSteps + 1 : 0
    if (restingSteps > RESTING_STEPS)
      soc += clamp(socAtRest - soc, -CORRECTION_PER_S * STEP_S, CORRECTION_PER_S * STEP_S)
  }

  /** Tapers in the cold, when hot, empty and full; a weak or full cell takes power away fast and gives it back slowly. */
  function limitPower(): void {
    const isWeak = readings.cellVoltsMin < WEAK_CELL_VOLTS && readings.amps > 5
    const isFull = readings.cellVoltsMax > FULL_CELL_VOLTS && readings.amps < -5
    weakShare = clamp(weakShare + (isWeak ? -0.02 : 0.001), 0.1, 1)
    fullShare = clamp(fullShare + (isFull ? -0.02 : 0.001), 0, 1)
    const byHeat = valueAt(COLD_SHARE, readings.tempDegCMin) * valueAt(HOT_SHARE, readings.tempDegCMax)
    const limp = hasInterlock() ? 1 : LIMP_SHARE
    signals.dischargeWMax = DISCHARGE_W_MAX * byHeat * rampAt(0.15, 0.3, soc) * weakShare * limp
    signals.chargeWMax = CHARGE_W_MAX * byHeat * rampAt(0.85, 0.72, soc) * fullShare * limp
  }

  function cool(): void {
    const wanted = contactors.isOn() ? valueAt(FAN_DEG_C, readings.tempDegCMax) : 0
    fanDuty = overrides.fanDuty ?? wanted
    outputs.setFan(fanDuty)
    fanFullSteps = fanDuty > FAN_FULL_DUTY ? fanFullSteps + STEPS_PER_LOOK : 0
    reckonHeat()
  }

  function reckonHeat(): void {
    const wPerK = STILL_W_PER_K + (FAN_W_PER_K * fanDuty) / (fanDuty + FAN_HALF_DUTY)
    const watts = readings.amps * readings.amps * CELL_OHM - wPerK * (reckonedDegC - readings.inletDegC)
    reckonedDegC += (watts / CELL_J_PER_K) * STEPS_PER_LOOK * STEP_S
    // It begins where the cells are: what was hot from the sun has no fault in it.
    if (fanFullSteps === 0) reckonedDegC = readings.tempDegCMean
  }

  function watchBlocks(): void {
    if (Math.abs(readings.amps) < DEVIATION_A_MIN) return
    let far = 0
    for (const volts of [readings.cellVoltsMin, readings.cellVoltsMax]) {
      const off = Math.abs(volts - readings.cellVoltsMean)
      if (off > far) far = off
    }
    monitors.deterioration.report(far > DEVIATION_VOLTS_MAX)
  }

  function watchHeat(): void {
    if (readings.tempDegCMin > OPEN_SENSOR_DEG_C && fanFullSteps > FAN_FULL_STEPS)
      monitors.cooling.report(readings.tempDegCMean - reckonedDegC > WARMER_K_MAX)
    monitors.overTemperature.report(readings.tempDegCMax > CELL_DEG_C_MAX)
    monitors.temperatureSensor.report(readings.tempDegCMin <= OPEN_SENSOR_DEG_C)
  }

  function watch(tick: number): void {
    if (readings.supplyVolts < JUDGING_VOLTS_MIN) return
    monitors.interlock.report(!hasInterlock())
    const isLeaking = readings.insulationOhm < INSULATION_OHM_PER_VOLT_MIN * readings.packVolts
    if (contactors.isOn() && isLeaking) isInsulationBad = true
    // Behind open contactors a bad branch is not seen: what was found while they were closed stands.
    if (contactors.isOn() || isLeaking) monitors.insulation.report(isLeaking)
    watchBlocks()
    watchHeat()
    // Off, its stage stands at the supply through the motor; on, it draws a current.
    monitors.inletAir.report(readings.inletDegC <= OPEN_SENSOR_DEG_C)
    if (signals.isIgnitionOn && awakeSteps > WATCHING_STEPS)
      monitors.fanCircuit.report(
        readings.fanVolts < OFF_SHARE_MIN * readings.supplyVolts && readings.fanPeakA < FAN_A_MIN,
      )
    if (contactors.state() === 'closed')
      monitors.positiveOpen.report(readings.busVolts < CLOSED_SHARE * readings.packVolts)
    const isAtRest = contactors.state() === 'standby' && awakeSteps > RESTING_STEPS
    if (isAtRest) monitors.currentSensor.report(Math.abs(readings.amps) > RESTING_A_MAX)
    if (awakeSteps > WATCHING_STEPS) monitors.lostHcu.report(!isHeard(signals.transmissionHeartbeat, tick))
  }

  function say(): void {
    signals.bmsState = contactors.state()
    signals.isHighVoltageOn = contactors.isOn()
    signals.isOpeningAnnounced = contactors.isOpeningAnnounced()
    signals.isBatteryWarning = isAwake && (isInsulationBad || !hasInterlock())
    signals.packW = isAwake ? readings.packVolts * readings.amps : 0
    signals.packVolts = readings.packVolts
    signals.packA = readings.amps
    signals.socPercent = 100 * soc
    signals.sohPercent = 100 * memory.soh
  }

  return {
    isAwake: () => isAwake,
    readings,
    soc: () => soc,
    prechargeMs: contactors.prechargeMs,
    fanDuty: () => fanDuty,
    overrides,
    coils,
    forgetLearnt() {
      isInsulationBad = false
    },
    restart: () => wake(false),
    step(tick) {
      sensors.senseSupply()
      wake(readings.supplyVolts > SUPPLY_VOLTS_MIN)
      if (!isAwake) return
      signals.bmsHeartbeat = tick
      sensors.sense(tick, awakeSteps === SETTLING_STEPS)
      if (++awakeSteps <= SETTLING_STEPS) return
      count()
      runContactors()
      if (tick % 5 === 0) limitPower()
      if (tick % STEPS_PER_LOOK === 4) {
        cool()
        watch(tick)
      }
      say()
    },
    stateNumbers: () => [
      ...[
        Number(isAwake),
        awakeSteps,
        soc,
        socAtRest,
        weakShare,
        fullShare,
        fanDuty,
        fanFullSteps,
        reckonedDegC,
        restingSteps,
      ],
      ...[Number(isInsulationBad), Number(isSupplyWeak)],
      ...contactors.stateNumbers(),
    ],
  }
}
