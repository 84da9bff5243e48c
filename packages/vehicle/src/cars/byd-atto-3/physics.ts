/**
 * The physical state of the car and one step of it: pack, electrical network, motor, motion, heat, 12 V battery.
 *
 * A step writes the commands into the network as sources, solves it once, and lets the solved currents act on cells,
 * motion and temperatures. Power that a device draws becomes a current by the voltage of the step before. Everything
 * that anyone reads (a data identifier, a meter, a broadcast frame) comes from this one state.
 *
 * Fits, declared (see ./validation.test.ts): the rolling resistance against the published 15.6 kWh from the grid for
 * 100 km of WLTP, on WLTC class 3b; gear ratio and losses against 0-100 km/h in 7.3 s. Published: 1750 kg, 150 kW, 310 Nm.
 * Left out: tyre slip, load transfer, wind, sunshine, the air conditioner's refrigerant (its cold is a share of its power).
 */
import { unitRandom } from '@luban/stdx'
import { ATTO_3_PACK } from '../../battery/designs.ts'
import { advanceLeadAcid, createLeadAcid, type LeadAcid, leadAcidVolts } from '../../battery/lead-acid.ts'
import { createPack, type Pack } from '../../battery/pack.ts'
import { type CoolingInput, createThermal, LIQUID_COOLING, type PackThermal } from '../../battery/thermal.ts'
import { type Chassis, createMotion, move, throughGearsNm } from '../../driveline/motion.ts'
import { createPhases } from '../../driveline/phases.ts'
import { createFuses, type Fuses } from '../../harness/fuses.ts'
import { createRelays } from '../../harness/relays.ts'
import { type BranchIndex, createNetwork, type Network } from '../../network/network.ts'
import {
  GEAR_RATIO,
  isMovingAt,
  MODULE_COUNT,
  motorRadps,
  STEP_S,
  TORQUE_NM_PER_A,
  torqueNmMaxAt,
  WHEEL_M,
} from './figures.ts'
import { HARNESS, PHASE_BRANCHES } from './harness.ts'
import { createPilot, type Pilot } from './pilot.ts'
import { thermistorOhm } from './thermistor.ts'

/** 1750 kg in running order (published), and a driver with luggage. */
const BRAKE_N_MAX = 16_000
const CHASSIS: Chassis = {
  massKg: 1750 + 100,
  rotatingKg: 90, // Fit.
  dragAreaM2: 0.71, // Cd 0.29, of weak confidence, times about 2.45 m².
  rolling: 0.0086, // Fit.
  wheelM: WHEEL_M,
  brakeNMax: BRAKE_N_MAX,
  parkN: BRAKE_N_MAX,
}
const AIR_PRESSURE_PA = 97_000 // Some 350 m above the sea.
const ROTOR_TURNS_PER_WHEEL_RAD = GEAR_RATIO / (2 * Math.PI)
const GEARS = { ratio: GEAR_RATIO, efficiency: 0.97 }

const CHARGER_VOLTS_MIN = 200
const CHARGER_EFFICIENCY = 0.945 // Fit.
const DCDC_EFFICIENCY = 0.93
const DCDC_IDLE_W = 12
const DCDC_OUTPUT_VOLTS = 13.8
const DCDC_VOLTS_MIN = 200
const INVERTER_VOLTS_MIN = 150
const COMPRESSOR_VOLTS_MIN = 200
const MOTOR_J_PER_K = 38_000
const INVERTER_J_PER_K = 5000
const COOLANT_J_PER_K = 24_000
const PACK_PUMP_A = 2 // And more: full flow.
const CHILLER_VALVE_A_MIN = 0.5
/** The rest warms hoses and the cabin's heat exchanger. */
const HEATER_TO_PACK = 0.9
const CABIN_J_PER_K = 120_000
const CABIN_W_PER_K = 60
/** Watts of cold for each watt of the compressor. Usual size, not this car's. */
const COLD_PER_WATT = 2.3

const BATTERY_12V_AH = 45

export const isMoving = ({ now }: Physics): boolean => isMovingAt(now.speedMps)

/** What control units and the person at the wheel ask for. Contacts are driven in the network itself. */
export type Commands = {
  torqueNm: number
  isInverterOn: boolean
  isDcdcOn: boolean
  /** Electrical; what it draws depends on its supply. */
  compressorW: number
  /** Of its cold, what the pack's chiller may take; the cabin gets the rest. */
  chillerShare: number
  /** From the grid, before the charger's losses. */
  chargerW: number
  /** 0 to 1, friction brake. */
  brake: number
  isParked: boolean
}

/** Physical quantities outside the network, as named fields of one array so that a replay can compare them. */
export type Quantities = {
  speedMps: number
  odometerM: number
  /** Turns of the rotor, backwards negative: what the resolver's windings feel. */
  rotorTurns: number
  motorTorqueNm: number
  motorTempDegC: number
  inverterTempDegC: number
  coolantTempDegC: number
  cabinTempDegC: number
  ambientTempDegC: number
  gridJ: number
  airPressurePa: number
  /** A worn current sensor adds this: the pack's, and that of the motor's phase V. */
  currentSensorOffsetA: number
  motorCurrentSensorOffsetA: number
  /** By how much the battery's counting of charge had gone astray before this story. */
  countedSocError: number
  /** 1 while the valve of the pack's chiller is stuck shut, whatever its coil does. */
  chillerValveStuck: number
}

export type Physics = {
  readonly network: Network
  readonly cells: Pack
  readonly thermal: PackThermal
  /** Of the 12 V system. */
  readonly battery: LeadAcid
  readonly fuses: Fuses
  readonly pilot: Pilot
  readonly commands: Commands
  readonly now: Quantities
  /** Its own: people and luggage weigh something. */
  readonly chassis: { -readonly [figure in keyof Chassis]: Chassis[figure] }
  step(tick: number): void
  setCharge(soc: number, tempDegC: number): void
}

export function createPhysics(seed: number): Physics {
  const network = createNetwork(HARNESS.network)
  const relays = createRelays(network, HARNESS.relays)
  const fuses = createFuses(network, HARNESS.fuses, STEP_S)
  const pilot = createPilot(network)
  const cells = createPack(ATTO_3_PACK, seed)
  const thermal = createThermal(cells, LIQUID_COOLING)
  const battery = createLeadAcid(0.9)
  const commands: Commands = {
    torqueNm: 0,
    isInverterOn: false,
    isDcdcOn: false,
    compressorW: 0,
    chillerShare: 0,
    chargerW: 0,
    brake: 0,
    isParked: true,
  }
  const now = firstQuantities(seed)
  const chassis = { ...CHASSIS }
  const motion = createMotion(now.odometerM)
  const effort = { wheelNm: 0, brake: 0, isParked: true }
  const cooling: CoolingInput &
    Record<'flow' | 'chillerValve' | 'refrigerantWMax' | 'heaterW' | 'ambientDegC', number> = {
    flow: 0,
    chillerValve: 0,
    refrigerantWMax: 0,
    heaterW: 0,
    ambientDegC: now.ambientTempDegC,
    cabinDegC: now.cabinTempDegC,
  }
  const wires = findWires(network)
  const phases = createPhases(network, { ...PHASE_BRANCHES, nmPerA: TORQUE_NM_PER_A })

  function updateResistances(): void {
    cells.updateResistance()
    for (let m = 0; m < MODULE_COUNT; m++) {
      network.setOhm(wires.modules[m], cells.moduleOhm[m])
      setThermistor(wires.moduleThermistors[m], moduleTempDegC(cells, m))
    }
    setThermistor(wires.motorThermistor, now.motorTempDegC)
    setThermistor(wires.inverterThermistor, now.inverterTempDegC)
    setThermistor(wires.coolantThermistor, now.coolantTempDegC)
    setThermistor(wires.ambientThermistor, now.ambientTempDegC)
    setThermistor(wires.cabinThermistor, now.cabinTempDegC)
  }

  /** Half a per cent is finer than any reading of it, and spares the network an elimination every second. */
  function setThermistor(branch: BranchIndex, degC: number): void {
    const ohm = thermistorOhm(degC)
    const present = network.ohm(branch)
    if (present === Number.POSITIVE_INFINITY || Math.abs(ohm - present) < 0.005 * present) return
    network.setOhm(branch, ohm)
  }

  function applySources(): void {
    cells.prepare()
    for (let m = 0; m < MODULE_COUNT; m++) network.setVolts(wires.modules[m], cells.moduleEmfVolts[m])
    network.setVolts(wires.battery12V, leadAcidVolts(battery))
    applyDcdc()
    applyCharger()
    applyCompressor()
    applyInverter()
    pilot.step()
  }

  function applyDcdc(): void {
    const inputVolts = network.voltsBetween(wires.dcdcPlus, wires.dcdcMinus)
    const isRunning = commands.isDcdcOn && inputVolts > DCDC_VOLTS_MIN
    network.setClosed(wires.dcdcOutput, isRunning)
    const outputW = isRunning ? Math.max(0, network.amps(wires.dcdcOutput)) * DCDC_OUTPUT_VOLTS : 0
    network.setAmps(wires.dcdcInput, isRunning ? (outputW / DCDC_EFFICIENCY + DCDC_IDLE_W) / inputVolts : 0)
  }

  function applyCharger(): void {
    const outputVolts = network.voltsBetween(wires.chargerPlus, wires.chargerMinus)
    const takesPower = pilot.isFeeding() && outputVolts > CHARGER_VOLTS_MIN
    const outputA = takesPower ? (commands.chargerW * CHARGER_EFFICIENCY) / outputVolts : 0
    network.setAmps(wires.charger, outputA)
    if (outputA > 0) now.gridJ += commands.chargerW * STEP_S
  }

  function applyCompressor(): void {
    const inputVolts = network.voltsBetween(wires.compressorStage, wires.compressorMinus)
    network.setAmps(wires.compressor, inputVolts > COMPRESSOR_VOLTS_MIN ? commands.compressorW / inputVolts : 0)
  }

  function applyInverter(): void {
    const busVolts = network.voltsBetween(wires.busPlus, wires.busMinus)
    const isOn = commands.isInverterOn && busVolts > INVERTER_VOLTS_MIN && phases.isWhole()
    now.motorTorqueNm = isOn ? torqueAt(commands.torqueNm, motorRadps(now.speedMps)) : 0
    const electricW = isOn ? inverterInputW(now.motorTorqueNm, motorRadps(now.speedMps)) : 0
    network.setAmps(wires.inverter, isOn ? electricW / busVolts : 0)
    phases.drive(now.motorTorqueNm, now.rotorTurns)
  }

  /** Conductances in W/K: at rest, and what pump, wind and fan add. Losses are the motor's to three quarters. */
  function heat(): void {
    const lossW = commands.isInverterOn ? lossesW(now.motorTorqueNm, motorRadps(now.speedMps)) : 0
    const pump = Math.min(1, Math.abs(network.amps(wires.pump)) / 3)
    const fan = Math.min(1, Math.abs(network.amps(wires.fan)) / 15)
    const coolant = now.coolantTempDegC
    const motorToCoolantW = (8 + 90 * pump) * (now.motorTempDegC - coolant)
    const inverterToCoolantW = (4 + 120 * pump) * (now.inverterTempDegC - coolant)
    const toAirW = (15 + 6 * now.speedMps + 250 * fan) * (coolant - now.ambientTempDegC)
    now.motorTempDegC += ((0.75 * lossW - motorToCoolantW) / MOTOR_J_PER_K) * STEP_S
    now.inverterTempDegC += ((0.25 * lossW - inverterToCoolantW) / INVERTER_J_PER_K) * STEP_S
    now.coolantTempDegC += ((motorToCoolantW + inverterToCoolantW - toAirW) / COOLANT_J_PER_K) * STEP_S
    heatCabin()
  }

  function heatCabin(): void {
    const heaterW = heaterDrawsW() * (1 - heaterToPackShare())
    const coolingW = COLD_PER_WATT * compressorDrawsW() * (1 - commands.chillerShare)
    const toAirW = CABIN_W_PER_K * (now.cabinTempDegC - now.ambientTempDegC)
    now.cabinTempDegC += ((heaterW - coolingW - toAirW) / CABIN_J_PER_K) * STEP_S
  }

  const heaterDrawsW = () => network.amps(wires.ptc) * network.voltsBetween(wires.ptcElement, wires.ptcMinus)
  const packFlow = () => Math.min(1, Math.abs(network.amps(wires.packPump)) / PACK_PUMP_A)

  /** One heater in the coolant for both: its heat goes where coolant flows, to the pack while that pump runs. */
  const heaterToPackShare = () => HEATER_TO_PACK * packFlow()

  /** Once a second: pump and valve as their currents say. */
  function coolPack(): void {
    cooling.flow = packFlow()
    cooling.heaterW = heaterDrawsW() * heaterToPackShare()
    const isOpen = Math.abs(network.amps(wires.chillerValve)) > CHILLER_VALVE_A_MIN && now.chillerValveStuck === 0
    cooling.chillerValve = isOpen ? 1 : 0
    cooling.refrigerantWMax = COLD_PER_WATT * compressorDrawsW() * commands.chillerShare
    cooling.ambientDegC = now.ambientTempDegC
    thermal.step(cooling, 1)
  }

  function drive(): void {
    effort.wheelNm = throughGearsNm(now.motorTorqueNm, GEARS, now.speedMps)
    effort.brake = commands.brake
    effort.isParked = commands.isParked
    move(motion, chassis, effort, STEP_S)
    now.speedMps = motion.speedMps
    now.odometerM = motion.odometerM
    now.rotorTurns += (motion.stepM / WHEEL_M) * ROTOR_TURNS_PER_WHEEL_RAD
  }

  function compressorDrawsW(): number {
    return network.amps(wires.compressor) * network.voltsBetween(wires.compressorStage, wires.compressorMinus)
  }

  const physics: Physics = {
    network,
    cells,
    thermal,
    battery,
    fuses,
    pilot,
    commands,
    now,
    chassis,
    step(tick) {
      relays.step()
      if (tick % 100 === 0) {
        coolPack()
        updateResistances()
      }
      applySources()
      network.step()
      fuses.step()
      const packA = network.amps(wires.currentSensor)
      cells.advance(packA, STEP_S)
      advanceLeadAcid(battery, -network.amps(wires.battery12V), BATTERY_12V_AH, STEP_S)
      drive()
      heat()
    },
    setCharge(soc, tempDegC) {
      cells.setAll(soc, tempDegC)
      thermal.loopDegC = thermal.inletDegC = thermal.outletDegC = thermal.chilledDegC = tempDegC
      updateResistances()
      applySources()
    },
  }
  physics.setCharge(0.55 + 0.2 * unitRandom(seed, 3, 0), now.ambientTempDegC)
  return physics
}

function firstQuantities(seed: number): Quantities {
  const ambientTempDegC = 18 + 6 * unitRandom(seed, 1, 0)
  return {
    speedMps: 0,
    odometerM: 1000 * (8000 + Math.floor(40_000 * unitRandom(seed, 2, 0))),
    rotorTurns: 0,
    motorTorqueNm: 0,
    motorTempDegC: ambientTempDegC,
    inverterTempDegC: ambientTempDegC,
    coolantTempDegC: ambientTempDegC,
    cabinTempDegC: ambientTempDegC,
    ambientTempDegC,
    gridJ: 0,
    airPressurePa: AIR_PRESSURE_PA,
    currentSensorOffsetA: 0,
    motorCurrentSensorOffsetA: 0,
    countedSocError: 0,
    chillerValveStuck: 0,
  }
}

function findWires(network: Network) {
  return {
    modules: Int32Array.from({ length: MODULE_COUNT }, (_, m) => network.branch(`pack.module${m + 1}`)),
    moduleThermistors: Int32Array.from({ length: MODULE_COUNT }, (_, m) => network.branch(`pack.thermistor${m + 1}`)),
    motorThermistor: network.branch('motor.thermistor'),
    inverterThermistor: network.branch('drive.inverterThermistor'),
    coolantThermistor: network.branch('coolantSensor.sensor'),
    ambientThermistor: network.branch('ambientSensor.sensor'),
    cabinThermistor: network.branch('cabinSensor.sensor'),
    currentSensor: network.branch('pack.currentSensor'),
    busPlus: network.node('motorController.plus'),
    busMinus: network.node('motorController.minus'),
    inverter: network.branch('motorController.inverter'),
    dcdcPlus: network.node('dcdc.plus'),
    dcdcMinus: network.node('dcdc.minus'),
    dcdcInput: network.branch('dcdc.input'),
    dcdcOutput: network.branch('dcdc.output'),
    chargerPlus: network.node('charger.plus'),
    chargerMinus: network.node('charger.minus'),
    charger: network.branch('charger.output'),
    compressorStage: network.node('compressor.stage'),
    compressorMinus: network.node('compressor.minus'),
    compressor: network.branch('compressor.input'),
    ptc: network.branch('ptc.heater'),
    ptcElement: network.node('ptc.element'),
    ptcMinus: network.node('ptc.minus'),
    battery12V: network.branch('battery12V.cells'),
    pump: network.branch('pump.load'),
    packPump: network.branch('packPump.load'),
    chillerValve: network.branch('chillerValve.load'),
    fan: network.branch('fan.load'),
  }
}

/** In the middle of the module. */
function moduleTempDegC({ tempDegC, firstCell }: Pack, module: number): number {
  return tempDegC[(firstCell[module] + firstCell[module + 1]) >> 1]
}

function torqueAt(commandNm: number, radps: number): number {
  const most = torqueNmMaxAt(radps)
  return commandNm > most ? most : commandNm < -most ? -most : commandNm
}

/** Copper by torque squared, iron and friction by speed, and a constant for the gate drivers. Fit. */
function lossesW(torqueNm: number, radps: number): number {
  const speed = Math.abs(radps)
  return 70 + 0.07 * torqueNm * torqueNm + 0.6 * speed + 0.0011 * speed * speed
}

/** Electrical power into the inverter for a torque; negative while it recovers. */
function inverterInputW(torqueNm: number, radps: number): number {
  return torqueNm * radps + lossesW(torqueNm, radps)
}
