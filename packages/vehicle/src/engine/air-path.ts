/**
 * Air from the filter to the intake valves: two volumes (before and after the throttle) that fill and empty.
 * Mean-value model by Guzzella and Onder, "Introduction to Modeling and Control of Internal Combustion Engine Systems",
 * 2nd edition: receiver, throttle as a compressible opening, engine as a volumetric pump.
 *
 * The two pressures are stiff when the throttle is wide open (faster than 1 ms), so a step is linearly implicit: each
 * flow answers to the pressures at the end of the step. Every flow leaves one volume by the same number with which it
 * enters the next, so mass is kept to rounding.
 *
 * Left out: pulses in the pipes, the weight of fuel vapour against air's in the pressure, a recirculation valve.
 */
import { clamp, curve, lagShare, valueAt } from '../curve.ts'
import type { EngineParts } from './engine.ts'
import { createOpening, densityRatio, flowThrough, GAS_J_PER_KG_K, type Opening, ZERO_DEG_C_K } from './gas.ts'

export type AirPath = {
  /** Through the filter: what the air-mass meter feels. */
  filterKgps: number
  /** Before the compressor, after the filter. */
  inletPa: number
  boostKg: number
  boostPa: number
  boostDegC: number
  boostLeakKgps: number
  throttleKgps: number
  intakeLeakKgps: number
  purgeKgps: number
  manifoldKg: number
  /** Petrol vapour in `manifoldKg`, from the canister. */
  manifoldVapourKg: number
  manifoldPa: number
  manifoldDegC: number
  /** Into the cylinders, vapour included. */
  cylinderKgps: number
  /** Of the swept volume: at this speed and cam phase, and after what exhaust leaves of it. */
  fillingShare: number
  volumetricShare: number
}

/** Effective area by position: a plate that turns through 84 degrees. */
const PLATE = curve(
  [0, 0],
  [0.05, 0.0027],
  [0.1, 0.0107],
  [0.2, 0.043],
  [0.35, 0.129],
  [0.5, 0.257],
  [0.75, 0.546],
  [1, 0.895],
)
/** What the cylinders take is no different below this pressure: keeps the equations sound in a vacuum. */
const PA_MIN = 2000
const INTERCOOLER_STANDING = 0.5
const INTERCOOLER_LAG_S = 2
const MANIFOLD_LAG_S = 3
/** The lips of a split hose lie on each other until so much pressure holds them apart. */
const GAPING_PA = 4000

export type AirOpenings = {
  readonly throttle: Opening
  readonly boostLeak: Opening
  readonly intakeLeak: Opening
  readonly purge: Opening
}

export const createAirOpenings = (): AirOpenings => ({
  throttle: createOpening(),
  boostLeak: createOpening(),
  intakeLeak: createOpening(),
  purge: createOpening(),
})

export function createAirPath(figures: EngineParts['figures'], degC: number, ambientPa: number): AirPath {
  const kgPerM3 = ambientPa / (GAS_J_PER_KG_K * (degC + ZERO_DEG_C_K))
  return {
    filterKgps: 0,
    inletPa: ambientPa,
    boostKg: kgPerM3 * figures.boostVolumeM3,
    boostPa: ambientPa,
    boostDegC: degC,
    boostLeakKgps: 0,
    throttleKgps: 0,
    intakeLeakKgps: 0,
    purgeKgps: 0,
    manifoldKg: kgPerM3 * figures.manifoldVolumeM3,
    manifoldVapourKg: 0,
    manifoldPa: ambientPa,
    manifoldDegC: degC,
    cylinderKgps: 0,
    fillingShare: 0.8,
    volumetricShare: 0.8,
  }
}

/** What is open, how warm the gas is, and how well the cylinders fill at this speed: once a step. */
export function openAir({ openings, air, cam, crank, purge, inputs, condition, figures }: EngineParts): void {
  const boostK = air.boostDegC + ZERO_DEG_C_K
  const ambientK = inputs.ambientDegC + ZERO_DEG_C_K
  const plate = valueAt(PLATE, clamp(inputs.throttleShare, 0, 1))
  openings.throttle.areaM2 = figures.throttleM2Closed + figures.throttleM2Max * plate
  openings.boostLeak.areaM2 = condition.boostLeakM2 * clamp((air.boostPa - inputs.ambientPa) / GAPING_PA, 0, 1)
  openings.intakeLeak.areaM2 = condition.intakeLeakM2
  // A check valve: the canister is never blown through by boost.
  openings.purge.areaM2 = air.manifoldPa < inputs.ambientPa ? purge.openM2 : 0
  openings.throttle.gasK = openings.boostLeak.gasK = boostK
  openings.intakeLeak.gasK = openings.purge.gasK = ambientK
  air.fillingShare = valueAt(figures.volumetricEfficiency, crank.rpm) * cam.fillingShare
}

/** One sub-step: both volumes by the flows at the end of it. */
export function moveAir(engine: EngineParts, stepS: number): void {
  feelPressures(engine)
  swallow(engine)
  const { air, compressor, openings, figures } = engine
  const { throttle, boostLeak, intakeLeak, purge } = openings
  const swallowed = air.cylinderKgps
  const swallowedPerPa = swallowed / Math.max(PA_MIN, air.manifoldPa)
  const boostPaPerKg = (GAS_J_PER_KG_K * (air.boostDegC + ZERO_DEG_C_K)) / figures.boostVolumeM3
  const manifoldPaPerKg = (GAS_J_PER_KG_K * (air.manifoldDegC + ZERO_DEG_C_K)) / figures.manifoldVolumeM3

  // Pascals that a kg/s more would leave at the end of the step, with all answers to them but the throttle's.
  const boostGain =
    (stepS * boostPaPerKg) / (1 + stepS * boostPaPerKg * (boostLeak.perUpstreamPa - compressor.perBoostPa))
  const manifoldGain =
    (stepS * manifoldPaPerKg) /
    (1 + stepS * manifoldPaPerKg * (swallowedPerPa - intakeLeak.perDownstreamPa - purge.perDownstreamPa))
  const intoBoost = compressor.kgps - boostLeak.kgps
  const intoManifold = intakeLeak.kgps + purge.kgps - swallowed
  const throttleKgps =
    (throttle.kgps +
      throttle.perUpstreamPa * boostGain * intoBoost +
      throttle.perDownstreamPa * manifoldGain * intoManifold) /
    (1 + throttle.perUpstreamPa * boostGain - throttle.perDownstreamPa * manifoldGain)
  const boostRisePa = boostGain * (intoBoost - throttleKgps)
  const manifoldRisePa = manifoldGain * (intoManifold + throttleKgps)

  air.throttleKgps = throttleKgps
  air.filterKgps = compressor.kgps + compressor.perBoostPa * boostRisePa
  air.boostLeakKgps = boostLeak.kgps + boostLeak.perUpstreamPa * boostRisePa
  air.intakeLeakKgps = intakeLeak.kgps + intakeLeak.perDownstreamPa * manifoldRisePa
  air.purgeKgps = purge.kgps + purge.perDownstreamPa * manifoldRisePa
  air.cylinderKgps = swallowed + swallowedPerPa * manifoldRisePa
  fill(engine, stepS)
}

function feelPressures({ openings, air, inputs }: EngineParts): void {
  const { throttle, boostLeak, intakeLeak, purge } = openings
  throttle.upstreamPa = boostLeak.upstreamPa = air.boostPa
  throttle.downstreamPa = intakeLeak.downstreamPa = purge.downstreamPa = air.manifoldPa
  boostLeak.downstreamPa = intakeLeak.upstreamPa = purge.upstreamPa = inputs.ambientPa
  flowThrough(throttle)
  flowThrough(boostLeak)
  flowThrough(intakeLeak)
  flowThrough(purge)
}

/** Masses move by the flows; pressures follow from them. */
function fill({ air, figures, inputs, condition, purge: canister }: EngineParts, stepS: number): void {
  const vapourOut = air.cylinderKgps * (air.manifoldVapourKg / air.manifoldKg)
  air.manifoldVapourKg += (Math.max(0, air.purgeKgps) * canister.fuelShare - vapourOut) * stepS
  air.boostKg += (air.filterKgps - air.boostLeakKgps - air.throttleKgps) * stepS
  air.manifoldKg += (air.throttleKgps + air.intakeLeakKgps + air.purgeKgps - air.cylinderKgps) * stepS
  air.boostPa = (air.boostKg * GAS_J_PER_KG_K * (air.boostDegC + ZERO_DEG_C_K)) / figures.boostVolumeM3
  air.manifoldPa = (air.manifoldKg * GAS_J_PER_KG_K * (air.manifoldDegC + ZERO_DEG_C_K)) / figures.manifoldVolumeM3
  const clean = 1 - condition.filterBlockedShare
  const dropPa = (figures.filterPaPerKgps2 * air.filterKgps * Math.abs(air.filterKgps)) / Math.max(0.01, clean * clean)
  const inletPa = Math.max(0.3 * inputs.ambientPa, inputs.ambientPa - dropPa)
  // The drop follows the flow of the step before; a part of the way keeps the two from chasing each other.
  air.inletPa += 0.3 * (inletPa - air.inletPa)
}

/** Temperatures of both volumes, once a step: the intercooler cools by wind and fan, the head warms what is slow. */
export function warmAir({ air, turbo, inputs, heat }: EngineParts, stepS: number): void {
  const windMps = Math.max(inputs.vehicleMps, 6 * inputs.fanShare)
  const effectiveness = INTERCOOLER_STANDING + (0.35 * windMps) / (windMps + 8)
  const flowShare = 1 / (1 + air.filterKgps / 0.5)
  const cooledDegC = turbo.outletDegC - effectiveness * flowShare * (turbo.outletDegC - inputs.ambientDegC)
  air.boostDegC += lagShare(stepS, INTERCOOLER_LAG_S) * (cooledDegC - air.boostDegC)
  const fromHead = 0.3 / (1 + Math.max(0, air.cylinderKgps) / 0.012)
  const warmedDegC = air.boostDegC + fromHead * (heat.coolantDegC - air.boostDegC)
  air.manifoldDegC += lagShare(stepS, MANIFOLD_LAG_S) * (warmedDegC - air.manifoldDegC)
}

/** Speed and density: what the cylinders draw in, less what exhaust that stayed behind takes of their room. */
function swallow({ air, figures, crank, exhaust }: EngineParts): void {
  const backRatio = exhaust.manifoldPa / Math.max(PA_MIN, air.manifoldPa)
  const room = (figures.compressionRatio - densityRatio(backRatio)) / (figures.compressionRatio - 1)
  air.volumetricShare = Math.max(0.05, air.fillingShare * room)
  const sweptM3ps = (figures.displacementM3 * crank.speedRadps) / (4 * Math.PI)
  const kgPerM3 = air.manifoldPa / (GAS_J_PER_KG_K * (air.manifoldDegC + ZERO_DEG_C_K))
  air.cylinderKgps = air.volumetricShare * kgPerM3 * sweptM3ps
}
