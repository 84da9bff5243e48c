/**
 * Air from the filter to the intake valves: two volumes (before and after the throttle) that fill and empty.
 * Mean-value model by Guzzella and Onder, "Introduction to Modeling and Control of Internal Combustion Engine Systems",
 * 2nd edition, chapter 2: receiver, throttle as a compressible opening, engine as a volumetric pump.
 *
 * The two pressures are stiff when the throttle is wide open (faster than 1 ms), so a step is linearly implicit: each
 * flow answers to the pressures at the end of the step. Every flow leaves one volume by the same number with which it
 * enters the next, so mass is kept to rounding.
 *
 * Left out: pulses in the pipes, the weight of fuel vapour against air's in the pressure, a recirculation valve.
 */
import { camFillingShare } from './cam.ts'
import { clamp, curve, lagShare, valueAt } from './curve.ts'
import type { EngineParts } from './engine.ts'
import { createFlow, densityRatio, flowThrough, GAS_J_PER_KG_K, ZERO_DEG_C_K } from './gas.ts'

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
  /** Air of all that went into the cylinders since the engine was made. */
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

// Scratch of one step: written before it is read, so it carries nothing from one engine or step to another.
const throttle = createFlow()
const boostLeak = createFlow()
const intakeLeak = createFlow()
const purge = createFlow()

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
    volumetricShare: 0,
  }
}

/** One sub-step. `compressor` is what the compressor gives at the present pressures. */
export function moveAir(engine: EngineParts, stepS: number): void {
  const { air, compressor, figures, inputs, condition, purge: canister } = engine
  const boostK = air.boostDegC + ZERO_DEG_C_K
  const manifoldK = air.manifoldDegC + ZERO_DEG_C_K
  const ambientK = inputs.ambientDegC + ZERO_DEG_C_K
  flowThrough(throttle, throttleM2(engine), air.boostPa, air.manifoldPa, boostK)
  flowThrough(boostLeak, condition.boostLeakM2, air.boostPa, inputs.ambientPa, boostK)
  flowThrough(intakeLeak, condition.intakeLeakM2, inputs.ambientPa, air.manifoldPa, ambientK)
  flowThrough(
    purge,
    air.manifoldPa < inputs.ambientPa ? canister.openM2 : 0,
    inputs.ambientPa,
    air.manifoldPa,
    ambientK,
  )
  const pumped = pumpedKgps(engine, manifoldK)
  const pumpedPerPa = pumped / Math.max(PA_MIN, air.manifoldPa)

  const boostPaPerKg = (GAS_J_PER_KG_K * boostK) / figures.boostVolumeM3
  const manifoldPaPerKg = (GAS_J_PER_KG_K * manifoldK) / figures.manifoldVolumeM3
  const boostGain =
    (stepS * boostPaPerKg) / (1 + stepS * boostPaPerKg * (boostLeak.perUpstreamPa - compressor.perDownstreamPa))
  const manifoldGain =
    (stepS * manifoldPaPerKg) /
    (1 + stepS * manifoldPaPerKg * (pumpedPerPa - intakeLeak.perDownstreamPa - purge.perDownstreamPa))
  const intoBoost = compressor.kgps - boostLeak.kgps
  const intoManifold = intakeLeak.kgps + purge.kgps - pumped
  const throttleKgps =
    (throttle.kgps +
      throttle.perUpstreamPa * boostGain * intoBoost +
      throttle.perDownstreamPa * manifoldGain * intoManifold) /
    (1 + throttle.perUpstreamPa * boostGain - throttle.perDownstreamPa * manifoldGain)
  const boostRisePa = boostGain * (intoBoost - throttleKgps)
  const manifoldRisePa = manifoldGain * (intoManifold + throttleKgps)

  air.throttleKgps = throttleKgps
  air.filterKgps = compressor.kgps + compressor.perDownstreamPa * boostRisePa
  air.boostLeakKgps = boostLeak.kgps + boostLeak.perUpstreamPa * boostRisePa
  air.intakeLeakKgps = intakeLeak.kgps + intakeLeak.perDownstreamPa * manifoldRisePa
  air.purgeKgps = purge.kgps + purge.perDownstreamPa * manifoldRisePa
  air.cylinderKgps = pumped + pumpedPerPa * manifoldRisePa
  fill(engine, stepS)
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
  // The drop follows the flow of the step before; half of the way keeps the two from chasing each other.
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

function throttleM2({ figures, inputs }: EngineParts): number {
  return figures.throttleM2Closed + figures.throttleM2Max * valueAt(PLATE, clamp(inputs.throttleShare, 0, 1))
}

/** Speed and density: what the cylinders swallow, less what exhaust that stayed behind takes of their room. */
function pumpedKgps(engine: EngineParts, manifoldK: number): number {
  const { air, figures, crank, exhaust } = engine
  const rpm = crank.rpm
  const backRatio = exhaust.manifoldPa / Math.max(PA_MIN, air.manifoldPa)
  const residual = (figures.compressionRatio - densityRatio(backRatio)) / (figures.compressionRatio - 1)
  air.volumetricShare = Math.max(
    0.05,
    valueAt(figures.volumetricEfficiency, rpm) * residual * camFillingShare(engine, rpm),
  )
  const sweptM3ps = (figures.displacementM3 * crank.speedRadps) / (4 * Math.PI)
  return (air.volumetricShare * air.manifoldPa * sweptM3ps) / (GAS_J_PER_KG_K * manifoldK)
}
