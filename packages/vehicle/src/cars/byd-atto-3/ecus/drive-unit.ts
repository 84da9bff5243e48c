/**
 * The drive unit: vehicle control and motor controller in one housing. It brings the car to READY, turns pedals into
 * torque within what the pack allows, runs DC/DC, charger and cooling, discharges the bus, and watches them all.
 */
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { LIMITS, motorRadps, motorRpm, type Physics, torqueNmMaxAt } from '../physics.ts'
import { thermistorDegC } from '../thermistor.ts'
import type { Signals } from './signals.ts'

// Steps are of 10 ms; monitors look at every tenth.
const STEPS_PER_LOOK = 10
const SETTLING_STEPS = 15
const WATCHING_STEPS = 40
/** Without a message for so long, the other unit is lost. */
const LOST_STEPS = 50

const SUPPLY_VOLTS_MIN = 7.5
const REFERENCE_VOLTS = 5
const DISCHARGED_VOLTS = 60
/** The discharge resistor has to get there in this time. */
const DISCHARGE_STEPS = 500
const DCDC_VOLTS_MIN = 13.2
const DCDC_A_MIN = 1
/** The converter takes input from here on, and is judged after a while of it. */
const DCDC_BUS_VOLTS_MIN = 250
const DCDC_SETTLING_STEPS = 100
const SHEDDING_STEPS = 800
/** An open winding lets the bias of its wires through. */
const OPEN_WINDING_VOLTS = 1
const OPEN_SENSOR_DEG_C = -39
const INVERTER_DEG_C_MAX = 90
const FAN_ON_DEG_C = 45
/** One track gives half the volts of the other. */
const TRACK_DEVIATION_VOLTS_MAX = 0.3
/** In READY the converter should hold 13.5 V and more. */
const LOW_SUPPLY_VOLTS = 12
const READY_STEPS_MAX = 400
/** A precharge that went on so long and got no further than this has failed, whatever the pack's charge. */
const PRECHARGE_STEPS_MIN = 100
const PRECHARGED_VOLTS_MIN = 315
const CHARGER_W_MAX = 7000
/** Torque rises and falls by this in a step: 310 Nm in 0.15 s. */
const TORQUE_NM_PER_STEP = 20
const REGEN_NM_MAX = 110
/** Below it the pedal counts as left alone. */
const PEDAL_REST = 0.02
const REVERSE_MPS_MAX = 8

export type DriveMonitors = {
  readonly prechargeFailed: Monitor
  readonly dcdcPerformance: Monitor
  readonly lowVoltage: Monitor
  readonly resolver: Monitor
  readonly motorTemperatureSensor: Monitor
  readonly inverterOverTemperature: Monitor
  readonly dischargeTime: Monitor
  readonly lostBms: Monitor
  readonly pedal: Monitor
}

export type DriveReadings = {
  busVolts: number
  supplyVolts: number
  dcdcAmps: number
  motorRpm: number
  torqueNm: number
  torqueRequestNm: number
  motorTempDegC: number
  inverterTempDegC: number
  coolantTempDegC: number
  accelerator: number
  resolverSineVolts: number
  resolverCosineVolts: number
  prechargeVoltsMax: number
}

/** Actuators that a tester may take over; undefined while the unit decides itself. */
export type DriveOverrides = { pump: boolean | undefined; fan: boolean | undefined; ptc: boolean | undefined }

export type DriveUnit = {
  readonly isAwake: boolean
  readonly state: DriveState
  readonly readings: DriveReadings
  readonly overrides: DriveOverrides
  /** As after power on; it wakes in the next step. */
  restart(): void
  step(tick: number): void
  stateNumbers(): readonly number[]
}

export const DRIVE_STATES = ['asleep', 'off', 'starting', 'ready', 'charging', 'stopping'] as const
export type DriveState = (typeof DRIVE_STATES)[number]

export function createDriveUnit(physics: Physics, signals: Signals, monitors: DriveMonitors): DriveUnit {
  const { network, commands, now } = physics
  const at = findTerminals(physics)
  const readings = firstReadings()
  const overrides: DriveOverrides = { pump: undefined, fan: undefined, ptc: undefined }
  let isAwake = false
  let state: DriveState = 'asleep'
  let stateSteps = 0
  let awakeSteps = 0
  let startPressesSeen = 0
  let openSteps = 0
  let isShedding = false
  let dcdcSteps = 0
  let prechargeSteps = 0

  function enter(next: DriveState): void {
    state = next
    stateSteps = 0
  }

  function wake(hasSupply: boolean): void {
    if (hasSupply === isAwake) return
    isAwake = hasSupply
    awakeSteps = 0
    network.setVolts(at.referenceSource, isAwake ? REFERENCE_VOLTS : 0)
    startPressesSeen = signals.startPresses
    isShedding = false
    if (!isAwake) stopEverything()
    enter(isAwake ? 'off' : 'asleep')
  }

  function stopEverything(): void {
    signals.isHighVoltageWanted = signals.isReady = signals.isCharging = signals.isDischargeWanted = false
    commands.isInverterOn = commands.isDcdcOn = false
    commands.torqueNm = commands.chargerW = 0
    overrides.pump = overrides.fan = overrides.ptc = undefined
    for (const relay of at.relays) network.setClosed(relay, false)
  }

  function sense(tick: number): void {
    readings.busVolts = network.voltsBetween(at.busPlus, at.busMinus)
    readings.dcdcAmps = network.amps(at.dcdcOutput)
    readings.motorRpm = motorRpm(now.speedMps)
    readings.torqueNm = now.motorTorqueNm
    readings.accelerator = Math.min(1, Math.max(0, (network.volts(at.track1) - 0.75) / 3.5))
    if (tick % 20 !== 0) return
    readings.motorTempDegC = thermistorDegC(network.volts(at.motorThermistor), REFERENCE_VOLTS)
    readings.inverterTempDegC = thermistorDegC(network.volts(at.inverterThermistor), REFERENCE_VOLTS)
    readings.coolantTempDegC = thermistorDegC(network.volts(at.coolantThermistor), REFERENCE_VOLTS)
    readings.resolverSineVolts = network.voltsBetween(at.sinePlus, at.sineMinus)
    readings.resolverCosineVolts = network.voltsBetween(at.cosinePlus, at.cosineMinus)
  }

  function hasLostBms(tick: number): boolean {
    return tick - signals.bmsHeartbeat > LOST_STEPS
  }

  function decide(): void {
    const isStartPressed = signals.startPresses !== startPressesSeen
    startPressesSeen = signals.startPresses
    stateSteps++
    switch (state) {
      case 'off':
        signals.isHighVoltageWanted = false
        if (signals.isPlugged && signals.isIgnitionOn) enter('charging')
        else if (isStartPressed && signals.isPowerOn) beginStart()
        return
      case 'starting':
        signals.isHighVoltageWanted = true
        readings.prechargeVoltsMax = Math.max(readings.prechargeVoltsMax, readings.busVolts)
        if (signals.bmsState === 'precharge') prechargeSteps++
        if (!signals.isPowerOn || signals.bmsState === 'locked' || stateSteps > READY_STEPS_MAX) giveUp()
        else if (signals.isHighVoltageOn && stateSteps > 20) enter('ready')
        return
      case 'ready':
        if (!signals.isPowerOn || !signals.isHighVoltageOn) enter('stopping')
        return
      case 'charging':
        signals.isHighVoltageWanted = signals.isPlugged
        if (!signals.isPlugged || signals.bmsState === 'locked') enter('stopping')
        return
      case 'stopping':
        signals.isHighVoltageWanted = false
        if (!signals.isHighVoltageOn && stateSteps > 10 && !signals.isPlugged) enter('off')
        return
      default:
    }
  }

  function beginStart(): void {
    readings.prechargeVoltsMax = 0
    prechargeSteps = 0
    enter('starting')
  }

  function giveUp(): void {
    const wasTried = signals.bmsState === 'locked' && prechargeSteps > PRECHARGE_STEPS_MIN
    monitors.prechargeFailed.report(wasTried && readings.prechargeVoltsMax < PRECHARGED_VOLTS_MIN)
    enter('stopping')
  }

  function act(): void {
    const isClosed = signals.isHighVoltageOn && !signals.isOpeningAnnounced
    signals.isReady = state === 'ready' && isClosed
    signals.isCharging = state === 'charging' && isClosed
    commands.isInverterOn = signals.isReady
    commands.isDcdcOn = isClosed && (state === 'ready' || state === 'charging')
    commands.chargerW = signals.isCharging ? chargerPower() : 0
    network.setClosed(at.pilotSwitch, signals.isCharging)
    // The discharge resistor may never load a precharge: it works only while nobody wants high voltage.
    signals.isDischargeWanted = !signals.isHighVoltageWanted && !signals.isHighVoltageOn
    network.setClosed(at.discharge, signals.isDischargeWanted)
    commands.torqueNm = signals.isReady ? limitedTorque() : 0
    network.setClosed(at.comfort, signals.isReady && !isShedding)
    network.setClosed(at.pump, overrides.pump ?? (signals.isReady || signals.isCharging))
    network.setClosed(at.fan, overrides.fan ?? readings.coolantTempDegC > FAN_ON_DEG_C)
    network.setClosed(at.ptc, (overrides.ptc ?? false) && isClosed)
  }

  /** From the grid: a little more than the pack takes, for the charger's losses. */
  function chargerPower(): number {
    return Math.min(CHARGER_W_MAX, 1.05 * signals.chargeWMax)
  }

  /** Pedals to torque: the motor's own limit, the pack's, the speed's, and a slope. */
  function limitedTorque(): number {
    const radps = motorRadps(now.speedMps)
    readings.torqueRequestNm = requestedTorque(radps)
    const request = withinPack(readings.torqueRequestNm, radps)
    const change = request - commands.torqueNm
    if (change > TORQUE_NM_PER_STEP) return commands.torqueNm + TORQUE_NM_PER_STEP
    return change < -TORQUE_NM_PER_STEP ? commands.torqueNm - TORQUE_NM_PER_STEP : request
  }

  function requestedTorque(radps: number): number {
    const speed = now.speedMps
    const pedal = readings.accelerator
    if (signals.selector !== 'D' && signals.selector !== 'R') return 0
    const most = torqueNmMaxAt(radps)
    if (signals.selector === 'R') return pedal > PEDAL_REST && speed > -REVERSE_MPS_MAX ? -0.4 * most * pedal : 0
    if (pedal > PEDAL_REST) {
      const top = Math.min(1, Math.max(0, (LIMITS.speedMpsMax - speed) / 0.6))
      return most * pedal * top
    }
    const fade = Math.min(1, Math.max(0, (speed - 1) / 3)) // No recovery at walking pace.
    return -fade * Math.min(most, REGEN_NM_MAX * (0.35 + 1.2 * Math.min(0.55, commands.brake)))
  }

  /** Electrical power beside the motor (heater, DC/DC) is small against these limits and is left to the BMS. */
  function withinPack(torqueNm: number, radps: number): number {
    const speed = Math.max(5, Math.abs(radps))
    const isDriving = torqueNm * radps >= 0
    const limitNm = isDriving ? Math.max(0, signals.dischargeWMax - 2500) / speed : signals.chargeWMax / speed
    const hot = Math.min(1, Math.max(0.2, (95 - readings.inverterTempDegC) / 10))
    const most = limitNm * hot
    return torqueNm > most ? most : torqueNm < -most ? -most : torqueNm
  }

  function watch(tick: number): void {
    const isDcdcDue = commands.isDcdcOn && readings.busVolts > DCDC_BUS_VOLTS_MIN
    dcdcSteps = isDcdcDue ? dcdcSteps + STEPS_PER_LOOK : 0
    if (dcdcSteps > DCDC_SETTLING_STEPS) {
      monitors.dcdcPerformance.report(readings.dcdcAmps < DCDC_A_MIN && readings.supplyVolts < DCDC_VOLTS_MIN)
      const isLow = readings.supplyVolts < LOW_SUPPLY_VOLTS
      monitors.lowVoltage.report(isLow)
      if (isLow && dcdcSteps > SHEDDING_STEPS) isShedding = true
    }
    monitors.resolver.report(Math.max(readings.resolverSineVolts, readings.resolverCosineVolts) > OPEN_WINDING_VOLTS)
    monitors.motorTemperatureSensor.report(readings.motorTempDegC <= OPEN_SENSOR_DEG_C)
    monitors.inverterOverTemperature.report(readings.inverterTempDegC > INVERTER_DEG_C_MAX)
    monitors.lostBms.report(hasLostBms(tick))
    const deviationVolts = Math.abs(network.volts(at.track1) - 2 * network.volts(at.track2))
    monitors.pedal.report(deviationVolts > TRACK_DEVIATION_VOLTS_MAX)
    openSteps = signals.isDischargeWanted ? openSteps + STEPS_PER_LOOK : 0
    if (openSteps === DISCHARGE_STEPS) monitors.dischargeTime.report(readings.busVolts > DISCHARGED_VOLTS)
    if (signals.isReady) monitors.prechargeFailed.report(false)
  }

  return {
    get isAwake() {
      return isAwake
    },
    get state() {
      return state
    },
    readings,
    overrides,
    restart: () => wake(false),
    step(tick) {
      readings.supplyVolts = network.voltsBetween(at.supply, at.ground)
      wake(readings.supplyVolts > SUPPLY_VOLTS_MIN)
      if (!isAwake) return
      signals.driveHeartbeat = tick
      sense(tick)
      if (++awakeSteps < SETTLING_STEPS) return
      decide()
      act()
      if (tick % STEPS_PER_LOOK === 5 && awakeSteps > WATCHING_STEPS) watch(tick)
    },
    stateNumbers: () => [
      DRIVE_STATES.indexOf(state),
      stateSteps,
      awakeSteps,
      startPressesSeen,
      openSteps,
      Number(isShedding),
      dcdcSteps,
      prechargeSteps,
      readings.prechargeVoltsMax,
    ],
  }
}

function findTerminals({ network }: Physics) {
  const node = network.node
  const relay = network.branch
  const relays = {
    comfort: relay('comfortRelay'),
    pump: relay('pump.relay'),
    fan: relay('fan.relay'),
    ptc: relay('ptc.relay'),
    discharge: relay('activeDischarge'),
    pilotSwitch: relay('charger.pilotSwitch'),
  }
  return {
    ...relays,
    relays: Object.values(relays),
    busPlus: node('motorController.plus'),
    busMinus: node('motorController.minus'),
    supply: node('drive.supply'),
    ground: node('drive.ground'),
    referenceSource: network.branch('drive.referenceSource'),
    dcdcOutput: network.branch('dcdc.output'),
    track1: node('pedal.track1'),
    track2: node('pedal.track2'),
    motorThermistor: node('thermistor.motor'),
    inverterThermistor: node('thermistor.inverter'),
    coolantThermistor: node('thermistor.coolant'),
    sinePlus: node('resolver.sine.plus'),
    sineMinus: node('resolver.sine.minus'),
    cosinePlus: node('resolver.cosine.plus'),
    cosineMinus: node('resolver.cosine.minus'),
  }
}

function firstReadings(): DriveReadings {
  return {
    busVolts: 0,
    supplyVolts: 0,
    dcdcAmps: 0,
    motorRpm: 0,
    torqueNm: 0,
    torqueRequestNm: 0,
    motorTempDegC: 20,
    inverterTempDegC: 20,
    coolantTempDegC: 20,
    accelerator: 0,
    resolverSineVolts: 0,
    resolverCosineVolts: 0,
    prechargeVoltsMax: 0,
  }
}
