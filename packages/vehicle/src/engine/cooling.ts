/**
 * Heat of the engine: coolant with the metal around it, oil, radiator, thermostat and fan; and the oil's pressure.
 * Lumped masses with conductances (Guzzella and Onder, reduced to what a scan tool and a hand on a hose feel).
 */
import { clamp, curve, lagShare, rampAt, valueAt } from '../curve.ts'
import type { EngineParts } from './engine.ts'

export type Heat = {
  coolantDegC: number
  oilDegC: number
  /** In the radiator's outlet: the lower hose. */
  radiatorDegC: number
  /** 0 closed, 1 open; wax moves it. */
  thermostatShare: number
  oilPa: number
}

const RADIATOR_J_PER_K = 11_000
const WAX_LAG_S = 8
const OIL_COOLANT_W_PER_K = 90
const OIL_AIR_W_PER_K = 5
const OIL_AIR_W_PER_K_PER_MPS = 0.8
const BLOCK_AIR_W_PER_K = 9
const BLOCK_AIR_W_PER_K_PER_MPS = 0.9
const FRICTION_TO_OIL = 0.6
/** Wind of the fan at full speed, standing. */
const FAN_MPS = 9
const OIL_RELIEF_PA = 420_000
const OIL_PA_PER_RADPS = curve([-30, 3500], [20, 2600], [60, 1900], [90, 1450], [130, 1050])
const OIL_LAG_S = 0.25

export const createHeat = (degC: number): Heat => ({
  coolantDegC: degC,
  oilDegC: degC,
  radiatorDegC: degC,
  thermostatShare: 0,
  oilPa: 0,
})

export function carryHeat(engine: EngineParts, stepS: number): void {
  const { heat, cylinders, crank, losses, inputs, figures } = engine
  const rubbedW = losses.frictionNm * crank.speedRadps
  const oilToCoolantW = OIL_COOLANT_W_PER_K * (heat.oilDegC - heat.coolantDegC)
  const toRadiatorW = throughThermostatW(engine, stepS)
  const ambient = inputs.ambientDegC
  const blockWPerK = BLOCK_AIR_W_PER_K + BLOCK_AIR_W_PER_K_PER_MPS * inputs.vehicleMps
  const coolantJ =
    cylinders.wallJ +
    ((1 - FRICTION_TO_OIL) * rubbedW +
      oilToCoolantW -
      toRadiatorW -
      inputs.cabinHeaterW -
      blockWPerK * (heat.coolantDegC - ambient)) *
      stepS
  const oilWPerK = OIL_AIR_W_PER_K + OIL_AIR_W_PER_K_PER_MPS * inputs.vehicleMps
  const oilW = FRICTION_TO_OIL * rubbedW - oilToCoolantW - oilWPerK * (heat.oilDegC - ambient)
  const radiatorW = toRadiatorW - radiatorWPerK(engine) * (heat.radiatorDegC - ambient)
  heat.coolantDegC += coolantJ / figures.warmUpJPerK
  heat.oilDegC += (oilW * stepS) / figures.oilJPerK
  heat.radiatorDegC += (radiatorW * stepS) / RADIATOR_J_PER_K
  cylinders.wallJ = 0
  const targetPa = Math.min(OIL_RELIEF_PA, valueAt(OIL_PA_PER_RADPS, heat.oilDegC) * crank.speedRadps)
  heat.oilPa += lagShare(stepS, OIL_LAG_S) * (targetPa - heat.oilPa)
}

function throughThermostatW({ heat, crank, condition, figures }: EngineParts, stepS: number): number {
  const stuck = condition.thermostatStuckShare
  const target = rampAt(figures.thermostatOpensDegC, figures.thermostatOpenDegC, heat.coolantDegC)
  if (stuck >= 0) heat.thermostatShare = stuck
  else heat.thermostatShare += lagShare(stepS, WAX_LAG_S) * (target - heat.thermostatShare)
  const wPerK = (figures.coolantWPerKPerKrpm * crank.rpm) / 1000
  return heat.thermostatShare * wPerK * (heat.coolantDegC - heat.radiatorDegC)
}

function radiatorWPerK({ inputs, condition, figures }: EngineParts): number {
  const windMps = Math.max(0.6 * inputs.vehicleMps, FAN_MPS * clamp(inputs.fanShare, 0, 1))
  return condition.radiatorShare * (figures.radiatorWPerK + figures.radiatorWPerKPerMps * windMps)
}
