/**
 * Petrol from the tank to the intake ports: pump, pressure regulator in the tank, rail, injectors, and the film that
 * clings to the port walls.
 *
 * The pump is a side-channel pump on a motor: its pressure grows with speed squared, so a few volts less cost much
 * pressure. Fitted to one reading of the catalogue: 6 A and 2.6 bar at 10.4 V.
 * Wall film: the X-tau model (Aquino, SAE 810494): a share of what is injected stays, the film evaporates with a lag.
 */
import { lagShare, valueAt } from '../curve.ts'
import type { EngineParts } from './engine.ts'
import { CYLINDER_COUNT } from './figures.ts'

export type Fuel = {
  tankKg: number
  /** Above the air's pressure, as a gauge reads it. */
  railGaugePa: number
  pumpA: number
  /** Through all injectors, of the last whole cycles. */
  injectedKgps: number
  /** Since the engine was made: what a consumption test reads. */
  injectedKg: number
  readonly filmKg: Float64Array
  /** In the port, waiting for its intake stroke. */
  readonly portKg: Float64Array
  /** Injected in this step. */
  stepKg: number
}

const PUMP_OHM = 0.45
/** What the pump can draw when its pressure is low: its winding alone. */
const PUMP_STALL_OHM = 1.2
const PUMP_IDLE_A = 4.4 // Fit.
const PUMP_A_PER_PA = 6e-6 // Fit.
const PUMP_PA_PER_VOLT2 = 4380 // Fit.
const PUMP_PA_PER_KGPS = 4.2e6
const RAIL_RISE_S = 0.05
/** Petrol that the rail's walls give back for each pascal. */
const RAIL_KG_PER_PA = 3e-9
const RAIL_LEAK_PAPS = 60
const FLOW_LAG_S = 0.3
const REFERENCE_PA = 380_000

export function createFuel(): Fuel {
  return {
    tankKg: 30,
    railGaugePa: 0,
    pumpA: 0,
    injectedKgps: 0,
    injectedKg: 0,
    filmKg: new Float64Array(CYLINDER_COUNT),
    portKg: new Float64Array(CYLINDER_COUNT),
    stepKg: 0,
  }
}

/** Pump and rail, once a step. */
export function pumpFuel({ fuel, inputs, condition, figures }: EngineParts, stepS: number): void {
  fuel.injectedKgps += lagShare(stepS, FLOW_LAG_S) * (fuel.stepKg / stepS - fuel.injectedKgps)
  const volts = Math.max(0, inputs.fuelPumpVolts)
  fuel.pumpA = Math.min(volts / PUMP_STALL_OHM, PUMP_IDLE_A + PUMP_A_PER_PA * fuel.railGaugePa)
  const innerVolts = Math.max(0, volts - PUMP_OHM * fuel.pumpA)
  const isDry = fuel.tankKg <= 0
  const pumpPa = isDry ? 0 : PUMP_PA_PER_VOLT2 * condition.fuelPumpShare * innerVolts * innerVolts
  const reachesPa = Math.min(figures.railGaugePa, pumpPa - PUMP_PA_PER_KGPS * fuel.injectedKgps)
  if (reachesPa >= fuel.railGaugePa) {
    fuel.railGaugePa += lagShare(stepS, RAIL_RISE_S) * (reachesPa - fuel.railGaugePa)
  } else {
    // The pump's check valve holds what is in the rail; injectors and time take it out.
    const fallPa = fuel.stepKg / RAIL_KG_PER_PA + RAIL_LEAK_PAPS * stepS
    fuel.railGaugePa = Math.max(0, reachesPa, fuel.railGaugePa - fallPa)
  }
  fuel.stepKg = 0
}

/** One injection of one cylinder into its port. */
export function inject({ fuel, inputs, condition, figures, air, crank }: EngineParts, cylinder: number): void {
  const cycleMs = (4000 * Math.PI) / Math.max(1, crank.speedRadps)
  const openMs =
    Math.min(inputs.injectorOnMs[cylinder], cycleMs) - valueAt(figures.injectorDeadMs, inputs.injectorVolts)
  const acrossPa = fuel.railGaugePa + inputs.ambientPa - air.manifoldPa
  if (openMs <= 0 || acrossPa <= 0) return
  const flowKgps = figures.injectorKgps * condition.injectorFlowShare[cylinder] * Math.sqrt(acrossPa / REFERENCE_PA)
  const injectedKg = Math.min(fuel.tankKg, flowKgps * openMs * 1e-3)
  fuel.tankKg -= injectedKg
  fuel.injectedKg += injectedKg
  fuel.stepKg += injectedKg
  fuel.portKg[cylinder] += injectedKg
}

/** What a cylinder draws in of its port's fuel: the part that does not cling, and what the film gives off in a cycle. */
export function drawFuel({ fuel, heat, crank, figures }: EngineParts, cylinder: number): number {
  const cycleS = Math.min(2, (4 * Math.PI) / Math.max(1, crank.speedRadps))
  const clings = valueAt(figures.filmShare, heat.coolantDegC) * fuel.portKg[cylinder]
  const givesOff = fuel.filmKg[cylinder] * lagShare(cycleS, valueAt(figures.filmLagS, heat.coolantDegC))
  const drawnKg = fuel.portKg[cylinder] - clings + givesOff
  fuel.filmKg[cylinder] += clings - givesOff
  fuel.portKg[cylinder] = 0
  return drawnKg
}
