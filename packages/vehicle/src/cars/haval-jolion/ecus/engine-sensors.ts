/**
 * What the engine control unit sees: volts at its own terminals, counts of wheels, currents of its own power stages; and
 * the curves in its memory by which it reads them. Whoever makes the car's sensors takes the same curves.
 *
 * Teaching values all of them, of usual sensors: none is published for this car. The coolant thermistor alone is held by
 * the catalogue of faults (2.3 kΩ at 20 °C).
 */
import { type Curve, curve, valueAt } from '../../../engine/curve.ts'

/** What its terminals showed last. Arrays: one number for each cylinder, 1 to 4. */
export type EngineReadings = {
  /** Behind the main relay, which the unit itself holds. */
  supplyVolts: number
  /** Terminal 15. */
  ignitionVolts: number
  /** Its own two supplies of 5 V, as they stand at its terminals: A feeds the first tracks, B the second ones. */
  referenceAVolts: number
  referenceBVolts: number
  /** 15 % to 85 % of reference A over the pedal's travel; the second track is half of that, of reference B. */
  pedal1Volts: number
  pedal2Volts: number
  /** 10 % to 90 % of reference A as the plate opens; the second track falls as the first rises. */
  throttle1Volts: number
  throttle2Volts: number
  airMeterVolts: number
  manifoldVolts: number
  boostVolts: number
  /** Thermistors against 5 V: `thermistorVolts`. The intake's sits with the boost sensor. */
  intakeTempVolts: number
  coolantVolts: number
  oilTempVolts: number
  oilPressureVolts: number
  railVolts: number
  brakeSwitchVolts: number
  /** Teeth of the crank's wheel since the unit has supply; stands still when no edge comes. */
  toothCount: number
  /** Half turns that ended since then, how long the last one of each cylinder was, and whose ended last (0 to 3). */
  segmentCount: number
  readonly segmentS: Float64Array
  lastCylinder: number
  camEdgeCount: number
  /** Of the cam's edges against the crank's teeth: degrees of the crank, earlier than parked positive. */
  camPhaseDeg: number
  /** In the window after each cylinder's top dead centre, rectified and integrated. */
  readonly knockVolts: Float64Array
  upstreamVolts: number
  downstreamVolts: number
  /** Mean of the step. */
  upstreamHeaterA: number
  downstreamHeaterA: number
  /** At the end of the last dwell. */
  readonly coilPeakA: Float64Array
  /** 1: the terminal kicked above the supply when the injector was last switched off. */
  readonly isKickSeen: Uint8Array
}

export type EngineSensors = {
  readonly readings: Readonly<EngineReadings>
  /** `supplyVolts` and `ignitionVolts` alone: what wakes the unit. */
  senseSupply(): void
  /** `isSlowDue`: temperatures and oil pressure too. */
  sense(isSlowDue: boolean): void
  /** As after power on: wheels are counted from here. */
  restart(): void
  /** What the sensors hold beside their readings, for a state hash. */
  state(): readonly number[]
}

export function firstEngineReadings(): EngineReadings {
  return {
    supplyVolts: 0,
    ignitionVolts: 0,
    referenceAVolts: 0,
    referenceBVolts: 0,
    pedal1Volts: 0,
    pedal2Volts: 0,
    throttle1Volts: 0,
    throttle2Volts: 0,
    airMeterVolts: 0,
    manifoldVolts: 0,
    boostVolts: 0,
    intakeTempVolts: 0,
    coolantVolts: 0,
    oilTempVolts: 0,
    oilPressureVolts: 0,
    railVolts: 0,
    brakeSwitchVolts: 0,
    toothCount: 0,
    segmentCount: 0,
    segmentS: new Float64Array(4),
    lastCylinder: 0,
    camEdgeCount: 0,
    camPhaseDeg: 0,
    knockVolts: new Float64Array(4),
    upstreamVolts: 0,
    downstreamVolts: 0,
    upstreamHeaterA: 0,
    downstreamHeaterA: 0,
    coilPeakA: new Float64Array(4),
    isKickSeen: new Uint8Array(4),
  }
}

export const REFERENCE_VOLTS = 5
export const PEDAL_FROM = 0.15
export const PEDAL_SPAN = 0.7
export const THROTTLE_FROM = 0.1
export const THROTTLE_SPAN = 0.8
/** A cold sensor does not pull its input from here. */
export const LAMBDA_BIAS_VOLTS = 0.45
export const LAMBDA_BIAS_OHM = 51_000
/** Within the unit, from 5 V to each thermistor. */
export const THERMISTOR_PULL_UP_OHM = 2200

/** Hot film: kg/s to volts; steep at idle, flat at full load. */
export const AIR_METER_VOLTS: Curve = curve(
  [0, 1],
  [0.001, 1.35],
  [0.002, 1.6],
  [0.004, 1.95],
  [0.008, 2.4],
  [0.015, 2.85],
  [0.03, 3.4],
  [0.06, 4],
  [0.1, 4.45],
  [0.14, 4.75],
)
/** Absolute pressure in the manifold and before the throttle, oil and rail above the air's: pascals to volts. */
export const MANIFOLD_VOLTS: Curve = curve([20_000, 0.4], [250_000, 4.65])
export const BOOST_VOLTS: Curve = curve([20_000, 0.4], [300_000, 4.65])
export const OIL_PRESSURE_VOLTS: Curve = curve([0, 0.5], [1_000_000, 4.5])
export const RAIL_VOLTS: Curve = curve([0, 0.5], [1_000_000, 4.5])

/** Computed once from R = 2.3 kΩ * exp(3500 K * (1/T - 1/293.15 K)) and rounded. */
export const THERMISTOR_OHM: Curve = curve(
  [-40, 49_700],
  [-30, 26_800],
  [-20, 15_200],
  [-10, 8970],
  [0, 5510],
  [10, 3510],
  [20, 2300],
  [30, 1550],
  [40, 1070],
  [50, 759],
  [60, 548],
  [70, 404],
  [80, 303],
  [90, 230],
  [100, 178],
  [110, 139],
  [120, 110],
  [130, 88.5],
  [150, 58.7],
)

/** What stands at the terminal: the divider of pull-up and thermistor. */
export function thermistorVolts(degC: number): number {
  const ohm = valueAt(THERMISTOR_OHM, degC)
  return (REFERENCE_VOLTS * ohm) / (ohm + THERMISTOR_PULL_UP_OHM)
}

const inverse = ({ x, y }: Curve): Curve => {
  const isFalling = y[0] > y[y.length - 1]
  return isFalling ? { x: y.toReversed(), y: x.toReversed() } : { x: y, y: x }
}
const DEG_C_OF_OHM = inverse(THERMISTOR_OHM)
export const KGPS_OF_VOLTS = inverse(AIR_METER_VOLTS)
export const MANIFOLD_PA_OF_VOLTS = inverse(MANIFOLD_VOLTS)
export const BOOST_PA_OF_VOLTS = inverse(BOOST_VOLTS)
export const OIL_PA_OF_VOLTS = inverse(OIL_PRESSURE_VOLTS)
export const RAIL_PA_OF_VOLTS = inverse(RAIL_VOLTS)

/** An open wire stands at 5 V and reads as -40 °C. */
export function thermistorDegC(volts: number): number {
  if (volts >= 0.99 * REFERENCE_VOLTS) return -40
  return valueAt(DEG_C_OF_OHM, (THERMISTOR_PULL_UP_OHM * Math.max(0, volts)) / (REFERENCE_VOLTS - volts))
}
