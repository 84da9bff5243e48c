/**
 * What the transmission control unit sees: volts at its own terminals, edges of toothed wheels as its timers caught them,
 * currents of its own power stages; and what is in its memory of clutches, gears and sensors. Whoever makes the car's
 * sensors takes the same curves (../sensor-curves.ts).
 *
 * Teaching values all of them, of usual sensors. Ratios and clutch figures are those of the transmission that is built in
 * (driveline/dual-clutch.ts, held by a test): a unit knows its own gearbox as its maker taught it, and cannot look inside.
 */

import { type Curve, valueAt } from '../../../curve.ts'
import { REFERENCE_VOLTS, THERMISTOR_PULL_UP_OHM, thermistorDegC } from '../../../ecus/thermistor.ts'
import { CHASSIS } from '../figures.ts'
import { CLUTCH_SHARE, SELECTOR_OHM } from '../sensor-curves.ts'

/** Odd gears hang on the first clutch, even ones and reverse on the second. */
export const ODD = 0
export const EVEN = 1
export const NEUTRAL = 0
export const REVERSE = 8
/** A fork whose sensor tells nothing that can be. */
export const UNKNOWN = -1

export const GEAR_RATIOS: Float64Array = Float64Array.of(0, 16, 10, 6.67, 4.7, 3.46, 2.62, 2.0025, -13.2)
export const CLUTCH = { solenoidAMin: 0.15, kpaPerA: 2000, touchKpa: 90, nmPerKpa: 0.35 } as const
export const SOLENOID_OHM = 5
export const CAR = {
  wheelM: CHASSIS.wheelM,
  massKg: CHASSIS.massKg + CHASSIS.rotatingKg,
  dragAreaM2: CHASSIS.dragAreaM2,
  rolling: CHASSIS.rolling,
} as const

export const sideOf = (gear: number): number => (gear % 2 === 1 ? ODD : EVEN)

/** What its terminals showed last. Arrays have the odd clutch first. */
export type TransmissionReadings = {
  /** Behind the main relay, which the engine control unit holds while the ignition is on and a little longer. */
  supplyVolts: number
  readonly pressureVolts: Float64Array
  /** Mean of the step, over the shunt of each stage. */
  readonly solenoidA: Float64Array
  /** Edges a second, from the time between the last two; 0 when none comes any more. */
  readonly shaftHz: Float64Array
  outputHz: number
  isOutputBackwards: boolean
  /** Forks 1/3, 2/4, 5/7 and 6/R: in the middle, or drawn to the one or the other gear. */
  readonly forkVolts: Float64Array
  /** Of the oil that leaves the hotter clutch, and of the sump: thermistors against 5 V. */
  clutchTempVolts: number
  oilTempVolts: number
  selectorVolts: number
  /** At the terminals of the valve for cooling oil and of the park actuator, on average; and at the end of the last pulse. */
  readonly stageVolts: Float64Array
  readonly stagePeakA: Float64Array
}

/** Their places in `stageVolts` and `stagePeakA`. */
export const COOLING = 0
export const PARK = 1

export type TransmissionSensors = {
  readonly readings: Readonly<TransmissionReadings>
  /** `supplyVolts` alone: what wakes the unit. */
  senseSupply(): void
  /** `isSlowDue`: temperatures too. */
  sense(isSlowDue: boolean): void
  /** What the sensors hold beside their readings, for a state hash. */
  state(): readonly number[]
}

export function firstTransmissionReadings(): TransmissionReadings {
  return {
    supplyVolts: 0,
    pressureVolts: new Float64Array(2),
    solenoidA: new Float64Array(2),
    shaftHz: new Float64Array(2),
    outputHz: 0,
    isOutputBackwards: false,
    forkVolts: new Float64Array(4),
    clutchTempVolts: 0,
    oilTempVolts: 0,
    selectorVolts: 0,
    stageVolts: new Float64Array(2),
    stagePeakA: new Float64Array(2),
  }
}

/** At 300 °C the clutches' thermistor still has 0.01 V; in the cold no more than 4.8 V. */
const THERMISTOR_VOLTS_MIN = 0.004
const THERMISTOR_VOLTS_MAX = 4.93

const KPA_OF_SHARE: Curve = { x: CLUTCH_SHARE.y, y: CLUTCH_SHARE.x }
/** A whole sensor stays between them. */
export const PRESSURE_VOLTS_MIN = 0.3
export const PRESSURE_VOLTS_MAX = 4.7

/** Teeth of each input shaft, and of the wheel on the differential. */
export const SHAFT_TEETH = 60
export const OUTPUT_TEETH = 96
const RADPS_PER_HZ = 2 * Math.PI
/** Slower than this a timer says 0. */
export const EDGES_HZ_MIN = 3

export const FORK_VOLTS = { one: 1, middle: 2.5, other: 4 } as const
/** Gears of the four forks: the one at 1 V, the other at 4 V. */
export const FORKS = [
  [1, 3],
  [2, 4],
  [5, 7],
  [6, REVERSE],
] as const
const FORK_VOLTS_OFF_MAX = 0.5

export type Selector = keyof typeof SELECTOR_OHM
export const SELECTORS: readonly Selector[] = ['P', 'R', 'N', 'D']
/** A ladder of resistors against 2.2 kΩ within the unit: 0.65, 1.36, 2.25 and 3.2 V. */
export const selectorVoltsOf = (selector: Selector): number =>
  (REFERENCE_VOLTS * SELECTOR_OHM[selector]) / (SELECTOR_OHM[selector] + THERMISTOR_PULL_UP_OHM)
const SELECTOR_VOLTS: readonly number[] = SELECTORS.map(selectorVoltsOf)
const SELECTOR_VOLTS_OFF_MAX = 0.25

/** What the unit makes of its readings. */
export type Perception = {
  /** Backwards negative. */
  wheelRadps: number
  readonly shaftRadps: Float64Array
  readonly pressureKpa: Float64Array
  /** Gear of each shaft that its forks tell. */
  readonly gear: Int8Array
  clutchDegC: number
  oilDegC: number
  selector: Selector | undefined
}

export function firstPerception(): Perception {
  return {
    wheelRadps: 0,
    shaftRadps: new Float64Array(2),
    pressureKpa: new Float64Array(2),
    gear: new Int8Array(2),
    clutchDegC: 20,
    oilDegC: 20,
    selector: 'P',
  }
}

export function perceive(seen: Perception, readings: Readonly<TransmissionReadings>): void {
  const wheelRadps = wheelRadpsOf(readings.outputHz)
  seen.wheelRadps = readings.isOutputBackwards ? -wheelRadps : wheelRadps
  for (let side = ODD; side <= EVEN; side++) {
    seen.shaftRadps[side] = (readings.shaftHz[side] * RADPS_PER_HZ) / SHAFT_TEETH
    seen.pressureKpa[side] = valueAt(KPA_OF_SHARE, readings.pressureVolts[side] / REFERENCE_VOLTS)
    seen.gear[side] = gearOf(readings.forkVolts, side)
  }
  seen.selector = selectorOf(readings.selectorVolts)
}

export function perceiveTemperatures(seen: Perception, readings: Readonly<TransmissionReadings>): void {
  seen.oilDegC = thermistorDegC(readings.oilTempVolts)
  // Who cannot feel the clutches takes the sump, and lets all the oil over them: see ./transmission.ts.
  seen.clutchDegC = isClutchTempSound(readings) ? thermistorDegC(readings.clutchTempVolts) : seen.oilDegC
}

export const isClutchTempSound = ({ clutchTempVolts }: Readonly<TransmissionReadings>): boolean =>
  clutchTempVolts > THERMISTOR_VOLTS_MIN && clutchTempVolts < THERMISTOR_VOLTS_MAX

/** A shaft has the gear of the one fork that is not in the middle; two at once, or none that can be told, is unknown. */
function gearOf(forkVolts: Float64Array, side: number): number {
  const first = forkGear(forkVolts[side], side)
  const second = forkGear(forkVolts[side + 2], side + 2)
  if (first === NEUTRAL) return second
  return second === NEUTRAL ? first : UNKNOWN
}

function forkGear(volts: number, fork: number): number {
  if (Math.abs(volts - FORK_VOLTS.middle) < FORK_VOLTS_OFF_MAX) return NEUTRAL
  if (Math.abs(volts - FORK_VOLTS.one) < FORK_VOLTS_OFF_MAX) return FORKS[fork][0]
  return Math.abs(volts - FORK_VOLTS.other) < FORK_VOLTS_OFF_MAX ? FORKS[fork][1] : UNKNOWN
}

function selectorOf(volts: number): Selector | undefined {
  for (let place = 0; place < 4; place++)
    if (Math.abs(volts - SELECTOR_VOLTS[place]) < SELECTOR_VOLTS_OFF_MAX) return SELECTORS[place]
  return undefined
}

/** What a fork's sensor shows: for whoever makes the car's. */
export function forkVoltsOf(fork: number, gear: number): number {
  if (gear === FORKS[fork][0]) return FORK_VOLTS.one
  return gear === FORKS[fork][1] ? FORK_VOLTS.other : FORK_VOLTS.middle
}

export const shaftHzOf = (radps: number): number => (Math.abs(radps) * SHAFT_TEETH) / RADPS_PER_HZ
export const outputHzOf = (wheelRadps: number): number => (Math.abs(wheelRadps) * OUTPUT_TEETH) / RADPS_PER_HZ
export const wheelRadpsOf = (outputHz: number): number => (outputHz * RADPS_PER_HZ) / OUTPUT_TEETH
