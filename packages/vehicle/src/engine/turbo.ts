/**
 * The turbocharger: compressor, turbine, wastegate and the shaft between them.
 *
 * Compressor: the greatest pressure ratio grows with the wheel's speed squared (a head coefficient), and flow falls from
 * its greatest to none on an ellipse as the ratio rises to it; turbine: an opening, with an efficiency over the ratio of
 * wheel speed to gas speed (Eriksson and Nielsen, "Modeling and Control of Engines and Drivelines").
 * The wastegate is pneumatic: boost pressure opens it against a spring, and a valve with a duty keeps pressure from it.
 */
import { clamp, lagShare } from '../curve.ts'
import type { EngineParts } from './engine.ts'
import { AIR_CP, EXHAUST_CP, temperatureRatio, ZERO_DEG_C_K } from './gas.ts'

/** What the compressor gives at this moment's pressures; the air path makes it this sub-step's flow. */
export type Compressor = { kgps: number; perBoostPa: number }

export type Turbo = {
  speedRadps: number
  /** 0 closed, 1 fully open. */
  wastegateShare: number
  outletDegC: number
  compressorW: number
  turbineW: number
}

const REFERENCE_PA = 100_000
const WASTEGATE_LAG_S = 0.12
/** The ellipse is straight below this, where its slope would be infinite. */
const ELLIPSE_STRAIGHT = 3e-4
const SPEED_RADPS_MIN = 200
/** What the bearings ask for at any speed: an idling engine hardly turns its turbo. */
const BEARING_NM = 0.002
/** Wheel speed over gas speed where a radial turbine is at its best. */
const BEST_SPEED_RATIO = 0.65

export const createCompressor = (): Compressor => ({ kgps: 0, perBoostPa: 0 })

export function createTurbo(degC: number): Turbo {
  return {
    speedRadps: SPEED_RADPS_MIN,
    wastegateShare: 0,
    outletDegC: degC,
    compressorW: 0,
    turbineW: 0,
  }
}

/** What the compressor gives at this speed against the present boost pressure. */
export function compress({ compressor, turbo, air, figures, inputs }: EngineParts): void {
  const inletK = inputs.ambientDegC + ZERO_DEG_C_K
  const tipMps = turbo.speedRadps * 0.5 * figures.compressorWheelM
  const heated = 1 + (figures.compressorHeadCoefficient * 0.5 * tipMps * tipMps) / (AIR_CP * inletK)
  const ratioMax = heated * heated * heated * Math.sqrt(heated) // To the power of 3.5: ratio of specific heats 1.4.
  const paMax = ratioMax * air.inletPa
  const share = air.boostPa / paMax
  const below = 1 - share * share
  const root = Math.sqrt(Math.abs(below) + ELLIPSE_STRAIGHT)
  const kgpsMax = (figures.compressorKgpsMax * air.inletPa) / REFERENCE_PA
  compressor.kgps = (kgpsMax * below) / root
  // Slope of below/√(|below| + straight), times how `below` answers to boost pressure.
  const slope = (root - (0.5 * Math.abs(below)) / root) / (root * root)
  compressor.perBoostPa = (-kgpsMax * slope * 2 * share) / paMax
}

/** Turns the shaft by the powers of both wheels; `turbineKgps` is what flows through the turbine. */
export function turnTurbo(engine: EngineParts, turbineKgps: number, stepS: number): void {
  const { turbo, figures } = engine
  turbo.compressorW = compressorW(engine)
  turbo.turbineW = turbineW(engine, turbineKgps)
  const frictionW = (BEARING_NM + figures.turboFrictionWPerRadps2 * turbo.speedRadps) * turbo.speedRadps
  const gainJ = (turbo.turbineW - turbo.compressorW - frictionW) * stepS
  const squared = turbo.speedRadps * turbo.speedRadps + (2 * gainJ) / figures.turboKgM2
  turbo.speedRadps = Math.sqrt(Math.max(SPEED_RADPS_MIN * SPEED_RADPS_MIN, squared))
}

function compressorW({ turbo, air, figures, inputs }: EngineParts): number {
  const inletK = inputs.ambientDegC + ZERO_DEG_C_K
  const flow = Math.max(0, air.filterKgps)
  const ratio = air.boostPa / air.inletPa
  const away = (flow - figures.compressorBestKgps) / figures.compressorBestKgps
  const efficiency = figures.compressorEfficiency * Math.max(0.5, 1 - 0.25 * away * away)
  const riseK = ratio > 1 ? (inletK * (temperatureRatio(ratio) - 1)) / efficiency : 0
  turbo.outletDegC = inputs.ambientDegC + riseK
  return flow * AIR_CP * riseK
}

function turbineW({ turbo, exhaust, figures }: EngineParts, kgps: number): number {
  const ratio = exhaust.afterTurbinePa / exhaust.manifoldPa
  if (ratio >= 1 || kgps <= 0) return 0
  const gasK = exhaust.manifoldDegC + ZERO_DEG_C_K
  const dropK = gasK * (1 - Math.sqrt(Math.sqrt(ratio))) // To the power of a quarter: ratio of specific heats 4/3.
  const gasMps = Math.sqrt(2 * EXHAUST_CP * dropK) + 1
  const away = (turbo.speedRadps * 0.5 * figures.turbineWheelM) / gasMps / BEST_SPEED_RATIO - 1
  const efficiency = figures.turbineEfficiency * Math.max(0, 1 - away * away)
  return kgps * EXHAUST_CP * dropK * efficiency
}

/** The actuator, once a step. */
export function moveWastegate({ turbo, air, inputs, condition, figures }: EngineParts, stepS: number): void {
  const overPa = (air.boostPa - inputs.ambientPa) * (1 - clamp(inputs.wastegateDuty, 0, 1))
  const target = clamp((overPa - figures.wastegateOpensPa) / figures.wastegateSpanPa, 0, 1)
  const stuck = condition.wastegateStuckShare
  if (stuck >= 0) turbo.wastegateShare = stuck
  else turbo.wastegateShare += lagShare(stepS, WASTEGATE_LAG_S) * (target - turbo.wastegateShare)
}
