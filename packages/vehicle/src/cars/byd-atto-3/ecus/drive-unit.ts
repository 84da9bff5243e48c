/**
 * The drive unit: vehicle control and motor controller in one housing. It brings the car to READY, turns pedals into
 * torque within what the pack allows, runs DC/DC, charger and cooling, discharges the bus, and watches them all.
 * Speed and distance of the car are its own counts of the rotor's turns, and it tells them to the others.
 *
 * It decides by its sensors and the other units' messages alone; its wires are in ../wiring/drive-unit.ts.
 */
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import type { FlashProgram } from '../../../ecus/flash-program.ts'
import { pilotAmpsMax } from '../charging-current.ts'
import { GEAR_RATIO, LIMITS, motorRadps, STEP_S, torqueNmMaxAt, WHEEL_M } from '../figures.ts'
import { createProgram } from '../programs.ts'
import { type DriveSignals, isHeard, type SignalsOf } from './signals.ts'

// Steps are of 10 ms; monitors look at every tenth.
const STEPS_PER_LOOK = 10
const STEPS_PER_SLOW_LOOK = 20
/** Until the references stand and what hangs on them can be read. */
const SETTLING_STEPS = 15
const WATCHING_STEPS = 40

const SUPPLY_VOLTS_MIN = 7.5
/** What its thermistors, its resolver and the pedals are fed with. */
export const REFERENCE_VOLTS = 5
const DISCHARGED_VOLTS = 60
/** The discharge resistor has to get there in this time. */
const DISCHARGE_STEPS = 500
const DCDC_VOLTS_MIN = 13.2
const DCDC_A_MIN = 1
/** The converter takes input from here on, and is judged after a while of it. */
const DCDC_BUS_VOLTS_MIN = 250
const DCDC_SETTLING_STEPS = 100
const SHEDDING_STEPS = 800
/** Asked for so much torque, a whole bridge drives a current that means at least this share of it. */
const ASKED_NM_MIN = 25
const GIVEN_SHARE_MIN = 0.3
/** An open winding lets the bias of its wires through. */
export const OPEN_WINDING_VOLTS = 1
const MPS_PER_RPM = ((2 * Math.PI) / 60 / GEAR_RATIO) * WHEEL_M
const OPEN_SENSOR_DEG_C = -39
const INVERTER_DEG_C_MAX = 90
/** No current is lost in a motor: what the sum of the phases may be off by. */
const PHASE_SUM_A_MAX = 20
/** Looks, until torque is limited; and the share that is left. */
const PHASE_SUM_LOOKS = 5
const UNSURE_TORQUE_SHARE = 0.35
const FAN_ON_DEG_C = 45
/** One track gives half the volts of the other. */
const TRACK_DEVIATION_VOLTS_MAX = 0.3
/** A whole track stays between them at its terminal, and so does the brake pedal's. */
const TRACK_VOLTS_MIN = 0.25
const TRACK_VOLTS_MAX = 4.75
const HALF_TRACK_VOLTS_MIN = 0.1
const HALF_TRACK_VOLTS_MAX = 2.6
/** Of the share of torque by one track alone, or by two that disagree. */
const LIMP_PEDAL_MAX = 0.3
const COOLANT_VOLTS_MIN = 0.1
const COOLANT_VOLTS_MAX = 4.93
/** A relay's terminal that is off stands at its supply, or the wire is cut. */
const OFF_SHARE_MIN = 0.4
const ON_VOLTS_MAX = 2
/** A relay is judged when it has been on, or off, for so long. */
const RELAY_STEPS = 50
/** So long after its relay was switched on the heater takes at least this from the pack. */
const HEATER_STEPS = 100
const HEATER_W_MIN = 2500
/** In READY the converter should hold 13.5 V and more. */
const LOW_SUPPLY_VOLTS = 12
const READY_STEPS_MAX = 400
/** A precharge that went on so long and got no further than this has failed, whatever the pack's charge. */
const PRECHARGE_STEPS_MIN = 100
const PRECHARGED_VOLTS_MIN = 315
const CHARGER_W_MAX = 7000
/** By its data sheet. */
const CHARGER_EFFICIENCY = 0.94
const GRID_VOLTS = 230 // One phase.
/** The pilot's upper half-wave, at most, when the car asks for energy; looks until one that does not follow is judged. */
const ASKING_VOLTS_MAX = 7.5
const PILOT_LOOKS = 10
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
  readonly phaseCurrents: Monitor
  readonly motorTemperatureSensor: Monitor
  readonly inverterOverTemperature: Monitor
  readonly dischargeTime: Monitor
  readonly lostBms: Monitor
  readonly pedal: Monitor
  readonly pedal1Low: Monitor
  readonly pedal1High: Monitor
  readonly pedal2Low: Monitor
  readonly pedal2High: Monitor
  readonly brakeLow: Monitor
  readonly brakeHigh: Monitor
  readonly coolantLow: Monitor
  readonly coolantHigh: Monitor
  readonly pumpRelay: Monitor
  readonly fanRelay: Monitor
  readonly heaterRelay: Monitor
  readonly heater: Monitor
  readonly pilotLow: Monitor
  readonly pilotSwitch: Monitor
  readonly proximity: Monitor
  readonly chargerOutput: Monitor
}

/** What its sensors told it last. */
export type DriveReadings = {
  supplyVolts: number
  busVolts: number
  dcdcAmps: number
  /** At the charger's own output. */
  chargerVolts: number
  /** 0 while the position is not known. */
  motorRpm: number
  /** The resolver's three windings carry their signal. */
  isPositionKnown: boolean
  /** Of the three phases; together nothing. */
  phaseUA: number
  phaseVA: number
  phaseWA: number
  torqueNm: number
  motorTempDegC: number
  inverterTempDegC: number
  coolantTempDegC: number
  /** Pedals, 0 to 1; the accelerator by its first track, or by the second when that is all there is. */
  accelerator: number
  brake: number
  pedal1Volts: number
  pedal2Volts: number
  brakeVolts: number
  coolantVolts: number
  /** At the terminals that switch the relays of pump, fan and heater. */
  pumpRelayVolts: number
  fanRelayVolts: number
  heaterRelayVolts: number
  resolverExcitationVolts: number
  resolverSineVolts: number
  resolverCosineVolts: number
  airPressureKpa: number
  /** The control pilot's upper half-wave, and its duty; 0 while there is none. */
  pilotVolts: number
  pilotDuty: number
}

export type DriveSensors = {
  readonly readings: Readonly<DriveReadings>
  senseSupply(): number
  /** `isSlowDue`: temperatures, windings, relays and air pressure too. */
  sense(isSlowDue: boolean): void
  /** The converter of the resolver counts from here, as after power on. */
  restart(): void
  /** What the sensors hold beside their readings, for a state hash. */
  state(): readonly number[]
}

/** What it asks of its power stages. */
export type PowerStages = {
  torqueNm: number
  isInverterOn: boolean
  isDcdcOn: boolean
  /** From the grid, before the charger's losses. */
  chargerW: number
}

const DRIVE_RELAYS = ['comfort', 'pump', 'fan', 'ptc', 'discharge', 'pilotSwitch'] as const
export type DriveRelay = (typeof DRIVE_RELAYS)[number]

export type DriveOutputs = {
  readonly stages: PowerStages
  /** What it drives, as of its last step; whether the pump then runs is another matter. */
  readonly relays: Record<DriveRelay, boolean>
  /** Puts the relays on the wires. */
  apply(): void
  setReferenceVolts(volts: number): void
}

/** Actuators that a tester may take over; undefined while the unit decides itself. */
export type DriveOverrides = { pump: boolean | undefined; fan: boolean | undefined; ptc: boolean | undefined }

export type DriveUnit = {
  /** It has supply, so it answers testers. */
  isAwake(): boolean
  /** In its boot loader it drives nothing and is silent on the bus. */
  readonly program: FlashProgram
  state(): DriveState
  readonly readings: Readonly<DriveReadings>
  torqueRequestNm(): number
  /** Highest voltage of the bus in the last precharge. */
  prechargeVoltsMax(): number
  /** How long the car was ready, in all its life. */
  readyS(): number
  readonly overrides: DriveOverrides
  readonly relays: Readonly<DriveOutputs['relays']>
  /** As after power on; it wakes in the next step. */
  restart(): void
  step(tick: number): void
  stateNumbers(): readonly number[]
}

export const DRIVE_STATES = ['asleep', 'off', 'starting', 'ready', 'charging', 'stopping'] as const
export type DriveState = (typeof DRIVE_STATES)[number]

type Surroundings = {
  readonly sensors: DriveSensors
  readonly outputs: DriveOutputs
  readonly signals: SignalsOf<DriveSignals>
  readonly monitors: DriveMonitors
}

export function createDriveUnit({ sensors, outputs, signals, monitors }: Surroundings): DriveUnit {
  const { readings } = sensors
  const { stages, relays } = outputs
  const overrides: DriveOverrides = { pump: undefined, fan: undefined, ptc: undefined }
  const program = createProgram('drive')
  let hasSupply = false
  let isAwake = false
  let state: DriveState = 'asleep'
  let stateSteps = 0
  let awakeSteps = 0
  let startPressesSeen = 0
  let openSteps = 0
  let isShedding = false
  let dcdcSteps = 0
  let prechargeSteps = 0
  let prechargeVoltsMax = 0
  let torqueRequestNm = 0
  let phaseSumLooks = 0
  let askingLooks = 0
  /** For how long the relays of pump, fan and heater have been on, or below 0 off. */
  let pumpSteps = 0
  let fanSteps = 0
  let heaterSteps = 0
  /** What all consumers took before; undefined where the motor or a station would hide the heater. */
  let withoutHeaterW: number | undefined
  let readySteps = 0 // Of its life, as the odometer.

  function enter(next: DriveState): void {
    state = next
    stateSteps = 0
  }

  /** The application begins, or ends: without supply, or in the boot loader. */
  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    awakeSteps = 0
    outputs.setReferenceVolts(isAwake ? REFERENCE_VOLTS : 0)
    sensors.restart()
    startPressesSeen = signals.startPresses
    isShedding = false
    phaseSumLooks = 0
    if (!isAwake) stopEverything()
    enter(isAwake ? 'off' : 'asleep')
  }

  function stopEverything(): void {
    signals.isHighVoltageWanted = signals.isReady = signals.isCharging = signals.isDischargeWanted = false
    signals.speedMps = 0
    stages.isInverterOn = stages.isDcdcOn = false
    stages.torqueNm = stages.chargerW = 0
    overrides.pump = overrides.fan = overrides.ptc = undefined
    for (const relay of DRIVE_RELAYS) relays[relay] = false
    outputs.apply()
  }

  /** Counts on while the rotor's position is known, and keeps the sum over every sleep. */
  function countDistance(): void {
    signals.speedMps = readings.motorRpm * MPS_PER_RPM
    signals.odometerM += Math.abs(signals.speedMps) * STEP_S
    if (signals.isReady) readySteps++
  }

  const isPluggedIn = () => signals.isPlugged || signals.isDcPlugged

  function decide(): void {
    const isStartPressed = signals.startPresses !== startPressesSeen
    startPressesSeen = signals.startPresses
    stateSteps++
    switch (state) {
      case 'off':
        signals.isHighVoltageWanted = false
        if (isPluggedIn() && signals.isIgnitionOn) enter('charging')
        else if (isStartPressed && signals.isPowerOn) beginStart()
        return
      case 'starting':
        signals.isHighVoltageWanted = true
        prechargeVoltsMax = Math.max(prechargeVoltsMax, readings.busVolts)
        if (signals.bmsState === 'precharge') prechargeSteps++
        if (!signals.isPowerOn || signals.bmsState === 'locked' || stateSteps > READY_STEPS_MAX) giveUp()
        else if (signals.isHighVoltageOn && stateSteps > 20) enter('ready')
        return
      case 'ready':
        if (!signals.isPowerOn || !signals.isHighVoltageOn) enter('stopping')
        return
      case 'charging':
        signals.isHighVoltageWanted = isPluggedIn()
        if (!isPluggedIn() || signals.bmsState === 'locked') enter('stopping')
        return
      case 'stopping':
        signals.isHighVoltageWanted = false
        if (!signals.isHighVoltageOn && stateSteps > 10 && !isPluggedIn()) enter('off')
        return
      default:
    }
  }

  function beginStart(): void {
    prechargeVoltsMax = 0
    prechargeSteps = 0
    enter('starting')
  }

  function giveUp(): void {
    const wasTried = signals.bmsState === 'locked' && prechargeSteps > PRECHARGE_STEPS_MIN
    monitors.prechargeFailed.report(wasTried && prechargeVoltsMax < PRECHARGED_VOLTS_MIN)
    enter('stopping')
  }

  function act(): void {
    const isClosed = signals.isHighVoltageOn && !signals.isOpeningAnnounced
    signals.isReady = state === 'ready' && isClosed
    relays.pilotSwitch = state === 'charging' && isClosed && signals.isPlugged
    const takesAc = relays.pilotSwitch && mayDrawAmps() > 0 && readings.pilotVolts < ASKING_VOLTS_MAX
    signals.isCharging = takesAc || (state === 'charging' && isClosed && signals.isDcCharging)
    stages.isInverterOn = signals.isReady
    stages.isDcdcOn = isClosed && (state === 'ready' || state === 'charging')
    stages.chargerW = takesAc ? chargerPower() : 0
    // The discharge resistor may never load a precharge: it works only while nobody wants high voltage.
    signals.isDischargeWanted = !signals.isHighVoltageWanted && !signals.isHighVoltageOn
    relays.discharge = signals.isDischargeWanted
    stages.torqueNm = signals.isReady ? limitedTorque() : 0
    relays.comfort = signals.isReady && !isShedding
    relays.pump = overrides.pump ?? (signals.isReady || signals.isCharging)
    relays.fan = overrides.fan ?? readings.coolantTempDegC > FAN_ON_DEG_C
    relays.ptc = (overrides.ptc ?? signals.isPackHeatingWanted) && isClosed
    pumpSteps = stepsOf(relays.pump, pumpSteps)
    fanSteps = stepsOf(relays.fan, fanSteps)
    heaterSteps = stepsOf(relays.ptc, heaterSteps)
    watchHeater()
    outputs.apply()
  }

  /** From the grid: a little more than the pack takes, for the charger's losses. */
  function chargerPower(): number {
    return Math.min(CHARGER_W_MAX, GRID_VOLTS * mayDrawAmps(), 1.05 * signals.chargeWMax)
  }

  /** Of station and cable the weaker. */
  const mayDrawAmps = () => Math.min(pilotAmpsMax(readings.pilotDuty), signals.cableAmpsMax)

  /** Pedals to torque: the motor's own limit, the pack's, the speed's, and a slope. */
  function limitedTorque(): number {
    const radps = motorRadps(signals.speedMps)
    torqueRequestNm = requestedTorque(radps)
    // Who does not know where the rotor stands cannot turn it: currents would only heat it, or jerk.
    if (!readings.isPositionKnown) return 0
    const request = withinPack(torqueRequestNm, radps)
    const change = request - stages.torqueNm
    if (change > TORQUE_NM_PER_STEP) return stages.torqueNm + TORQUE_NM_PER_STEP
    return change < -TORQUE_NM_PER_STEP ? stages.torqueNm - TORQUE_NM_PER_STEP : request
  }

  function requestedTorque(radps: number): number {
    const speed = signals.speedMps
    const pedal = isPedalSound() ? readings.accelerator : Math.min(LIMP_PEDAL_MAX, readings.accelerator)
    if (signals.selector !== 'D' && signals.selector !== 'R') return 0
    const most = torqueNmMaxAt(radps)
    if (signals.selector === 'R') return pedal > PEDAL_REST && speed > -REVERSE_MPS_MAX ? -0.4 * most * pedal : 0
    if (pedal > PEDAL_REST) {
      const top = Math.min(1, Math.max(0, (LIMITS.speedMpsMax - speed) / 0.6))
      return most * pedal * top
    }
    const fade = Math.min(1, Math.max(0, (speed - 1) / 3)) // No recovery at walking pace.
    return -fade * Math.min(most, REGEN_NM_MAX * (0.35 + 1.2 * Math.min(0.55, readings.brake)))
  }

  /** Electrical power beside the motor (heater, DC/DC) is small against these limits and is left to the BMS. */
  function withinPack(torqueNm: number, radps: number): number {
    const speed = Math.max(5, Math.abs(radps))
    const isDriving = torqueNm * radps >= 0
    const limitNm = isDriving ? Math.max(0, signals.dischargeWMax - 2500) / speed : signals.chargeWMax / speed
    const hot = Math.min(1, Math.max(0.2, (95 - readings.inverterTempDegC) / 10))
    const sure = phaseSumLooks >= PHASE_SUM_LOOKS ? UNSURE_TORQUE_SHARE * LIMITS.torqueNmMax : LIMITS.torqueNmMax
    const most = Math.min(limitNm * hot, sure)
    return torqueNm > most ? most : torqueNm < -most ? -most : torqueNm
  }

  function watch(tick: number): void {
    const isDcdcDue = stages.isDcdcOn && readings.busVolts > DCDC_BUS_VOLTS_MIN
    dcdcSteps = isDcdcDue ? dcdcSteps + STEPS_PER_LOOK : 0
    if (dcdcSteps > DCDC_SETTLING_STEPS) {
      monitors.dcdcPerformance.report(readings.dcdcAmps < DCDC_A_MIN && readings.supplyVolts < DCDC_VOLTS_MIN)
      const isLow = readings.supplyVolts < LOW_SUPPLY_VOLTS
      monitors.lowVoltage.report(isLow)
      if (isLow && dcdcSteps > SHEDDING_STEPS) isShedding = true
      monitors.chargerOutput.report(readings.chargerVolts < DCDC_BUS_VOLTS_MIN)
    }
    monitors.resolver.report(!readings.isPositionKnown)
    watchPhases()
    monitors.motorTemperatureSensor.report(readings.motorTempDegC <= OPEN_SENSOR_DEG_C)
    monitors.inverterOverTemperature.report(readings.inverterTempDegC > INVERTER_DEG_C_MAX)
    monitors.lostBms.report(!isHeard(signals.bmsHeartbeat, tick))
    watchPedals()
    watchCooling()
    openSteps = signals.isDischargeWanted ? openSteps + STEPS_PER_LOOK : 0
    if (openSteps === DISCHARGE_STEPS) monitors.dischargeTime.report(readings.busVolts > DISCHARGED_VOLTS)
    if (signals.isReady) monitors.prechargeFailed.report(false)
    watchPilot(tick)
  }

  const areTracksApart = () => Math.abs(readings.pedal1Volts - 2 * readings.pedal2Volts) > TRACK_DEVIATION_VOLTS_MAX

  const isPedalSound = () => isTrackSound(readings.pedal1Volts) && !areTracksApart()

  function watchPedals(): void {
    const { pedal1Volts, pedal2Volts, brakeVolts } = readings
    monitors.pedal.report(areTracksApart())
    monitors.pedal1Low.report(pedal1Volts < TRACK_VOLTS_MIN)
    monitors.pedal1High.report(pedal1Volts > TRACK_VOLTS_MAX)
    monitors.pedal2Low.report(pedal2Volts < HALF_TRACK_VOLTS_MIN)
    monitors.pedal2High.report(pedal2Volts > HALF_TRACK_VOLTS_MAX)
    monitors.brakeLow.report(brakeVolts < TRACK_VOLTS_MIN)
    monitors.brakeHigh.report(brakeVolts > TRACK_VOLTS_MAX)
  }

  /** Its sensor, and the coils of the relays: what these switch no terminal of this unit sees. */
  function watchCooling(): void {
    monitors.coolantLow.report(readings.coolantVolts < COOLANT_VOLTS_MIN)
    monitors.coolantHigh.report(readings.coolantVolts > COOLANT_VOLTS_MAX)
    watchRelay(monitors.pumpRelay, pumpSteps, readings.pumpRelayVolts)
    watchRelay(monitors.fanRelay, fanSteps, readings.fanRelayVolts)
    watchRelay(monitors.heaterRelay, heaterSteps, readings.heaterRelayVolts)
  }

  function watchRelay(monitor: Monitor, steps: number, volts: number): void {
    if (steps < -RELAY_STEPS) monitor.report(volts < OFF_SHARE_MIN * readings.supplyVolts)
    else if (steps > RELAY_STEPS && volts > ON_VOLTS_MAX) monitor.report(true)
  }

  /** Whatever is wrong behind its relay: a heater that is on shows in what the pack gives. */
  function watchHeater(): void {
    if (heaterSteps === 1) withoutHeaterW = consumersW()
    if (heaterSteps !== HEATER_STEPS) return
    const takenW = consumersW()
    if (takenW !== undefined && withoutHeaterW !== undefined)
      monitors.heater.report(takenW - withoutHeaterW < HEATER_W_MIN)
  }

  function consumersW(): number | undefined {
    const isHidden = stages.torqueNm !== 0 || signals.isDcPlugged
    return isHidden ? undefined : signals.packW + CHARGER_EFFICIENCY * stages.chargerW
  }

  /** A plug without a pilot is a cut line, and so is a pilot without a plug; the switch loads it from 9 V down to 6 V. */
  function watchPilot(tick: number): void {
    if (isHeard(signals.bodyHeartbeat, tick)) monitors.proximity.report(readings.pilotDuty > 0 && !signals.isPlugged)
    const isJudged = relays.pilotSwitch && readings.pilotDuty > 0
    if (signals.isPlugged) monitors.pilotLow.report(readings.pilotDuty === 0)
    askingLooks = isJudged ? askingLooks + 1 : 0
    if (askingLooks > PILOT_LOOKS) monitors.pilotSwitch.report(readings.pilotVolts > ASKING_VOLTS_MAX)
  }

  /** Through an open phase goes nothing of what was asked for. */
  function areSilent(): boolean {
    const askedNm = Math.abs(stages.torqueNm)
    return stages.isInverterOn && askedNm > ASKED_NM_MIN && Math.abs(readings.torqueNm) < GIVEN_SHARE_MIN * askedNm
  }

  /** Whom its current sensors contradict does not know its torque well, and gives less of it until it sleeps. */
  function watchPhases(): void {
    const isWrong = Math.abs(readings.phaseUA + readings.phaseVA + readings.phaseWA) > PHASE_SUM_A_MAX
    monitors.phaseCurrents.report(isWrong || areSilent())
    if (phaseSumLooks < PHASE_SUM_LOOKS) phaseSumLooks = isWrong ? phaseSumLooks + 1 : 0
  }

  return {
    isAwake: () => hasSupply,
    program,
    state: () => state,
    readings,
    torqueRequestNm: () => torqueRequestNm,
    prechargeVoltsMax: () => prechargeVoltsMax,
    readyS: () => readySteps * STEP_S,
    overrides,
    relays,
    restart: () => wake(false),
    step(tick) {
      hasSupply = sensors.senseSupply() > SUPPLY_VOLTS_MIN
      wake(hasSupply && program.isRunning())
      if (!isAwake) return
      signals.driveHeartbeat = tick
      const isSlowDue = tick % STEPS_PER_SLOW_LOOK === 0 && awakeSteps >= SETTLING_STEPS
      sensors.sense(isSlowDue || awakeSteps === SETTLING_STEPS - 1)
      countDistance()
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
      prechargeVoltsMax,
      torqueRequestNm,
      phaseSumLooks,
      askingLooks,
      pumpSteps,
      fanSteps,
      heaterSteps,
      withoutHeaterW ?? Number.POSITIVE_INFINITY,
      readySteps,
      ...sensors.state(),
    ],
  }
}

export const isTrackSound = (volts: number): boolean => volts >= TRACK_VOLTS_MIN && volts <= TRACK_VOLTS_MAX

const stepsOf = (isOn: boolean, before: number): number => {
  if (isOn) return before > 0 ? before + 1 : 1
  return before < 0 ? before - 1 : -1
}
