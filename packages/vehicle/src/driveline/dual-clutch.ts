/**
 * A seven-speed wet dual clutch transmission: two clutches on one crankshaft, each with a shaft of its own gears, so that
 * the next gear is in before the last one is left. Physics only: currents, forks and pressures are a control unit's.
 *
 * Found of the Haval's own 7DCT: seven speeds, wet, hydraulic, 450 Nm, a spread of 7.99 between first and seventh
 * (owners' press, weak). Its single ratios were not found: those here are teaching values with that spread and steps
 * that get smaller upwards. Sizes of clutches, valves and oil are teaching values of the usual size too.
 *
 * One step solves both clutches together, implicitly: each transfers what lets its slip die away in the time of its
 * damper, and no more than its pressure allows. So a closed clutch is neither stiff nor in need of a smaller step, and every joule that
 * the crankshaft gives is found again at the wheels, in a shaft, in the plates or in the oil (tested).
 * Left out: shaft twist, backlash, judder, hydraulics beyond a line pressure and a valve's lag.
 */

import { type ParkingPawl, stepPawl } from './parking-pawl.ts'
import { createRoadLoad, feelRoad, type RoadLoad } from './road-load.ts'

/** Odd gears hang on the first clutch, even ones and reverse on the second. */
export const ODD = 0
export const EVEN = 1

/** A gear's number is its index into `ratios`; reverse is the last. */
export const NEUTRAL = 0
export const REVERSE = 8

export type DualClutchDesign = {
  /** Turns of the crankshaft for one of the wheels, final drive included: none, first to seventh, reverse. */
  readonly ratios: readonly number[]
  readonly efficiencies: readonly number[]
  /** Valve: pressure begins above this current, and grows by this. */
  readonly solenoidAMin: number
  readonly kpaPerA: number
  readonly valveLagS: number
  /** The pump, driven by the crankshaft, reaches this pressure at this speed, and turns this volume a radian. */
  readonly lineKpaMax: number
  readonly lineFullRadps: number
  readonly pumpM3PerRad: number
  /** Below it the plates do not touch; above, torque for each kPa at the friction of a warm clutch. */
  readonly touchKpa: number
  readonly nmPerKpa: number
  /** Open plates in oil of 80 °C. */
  readonly dragNmPerRadps: number
  /** The torsional damper lets a closed clutch's slip die away over this time: what a firing engine shakes stays before it. */
  readonly damperS: number
  readonly shaftKgM2: number
  readonly synchroniserNm: number
  readonly forkStrokeS: number
  /** A sleeve under more torque than this cannot be drawn out of its gear. */
  readonly sleeveNmMax: number
  readonly plateJPerK: number
  readonly plateWPerK: number
  /** More by the cooling oil's valve when it is full open. */
  readonly plateCooledWPerK: number
  readonly oilJPerK: number
  readonly coolerWPerK: number
  /** At the wheels, with oil of 80 °C: at any speed, and for each rad/s. */
  readonly churnNm: number
  readonly churnNmPerRadps: number
  /** Faster than this the parking pawl rattles over its wheel. */
  readonly parkRadpsMax: number
}

export const SEVEN_SPEED: DualClutchDesign = {
  ratios: [0, 16, 10, 6.67, 4.7, 3.46, 2.62, 2.0025, -13.2],
  efficiencies: [1, 0.955, 0.96, 0.965, 0.97, 0.97, 0.97, 0.965, 0.95],
  solenoidAMin: 0.15,
  kpaPerA: 2000,
  valveLagS: 0.025,
  lineKpaMax: 1600,
  lineFullRadps: 75,
  pumpM3PerRad: 1.6e-6,
  touchKpa: 90,
  nmPerKpa: 0.35,
  dragNmPerRadps: 0.006,
  damperS: 0.03,
  shaftKgM2: 0.018,
  synchroniserNm: 38,
  forkStrokeS: 0.06,
  sleeveNmMax: 25,
  plateJPerK: 1300,
  plateWPerK: 45,
  plateCooledWPerK: 420,
  oilJPerK: 11_000,
  coolerWPerK: 90,
  churnNm: 3,
  churnNmPerRadps: 0.055,
  parkRadpsMax: 3,
}

/** Numbers and typed arrays only, so that a snapshot can hold it. Arrays have the odd clutch first. */
export type DualClutch = RoadLoad &
  ParkingPawl & {
    readonly pressureKpa: Float64Array
    /** From the crankshaft into the shaft. */
    readonly clutchNm: Float64Array
    /** Crankshaft faster than the shaft: positive. */
    readonly slipRadps: Float64Array
    readonly shaftRadps: Float64Array
    readonly plateDegC: Float64Array
    /** What is in: `NEUTRAL`, a gear of this shaft. */
    readonly gear: Int8Array
    /** How long the fork has been on its way to the next gear. */
    readonly forkS: Float64Array
    /** Synchroniser's cone of the gear that a fork presses on, and its torque on the shaft; `NEUTRAL` while none rubs. */
    readonly coneGear: Int8Array
    readonly coneNm: Float64Array
    /** 1 while a fork pulls at a sleeve that torque holds, so in vain. */
    readonly isSleeveHeld: Uint8Array
    /** Worn or burnt facings: 1 as new. A seal that leaks: 0 tight. For faults. */
    readonly facing: Float64Array
    readonly leak: Float64Array
    lineKpa: number
    oilDegC: number
    /** What the engine has to carry, and what arrives at the driven wheels together. */
    crankNm: number
    wheelNm: number
    /** Of the last step. */
    clutchHeatW: number
    gearLossW: number
  }

export type DualClutchInput = {
  /** What the engine gives before this load, and the speed and inertia by which it integrates itself. */
  engineNm: number
  crankRadps: number
  crankKgM2: number
  wheelRadps: number
  /** The car's inertia seen from the wheels: mass times radius squared. */
  vehicleKgM2: number
  oddSolenoidA: number
  evenSolenoidA: number
  /** Wanted gear of each shaft. */
  oddGear: number
  evenGear: number
  /** Cooling oil's valve over the plates, 0 to 1. */
  coolingFlow: number
  isParkWanted: boolean
  coolantDegC: number
}

const SOLVER_ROUNDS = 12
const KPA = 1000
/** Nearer than this the sleeve's teeth slide in. */
const SLEEVE_RADPS = 0.5
/** Pump torque and churning fade out below these speeds, so that they never drive. */
const PUMP_FADE_RADPS = 10
const CHURN_FADE_RADPS = 2

export function createDualClutch(oilDegC: number): DualClutch {
  const pair = () => new Float64Array(2)
  return {
    ...createRoadLoad(),
    pressureKpa: pair(),
    clutchNm: pair(),
    slipRadps: pair(),
    shaftRadps: pair(),
    plateDegC: pair().fill(oilDegC),
    gear: new Int8Array(2),
    forkS: pair(),
    coneGear: new Int8Array(2),
    coneNm: pair(),
    isSleeveHeld: new Uint8Array(2),
    facing: pair().fill(1),
    leak: pair(),
    lineKpa: 0,
    oilDegC,
    crankNm: 0,
    wheelNm: 0,
    isParkIn: false,
    isParkRattling: false,
    clutchHeatW: 0,
    gearLossW: 0,
  }
}

/** The current that asks for a torque of one clutch, for a control unit that knows its design. */
export function solenoidAFor(design: DualClutchDesign, torqueNm: number): number {
  if (torqueNm <= 0) return 0
  return design.solenoidAMin + (design.touchKpa + torqueNm / design.nmPerKpa) / design.kpaPerA
}

/** What a clutch can transfer now, slipping or not: facings fade above 220 °C and grip a little better while they slip. */
export function capacityNm(clutch: DualClutch, design: DualClutchDesign, side: number): number {
  const pressedKpa = clutch.pressureKpa[side] - design.touchKpa
  if (pressedKpa <= 0) return 0
  const hotK = clutch.plateDegC[side] - 220
  const fade = hotK <= 0 ? 1 : hotK >= 200 ? 0.5 : 1 - 0.0025 * hotK
  const slip = Math.abs(clutch.slipRadps[side])
  return pressedKpa * design.nmPerKpa * clutch.facing[side] * fade * (1 + (0.06 * slip) / (slip + 20))
}

/**
 * Advances by one step. The engine then integrates itself with `crankNm` as its load, and the car moves by `wheelNm`. An
 * engine whose torque ripples gives the mean of its last cycle as `engineNm`: the damper takes the rest.
 */
export function stepDualClutch(
  clutch: DualClutch,
  design: DualClutchDesign,
  input: DualClutchInput,
  stepS: number,
): void {
  feelRoad(clutch, input.wheelRadps)
  stepPressure(clutch, design, input, stepS)
  stepPawl(clutch, {
    isWanted: input.isParkWanted,
    wheelRadps: input.wheelRadps,
    wheelRadpsMax: design.parkRadpsMax,
  })
  stepFork(clutch, design, ODD, input.oddGear, input.wheelRadps, stepS)
  stepFork(clutch, design, EVEN, input.evenGear, input.wheelRadps, stepS)
  const pumpNm = (design.pumpM3PerRad * clutch.lineKpa * KPA * input.crankRadps) / (input.crankRadps + PUMP_FADE_RADPS)
  solve(clutch, design, input, pumpNm, stepS)
  transfer(clutch, design, input, pumpNm, stepS)
}

function stepPressure(clutch: DualClutch, design: DualClutchDesign, input: DualClutchInput, stepS: number): void {
  const share = input.crankRadps <= 0 ? 0 : Math.min(1, input.crankRadps / design.lineFullRadps)
  clutch.lineKpa = design.lineKpaMax * share
  // Thick oil moves a valve slower: three times at -20 °C.
  const lagS = design.valveLagS * (clutch.oilDegC >= 30 ? 1 : Math.min(4, 1 + 0.04 * (30 - clutch.oilDegC)))
  const follow = stepS / (lagS + stepS)
  for (let side = ODD; side <= EVEN; side++) {
    const amps = side === ODD ? input.oddSolenoidA : input.evenSolenoidA
    const askedKpa = amps <= design.solenoidAMin ? 0 : (amps - design.solenoidAMin) * design.kpaPerA
    const aimKpa = Math.min(askedKpa, clutch.lineKpa) * (1 - clutch.leak[side])
    clutch.pressureKpa[side] += (aimKpa - clutch.pressureKpa[side]) * follow
  }
}

/**
 * Fork, sleeve and synchroniser of one shaft. Out of a gear only while hardly any torque holds the sleeve; into one when
 * the cone has brought the shaft to the gear's speed.
 */
function stepFork(
  clutch: DualClutch,
  design: DualClutchDesign,
  side: number,
  wantedGear: number,
  wheelRadps: number,
  stepS: number,
): void {
  const gear = clutch.gear[side]
  if (gear !== NEUTRAL) clutch.shaftRadps[side] = design.ratios[gear] * wheelRadps
  clutch.isSleeveHeld[side] = 0
  clutch.coneGear[side] = NEUTRAL
  if (wantedGear === gear || gear !== NEUTRAL) {
    clutch.forkS[side] = 0
    if (wantedGear === gear) return
    if (Math.abs(clutch.clutchNm[side]) > design.sleeveNmMax) clutch.isSleeveHeld[side] = 1
    else clutch.gear[side] = NEUTRAL
    return
  }
  clutch.forkS[side] += stepS
  if (clutch.forkS[side] < design.forkStrokeS) return
  const missingRadps = design.ratios[wantedGear] * wheelRadps - clutch.shaftRadps[side]
  if (Math.abs(missingRadps) > SLEEVE_RADPS) clutch.coneGear[side] = wantedGear
  else clutch.gear[side] = wantedGear
}

/**
 * Torque of both clutches and of the cones that rub: rounds over them, each correcting its own slip at the end of the
 * step within what its pressure allows. Begins from the last step's torques, so that a closed clutch needs hardly a round.
 */
function solve(
  clutch: DualClutch,
  design: DualClutchDesign,
  input: DualClutchInput,
  pumpNm: number,
  stepS: number,
): void {
  const oddCapNm = begin(clutch, design, input, ODD, stepS)
  const evenCapNm = begin(clutch, design, input, EVEN, stepS)
  const isAlone = (oddCapNm === 0 || evenCapNm === 0) && clutch.coneGear[ODD] + clutch.coneGear[EVEN] === NEUTRAL
  // One clutch alone is right at once.
  for (let round = isAlone ? 1 : SOLVER_ROUNDS; round > 0; round--) {
    correct(clutch, design, input, ODD, oddCapNm, pumpNm, stepS)
    correct(clutch, design, input, EVEN, evenCapNm, pumpNm, stepS)
    rub(clutch, design, input, ODD, stepS)
    rub(clutch, design, input, EVEN, stepS)
  }
}

/** The torque to begin from: the last step's in a closed clutch, the drag of the oil in an open one. Returns the capacity. */
function begin(
  clutch: DualClutch,
  design: DualClutchDesign,
  input: DualClutchInput,
  side: number,
  stepS: number,
): number {
  const capNm = capacityNm(clutch, design, side)
  if (clutch.coneGear[side] === NEUTRAL) clutch.coneNm[side] = 0
  if (capNm > 0) {
    clutch.clutchNm[side] = limit(clutch.clutchNm[side], capNm)
    return capNm
  }
  const perRadps = design.dragNmPerRadps * thickness(clutch.oilDegC)
  const steadyPerRadps = 0.5 / (stepS * (1 / input.crankKgM2 + 1 / design.shaftKgM2))
  clutch.clutchNm[side] = Math.min(perRadps, steadyPerRadps) * (input.crankRadps - clutch.shaftRadps[side])
  return 0
}

function correct(
  clutch: DualClutch,
  design: DualClutchDesign,
  input: DualClutchInput,
  side: number,
  capNm: number,
  pumpNm: number,
  stepS: number,
): void {
  if (capNm === 0) return
  const { clutchNm } = clutch
  const crankEnd =
    input.crankRadps + (stepS * (input.engineNm - pumpNm - clutchNm[ODD] - clutchNm[EVEN])) / input.crankKgM2
  const ratio = design.ratios[clutch.gear[side]]
  const isFree = clutch.gear[side] === NEUTRAL
  const shaftEnd = isFree
    ? clutch.shaftRadps[side] + (stepS * (clutchNm[side] + clutch.coneNm[side])) / design.shaftKgM2
    : ratio * wheelEndRadps(clutch, design, input, stepS)
  const perNm = stepS * (1 / input.crankKgM2 + (isFree ? 1 / design.shaftKgM2 : (ratio * ratio) / input.vehicleKgM2))
  const shaftNow = isFree ? clutch.shaftRadps[side] : ratio * input.wheelRadps
  const leftRadps = (input.crankRadps - shaftNow) * (design.damperS / (design.damperS + stepS))
  clutchNm[side] = limit(clutchNm[side] + (crankEnd - shaftEnd - leftRadps) / perNm, capNm)
}

/** The cone of a synchroniser, as `correct`: between a free shaft and the wheels. */
function rub(clutch: DualClutch, design: DualClutchDesign, input: DualClutchInput, side: number, stepS: number): void {
  if (clutch.coneGear[side] === NEUTRAL) return
  const { coneNm } = clutch
  const ratio = design.ratios[clutch.coneGear[side]]
  const shaftEnd = clutch.shaftRadps[side] + (stepS * (clutch.clutchNm[side] + coneNm[side])) / design.shaftKgM2
  const missingRadps = ratio * wheelEndRadps(clutch, design, input, stepS) - shaftEnd
  const perNm = stepS * (1 / design.shaftKgM2 + (ratio * ratio) / input.vehicleKgM2)
  coneNm[side] = limit(coneNm[side] + missingRadps / perNm, design.synchroniserNm)
}

/** The wheels after the step, by what the transmission gives and what the road took in the last one. */
function wheelEndRadps(clutch: DualClutch, design: DualClutchDesign, input: DualClutchInput, stepS: number): number {
  const driveNm = sideNm(clutch, design, ODD) + sideNm(clutch, design, EVEN)
  return input.wheelRadps + clutch.roadRadps + (stepS * driveNm) / input.vehicleKgM2
}

/** At the wheels without losses: through a gear that is in, or back from a cone that rubs. */
function sideNm({ clutchNm, coneNm, coneGear, gear }: DualClutch, { ratios }: DualClutchDesign, side: number): number {
  return clutchNm[side] * ratios[gear[side]] - coneNm[side] * ratios[coneGear[side]]
}

/** Books of the step: speeds, torques at both ends, heat in the plates and in the oil. */
function transfer(
  clutch: DualClutch,
  design: DualClutchDesign,
  input: DualClutchInput,
  pumpNm: number,
  stepS: number,
): void {
  clutch.crankNm = clutch.clutchNm[ODD] + clutch.clutchNm[EVEN] + pumpNm
  const crankEnd = input.crankRadps + (stepS * (input.engineNm - clutch.crankNm)) / input.crankKgM2
  const crankMid = 0.5 * (input.crankRadps + crankEnd)
  clutch.foreseenRadps = wheelEndRadps(clutch, design, input, stepS)
  const wheelMid = 0.5 * (input.wheelRadps + clutch.foreseenRadps)
  const churnNm = churningNm(clutch, design, wheelMid)
  clutch.wheelNm = -churnNm
  clutch.gearLossW = pumpNm * crankMid + churnNm * wheelMid
  clutch.clutchHeatW = 0
  let plateToOilW = 0
  const coolWPerK = design.plateWPerK + design.plateCooledWPerK * input.coolingFlow
  for (let side = ODD; side <= EVEN; side++) {
    const shaftMid =
      clutch.gear[side] === NEUTRAL
        ? turnFreeShaft(clutch, design, side, wheelMid, stepS)
        : turnGear(clutch, design, side, input.wheelRadps, wheelMid)
    clutch.slipRadps[side] = crankEnd - clutch.shaftRadps[side]
    plateToOilW += heatPlates(clutch, design, side, clutch.clutchNm[side] * (crankMid - shaftMid), coolWPerK, stepS)
  }
  const coolerW = design.coolerWPerK * (clutch.oilDegC - input.coolantDegC)
  clutch.oilDegC += ((clutch.gearLossW + plateToOilW - coolerW) / design.oilJPerK) * stepS
}

/** A shaft without a gear, with its synchroniser's cone if one rubs. Returns its speed in the middle of the step. */
function turnFreeShaft(
  clutch: DualClutch,
  design: DualClutchDesign,
  side: number,
  wheelMid: number,
  stepS: number,
): number {
  const coneNm = clutch.coneNm[side]
  const coneRatio = design.ratios[clutch.coneGear[side]]
  const stepRadps = (stepS * (clutch.clutchNm[side] + coneNm)) / design.shaftKgM2
  const shaftMid = clutch.shaftRadps[side] + 0.5 * stepRadps
  clutch.shaftRadps[side] += stepRadps
  clutch.wheelNm -= coneNm * coneRatio
  clutch.gearLossW += coneNm * (coneRatio * wheelMid - shaftMid)
  return shaftMid
}

/** A shaft whose gear is in. Returns its speed in the middle of the step. */
function turnGear(
  clutch: DualClutch,
  design: DualClutchDesign,
  side: number,
  wheelRadps: number,
  wheelMid: number,
): number {
  const gear = clutch.gear[side]
  const outNm = clutch.clutchNm[side] * design.ratios[gear]
  const isDriving = outNm * wheelMid >= 0
  const throughNm = outNm * (isDriving ? design.efficiencies[gear] : 1 / design.efficiencies[gear])
  clutch.wheelNm += throughNm
  clutch.gearLossW += (outNm - throughNm) * wheelMid
  clutch.shaftRadps[side] = design.ratios[gear] * (2 * wheelMid - wheelRadps)
  return design.ratios[gear] * wheelMid
}

/** Returns what the plates give on to the oil. */
function heatPlates(
  clutch: DualClutch,
  design: DualClutchDesign,
  side: number,
  heatW: number,
  coolWPerK: number,
  stepS: number,
): number {
  const toOilW = coolWPerK * (clutch.plateDegC[side] - clutch.oilDegC)
  clutch.plateDegC[side] += ((heatW - toOilW) / design.plateJPerK) * stepS
  clutch.clutchHeatW += heatW
  return toOilW
}

function churningNm(clutch: DualClutch, design: DualClutchDesign, wheelRadps: number): number {
  const fade = wheelRadps / (Math.abs(wheelRadps) + CHURN_FADE_RADPS)
  return thickness(clutch.oilDegC) * (design.churnNm * fade + design.churnNmPerRadps * wheelRadps)
}

/** Viscosity against that at 80 °C, by a straight line in its reciprocal: four times at 0 °C, at most eight. */
function thickness(oilDegC: number): number {
  const reciprocal = 0.25 + (0.75 * oilDegC) / 80
  return reciprocal < 0.125 ? 8 : 1 / reciprocal
}

function limit(value: number, most: number): number {
  return value > most ? most : value < -most ? -most : value
}
