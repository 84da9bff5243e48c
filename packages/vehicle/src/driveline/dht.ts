/**
 * The dedicated hybrid transmission of a Haval H6 or Jolion HEV (GWM "Lemon DHT"): engine and generator on one side,
 * traction motor on the wheels' side, and between them two gears by which the engine can drive the wheels itself.
 *
 * Found: parallel axes, two motors, two gears for the engine's direct drive, series up to some 35 km/h, then parallel in
 * the lower, "power" gear and the higher one on fast roads (GWM's presentation of December 2020 as the Chinese press
 * reports it; 42how on the Yangzhong factory, 2022); H6: engine 113 kW and 233 Nm, traction motor 130 kW and 300 Nm
 * (facts of the trade press). Not found, so teaching values: every ratio, the generator's size, inertias, and how the
 * gears are engaged: here by sleeves without a friction clutch, the generator bringing the engine to the right speed.
 *
 * The engine integrates itself with `crankNm` as its load and the generator's rotor as more inertia on its shaft
 * (`rotorKgM2`). As in the dual clutch transmission an engaged gear is solved implicitly behind a torsional damper, so it
 * is neither stiff nor does it lose a joule (tested).
 */
import {
  createMachine,
  type ElectricMachine,
  type ElectricMachineDesign,
  heatMachine,
  stepMachine,
} from './electric-machine.ts'
import { type ParkingPawl, stepPawl } from './parking-pawl.ts'
import { createRoadLoad, feelRoad, type RoadLoad } from './road-load.ts'

export type DhtDesign = {
  /** Turns of the crankshaft for one of the wheels: none, first, second. */
  readonly engineRatios: readonly number[]
  /** Turns of the motor for one of the wheels, and of the generator for one of the crankshaft. */
  readonly tractionRatio: number
  readonly generatorRatio: number
  readonly gearEfficiency: number
  readonly generatorKgM2: number
  /** A sleeve goes in within this difference at the crankshaft, needs this long, and comes out below this torque. */
  readonly sleeveRadps: number
  readonly sleeveS: number
  readonly sleeveNmMax: number
  /** The torsional damper between engine and gears: a difference of speeds dies away over this time. */
  readonly damperS: number
  /** The slipping guard beside it. */
  readonly guardNm: number
  readonly churnNm: number
  readonly churnNmPerRadps: number
  readonly parkRadpsMax: number
  readonly generator: ElectricMachineDesign
  readonly traction: ElectricMachineDesign
}

const HEAT = {
  windingJPerK: 9000,
  inverterJPerK: 3500,
  windingWPerK: 8,
  windingFlowWPerK: 110,
  inverterWPerK: 4,
  inverterFlowWPerK: 130,
}

export const DHT_130: DhtDesign = {
  engineRatios: [0, 4.95, 2.85],
  tractionRatio: 9.9,
  generatorRatio: 2.4,
  gearEfficiency: 0.975,
  generatorKgM2: 0.028,
  sleeveRadps: 6,
  sleeveS: 0.1,
  sleeveNmMax: 30,
  damperS: 0.03,
  guardNm: 420,
  churnNm: 4,
  churnNmPerRadps: 0.06,
  parkRadpsMax: 3,
  generator: {
    torqueNmMax: 130,
    powerWMax: 105_000,
    busVolts: 340,
    radpsMax: 1600,
    standbyW: 60, // Fit.
    copperWPerNm2: 0.13, // Fit.
    ironWPerRadps: 0.35, // Fit.
    ironWPerRadps2: 0.0008, // Fit.
    switchingWPerNm: 4, // Fit.
    weakeningW: 150, // Fit.
    ...HEAT,
  },
  traction: {
    torqueNmMax: 300,
    powerWMax: 130_000,
    busVolts: 340,
    radpsMax: 1680,
    standbyW: 70, // Fit.
    copperWPerNm2: 0.062, // Fit.
    ironWPerRadps: 0.6, // Fit.
    ironWPerRadps2: 0.0009, // Fit.
    switchingWPerNm: 5, // Fit.
    weakeningW: 200, // Fit.
    ...HEAT,
  },
}

/** Numbers only, so that a snapshot can hold it. */
export type Dht = RoadLoad &
  ParkingPawl & {
    readonly generator: ElectricMachine
    readonly traction: ElectricMachine
    /** 0 none, 1 first, 2 second. */
    engineGear: number
    sleeveS: number
    /** A sleeve that is pressed and cannot go in, for the speeds differ, or not out, for torque holds it. */
    isSleeveBlocked: boolean
    /** From the engine's side into the gears. */
    linkNm: number
    slipRadps: number
    crankNm: number
    wheelNm: number
    gearLossW: number
  }

export type DhtInput = {
  engineNm: number
  crankRadps: number
  /** All that turns with the crankshaft, by which the engine integrates itself: its own and `rotorKgM2`. */
  crankKgM2: number
  wheelRadps: number
  vehicleKgM2: number
  /** Torque of each machine's own shaft. */
  generatorNm: number
  tractionNm: number
  isGeneratorOn: boolean
  isTractionOn: boolean
  engineGear: number
  busVolts: number
  isParkWanted: boolean
  coolantDegC: number
  /** 0 still (the pump is dead) to 1. */
  coolantFlow: number
}

export const createDht = (degC: number): Dht => ({
  ...createRoadLoad(),
  generator: createMachine(degC),
  traction: createMachine(degC),
  engineGear: 0,
  sleeveS: 0,
  isSleeveBlocked: false,
  linkNm: 0,
  slipRadps: 0,
  crankNm: 0,
  wheelNm: 0,
  gearLossW: 0,
  isParkIn: false,
  isParkRattling: false,
})

/** The generator's rotor as the crankshaft feels it. */
export const rotorKgM2 = ({ generatorKgM2, generatorRatio }: DhtDesign): number =>
  generatorKgM2 * generatorRatio * generatorRatio

/** Speed that the generator has to bring the engine to, so that a gear can go in. */
export const meetingRadps = (design: DhtDesign, gear: number, wheelRadps: number): number =>
  design.engineRatios[gear] * wheelRadps

export function stepDht(dht: Dht, design: DhtDesign, input: DhtInput, stepS: number): void {
  stepPawl(dht, { isWanted: input.isParkWanted, wheelRadps: input.wheelRadps, wheelRadpsMax: design.parkRadpsMax })
  feelRoad(dht, input.wheelRadps)
  stepSleeve(dht, design, input, stepS)
  stepMachine(dht.generator, design.generator, {
    wantedNm: input.generatorNm,
    radps: input.crankRadps * design.generatorRatio,
    busVolts: input.busVolts,
    isOn: input.isGeneratorOn,
  })
  stepMachine(dht.traction, design.traction, {
    wantedNm: input.tractionNm,
    radps: input.wheelRadps * design.tractionRatio,
    busVolts: input.busVolts,
    isOn: input.isTractionOn,
  })
  transfer(dht, design, input, stepS)
  const cooling = { coolantDegC: input.coolantDegC, flow: input.coolantFlow, stepS }
  heatMachine(dht.generator, design.generator, cooling)
  heatMachine(dht.traction, design.traction, cooling)
}

function stepSleeve(dht: Dht, design: DhtDesign, input: DhtInput, stepS: number): void {
  dht.isSleeveBlocked = false
  if (input.engineGear === dht.engineGear) {
    dht.sleeveS = 0
    return
  }
  if (dht.engineGear !== 0) {
    dht.isSleeveBlocked = Math.abs(dht.linkNm) > design.sleeveNmMax
    if (!dht.isSleeveBlocked) dht.engineGear = 0
    dht.sleeveS = 0
    return
  }
  const differenceRadps = input.crankRadps - meetingRadps(design, input.engineGear, input.wheelRadps)
  dht.isSleeveBlocked = Math.abs(differenceRadps) > design.sleeveRadps
  dht.sleeveS = dht.isSleeveBlocked ? 0 : dht.sleeveS + stepS
  if (dht.sleeveS >= design.sleeveS) dht.engineGear = input.engineGear
}

function transfer(dht: Dht, design: DhtDesign, input: DhtInput, stepS: number): void {
  const ratio = design.engineRatios[dht.engineGear]
  const generatorNm = meshed(dht.generator.torqueNm * design.generatorRatio, input.crankRadps, design.gearEfficiency)
  const tractionNm = dht.traction.torqueNm * design.tractionRatio
  const besideNm = input.engineNm + generatorNm
  dht.linkNm = dht.engineGear === 0 ? 0 : linkNm(dht, design, input, { ratio, besideNm, tractionNm }, stepS)

  const crankStep = ((besideNm - dht.linkNm) / input.crankKgM2) * stepS
  const wheelStep = dht.roadRadps + ((tractionNm + dht.linkNm * ratio) / input.vehicleKgM2) * stepS
  dht.foreseenRadps = input.wheelRadps + wheelStep
  const crankMid = input.crankRadps + 0.5 * crankStep
  const wheelMid = input.wheelRadps + 0.5 * wheelStep
  dht.crankNm = dht.linkNm - generatorNm
  const throughNm = meshed(dht.linkNm * ratio, wheelMid, design.gearEfficiency)
  const drivenNm = meshed(tractionNm, wheelMid, design.gearEfficiency)
  const churnNm = churningNm(design, wheelMid)
  dht.wheelNm = throughNm + drivenNm - churnNm
  dht.slipRadps = dht.engineGear === 0 ? 0 : input.crankRadps + crankStep - ratio * (input.wheelRadps + wheelStep)
  settlePower(dht.generator, crankMid * design.generatorRatio, input.isGeneratorOn)
  settlePower(dht.traction, wheelMid * design.tractionRatio, input.isTractionOn)
  dht.gearLossW =
    (dht.generator.torqueNm * design.generatorRatio - generatorNm) * crankMid +
    dht.linkNm * (crankMid - ratio * wheelMid) +
    (dht.linkNm * ratio - throughNm + tractionNm - drivenNm + churnNm) * wheelMid
}

/** The power of a torque is that at the middle of the step: by the speed at its beginning, an acceleration would be free. */
function settlePower(machine: ElectricMachine, radpsMid: number, isOn: boolean): void {
  if (isOn) machine.electricW = machine.torqueNm * radpsMid + machine.lossW
}

/** Torque of an engaged gear that lets the speeds of both sides meet in the damper's time, as far as the guard holds. */
function linkNm(
  dht: Dht,
  design: DhtDesign,
  input: DhtInput,
  side: { ratio: number; besideNm: number; tractionNm: number },
  stepS: number,
): number {
  const crankEnd = input.crankRadps + (side.besideNm / input.crankKgM2) * stepS
  const wheelEnd = input.wheelRadps + dht.roadRadps + (side.tractionNm / input.vehicleKgM2) * stepS
  const perNm = stepS * (1 / input.crankKgM2 + (side.ratio * side.ratio) / input.vehicleKgM2)
  const slipRadps = input.crankRadps - side.ratio * input.wheelRadps
  const leftRadps = slipRadps * (design.damperS / (design.damperS + stepS))
  const wantedNm = (crankEnd - side.ratio * wheelEnd - leftRadps) / perNm
  return Math.max(-design.guardNm, Math.min(design.guardNm, wantedNm))
}

/** A mesh takes its share from whichever side drives: a torque at a speed of its own sign loses, against it costs more. */
function meshed(torqueNm: number, radps: number, efficiency: number): number {
  return torqueNm * radps >= 0 ? torqueNm * efficiency : torqueNm / efficiency
}

function churningNm(design: DhtDesign, wheelRadps: number): number {
  return (design.churnNm * wheelRadps) / (Math.abs(wheelRadps) + 2) + design.churnNmPerRadps * wheelRadps
}

export type DhtMode = 'engineOff' | 'ev' | 'series' | 'charge' | 'engine' | 'parallel'

/** Below these nothing is meant: a machine that balances its own friction, a wheel that hardly turns. */
const MEANT_NM = 4
const TURNING_RADPS = 30
const ROLLING_RADPS = 0.6

/** What a driver would call the present flow of power, read off the torques; recovering counts as `ev`. */
export function modeOf(dht: Dht, { crankRadps, wheelRadps }: { crankRadps: number; wheelRadps: number }): DhtMode {
  const isRolling = Math.abs(wheelRadps) > ROLLING_RADPS
  if (dht.engineGear !== 0) {
    const machinesNm = dht.traction.torqueNm + dht.generator.torqueNm
    return machinesNm > MEANT_NM ? 'parallel' : machinesNm < -MEANT_NM ? 'charge' : 'engine'
  }
  const isGenerating = crankRadps > TURNING_RADPS && dht.generator.torqueNm < -MEANT_NM
  if (isGenerating) return isRolling ? 'series' : 'charge'
  return isRolling || Math.abs(dht.traction.torqueNm) > MEANT_NM ? 'ev' : 'engineOff'
}
