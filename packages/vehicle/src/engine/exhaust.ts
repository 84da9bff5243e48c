/**
 * Exhaust gas from the valves past the turbine to the upstream lambda sensor: one volume that fills and empties, the
 * mixing of four cylinders' gas in it, and the time the gas needs to the sensor, by its mass (plug flow).
 * Model of the volume as in ./air-path.ts; the gas's heat comes from ./combustion.ts.
 */
import { lagShare } from '../curve.ts'
import type { EngineParts } from './engine.ts'
import { AIR_PER_FUEL } from './figures.ts'
import { createOpening, EXHAUST_CP, flowThrough, GAS_J_PER_KG_K, type Opening, ZERO_DEG_C_K } from './gas.ts'

export type Exhaust = {
  manifoldKg: number
  manifoldPa: number
  manifoldDegC: number
  turbineKgps: number
  wastegateKgps: number
  /** All that goes on to the catalyst, smoothed: what pipes feel. */
  flowKgps: number
  afterTurbinePa: number
  /** Before the catalyst. */
  pipeDegC: number
  /** Shares of the mixed gas by mass: fuel of any kind, and of that raw petrol. The rest was air. */
  fuelShare: number
  rawShare: number
  /** Fuel over what burns exactly with the air, of the last steps: the pipe between manifold and sensor. */
  readonly delayedPhi: Float64Array
  delayAt: number
  /** At the upstream sensor; 1 / lambda. */
  sensorPhi: number
}

const DELAY_STEPS = 64
/** Gas between the manifold and the upstream sensor: the turbine's housing. */
const PIPE_M3 = 0.9e-3
const FLOW_LAG_S = 0.03
const PIPE_LAG_S = 5
const PIPE_W_PER_K = 0.9
/** Of raw petrol, what a sensor's hot electrode still burns: the rest of its oxygen is seen as excess. */
const RAW_SEEN = 0.3
const STANDING_S = 40

export type ExhaustOpenings = { readonly turbine: Opening; readonly wastegate: Opening }

export const createExhaustOpenings = (): ExhaustOpenings => ({ turbine: createOpening(), wastegate: createOpening() })

export function createExhaust(figures: EngineParts['figures'], degC: number, ambientPa: number): Exhaust {
  return {
    manifoldKg: (ambientPa * figures.exhaustVolumeM3) / (GAS_J_PER_KG_K * (degC + ZERO_DEG_C_K)),
    manifoldPa: ambientPa,
    manifoldDegC: degC,
    turbineKgps: 0,
    wastegateKgps: 0,
    flowKgps: 0,
    afterTurbinePa: ambientPa,
    pipeDegC: degC,
    fuelShare: 0,
    rawShare: 0,
    delayedPhi: new Float64Array(DELAY_STEPS),
    delayAt: 0,
    sensorPhi: 0,
  }
}

/** One sub-step: out through turbine and wastegate. */
export function moveExhaust(engine: EngineParts, stepS: number): void {
  const { exhaust, turbo, openings, figures, inputs } = engine
  const { turbine, wastegate } = openings
  const gasK = exhaust.manifoldDegC + ZERO_DEG_C_K
  const paPerKg = (GAS_J_PER_KG_K * gasK) / figures.exhaustVolumeM3
  exhaust.manifoldPa = exhaust.manifoldKg * paPerKg
  turbine.areaM2 = figures.turbineM2
  wastegate.areaM2 = turbo.wastegateShare * figures.wastegateM2Max
  turbine.gasK = wastegate.gasK = gasK
  turbine.upstreamPa = wastegate.upstreamPa = exhaust.manifoldPa
  turbine.downstreamPa = wastegate.downstreamPa = exhaust.afterTurbinePa
  flowThrough(turbine)
  flowThrough(wastegate)
  // Implicit in the pressure: a standing engine's gas would otherwise swing about the outside's.
  const answers = 1 / (1 + stepS * paPerKg * (turbine.perUpstreamPa + wastegate.perUpstreamPa))
  exhaust.turbineKgps = turbine.kgps * answers
  exhaust.wastegateKgps = wastegate.kgps * answers
  const outKgps = exhaust.turbineKgps + exhaust.wastegateKgps
  exhaust.manifoldKg -= outKgps * stepS
  exhaust.manifoldPa = exhaust.manifoldKg * paPerKg
  exhaust.flowKgps += lagShare(stepS, FLOW_LAG_S) * (outKgps - exhaust.flowKgps)
  const flow = Math.max(0, exhaust.flowKgps)
  const behindPa = figures.exhaustBackPaPerKgps2K * flow * flow * (exhaust.pipeDegC + ZERO_DEG_C_K)
  exhaust.afterTurbinePa += lagShare(stepS, FLOW_LAG_S) * (inputs.ambientPa + behindPa - exhaust.afterTurbinePa)
}

/**
 * A share of its stroke's gas, from the cylinder whose exhaust is open, mixes with what is there: masses add, heat and
 * shares go by mass. The pressure follows in `moveExhaust`.
 */
export function receive({ exhaust, cylinders }: EngineParts, strokeShare: number): void {
  const from = cylinders.expelling
  const fuelKg = cylinders.fuelKg[from] * strokeShare
  const rawKg = cylinders.rawKg[from] * strokeShare
  const inKg = cylinders.airKg[from] * strokeShare + fuelKg
  if (inKg <= 0) return
  const share = inKg / (exhaust.manifoldKg + inKg)
  exhaust.manifoldDegC += share * (cylinders.exhaustDegC[from] - exhaust.manifoldDegC)
  exhaust.fuelShare += share * (fuelKg / inKg - exhaust.fuelShare)
  exhaust.rawShare += share * (rawKg / inKg - exhaust.rawShare)
  exhaust.manifoldKg += inKg
}

/** Once a step: the pipe to the sensor, and its heat. */
export function carryExhaust(engine: EngineParts, stepS: number): void {
  const { exhaust, turbo, inputs } = engine
  const flow = Math.max(0, exhaust.flowKgps)
  exhaust.delayAt = (exhaust.delayAt + 1) % DELAY_STEPS
  exhaust.delayedPhi[exhaust.delayAt] = phiSeen(exhaust)
  const gasK = exhaust.pipeDegC + ZERO_DEG_C_K
  const pipeKg = (PIPE_M3 * inputs.ambientPa) / (GAS_J_PER_KG_K * gasK)
  const steps = Math.min(DELAY_STEPS - 2, pipeKg / (Math.max(1e-6, flow) * stepS))
  const whole = Math.floor(steps)
  const newer = exhaust.delayedPhi[(exhaust.delayAt - whole + DELAY_STEPS) % DELAY_STEPS]
  const older = exhaust.delayedPhi[(exhaust.delayAt - whole - 1 + DELAY_STEPS) % DELAY_STEPS]
  exhaust.sensorPhi = newer + (steps - whole) * (older - newer)
  if (flow < 1e-4) airOut(exhaust, stepS)

  const wattsPerK = flow * EXHAUST_CP
  const afterTurbineDegC = exhaust.manifoldDegC - (wattsPerK > 0.1 ? turbo.turbineW / wattsPerK : 0)
  const arrivingDegC =
    inputs.ambientDegC + ((afterTurbineDegC - inputs.ambientDegC) * wattsPerK) / (wattsPerK + PIPE_W_PER_K)
  exhaust.pipeDegC += lagShare(stepS, PIPE_LAG_S) * (arrivingDegC - exhaust.pipeDegC)
}

function phiSeen({ fuelShare, rawShare }: Exhaust): number {
  return (AIR_PER_FUEL * (fuelShare - (1 - RAW_SEEN) * rawShare)) / (1 - fuelShare)
}

/** In a standing engine's exhaust, air comes in slowly. */
function airOut(exhaust: Exhaust, stepS: number): void {
  const share = lagShare(stepS, STANDING_S)
  exhaust.fuelShare -= share * exhaust.fuelShare
  exhaust.rawShare -= share * exhaust.rawShare
}
