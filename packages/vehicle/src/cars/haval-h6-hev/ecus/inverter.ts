/**
 * The inverter's control unit: two machines by their resolvers and current sensors, the torque that the hybrid control unit
 * asks of each, their heat, the coolant pump, and the discharge of the bus.
 *
 * It decides by its sensors and the other units' messages alone; its wires are in ../wiring/inverter.ts.
 * Left out: current along the magnet's axis, and that a current sensor which is off disturbs the torque.
 */

import { clamp, rampAt } from '../../../curve.ts'
import { torqueNmMaxAt } from '../../../driveline/electric-machine.ts'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { REFERENCE_VOLTS } from '../../../ecus/thermistor.ts'
import { DHT } from '../figures.ts'
import { type InverterSignals, isHeard, type SignalsOf } from './signals.ts'

const STEPS_PER_LOOK = 10
const STEPS_PER_SLOW_LOOK = 20
const SETTLING_STEPS = 15
const WATCHING_STEPS = 120
const SUPPLY_VOLTS_MIN = 6.5
const JUDGING_VOLTS_MIN = 9
/** An open winding lets the bias of its wires through. */
export const OPEN_WINDING_VOLTS = 1
const RADPS_PER_RPM = Math.PI / 30
/** The generator and the traction motor rise and fall by this in a step. */
const NM_PER_STEP = [12, 20] as const
const OPEN_SENSOR_DEG_C = -39
const THERMISTOR_VOLTS_MIN = 0.1
const THERMISTOR_VOLTS_MAX = 4.93
const STAGE_DEG_C_MAX = 98
const STAGE_DERATES_DEG_C = { from: 92, to: 112 } as const
const WINDING_DERATES_DEG_C = { from: 140, to: 170 } as const
const LEFT_WHEN_HOT = 0.2
/** A winding that has stood through the night is as warm as its own inverter. */
const DRIFT_K_MAX = 45
const COLD_STAGE_DEG_C_MAX = 70
/** Asked for so much, a whole bridge drives a current. */
const ASKED_NM_MIN = 25
const GIVEN_SHARE_MIN = 0.3
/** Looks, until a silent bridge counts as dead, or as cut off from a battery that is on. */
const DEAD_LOOKS = 15
const PUMP_A_MIN = 0.8
const PHASE_SUM_A_MAX = 25
const BUS_VOLTS_MIN = 150

/** Titles of SAE J2012, by public lists: motor A drives, motor B is the generator; P0A02 and P0A03 are of either end of the coolant. */
export const INVERTER_CODES = {
  tractionPosition: 'P0A3F',
  generatorPosition: 'P0A4B',
  tractionInverter: 'P0A78',
  generatorInverter: 'P0A7A',
  tractionTemperature: 'P0A2B',
  generatorTemperature: 'P0A37',
  overTemperature: 'P0A3C',
  cooling: 'P0A93',
  coolantLow: 'P0A02',
  coolantHigh: 'P0A03',
  lostHcu: 'U0293',
} as const
export type InverterMonitors = Readonly<Record<keyof typeof INVERTER_CODES, Monitor>>

/** Of one machine. */
export type MachineReadings = {
  /** Its three windings carry their signal. */
  isPositionKnown: boolean
  rpm: number
  /** Of the three phases; together nothing. */
  phaseUA: number
  phaseVA: number
  phaseWA: number
  torqueNm: number
  windingDegC: number
  stageDegC: number
  excitationVolts: number
  sineVolts: number
  cosineVolts: number
}

export type InverterReadings = {
  supplyVolts: number
  busVolts: number
  pumpA: number
  coolantInDegC: number
  coolantOutDegC: number
  coolantInVolts: number
  coolantOutVolts: number
  readonly generator: MachineReadings
  readonly traction: MachineReadings
}

export type InverterSensors = {
  readonly readings: Readonly<InverterReadings>
  senseSupply(): void
  /** `isSlowDue`: temperatures and windings too. */
  sense(isSlowDue: boolean): void
  /** The resolvers' converters count from here, as after power on. */
  restart(): void
  state(): readonly number[]
}

export type InverterStages = {
  generatorNm: number
  tractionNm: number
  isGeneratorOn: boolean
  isTractionOn: boolean
}

export type InverterOutputs = {
  readonly stages: InverterStages
  /** What it drives, as of its last step. */
  readonly relays: { pump: boolean; discharge: boolean }
  apply(): void
  /** Its own consumption, with supply. */
  setOwnLoad(isOn: boolean): void
  setReferenceVolts(volts: number): void
}

export type Inverter = {
  isAwake(): boolean
  readonly readings: Readonly<InverterReadings>
  readonly stages: Readonly<InverterStages>
  readonly relays: Readonly<InverterOutputs['relays']>
  /** A tester may run the pump; undefined while the unit decides itself. */
  readonly overrides: { pump: boolean | undefined }
  step(tick: number): void
  /** As after power on; it wakes in the next step. */
  restart(): void
  stateNumbers(): readonly number[]
}

type Surroundings = {
  readonly sensors: InverterSensors
  readonly outputs: InverterOutputs
  readonly signals: SignalsOf<InverterSignals>
  readonly monitors: InverterMonitors
}

const firstMachine = (): MachineReadings => ({
  isPositionKnown: false,
  rpm: 0,
  phaseUA: 0,
  phaseVA: 0,
  phaseWA: 0,
  torqueNm: 0,
  windingDegC: 20,
  stageDegC: 20,
  excitationVolts: 0,
  sineVolts: 0,
  cosineVolts: 0,
})

export const firstInverterReadings = (): InverterReadings => ({
  supplyVolts: 0,
  busVolts: 0,
  pumpA: 0,
  coolantInDegC: 20,
  coolantOutDegC: 20,
  coolantInVolts: 2,
  coolantOutVolts: 2,
  generator: firstMachine(),
  traction: firstMachine(),
})

export function createInverter({ sensors, outputs, signals, monitors }: Surroundings): Inverter {
  const { readings } = sensors
  const { stages, relays } = outputs
  const { generator, traction } = readings
  const overrides: Inverter['overrides'] = { pump: undefined }
  let isAwake = false
  let awakeSteps = 0
  let pumpSteps = 0
  /** Found dead in this cycle, so nobody counts on it any more. */
  let isGeneratorDead = false
  let isTractionDead = false
  let isTractionDrifted = false
  /** Before anything warmed them in this cycle. */
  let isCold = true
  let deadLooks = 0
  let deadTractionLooks = 0
  let starvedLooks = 0

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    awakeSteps = pumpSteps = deadLooks = deadTractionLooks = starvedLooks = 0
    isGeneratorDead = isTractionDead = isTractionDrifted = false
    isCold = true
    overrides.pump = undefined
    outputs.setOwnLoad(isAwake)
    outputs.setReferenceVolts(isAwake ? REFERENCE_VOLTS : 0)
    sensors.restart()
    stages.generatorNm = stages.tractionNm = 0
    stages.isGeneratorOn = stages.isTractionOn = false
    relays.pump = relays.discharge = false
    outputs.apply()
    signals.isGeneratorAble = signals.isTractionAble = false
    signals.generatorRpm = signals.tractionRpm = signals.generatorNm = signals.tractionNm = signals.busVolts = 0
  }

  function act(): void {
    const isBusUp = readings.busVolts > BUS_VOLTS_MIN && signals.isHighVoltageOn && !signals.isOpeningAnnounced
    signals.isGeneratorAble = generator.isPositionKnown && !isGeneratorDead
    signals.isTractionAble = traction.isPositionKnown && !isTractionDead
    stages.isGeneratorOn = isBusUp && signals.isGeneratorWanted && signals.isGeneratorAble
    stages.isTractionOn = isBusUp && signals.isTractionWanted && signals.isTractionAble
    stages.generatorNm = follow(stages.generatorNm, stages.isGeneratorOn ? wantedNm('generator') : 0, NM_PER_STEP[0])
    stages.tractionNm = follow(stages.tractionNm, stages.isTractionOn ? wantedNm('traction') : 0, NM_PER_STEP[1])
    relays.pump = overrides.pump ?? signals.isHighVoltageOn
    relays.discharge = signals.isDischargeWanted
    outputs.apply()
  }

  /** What was asked, within what speed, bus and heat allow. */
  function wantedNm(id: 'generator' | 'traction'): number {
    const machine = readings[id]
    const asked = id === 'generator' ? signals.generatorRequestNm : signals.tractionRequestNm
    const most = torqueNmMaxAt(DHT[id], machine.rpm * RADPS_PER_RPM, readings.busVolts) * heatShare(id, machine)
    return clamp(asked, -most, most)
  }

  /** A thermistor that was found to lie is not believed: the inverter's own stands for it. */
  function heatShare(id: 'generator' | 'traction', { windingDegC, stageDegC }: MachineReadings): number {
    const { from, to } = STAGE_DERATES_DEG_C
    const byStage = 1 - rampAt(from, to, stageDegC)
    const isBelieved = !(id === 'traction' && isTractionDrifted)
    const winding = isBelieved ? windingDegC : WINDING_DERATES_DEG_C.from
    const byWinding = 1 - rampAt(WINDING_DERATES_DEG_C.from, WINDING_DERATES_DEG_C.to, winding)
    return Math.max(LEFT_WHEN_HOT, Math.min(byStage, byWinding))
  }

  function say(): void {
    signals.generatorRpm = generator.rpm
    signals.tractionRpm = traction.rpm
    signals.generatorNm = generator.torqueNm
    signals.tractionNm = traction.torqueNm
    signals.busVolts = readings.busVolts
  }

  function watch(tick: number): void {
    if (readings.supplyVolts < JUDGING_VOLTS_MIN) return
    monitors.tractionPosition.report(!traction.isPositionKnown)
    monitors.generatorPosition.report(!generator.isPositionKnown)
    watchBridges()
    watchThermistors()
    const { coolantInVolts, coolantOutVolts } = readings
    monitors.coolantLow.report(Math.min(coolantInVolts, coolantOutVolts) < THERMISTOR_VOLTS_MIN)
    monitors.coolantHigh.report(Math.max(coolantInVolts, coolantOutVolts) > THERMISTOR_VOLTS_MAX)
    monitors.overTemperature.report(traction.stageDegC > STAGE_DEG_C_MAX)
    pumpSteps = relays.pump ? pumpSteps + STEPS_PER_LOOK : 0
    if (pumpSteps > SETTLING_STEPS) monitors.cooling.report(readings.pumpA < PUMP_A_MIN)
    if (awakeSteps > WATCHING_STEPS) monitors.lostHcu.report(!isHeard(signals.transmissionHeartbeat, tick))
  }

  /** A bridge that is asked for torque drives a current, and its three sum to nothing; neither can without high voltage. */
  function watchBridges(): void {
    const isClosed = signals.isHighVoltageOn && !signals.isOpeningAnnounced
    starvedLooks = isClosed && readings.busVolts < BUS_VOLTS_MIN ? starvedLooks + 1 : 0
    if (starvedLooks >= DEAD_LOOKS) {
      monitors.generatorInverter.report(true)
      monitors.tractionInverter.report(true)
      return
    }
    deadLooks = isSilent(stages.isGeneratorOn, stages.generatorNm, generator) ? deadLooks + 1 : 0
    deadTractionLooks = isSilent(stages.isTractionOn, stages.tractionNm, traction) ? deadTractionLooks + 1 : 0
    if (deadLooks >= DEAD_LOOKS) isGeneratorDead = true
    if (deadTractionLooks >= DEAD_LOOKS) isTractionDead = true
    if (isGeneratorDead || Math.abs(stages.generatorNm) > ASKED_NM_MIN)
      monitors.generatorInverter.report(isGeneratorDead || isAskew(generator))
    if (isTractionDead || Math.abs(stages.tractionNm) > ASKED_NM_MIN)
      monitors.tractionInverter.report(isTractionDead || isAskew(traction))
  }

  /** Cold-soaked, a winding and its inverter are alike; later the difference tells nothing, but an open one does. */
  function watchThermistors(): void {
    const hottest = Math.max(generator.stageDegC, traction.stageDegC)
    if (signals.isHighVoltageOn || hottest > COLD_STAGE_DEG_C_MAX) isCold = false
    const isOff = Math.abs(traction.windingDegC - traction.stageDegC) > DRIFT_K_MAX
    if (isCold && awakeSteps > WATCHING_STEPS / 2 && isOff) isTractionDrifted = true
    monitors.tractionTemperature.report(traction.windingDegC <= OPEN_SENSOR_DEG_C || isTractionDrifted)
    monitors.generatorTemperature.report(generator.windingDegC <= OPEN_SENSOR_DEG_C)
  }

  return {
    isAwake: () => isAwake,
    readings,
    stages,
    relays,
    overrides,
    restart: () => wake(false),
    step(tick) {
      sensors.senseSupply()
      wake(readings.supplyVolts > SUPPLY_VOLTS_MIN)
      if (!isAwake) return
      signals.inverterHeartbeat = tick
      sensors.sense(tick % STEPS_PER_SLOW_LOOK === 0 || awakeSteps === SETTLING_STEPS - 1)
      if (++awakeSteps < SETTLING_STEPS) return
      act()
      say()
      if (tick % STEPS_PER_LOOK === 7) watch(tick)
    },
    stateNumbers: () => [
      ...[Number(isAwake), awakeSteps, pumpSteps, Number(isGeneratorDead), Number(isTractionDead)],
      ...[Number(isTractionDrifted), Number(isCold), deadLooks, deadTractionLooks, starvedLooks],
      ...sensors.state(),
    ],
  }
}

const isSilent = (isOn: boolean, wantedNm: number, { torqueNm }: MachineReadings): boolean =>
  isOn && Math.abs(wantedNm) > ASKED_NM_MIN && Math.abs(torqueNm) < GIVEN_SHARE_MIN * Math.abs(wantedNm)

const isAskew = ({ phaseUA, phaseVA, phaseWA }: MachineReadings): boolean =>
  Math.abs(phaseUA + phaseVA + phaseWA) > PHASE_SUM_A_MAX

/** No more than so much in a step. */
function follow(present: number, wanted: number, mostChange: number): number {
  return present + clamp(wanted - present, -mostChange, mostChange)
}
