/**
 * The three-way catalyst: its heat, and the oxygen that it stores and gives back, by which the gas behind it stays at
 * lambda 1 while the gas before it swings. An aged one stores little, so what comes in goes out.
 * A storage of one balance with break-through at both ends, the simplest of those that Guzzella and Onder describe.
 */
import { clamp, lagShare, rampAt } from '../curve.ts'
import type { EngineParts } from './engine.ts'
import { FUEL_J_PER_KG } from './figures.ts'
import { EXHAUST_CP } from './gas.ts'

export type Catalyst = {
  brickDegC: number
  oxygenKg: number
  /** Behind it: fuel over what burns exactly with the air. */
  outPhi: number
}

const BRICK_J_PER_K = 700
const BRICK_W_PER_K = 0.8
const LIGHT_OFF_FROM_DEG_C = 250
const LIGHT_OFF_TO_DEG_C = 350
const OXYGEN_IN_AIR = 0.232
/** Heat of the usual carbon monoxide and hydrogen, for each kilogram of gas that has burnt. */
const CONVERSION_J_PER_KG = 70_000
/** With a capacity below this the balance would be stiffer than a step. */
const CAPACITY_KG_MIN = 2e-5
const OUT_LAG_S = 0.05
/** Gas inside it: the slower it flows, the later the sensor behind feels a change. */
const BRICK_GAS_KG = 2e-4
const FLOW_KGPS_MIN = 5e-4

export const createCatalyst = (degC: number, storageKg: number): Catalyst => ({
  brickDegC: degC,
  oxygenKg: 0.5 * storageKg,
  outPhi: 0,
})

export function convert(engine: EngineParts, stepS: number): void {
  const hotShare = rampAt(LIGHT_OFF_FROM_DEG_C, LIGHT_OFF_TO_DEG_C, engine.catalyst.brickDegC)
  storeOxygen(engine, hotShare, stepS)
  heatBrick(engine, hotShare, stepS)
}

function storeOxygen({ catalyst, exhaust, condition, figures }: EngineParts, hotShare: number, stepS: number): void {
  const flow = Math.max(0, exhaust.flowKgps)
  const capacityKg = Math.max(CAPACITY_KG_MIN, figures.oxygenStorageKg * condition.catalystShare)
  const excessKgps = OXYGEN_IN_AIR * flow * (1 - exhaust.sensorPhi)
  const filled = clamp(catalyst.oxygenKg / capacityKg, 0, 1)
  const passes = breakThrough(excessKgps > 0 ? filled : 1 - filled)
  // Never more than there is room for, or oxygen to give, in this step.
  const wantsKg = excessKgps * hotShare * (1 - passes) * stepS
  const storedKg = clamp(wantsKg, -catalyst.oxygenKg, Math.max(0, capacityKg - catalyst.oxygenKg))
  catalyst.oxygenKg = Math.min(catalyst.oxygenKg + storedKg, capacityKg)
  const excessKg = excessKgps * stepS // 0 for the last traces of a flow: the product of two small numbers.
  const keptShare = excessKg === 0 ? 0 : storedKg / excessKg
  const outPhi = 1 + (exhaust.sensorPhi - 1) * (1 - keptShare)
  catalyst.outPhi += lagShare(stepS, OUT_LAG_S + BRICK_GAS_KG / (flow + FLOW_KGPS_MIN)) * (outPhi - catalyst.outPhi)
}

/** By the gas that passes, by what burns in it (most of all the raw petrol of misfires), and to the air outside. */
function heatBrick({ catalyst, exhaust, inputs }: EngineParts, hotShare: number, stepS: number): void {
  const flow = Math.max(0, exhaust.flowKgps)
  const burntShare = Math.min(1, exhaust.sensorPhi)
  const convertedW = hotShare * flow * (burntShare * CONVERSION_J_PER_KG + exhaust.rawShare * FUEL_J_PER_KG)
  const carriedW = flow * EXHAUST_CP * (exhaust.pipeDegC - catalyst.brickDegC)
  const lostW = BRICK_W_PER_K * (catalyst.brickDegC - inputs.ambientDegC)
  catalyst.brickDegC += ((carriedW + convertedW - lostW) * stepS) / BRICK_J_PER_K
}

/** Share of an excess that a store lets pass, by how full it is of what comes: to the eighth power, so late and steep. */
function breakThrough(filled: number): number {
  const squared = filled * filled
  const fourth = squared * squared
  return fourth * fourth
}
