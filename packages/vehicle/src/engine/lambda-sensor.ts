/**
 * A heated switching lambda sensor: a cell of zirconia that gives some 0.8 V to rich gas and 0.1 V to lean, when hot.
 * Cold, it gives nothing and its inner resistance is that of an insulator: that is what a control unit's input sees.
 * Heater of 9 Ω cold, growing with temperature; the curve of voltage and all else are teaching values.
 */
import { curve, lagShare, rampAt, valueAt } from '../curve.ts'
import type { EngineParts } from './engine.ts'

export type LambdaSensor = {
  elementDegC: number
  /** Of the gas inside its protecting tube; 1 / lambda. */
  phi: number
  /** Of the gas at the sensor, for whoever models a wide-band one; 99 in air. */
  lambda: number
  /** Without load: a network puts `innerOhm` in series. */
  volts: number
  innerOhm: number
  heaterOhm: number
}

const VOLTS = curve(
  [0, 0.02],
  [0.7, 0.04],
  [0.9, 0.06],
  [0.97, 0.09],
  [0.99, 0.15],
  [0.997, 0.3],
  [1.003, 0.6],
  [1.01, 0.74],
  [1.03, 0.82],
  [1.15, 0.88],
  [1.4, 0.92],
)
const INNER_OHM = curve([20, 2e7], [200, 2e6], [300, 1e5], [400, 8000], [500, 1500], [600, 450], [700, 180], [900, 70])
const HEATER_OHM_COLD = 9
const HEATER_OHM_PER_K = 0.0195
const ELEMENT_J_PER_K = 0.3
const STANDING_W_PER_K = 0.009
const FLOW_W_PER_K = 0.02
const TUBE_LAG_S = 0.09
const LAMBDA_OF_AIR = 99

export const createLambdaSensor = (degC: number): LambdaSensor => ({
  elementDegC: degC,
  phi: 0,
  lambda: LAMBDA_OF_AIR,
  volts: 0,
  innerOhm: 2e7,
  heaterOhm: HEATER_OHM_COLD,
})

export function senseBoth(engine: EngineParts, stepS: number): void {
  const { upstream, downstream, exhaust, catalyst, inputs } = engine
  sense(engine, upstream, exhaust.sensorPhi, exhaust.pipeDegC, inputs.upstreamHeaterW, stepS)
  sense(engine, downstream, catalyst.outPhi, catalyst.brickDegC, inputs.downstreamHeaterW, stepS)
}

function sense(
  { exhaust, inputs }: EngineParts,
  sensor: LambdaSensor,
  phi: number,
  gasDegC: number,
  heaterW: number,
  stepS: number,
): void {
  const flow = Math.max(0, exhaust.flowKgps)
  const gasWPerK = (FLOW_W_PER_K * flow) / (flow + 0.01)
  const wattsOut =
    gasWPerK * (sensor.elementDegC - gasDegC) + STANDING_W_PER_K * (sensor.elementDegC - inputs.ambientDegC)
  sensor.elementDegC += ((heaterW - wattsOut) * stepS) / ELEMENT_J_PER_K
  sensor.phi += lagShare(stepS, TUBE_LAG_S) * (phi - sensor.phi)
  sensor.lambda = sensor.phi * LAMBDA_OF_AIR > 1 ? 1 / sensor.phi : LAMBDA_OF_AIR
  sensor.volts = valueAt(VOLTS, sensor.phi) * rampAt(280, 380, sensor.elementDegC)
  sensor.innerOhm = valueAt(INNER_OHM, sensor.elementDegC)
  sensor.heaterOhm = HEATER_OHM_COLD + HEATER_OHM_PER_K * (sensor.elementDegC - 20)
}
