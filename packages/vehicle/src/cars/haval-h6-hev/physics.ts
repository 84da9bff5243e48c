/**
 * The physical state of the car and one step of it: wires, pack, two machines, engine, transmission, road, heat, 12 V.
 *
 * A step puts what the control units command into the network, solves it once, and lets the solved currents and voltages
 * act. What sensors then feel goes back into the network as the voltages of the next step (see ./transducers.ts).
 * Everything that anyone reads comes from this one state.
 *
 * Published and fitted figures: ./figures.ts, ../../engine/figures.ts, ../../driveline/dht.ts, ../../battery/designs.ts.
 * Left out: the refrigerant (its cold is a share of the compressor's power), heating of the cabin, evaporation of petrol.
 */

import { H6_HEV_PACK } from '../../battery/designs.ts'
import { advanceLeadAcid, createLeadAcid, type LeadAcid, leadAcidVolts } from '../../battery/lead-acid.ts'
import { createPack, type Pack } from '../../battery/pack.ts'
import { AIR_COOLING, type CoolingInput, createThermal, type PackThermal } from '../../battery/thermal.ts'
import type { DriveMode } from '../../car.ts'
import { createDht, type Dht, type DhtInput, rotorKgM2, stepDht } from '../../driveline/dht.ts'
import { createMotion, type Motion, move, wheelRadps } from '../../driveline/motion.ts'
import { createPhases } from '../../driveline/phases.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import { FUEL_KG_PER_L, H6_HEV_15T } from '../../engine/figures.ts'
import {
  createEngineDrive,
  type EngineCommands,
  type EngineQuantities,
  THROTTLE_REST,
} from '../../engine-wiring/drive.ts'
import { ENGINE_STAGE_DESIGNS, ENGINE_STAGES } from '../../engine-wiring/stages.ts'
import { createDrivers, type Drivers } from '../../harness/drivers.ts'
import { createFuses, type Fuses } from '../../harness/fuses.ts'
import { createRelays } from '../../harness/relays.ts'
import { createNetwork, type Network } from '../../network/network.ts'
import { CHASSIS, DHT, isMovingAt, MODULE_COUNT, NM_PER_A, STEP_S, TANK_L } from './figures.ts'
import { HARNESS, MACHINES, phaseBranchesOf } from './harness.ts'
import { carryLoopHeat, createInverterLoop, heldJ, type InverterLoop } from './inverter-loop.ts'
import { createTransducers } from './transducers.ts'

/** What control units command beside the network's own stages, and what the person's hands and feet do. */
export type Commands = EngineCommands & {
  /** Torque of each machine's own shaft. */
  generatorNm: number
  tractionNm: number
  isGeneratorOn: boolean
  isTractionOn: boolean
  /** The gear that the sleeve's actuator shall put in. */
  engineGear: number
  isDcdcOn: boolean
  /** Electrical. */
  compressorW: number
  /** Of the pedal's force, what recuperation does in place of the friction brakes. */
  recuperatedBrake: number
  isButtonPressed: boolean
  selector: 'P' | 'R' | 'N' | 'D'
  isAirConditioningWanted: boolean
  /** The dial on the dashboard. */
  driveMode: DriveMode
  slope: number
}

/** Physical quantities that belong to no part below. */
export type Quantities = EngineQuantities & {
  cabinDegC: number
  /** Turns of each rotor, backwards negative: what its resolver's windings feel. */
  generatorTurns: number
  tractionTurns: number
}

/** Wear and damage of what has no part of its own. */
export type Condition = {
  pedalOffset2: number
  /** A worn current sensor of the pack adds this. */
  packSensorOffsetA: number
  /** By how much the battery's counting of charge had gone astray before this story. */
  countedSocError: number
  /** 0 a clean filter of the pack's fan, towards 1 blocked. */
  packFilterBlockedShare: number
  /** A drifted thermistor feels the winding so much warmer. */
  tractionThermistorOffK: number
  /** 1: the drivers of its bridge are dead. */
  generatorBridgeDead: number
  tractionBridgeDead: number
}

export type Physics = {
  readonly network: Network
  readonly fuses: Fuses
  readonly drivers: Drivers
  readonly engine: Engine
  readonly dht: Dht
  readonly cells: Pack
  readonly thermal: PackThermal
  readonly inverterLoop: InverterLoop
  readonly motion: Motion
  readonly battery: LeadAcid
  readonly commands: Commands
  readonly now: Quantities
  readonly condition: Condition
  step(tick: number): void
  setCharge(soc: number, tempDegC: number): void
}

/** After the engine's: the actuator that draws the pawl out, and the pack's fan. */
const OTHER_STAGES = ['hcu.parkLock', 'bms.fanDriver'] as const
const PARK_LOCK = ENGINE_STAGES.length
const PACK_FAN = PARK_LOCK + 1
export const OTHER_STAGE = { parkLock: PARK_LOCK, packFan: PACK_FAN } as const

const BATTERY_AH = 45
const DCDC_EFFICIENCY = 0.93
const DCDC_IDLE_W = 15
const DCDC_OUTPUT_VOLTS = 14.3
const DCDC_VOLTS_MIN = 180
const BRIDGE_VOLTS_MIN = 150
const COMPRESSOR_VOLTS_MIN = 180
const PUMP_A_FULL = 2.9
const PACK_FAN_A_FULL = 7.5
const PARK_A_MIN = 0.3
const CABIN_J_PER_K = 120_000
const CABIN_W_PER_K = 60
const COLD_PER_WATT = 2.3

/** `engineDegC`: of an engine that has been driven to the workshop. */
export function createPhysics(seed: number, ambientDegC = 20, engineDegC = ambientDegC): Physics {
  const network = createNetwork(HARNESS.network)
  const relays = createRelays(network, HARNESS.relays)
  const fuses = createFuses(network, HARNESS.fuses, STEP_S)
  const drivers = createDrivers(network, [...ENGINE_STAGE_DESIGNS, ...OTHER_STAGES.map(designOf)])
  const engine = createEngine({ figures: H6_HEV_15T, seed, ambientDegC, engineDegC })
  engine.fuel.tankKg = 0.6 * TANK_L * FUEL_KG_PER_L
  engine.inputs.drivelineKgM2 = rotorKgM2(DHT)
  const dht = createDht(ambientDegC)
  const cells = createPack(H6_HEV_PACK, seed)
  const thermal = createThermal(cells, AIR_COOLING)
  const inverterLoop = createInverterLoop(ambientDegC)
  const motion = createMotion(15_000_000)
  const battery = createLeadAcid(0.85)
  const commands = firstCommands()
  const now: Quantities = {
    throttleShare: THROTTLE_REST,
    ambientDegC,
    ambientPa: 97_000,
    cabinDegC: ambientDegC,
    generatorTurns: 0,
    tractionTurns: 0,
  }
  const condition = firstCondition()
  const at = findTerminals(network)
  const input = firstInput(ambientDegC)
  const cooling: { -readonly [key in keyof CoolingInput]: CoolingInput[key] } = {
    flow: 0,
    chillerValve: 0,
    refrigerantWMax: 0,
    heaterW: 0,
    ambientDegC,
    cabinDegC: ambientDegC,
  }
  const drive = createEngineDrive({ network, drivers, engine, commands, now, stepS: STEP_S })
  const effort = { wheelNm: 0, brake: 0, isParked: true, slope: 0 }
  const [generatorPhases, tractionPhases] = MACHINES.map((id) =>
    createPhases(network, { ...phaseBranchesOf(id), nmPerA: NM_PER_A[id] }),
  )
  let isGeneratorWhole = false
  let isTractionWhole = false

  function applySources(): void {
    cells.prepare()
    for (let m = 0; m < MODULE_COUNT; m++) network.setVolts(at.modules[m], cells.moduleEmfVolts[m])
    network.setVolts(at.battery, leadAcidVolts(battery))
    drive.applySources()
    network.setClosed(at.startContact, commands.isButtonPressed)
    applyDcdc()
    const compressorVolts = network.voltsBetween(at.compressorStage, at.compressorMinus)
    network.setAmps(at.compressor, compressorVolts > COMPRESSOR_VOLTS_MIN ? commands.compressorW / compressorVolts : 0)
    applyBridges()
  }

  function applyDcdc(): void {
    const inputVolts = network.voltsBetween(at.dcdcPlus, at.dcdcMinus)
    const isRunning = commands.isDcdcOn && inputVolts > DCDC_VOLTS_MIN
    network.setClosed(at.dcdcOutput, isRunning)
    const outputW = isRunning ? Math.max(0, network.amps(at.dcdcOutput)) * DCDC_OUTPUT_VOLTS : 0
    network.setAmps(at.dcdcInput, isRunning ? (outputW / DCDC_EFFICIENCY + DCDC_IDLE_W) / inputVolts : 0)
  }

  /** Bridge, wires and windings of each machine. */
  function lookAtPhases(): void {
    isGeneratorWhole = condition.generatorBridgeDead === 0 && generatorPhases.isWhole()
    isTractionWhole = condition.tractionBridgeDead === 0 && tractionPhases.isWhole()
  }

  /** Both machines' power and torque of the step before, as currents at the bus and in their phases. */
  function applyBridges(): void {
    const { generator, traction } = dht
    const volts = network.voltsBetween(at.busPlus, at.busMinus)
    const isUp = volts > BRIDGE_VOLTS_MIN
    lookAtPhases()
    generatorPhases.drive(isUp && isGeneratorWhole ? generator.torqueNm : 0, now.generatorTurns)
    tractionPhases.drive(isUp && isTractionWhole ? traction.torqueNm : 0, now.tractionTurns)
    network.setAmps(at.generatorBridge, isUp ? generator.electricW / volts : 0)
    network.setAmps(at.tractionBridge, isUp ? traction.electricW / volts : 0)
  }

  function turnMachines(): void {
    const busVolts = network.voltsBetween(at.busPlus, at.busMinus)
    const isUp = busVolts > BRIDGE_VOLTS_MIN
    input.isGeneratorOn = isUp && commands.isGeneratorOn && isGeneratorWhole
    input.isTractionOn = isUp && commands.isTractionOn && isTractionWhole
    input.generatorNm = commands.generatorNm
    input.tractionNm = commands.tractionNm
    input.engineNm = engine.crank.torqueNm
    input.crankRadps = engine.crank.speedRadps
    input.wheelRadps = wheelRadps(CHASSIS, motion.speedMps)
    input.engineGear = commands.engineGear
    input.busVolts = busVolts
    input.isParkWanted = drivers.amps(PARK_LOCK) < PARK_A_MIN // A spring puts it in; the actuator draws it out.
    input.coolantDegC = inverterLoop.inletDegC
    input.coolantFlow = Math.min(1, Math.abs(network.amps(at.pump)) / PUMP_A_FULL)
    const before = machinesHeldJ()
    stepDht(dht, DHT, input, STEP_S)
    const takenW = dht.generator.lossW + dht.traction.lossW - (machinesHeldJ() - before) / STEP_S
    const { speedMps } = motion
    carryLoopHeat(inverterLoop, { takenW, flow: input.coolantFlow, speedMps, ambientDegC: now.ambientDegC }, STEP_S)
  }

  const machinesHeldJ = () => heldJ(dht.generator, DHT.generator) + heldJ(dht.traction, DHT.traction)

  function turnEngine(): void {
    drive.feed()
    const { inputs } = engine
    inputs.vehicleMps = motion.speedMps
    inputs.loadNm = dht.crankNm
    engine.step()
  }

  function roll(): void {
    effort.wheelNm = dht.wheelNm
    effort.brake = Math.max(0, commands.brake - commands.recuperatedBrake)
    effort.isParked = dht.isParkIn
    effort.slope = commands.slope
    move(motion, CHASSIS, effort, STEP_S)
    const perS = STEP_S / (2 * Math.PI)
    now.generatorTurns += engine.crank.speedRadps * DHT.generatorRatio * perS
    now.tractionTurns += (motion.stepM / CHASSIS.wheelM) * (DHT.tractionRatio / (2 * Math.PI))
  }

  /** Once a second: the air that the fan draws out of the cabin through the pack. */
  function coolPack(): void {
    const fan = Math.min(1, Math.max(0, drivers.amps(PACK_FAN)) / PACK_FAN_A_FULL)
    cooling.flow = fan * (1 - condition.packFilterBlockedShare)
    cooling.ambientDegC = now.ambientDegC
    cooling.cabinDegC = now.cabinDegC
    thermal.step(cooling, 1)
    const coldW = COLD_PER_WATT * network.amps(at.compressor) * compressorVolts()
    now.cabinDegC += (CABIN_W_PER_K * (now.ambientDegC - now.cabinDegC) - coldW) / CABIN_J_PER_K
    updateResistances()
  }

  const compressorVolts = () => network.voltsBetween(at.compressorStage, at.compressorMinus)

  function updateResistances(): void {
    cells.updateResistance()
    for (let m = 0; m < MODULE_COUNT; m++) {
      // A module's resistance moves by its temperature, slowly: a thousandth is finer than any reading.
      const present = network.ohm(at.modules[m])
      if (Math.abs(cells.moduleOhm[m] - present) > 0.003 * present) network.setOhm(at.modules[m], cells.moduleOhm[m])
    }
  }

  const physics: Physics = {
    network,
    fuses,
    drivers,
    engine,
    dht,
    cells,
    thermal,
    inverterLoop,
    motion,
    battery,
    commands,
    now,
    condition,
    step(tick) {
      relays.step()
      if (tick % 100 === 50) coolPack()
      applySources()
      drivers.step()
      network.step()
      fuses.step()
      cells.advance(network.amps(at.currentSensor), STEP_S)
      turnMachines()
      turnEngine()
      roll()
      advanceLeadAcid(battery, -network.amps(at.battery), BATTERY_AH, STEP_S)
      transducers.step(tick)
    },
    setCharge(soc, tempDegC) {
      cells.setAll(soc, tempDegC)
      thermal.inletDegC = thermal.outletDegC = tempDegC
      updateResistances()
    },
  }
  const transducers = createTransducers(physics)
  physics.setCharge(0.55, ambientDegC)
  transducers.step(0)
  return physics
}

export const isMoving = ({ motion }: Physics): boolean => isMovingAt(motion.speedMps)

function designOf(branch: string) {
  const ground = `${branch.split('.')[0]}.ground`
  return { branch, terminal: branch, ground, henry: 0, clampVolts: Number.POSITIVE_INFINITY }
}

function firstCommands(): Commands {
  return {
    sparkAdvanceDeg: new Float64Array(4).fill(10),
    generatorVolts: 0,
    throttleDuty: 0,
    generatorNm: 0,
    tractionNm: 0,
    isGeneratorOn: false,
    isTractionOn: false,
    engineGear: 0,
    isDcdcOn: false,
    compressorW: 0,
    recuperatedBrake: 0,
    accelerator: 0,
    brake: 0,
    isButtonPressed: false,
    selector: 'P',
    isAirConditioningWanted: false,
    driveMode: 'normal',
    slope: 0,
  }
}

function firstCondition(): Condition {
  return {
    pedalOffset2: 0,
    packSensorOffsetA: 0,
    countedSocError: 0,
    packFilterBlockedShare: 0,
    tractionThermistorOffK: 0,
    generatorBridgeDead: 0,
    tractionBridgeDead: 0,
  }
}

function firstInput(degC: number): DhtInput {
  return {
    engineNm: 0,
    crankRadps: 0,
    crankKgM2: H6_HEV_15T.crankKgM2 + rotorKgM2(DHT),
    wheelRadps: 0,
    vehicleKgM2: (CHASSIS.massKg + CHASSIS.rotatingKg) * CHASSIS.wheelM * CHASSIS.wheelM,
    generatorNm: 0,
    tractionNm: 0,
    isGeneratorOn: false,
    isTractionOn: false,
    engineGear: 0,
    busVolts: 0,
    isParkWanted: true,
    coolantDegC: degC,
    coolantFlow: 0,
  }
}

function findTerminals({ node, branch }: Network) {
  return {
    modules: Int32Array.from({ length: MODULE_COUNT }, (_, m) => branch(`pack.module${m + 1}`)),
    currentSensor: branch('pack.currentSensor'),
    battery: branch('battery12V.cells'),
    startContact: branch('startButton.contact'),
    dcdcPlus: node('dcdc.plus'),
    dcdcMinus: node('dcdc.minus'),
    dcdcInput: branch('dcdc.input'),
    dcdcOutput: branch('dcdc.output'),
    compressor: branch('compressor.input'),
    compressorStage: node('compressor.stage'),
    compressorMinus: node('compressor.minus'),
    busPlus: node('motorController.plus'),
    busMinus: node('motorController.minus'),
    generatorBridge: branch('motorController.generatorBridge'),
    tractionBridge: branch('motorController.tractionBridge'),
    pump: branch('inverterPump.load'),
  }
}
