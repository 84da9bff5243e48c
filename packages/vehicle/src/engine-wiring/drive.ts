/**
 * What the solved network does to a petrol engine: an injector opens by the current of its coil, a spark comes from the
 * current that its ignition coil has reached, the pump turns by the volts at its terminals, the throttle by its motor's
 * amperes. For every car with this engine; starter, generator and load are the car's own.
 */
import { clamp } from '../curve.ts'
import type { Engine } from '../engine/engine.ts'
import { CYLINDER_COUNT } from '../engine/figures.ts'
import type { Drivers } from '../harness/drivers.ts'
import type { BranchIndex, Network } from '../network/network.ts'
import { ENGINE_STAGE_OHMS, engineStage } from './stages.ts'

/** What the engine control unit commands beside the network's own stages, and the driver's feet. */
export type EngineCommands = {
  readonly sparkAdvanceDeg: Float64Array
  /** Of the throttle motor's bridge: -1 to 1. */
  throttleDuty: number
  /** What it tells a generator's regulator by LIN, in a car that has one. */
  generatorVolts: number
  accelerator: number
  brake: number
}

export type EngineQuantities = {
  /** 0 closed against its stop, 1 wide open. */
  throttleShare: number
  ambientDegC: number
  ambientPa: number
}

/** The plate as its springs leave it. */
export const THROTTLE_REST = 0.06

/** Between the valves and the plunger's spring: an injector opens above this current. */
const INJECTOR_A_MIN = 0.55
/** A valve moves above this share of its current at 13 V. */
const VALVE_A_SHARE_MIN = 0.4
const OIL_CONTROL_A_FULL = 1.78
const FAN_A_FULL = 22
/** The plate against its spring: how fast a motor's ampere turns it, how fast the spring brings it back. */
const THROTTLE_PER_A_S = 3.4
const THROTTLE_SPRING_PER_S = 9
const BRIDGE_VOLTS_MIN = 6
const BRAKE_SWITCH_TRAVEL = 0.03

const INJECTOR = engineStage('injector1')
const COIL = engineStage('coil1')
const PURGE = engineStage('purge')
const OIL_CONTROL = engineStage('oilControl')
const WASTEGATE = engineStage('wastegate')
const HEATER_UP = engineStage('heaterUp')
const HEATER_DOWN = engineStage('heaterDown')

type Around = {
  readonly network: Network
  readonly drivers: Drivers
  readonly engine: Engine
  readonly commands: EngineCommands
  readonly now: EngineQuantities
  readonly stepS: number
}

export type EngineDrive = {
  /** Before the network is solved. */
  applySources(): void
  /** After it: the plate, and the engine's inputs that come over wires. */
  feed(): void
}

export function createEngineDrive({ network, drivers, engine, commands, now, stepS }: Around): EngineDrive {
  const at = findTerminals(network)
  const { inputs } = engine

  /** A bridge from the supply of the control module: its average. */
  function driveThrottle(): void {
    const supply = network.voltsBetween(at.engineSupply, at.engineGround)
    const volts = supply > BRIDGE_VOLTS_MIN ? supply * clamp(commands.throttleDuty, -1, 1) : 0
    network.setVolts(at.bridgePlus, volts > 0 ? volts : 0)
    network.setVolts(at.bridgeMinus, volts < 0 ? -volts : 0)
  }

  function moveThrottle(): void {
    const push = THROTTLE_PER_A_S * network.amps(at.throttleMotor)
    const spring = THROTTLE_SPRING_PER_S * (THROTTLE_REST - now.throttleShare)
    now.throttleShare = clamp(now.throttleShare + (push + spring) * stepS, 0, 1)
  }

  /** A valve follows its duty as long as its current can move it. */
  function valveShare(stage: number): number {
    const fullA = 13 / ENGINE_STAGE_OHMS[stage]
    return drivers.peakA(stage) > VALVE_A_SHARE_MIN * fullA ? drivers.duty(stage) : 0
  }

  /** An open winding draws nothing. */
  function heaterW(stage: number, winding: BranchIndex): number {
    const amps = drivers.peakA(stage)
    return amps === 0 ? 0 : drivers.duty(stage) * amps * amps * network.ohm(winding)
  }

  function feedCylinders(): void {
    for (let i = 0; i < CYLINDER_COUNT; i++) {
      const isOpening = drivers.peakA(INJECTOR + i) > INJECTOR_A_MIN
      inputs.injectorOnMs[i] = isOpening ? 1000 * drivers.onS(INJECTOR + i) : 0
      inputs.coilA[i] = drivers.peakA(COIL + i)
      inputs.sparkAdvanceDeg[i] = commands.sparkAdvanceDeg[i]
    }
  }

  return {
    applySources() {
      const pumpVolts = network.voltsBetween(at.pumpPlus, at.pumpMinus)
      network.setVolts(at.pumpMotor, pumpVolts - network.ohm(at.pumpMotor) * engine.fuel.pumpA)
      driveThrottle()
      network.setClosed(at.brakeContact, commands.brake > BRAKE_SWITCH_TRAVEL)
    },
    feed() {
      moveThrottle()
      feedCylinders()
      inputs.throttleShare = now.throttleShare
      inputs.injectorVolts = network.volts(at.injectorSupply)
      inputs.purgeDuty = valveShare(PURGE)
      inputs.wastegateDuty = valveShare(WASTEGATE)
      inputs.oilControlDuty = clamp(drivers.amps(OIL_CONTROL) / OIL_CONTROL_A_FULL, 0, 1)
      inputs.fuelPumpVolts = Math.max(0, network.voltsBetween(at.pumpPlus, at.pumpMinus))
      inputs.fanShare = clamp(network.amps(at.fan) / FAN_A_FULL, 0, 1)
      inputs.upstreamHeaterW = heaterW(HEATER_UP, at.heaterUp)
      inputs.downstreamHeaterW = heaterW(HEATER_DOWN, at.heaterDown)
      inputs.ambientDegC = now.ambientDegC
      inputs.ambientPa = now.ambientPa
    },
  }
}

function findTerminals({ node, branch }: Network) {
  return {
    pumpPlus: node('fuelPump.plus'),
    pumpMinus: node('fuelPump.minus'),
    pumpMotor: branch('fuelPump.motor'),
    engineSupply: node('engine.supply'),
    engineGround: node('engine.ground'),
    bridgePlus: branch('engine.bridgePlus'),
    bridgeMinus: branch('engine.bridgeMinus'),
    throttleMotor: branch('throttle.motor'),
    brakeContact: branch('brakeSwitch.contact'),
    injectorSupply: node('splice.injectors'),
    fan: branch('fan.load'),
    heaterUp: branch('lambdaUp.heaterWinding'),
    heaterDown: branch('lambdaDown.heaterWinding'),
  }
}
