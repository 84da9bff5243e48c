/**
 * What the engine control unit sees: volts at its own terminals, counts of wheels, currents of its own power stages; and
 * how it reads them, by the sensors' own curves (./sensor-curves.ts).
 */
import { inverse } from '../curve.ts'
import { AIR_MASS_SHARE, BOOST_SHARE, MANIFOLD_SHARE, OIL_SHARE, RAIL_SHARE } from './sensor-curves.ts'

/** What its terminals showed last. Arrays: one number for each cylinder, 1 to 4. */
export type EngineReadings = {
  /** Behind the main relay, which the unit itself holds. */
  supplyVolts: number
  /** Terminal 15. */
  ignitionVolts: number
  /** Terminal 30: what keeps its memory alive. */
  batteryVolts: number
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
  /** Thermistors against 5 V: `thermistorVolts` (../ecus/thermistor.ts). The intake's sits with the boost sensor. */
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
  /** Rectified; the loudest since the last step. */
  knockVolts: number
  upstreamVolts: number
  downstreamVolts: number
  /** Mean of the step. */
  upstreamHeaterA: number
  downstreamHeaterA: number
  /** At the end of the last dwell. */
  readonly coilPeakA: Float64Array
  /** 1: the terminal kicked above the supply when the injector was last switched off. */
  readonly isKickSeen: Uint8Array
  /** At the terminals of `VALVES`, on average: the supply while off, if the valve is there. */
  readonly valveVolts: Float64Array
  /** At the end of the last pulse. */
  readonly valvePeakA: Float64Array
  /** At the terminals of `RELAYS`. */
  readonly relayVolts: Float64Array
  /** What the alternator's regulator last answered by LIN; it does so as long as it is asked. */
  isRegulatorHeard: boolean
  /** It finds nothing at its sense terminal, and goes by its own output. */
  isSenseMissed: boolean
}

/** What it drives by pulses and by switches to ground, in the order of its readings. */
export const VALVES = ['purge', 'oilControl', 'wastegate'] as const
export const RELAYS = ['fuelPump', 'fan', 'starter', 'airConditioning'] as const

export type EngineSensors = {
  readonly readings: Readonly<EngineReadings>
  /** `supplyVolts` and `ignitionVolts` alone: what wakes the unit. */
  senseSupply(): void
  /** `isSlowDue`: temperatures, oil pressure, valves, relays, terminal 30 and the regulator too. */
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
    batteryVolts: 0,
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
    knockVolts: 0,
    upstreamVolts: 0,
    downstreamVolts: 0,
    upstreamHeaterA: 0,
    downstreamHeaterA: 0,
    coilPeakA: new Float64Array(4),
    isKickSeen: new Uint8Array(4),
    valveVolts: new Float64Array(VALVES.length),
    valvePeakA: new Float64Array(VALVES.length),
    relayVolts: new Float64Array(RELAYS.length),
    isRegulatorHeard: false,
    isSenseMissed: false,
  }
}

export const PEDAL_FROM = 0.15
export const PEDAL_SPAN = 0.7
export const THROTTLE_FROM = 0.1
export const THROTTLE_SPAN = 0.8
/** By the share of their 5 V. */
export const KGPS_OF_SHARE = inverse(AIR_MASS_SHARE)
export const MANIFOLD_PA_OF_SHARE = inverse(MANIFOLD_SHARE)
export const BOOST_PA_OF_SHARE = inverse(BOOST_SHARE)
export const OIL_PA_OF_SHARE = inverse(OIL_SHARE)
export const RAIL_PA_OF_SHARE = inverse(RAIL_SHARE)
