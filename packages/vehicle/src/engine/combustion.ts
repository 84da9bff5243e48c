/**
 * What one cylinder makes of its charge: whether the spark lights it, how much of its fuel burns, how much of that heat
 * becomes work, goes into the walls and leaves with the exhaust. All heat is accounted for: the exhaust gets the rest.
 *
 * Efficiency as a product of speed, mixture and spark (Guzzella and Onder); best spark and knock as
 * straight lines over charge and speed; scatter from cycle to cycle by a random number addressed by stroke and cylinder.
 * Left out: flame fronts, residual gas as ballast, late misfires that burn in the exhaust manifold.
 */
import { unitRandom } from '@luban/stdx'
import { clamp, curve, valueAt } from '../curve.ts'
import type { EngineParts } from './engine.ts'
import { AIR_PER_FUEL, CYLINDER_COUNT, type EngineFigures, FUEL_J_PER_KG } from './figures.ts'
import { drawFuel } from './fuel.ts'
import { EXHAUST_CP, GAS_J_PER_KG_K, ZERO_DEG_C_K } from './gas.ts'
import { bestAdvanceDeg, knockAdvanceDeg, knockShiftDeg, relativeCharge } from './spark.ts'

/** Arrays: one number for each cylinder, of its present or last cycle. */
export type Cylinders = {
  readonly airKg: Float64Array
  readonly fuelKg: Float64Array
  /** Of `fuelKg`, what leaves as raw petrol: after a misfire, or too cold to have become vapour. */
  readonly rawKg: Float64Array
  /** Pressure of the charge at bottom dead centre: the stiffness of the gas spring. */
  readonly springPa: Float64Array
  /** What combustion adds to the gas spring. */
  readonly workJ: Float64Array
  readonly exhaustDegC: Float64Array
  /** Air for each fuel over what burns exactly; 99 without fuel. */
  readonly lambda: Float64Array
  /** 0 none; 1 is heavy. */
  readonly knock: Float64Array
  /** Firing strokes without a flame, for want of spark, fuel or air: the truth that a misfire monitor has to find. */
  readonly unlit: Float64Array
  /** Into the cylinder whose intake is open. */
  drawnKg: number
  drawnVapourKg: number
  /** The cylinder whose exhaust is open. */
  expelling: number
  /** Heat into walls in this step. */
  wallJ: number
}

export const LAMBDA_WITHOUT_FUEL = 99

/** Gain over what the burnt fuel gives at lambda 1. Rich: fuel that finds no air cools the charge, less dissociates. */
const MIXTURE_GAIN = curve([0.6, 0.9], [0.75, 0.98], [0.88, 1.03], [1, 1], [1.1, 1.015], [1.25, 0.98], [1.45, 0.85])
const LAMBDA_RICHEST = 0.45
const LAMBDA_LEANEST = 1.5
const CHARGE_MIN = 0.08
/** Current that still lights a small charge, and how much more a dense one asks of the spark. */
const COIL_A_MIN = 1.8
const COIL_A_PER_CHARGE = 1.6
const SCATTER = 0.03

const perCylinder = () => new Float64Array(CYLINDER_COUNT)

export function createCylinders(degC: number, ambientPa: number): Cylinders {
  return {
    airKg: perCylinder(),
    fuelKg: perCylinder(),
    rawKg: perCylinder(),
    springPa: perCylinder().fill(ambientPa),
    workJ: perCylinder(),
    exhaustDegC: perCylinder().fill(degC),
    lambda: perCylinder().fill(LAMBDA_WITHOUT_FUEL),
    knock: perCylinder(),
    unlit: perCylinder(),
    drawnKg: 0,
    drawnVapourKg: 0,
    expelling: 1,
    wallJ: 0,
  }
}

/** The intake closes: what was drawn in is this cylinder's charge. */
export function trap(engine: EngineParts, cylinder: number): void {
  const { cylinders, condition, air, figures } = engine
  const airKg = Math.max(1e-9, cylinders.drawnKg - cylinders.drawnVapourKg)
  const fuelKg = drawFuel(engine, cylinder) + Math.max(0, cylinders.drawnVapourKg)
  cylinders.airKg[cylinder] = airKg
  cylinders.fuelKg[cylinder] = fuelKg
  cylinders.rawKg[cylinder] = fuelKg
  cylinders.workJ[cylinder] = 0
  cylinders.lambda[cylinder] =
    fuelKg > 0 ? Math.min(LAMBDA_WITHOUT_FUEL, airKg / (AIR_PER_FUEL * fuelKg)) : LAMBDA_WITHOUT_FUEL
  const m3 = figures.displacementM3 / CYLINDER_COUNT
  const chargePa = (airKg * GAS_J_PER_KG_K * (air.manifoldDegC + ZERO_DEG_C_K)) / m3
  cylinders.springPa[cylinder] = condition.compressionShare[cylinder] * chargePa
  cylinders.drawnKg = 0
  cylinders.drawnVapourKg = 0
}

/** The spark: a flame, or none. */
export function fire(engine: EngineParts, cylinder: number): void {
  const { cylinders, figures, condition, heat, crank, ledger } = engine
  const fuelKg = cylinders.fuelKg[cylinder]
  // Only vapour burns; what is still liquid leaves as it came.
  const vapourKg = valueAt(figures.vapourShare, heat.coolantDegC) * fuelKg
  const airKg = condition.compressionShare[cylinder] * cylinders.airKg[cylinder]
  const chance = unitRandom(engine.seed, crank.strokeCount, cylinder)
  const lambda = vapourKg > 0 ? Math.min(LAMBDA_WITHOUT_FUEL, airKg / (AIR_PER_FUEL * vapourKg)) : LAMBDA_WITHOUT_FUEL
  ledger.fuelJ += fuelKg * FUEL_J_PER_KG
  cylinders.knock[cylinder] = 0
  if (isLit(engine, cylinder, relativeCharge(figures, airKg), lambda, chance)) {
    burn(engine, cylinder, airKg, lambda, chance)
    cylinders.rawKg[cylinder] = fuelKg - vapourKg
  } else passUnburnt(engine, cylinder)
}

/** Near its limits of current and mixture a charge is lit by chance. */
function isLit({ inputs }: EngineParts, cylinder: number, charge: number, lambda: number, chance: number): boolean {
  const needsA = (COIL_A_MIN + COIL_A_PER_CHARGE * charge) * (0.9 + 0.2 * chance)
  if (inputs.coilA[cylinder] < needsA || charge < CHARGE_MIN) return false
  return lambda > LAMBDA_RICHEST * (0.95 + 0.1 * chance) && lambda < LAMBDA_LEANEST * (1.05 - 0.1 * chance)
}

function passUnburnt({ cylinders, air, heat, ledger }: EngineParts, cylinder: number): void {
  cylinders.workJ[cylinder] = 0
  cylinders.exhaustDegC[cylinder] = air.manifoldDegC + 0.5 * (heat.coolantDegC - air.manifoldDegC)
  cylinders.unlit[cylinder]++
  ledger.unburntJ += cylinders.fuelKg[cylinder] * FUEL_J_PER_KG
}

/** Work, heat into walls, and the rest into the exhaust. */
function burn(engine: EngineParts, cylinder: number, airKg: number, lambda: number, chance: number): void {
  const { cylinders, figures, inputs, ledger, crank, air } = engine
  const fuelKg = cylinders.fuelKg[cylinder]
  const charge = relativeCharge(figures, airKg)
  const advanceDeg = inputs.sparkAdvanceDeg[cylinder]
  // As much as is vapour, or finds air; what finds none leaves as carbon monoxide and hydrogen.
  const heatJ = (airKg / AIR_PER_FUEL / Math.max(1, lambda)) * FUEL_J_PER_KG
  const workShare =
    valueAt(figures.indicatedEfficiency, crank.rpm) *
    valueAt(MIXTURE_GAIN, lambda) *
    sparkShare(figures, advanceDeg - bestAdvanceDeg(charge, crank.rpm)) *
    (1 + SCATTER * (2 * chance - 1))
  const workJ = heatJ * workShare
  const wallJ = heatJ * wallShare(figures, air.cylinderKgps)
  const exhaustJ = heatJ - workJ - wallJ
  const exhaustJPerK = (cylinders.airKg[cylinder] + fuelKg) * EXHAUST_CP
  cylinders.workJ[cylinder] = workJ
  cylinders.wallJ += wallJ
  cylinders.exhaustDegC[cylinder] = air.manifoldDegC + exhaustJ / exhaustJPerK
  cylinders.knock[cylinder] = knockOf(engine, charge, advanceDeg, cylinder)
  ledger.workJ += workJ
  ledger.wallJ += wallJ
  ledger.exhaustJ += exhaustJ
  ledger.unburntJ += fuelKg * FUEL_J_PER_KG - heatJ
}

/** A parabola about the best advance that turns straight, since a late spark still burns. */
function sparkShare({ sparkLossPerDeg2 }: EngineFigures, awayDeg: number): number {
  const away = Math.abs(awayDeg)
  const parabola = Math.min(away, 25)
  return Math.max(0.1, 1 - sparkLossPerDeg2 * (parabola * parabola + 2 * 25 * (away - parabola)))
}

/** The slower the gas, the more of its heat the walls take. */
function wallShare({ wallShareLeast, wallShareIdle, wallKgps }: EngineFigures, kgps: number): number {
  return wallShareLeast + wallShareIdle / (1 + Math.max(0, kgps) / wallKgps)
}

function knockOf(
  { air, heat, crank, condition, seed }: EngineParts,
  charge: number,
  advanceDeg: number,
  cylinder: number,
) {
  const shiftDeg = knockShiftDeg(air.manifoldDegC, heat.coolantDegC, condition.fuelOctane)
  const limitDeg = knockAdvanceDeg(charge, crank.rpm) + shiftDeg
  const chance = unitRandom(seed, crank.strokeCount, CYLINDER_COUNT + cylinder)
  return clamp(((advanceDeg - limitDeg) / 10) * (0.5 + chance), 0, 1)
}
