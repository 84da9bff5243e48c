/**
 * The hybrid control unit: brings the car to READY, turns pedals into torque of engine, generator and motor (./hcu-torque.ts,
 * ./hcu-modes.ts), locks the transmission in P, runs DC/DC and compressor, and watches who falls silent.
 *
 * It decides by its sensors and the other units' messages alone; its wires are in ../wiring/hcu.ts.
 * Left out: the sleeve actuator's own motor and wires, a snow mode.
 */
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import type { FlashProgram } from '../../../ecus/flash-program.ts'
import { REFERENCE_VOLTS, THERMISTOR_PULL_UP_OHM } from '../../../ecus/thermistor.ts'
import { SELECTOR_OHM, SLEEVE_SHARE } from '../sensor-curves.ts'
import { createModes } from './hcu-modes.ts'
import { createWish, readWish, splitTraction, type Wish } from './hcu-torque.ts'
import { type HcuSignals, isHeard, SELECTORS, type Selector, type SignalsOf } from './signals.ts'

const STEPS_PER_LOOK = 10
const SETTLING_STEPS = 15
const LISTENING_STEPS = 120
const SUPPLY_VOLTS_MIN = 6.5
const JUDGING_VOLTS_MIN = 9
const READY_STEPS_MAX = 400
const CLOSED_STEPS_MIN = 20
const SELECTOR_TOLERANCE = 0.2
const SLEEVE_TOLERANCE = 0.1
/** Off, a stage stands at the supply through its coil; on, it draws a current. */
const OFF_SHARE_MIN = 0.4
const PARK_A_MIN = 0.1
const DCDC_A_MIN = 1
const DCDC_VOLTS_MIN = 13.2
const LOW_SUPPLY_VOLTS = 12.6
const DCDC_SETTLING_STEPS = 300
const COMPRESSOR_W = 1400
/** By the inverter there is high voltage, and the compressor finds less than this. */
const BUS_VOLTS_MIN = 200
const COMPRESSOR_VOLTS_MIN = 150

export const HCU_STATES = ['asleep', 'off', 'starting', 'ready', 'stopping'] as const
export type HcuState = (typeof HCU_STATES)[number]

/** Titles of SAE J2012, by public lists. */
export const HCU_CODES = {
  dcdcPerformance: 'P0A94',
  lowVoltage: 'P0A8D',
  engineStart: 'P0A0F',
  selector: 'P0705',
  sleevePosition: 'P0914',
  parkActuator: 'P0928',
  compressorVolts: 'P0D6B',
  lostEngine: 'U0100',
  lostInverter: 'U0110',
  lostBms: 'U0111',
  lostBrakes: 'U0121',
  lostBody: 'U0140',
} as const
export type HcuMonitors = Readonly<Record<keyof typeof HCU_CODES, Monitor>>

export type HcuReadings = {
  supplyVolts: number
  referenceVolts: number
  selectorVolts: number
  sleeveVolts: number
  /** At the park actuator's terminal, on average; and at the end of the last pulse. */
  parkVolts: number
  parkPeakA: number
  /** As converter and compressor tell of themselves: the one's output, the other's supply. */
  dcdcA: number
  compressorVolts: number
}

export type HcuSensors = {
  readonly readings: Readonly<HcuReadings>
  senseSupply(): void
  sense(): void
}

export type HcuStages = { engineGear: number; isDcdcOn: boolean; compressorW: number }

export type HcuOutputs = {
  readonly stages: HcuStages
  setReferenceVolts(volts: number): void
  /** The pawl drops in by its spring; the actuator holds it out. */
  setParkWanted(isWanted: boolean): void
  setOwnLoad(isOn: boolean): void
}

export type Hcu = {
  isAwake(): boolean
  /** In its boot loader it drives nothing and is silent on the bus. */
  readonly program: FlashProgram
  state(): HcuState
  readonly readings: Readonly<HcuReadings>
  readonly stages: Readonly<HcuStages>
  readonly wish: Readonly<Wish>
  /** The gear that is in, by its sensor; undefined while that tells nothing. */
  gear(): number | undefined
  /** A tester may let the engine run; undefined while the unit decides itself. */
  readonly overrides: { engineOn: true | undefined }
  /** How long the car was ready, in all its life. */
  readySteps(): number
  step(tick: number): void
  /** As after power on; it wakes in the next step. */
  restart(): void
  stateNumbers(): readonly number[]
}

type Surroundings = {
  readonly sensors: HcuSensors
  readonly outputs: HcuOutputs
  readonly signals: SignalsOf<HcuSignals>
  readonly monitors: HcuMonitors
  readonly program: FlashProgram
}

export const firstHcuReadings = (): HcuReadings => ({
  supplyVolts: 0,
  referenceVolts: 0,
  selectorVolts: 0,
  sleeveVolts: 0,
  parkVolts: 0,
  parkPeakA: 0,
  dcdcA: 0,
  compressorVolts: 0,
})

export function createHcu({ sensors, outputs, signals, monitors, program }: Surroundings): Hcu {
  const { readings } = sensors
  const { stages } = outputs
  const modes = createModes(signals)
  const wish = createWish()
  const overrides: Hcu['overrides'] = { engineOn: undefined }
  let hasSupply = false
  let isAwake = false
  let state: HcuState = 'asleep'
  let stateSteps = 0
  let awakeSteps = 0
  let pressesSeen = 0
  let dcdcSteps = 0
  let readySteps = 0
  let gear: number | undefined
  let isSelectorKnown = true

  function enter(next: HcuState): void {
    state = next
    stateSteps = 0
  }

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    awakeSteps = dcdcSteps = 0
    pressesSeen = signals.readyPresses
    outputs.setReferenceVolts(isAwake ? REFERENCE_VOLTS : 0)
    outputs.setOwnLoad(isAwake)
    rest()
    signals.isReady = signals.isHighVoltageWanted = signals.isDischargeWanted = signals.isChargeShort = false
    stages.isDcdcOn = false
    stages.compressorW = 0
    outputs.setParkWanted(true)
    enter(isAwake ? 'off' : 'asleep')
  }

  /** No torque of anybody. */
  function rest(): void {
    modes.reset()
    overrides.engineOn = undefined
    stages.engineGear = 0
    signals.tractionRequestNm = signals.recuperatedNm = 0
    signals.isGeneratorWanted = signals.isTractionWanted = false
    wish.wheelNm = wish.brakeNm = wish.wheelW = 0
  }

  function perceive(): void {
    const selector = selectorOf(readings.selectorVolts)
    isSelectorKnown = selector !== undefined
    // Who does not know where the lever stands drives nobody.
    signals.selector = selector ?? 'N'
    gear = gearOf(readings.sleeveVolts / Math.max(1, readings.referenceVolts))
  }

  function decide(): void {
    const isPressed = signals.readyPresses !== pressesSeen
    pressesSeen = signals.readyPresses
    const mayStart = signals.selector === 'P' || signals.selector === 'N'
    stateSteps++
    switch (state) {
      case 'off':
        if (isPressed && signals.isPowerOn && mayStart) enter('starting')
        return
      case 'starting':
        if (!signals.isPowerOn || signals.bmsState === 'locked' || stateSteps > READY_STEPS_MAX) enter('stopping')
        else if (signals.isHighVoltageOn && stateSteps > CLOSED_STEPS_MIN) enter('ready')
        return
      case 'ready':
        if (!signals.isPowerOn || !signals.isHighVoltageOn) enter('stopping')
        return
      case 'stopping':
        if (!signals.isHighVoltageOn && stateSteps > CLOSED_STEPS_MIN) enter('off')
        return
      default:
    }
  }

  function act(): void {
    const isClosed = signals.isHighVoltageOn && !signals.isOpeningAnnounced
    signals.isHighVoltageWanted = state === 'starting' || state === 'ready'
    signals.isReady = state === 'ready' && isClosed
    // The discharge resistor may never load a precharge: it works only while nobody wants high voltage.
    signals.isDischargeWanted = !signals.isHighVoltageWanted && !signals.isHighVoltageOn
    stages.isDcdcOn = state === 'ready' && isClosed
    stages.compressorW = signals.isReady && signals.isCoolingWanted ? COMPRESSOR_W : 0
    outputs.setParkWanted(signals.selector === 'P')
    if (!signals.isReady) {
      rest()
      return
    }
    readySteps++
    drive()
  }

  function drive(): void {
    const present = gear ?? stages.engineGear
    readWish(wish, signals, present)
    modes.isForced = overrides.engineOn ?? false
    modes.step(wish, gear)
    stages.engineGear = modes.gearWanted()
    const commandedNm = splitTraction(wish, signals, present)
    signals.recuperatedNm = signals.tractionNm < 0 ? commandedNm : 0
    signals.isTractionWanted = signals.selector !== 'P'
    signals.isGeneratorWanted = signals.mode !== 'electric' && signals.mode !== 'parallel'
  }

  function watch(tick: number): void {
    if (readings.supplyVolts < JUDGING_VOLTS_MIN) return
    dcdcSteps = stages.isDcdcOn ? dcdcSteps + STEPS_PER_LOOK : 0
    const isJudged = dcdcSteps > DCDC_SETTLING_STEPS
    const isLow = readings.supplyVolts < LOW_SUPPLY_VOLTS
    if (isJudged) {
      monitors.dcdcPerformance.report(readings.dcdcA < DCDC_A_MIN && readings.supplyVolts < DCDC_VOLTS_MIN)
      monitors.lowVoltage.report(isLow)
    }
    if (isJudged && signals.busVolts > BUS_VOLTS_MIN)
      monitors.compressorVolts.report(readings.compressorVolts < COMPRESSOR_VOLTS_MIN)
    signals.isChargeShort = isJudged && isLow
    if (signals.isEngineRunning) monitors.engineStart.report(false)
    else if (modes.failedStarts() > 0) monitors.engineStart.report(true)
    if (awakeSteps < LISTENING_STEPS) return
    monitors.selector.report(!isSelectorKnown)
    monitors.sleevePosition.report(gear === undefined)
    const isParkOpen = readings.parkVolts < OFF_SHARE_MIN * readings.supplyVolts && readings.parkPeakA < PARK_A_MIN
    monitors.parkActuator.report(isParkOpen)
    monitors.lostEngine.report(!isHeard(signals.engineHeartbeat, tick))
    monitors.lostInverter.report(!isHeard(signals.inverterHeartbeat, tick))
    monitors.lostBms.report(!isHeard(signals.bmsHeartbeat, tick))
    monitors.lostBrakes.report(!isHeard(signals.brakesHeartbeat, tick))
    monitors.lostBody.report(!isHeard(signals.bodyHeartbeat, tick))
  }

  return {
    isAwake: () => hasSupply,
    program,
    state: () => state,
    readings,
    stages,
    wish,
    gear: () => gear,
    overrides,
    readySteps: () => readySteps,
    restart: () => wake(false),
    step(tick) {
      sensors.senseSupply()
      hasSupply = readings.supplyVolts > SUPPLY_VOLTS_MIN
      wake(hasSupply && program.isRunning())
      if (!isAwake) return
      signals.transmissionHeartbeat = tick
      sensors.sense()
      if (++awakeSteps < SETTLING_STEPS) return
      perceive()
      decide()
      act()
      if (tick % STEPS_PER_LOOK === 8) watch(tick)
    },
    stateNumbers: () => [
      ...[HCU_STATES.indexOf(state), Number(hasSupply), Number(isAwake), stateSteps, awakeSteps, pressesSeen],
      ...[dcdcSteps, readySteps, gear ?? -1, Number(isSelectorKnown), ...Object.values(wish), ...modes.stateNumbers()],
    ],
  }
}

function selectorOf(volts: number): Selector | undefined {
  const ohm = (THERMISTOR_PULL_UP_OHM * volts) / Math.max(0.01, REFERENCE_VOLTS - volts)
  for (const selector of SELECTORS) if (Math.abs(ohm / SELECTOR_OHM[selector] - 1) < SELECTOR_TOLERANCE) return selector
  return undefined
}

function gearOf(share: number): number | undefined {
  const place = SLEEVE_SHARE.findIndex((known) => Math.abs(known - share) < SLEEVE_TOLERANCE)
  return place < 0 ? undefined : place
}
