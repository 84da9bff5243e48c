/**
 * The physical state of the car and one step of it: wires, engine, transmission, road, generator and 12 V battery.
 *
 * A step puts what the control units command into the network, solves it once, and lets the solved currents and voltages
 * act: an injector opens by the current of its coil, a spark comes from the current that its ignition coil has reached, the
 * pump turns by the volts at its terminals. What sensors then feel goes back into the network as the voltages of the next
 * step (see ./transducers.ts). Everything that anyone reads comes from this one state.
 *
 * Published and fitted figures: ./figures.ts, ../../engine/figures.ts. Left out: the fuel tank's slosh, the exhaust's noise,
 * the air conditioner's refrigerant (its compressor is a load).
 */
import { advanceLeadAcid, createLeadAcid, type LeadAcid, leadAcidVolts } from '../../battery/lead-acid.ts'
import { clamp, curve, valueAt } from '../../curve.ts'
import {
  createDualClutch,
  type DualClutch,
  type DualClutchInput,
  SEVEN_SPEED,
  stepDualClutch,
} from '../../driveline/dual-clutch.ts'
import { createMotion, type Motion, move, wheelRadps } from '../../driveline/motion.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import { FUEL_KG_PER_L, JOLION_15T } from '../../engine/figures.ts'
import type { Regulator } from '../../engine-wiring/control-unit.ts'
import {
  createEngineDrive,
  type EngineCommands,
  type EngineQuantities,
  THROTTLE_REST,
} from '../../engine-wiring/drive.ts'
import { ENGINE_STAGE_DESIGNS, ENGINE_STAGES } from '../../engine-wiring/stages.ts'
import { createDrivers, type DriverDesign, type Drivers } from '../../harness/drivers.ts'
import { createFuses, type Fuses } from '../../harness/fuses.ts'
import { createRelays } from '../../harness/relays.ts'
import { createNetwork, type Network } from '../../network/network.ts'
import { CHASSIS, CYLINDER_COUNT, isMovingAt, STEP_S, TANK_L } from './figures.ts'
import { HARNESS } from './harness.ts'
import { createTransducers } from './transducers.ts'

/** What control units command beside the network's own stages, and what the person's hands and feet do. */
export type Commands = EngineCommands & {
  /** Gears that the forks of both shafts shall have. */
  oddGear: number
  evenGear: number
  isButtonPressed: boolean
  selector: 'P' | 'R' | 'N' | 'D'
  isAirConditioningWanted: boolean
  slope: number
}

/** Physical quantities that belong to no part below. */
export type Quantities = EngineQuantities & {
  /** Inner voltage of the generator's phases together. */
  generatorEmfVolts: number
}

/** Wear and damage of what has no part of its own. */
export type Condition = {
  /** Of three phases; a diode that has failed takes one away. */
  generatorPhases: number
  /** Added to what the first clutch's pressure sensor gives, as a share of its supply. */
  clutchSensorOffset1: number
  /** Added to the second track of the pedal, likewise. */
  pedalOffset2: number
}

export type Physics = {
  readonly network: Network
  readonly fuses: Fuses
  readonly drivers: Drivers
  readonly engine: Engine
  readonly clutch: DualClutch
  readonly motion: Motion
  readonly battery: LeadAcid
  readonly commands: Commands
  readonly now: Quantities
  readonly condition: Condition
  /** The alternator's: it answers whoever asks it by LIN. */
  readonly regulator: Readonly<Regulator>
  step(tick: number): void
}

/** Output stages of the engine control module, then the solenoids of the transmission. */
const SOLENOIDS = ['solenoid1', 'solenoid2', 'cooling', 'parkLock'] as const
export const FAST_STAGES: readonly string[] = [...ENGINE_STAGES, ...SOLENOIDS]
export const stageOf = (name: string): number => FAST_STAGES.indexOf(name)

const BATTERY_AH = 60
const GENERATOR_EFFICIENCY = 0.62
export const PHASES = 3
const LIN_VOLTS_MIN = 6
const SELF_EXCITED_RPM = 1500
const REGULATOR_VOLTS = 13.5
/** Of its own output: less at the sense terminal is a wire that is gone. */
const SENSE_SHARE_MIN = 0.5
/** A phase that is gone takes the two others out of balance too. */
const LEFT_OF_TWO_PHASES = 0.2
/** What the generator can give at the crank's rpm: its pulley is three times as fast. */
const GENERATOR_A_MAX = curve([350, 0], [550, 38], [750, 66], [1200, 100], [2500, 130])
/** A solenoid's valve moves above this share of its current at 13 V. */
const VALVE_A_SHARE_MIN = 0.4
const VALVE_A = 13 / 8
const COMPRESSOR_W = 1400
const COMPRESSOR_A_MIN = 1.5
/** Seen from the crank, gears and their loss included. */
const STARTER_NM_PER_A = 0.25
const STARTER_VOLTS_PER_RADPS = 0.33
export function createPhysics(seed: number, ambientDegC = 20, engineDegC = ambientDegC): Physics {
  const network = createNetwork(HARNESS.network)
  const relays = createRelays(network, HARNESS.relays)
  const fuses = createFuses(network, HARNESS.fuses, STEP_S)
  const drivers = createDrivers(network, [...ENGINE_STAGE_DESIGNS, ...SOLENOIDS.map(designOf)])
  const engine = createEngine({ figures: JOLION_15T, seed, ambientDegC, engineDegC })
  engine.fuel.tankKg = 0.6 * TANK_L * FUEL_KG_PER_L
  const clutch = createDualClutch(ambientDegC)
  const motion = createMotion(20_000_000)
  const battery = createLeadAcid(0.85)
  const commands = firstCommands()
  const now: Quantities = {
    throttleShare: THROTTLE_REST,
    generatorEmfVolts: 0,
    ambientDegC,
    ambientPa: 97_000,
  }
  const condition: Condition = { generatorPhases: 3, clutchSensorOffset1: 0, pedalOffset2: 0 }
  const regulator: Regulator = { isHeard: false, isSenseMissed: false }
  const at = findTerminals(network)
  const drive = createEngineDrive({ network, drivers, engine, commands, now, stepS: STEP_S })
  const input = firstInput()

  function applySources(): void {
    network.setVolts(at.battery, leadAcidVolts(battery))
    turnGenerator()
    const isEngaged = network.isClosed(at.starterSwitch)
    network.setVolts(at.starterEmf, isEngaged ? STARTER_VOLTS_PER_RADPS * engine.crank.speedRadps : 0)
    drive.applySources()
    network.setClosed(at.startContact, commands.isButtonPressed)
  }

  /**
   * The regulator moves the field until its sense wire has the volts that it was told; the field has its limits. Where the
   * wire has next to nothing it takes its own output instead, and says so.
   */
  function turnGenerator(): void {
    const outputVolts = network.voltsBetween(at.generatorPlus, at.generatorCase)
    const senseVolts = network.voltsBetween(at.sense, at.generatorCase)
    regulator.isHeard = network.voltsBetween(at.generatorLin, at.generatorCase) > LIN_VOLTS_MIN
    regulator.isSenseMissed = senseVolts < SENSE_SHARE_MIN * outputVolts
    const amps = -network.amps(at.generatorPhases)
    const whole = condition.generatorPhases < PHASES ? LEFT_OF_TWO_PHASES : 1
    const ampsMax = whole * valueAt(GENERATOR_A_MAX, engine.crank.rpm)
    const missing = regulatedVolts() - (regulator.isSenseMissed ? outputVolts : senseVolts)
    const change = amps > ampsMax ? -0.02 * (amps - ampsMax) : 0.25 * missing
    const emf = now.generatorEmfVolts + clamp(change, -0.5, 0.5)
    now.generatorEmfVolts = ampsMax > 0 && regulatedVolts() > 0 ? clamp(emf, 0, 20) : 0
    network.setVolts(at.generatorPhases, now.generatorEmfVolts)
  }

  /** What it is told by LIN; a regulator that hears nothing holds its own while it is excited. */
  function regulatedVolts(): number {
    return regulator.isHeard ? commands.generatorVolts : engine.crank.rpm > SELF_EXCITED_RPM ? REGULATOR_VOLTS : 0
  }

  function feedEngine(): void {
    const { inputs } = engine
    drive.feed()
    inputs.starterNm = network.isClosed(at.starterSwitch)
      ? Math.max(0, STARTER_NM_PER_A * network.amps(at.starterEmf))
      : 0
    const generatorA = Math.max(0, -network.amps(at.generatorPhases))
    inputs.alternatorW = (generatorA * network.voltsBetween(at.generatorPlus, at.generatorCase)) / GENERATOR_EFFICIENCY
    inputs.airConditioningW = network.amps(at.compressorClutch) > COMPRESSOR_A_MIN ? COMPRESSOR_W : 0
    inputs.vehicleMps = motion.speedMps
    inputs.loadNm = clutch.crankNm
  }

  /** A valve follows its duty as long as its current can move it. */
  function valveShare(stage: number): number {
    return drivers.peakA(stage) > VALVE_A_SHARE_MIN * VALVE_A ? drivers.duty(stage) : 0
  }

  function shift(): void {
    input.engineNm = engine.crank.torqueNm
    input.crankRadps = engine.crank.speedRadps
    input.wheelRadps = wheelRadps(CHASSIS, motion.speedMps)
    input.oddSolenoidA = drivers.amps(SOLENOID)
    input.evenSolenoidA = drivers.amps(SOLENOID + 1)
    input.coolingFlow = valveShare(COOLING)
    input.isParkWanted = drivers.amps(PARK) < 0.3 // A spring puts it in; the actuator draws it out.
    input.oddGear = commands.oddGear
    input.evenGear = commands.evenGear
    input.coolantDegC = engine.heat.coolantDegC
    stepDualClutch(clutch, SEVEN_SPEED, input, STEP_S)
  }

  const transducers = createTransducers({ network, engine, clutch, motion, commands, now, condition })
  transducers.step(0)

  return {
    network,
    fuses,
    drivers,
    engine,
    clutch,
    motion,
    battery,
    commands,
    now,
    condition,
    regulator,
    step(tick) {
      relays.step()
      applySources()
      drivers.step()
      network.step()
      fuses.step()
      feedEngine()
      shift()
      engine.step()
      move(
        motion,
        CHASSIS,
        { wheelNm: clutch.wheelNm, brake: commands.brake, isParked: clutch.isParkIn, slope: commands.slope },
        STEP_S,
      )
      advanceLeadAcid(battery, -network.amps(at.battery), BATTERY_AH, STEP_S)
      transducers.step(tick)
    },
  }
}

const SOLENOID = stageOf('solenoid1')
const COOLING = stageOf('cooling')
const PARK = stageOf('parkLock')

export const isMoving = ({ motion }: Physics): boolean => isMovingAt(motion.speedMps)

function designOf(name: string): DriverDesign {
  const at = `transmission.${name}`
  return { branch: at, terminal: at, ground: 'transmission.ground', henry: 0, clampVolts: Number.POSITIVE_INFINITY }
}

function firstCommands(): Commands {
  return {
    sparkAdvanceDeg: new Float64Array(CYLINDER_COUNT).fill(10),
    generatorVolts: 0,
    throttleDuty: 0,
    oddGear: 0,
    evenGear: 0,
    accelerator: 0,
    brake: 0,
    isButtonPressed: false,
    selector: 'P',
    isAirConditioningWanted: false,
    slope: 0,
  }
}

function firstInput(): DualClutchInput {
  return {
    engineNm: 0,
    crankRadps: 0,
    crankKgM2: JOLION_15T.crankKgM2,
    wheelRadps: 0,
    vehicleKgM2: (CHASSIS.massKg + CHASSIS.rotatingKg) * CHASSIS.wheelM * CHASSIS.wheelM,
    oddSolenoidA: 0,
    evenSolenoidA: 0,
    oddGear: 0,
    evenGear: 0,
    coolingFlow: 0,
    isParkWanted: true,
    coolantDegC: 20,
  }
}

function findTerminals({ node, branch }: Network) {
  return {
    battery: branch('battery12V.cells'),
    generatorPhases: branch('generator.phases'),
    generatorPlus: node('generator.plus'),
    generatorCase: node('generator.case'),
    sense: node('generator.sense'),
    generatorLin: node('generator.lin'),
    starterSwitch: branch('starter.switch'),
    starterEmf: branch('starter.emf'),
    startContact: branch('startButton.contact'),
    compressorClutch: branch('compressorClutch.coil'),
  }
}
