/** The brake control unit (see ../../../ecus/brake-unit.ts): in this car it tells the others the pressure in its brakes. */
import { curve, inverse, valueAt } from '../../../curve.ts'
import {
  type BrakeMonitors,
  type BrakeOutputs,
  type BrakeSurroundings,
  type Brakes,
  createBrakeUnit,
} from '../../../ecus/brake-unit.ts'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { WHEEL_CODES } from '../../../ecus/wheel-speeds.ts'
import { CHASSIS } from '../figures.ts'
import type { BrakeSignals, SignalsOf } from './signals.ts'

/** Outside, the sensor's wire is cut or shorted. */
const PRESSURE_VOLTS = { min: 0.25, max: 4.75 } as const
export const BRAKE_PRESSURE_VOLTS = curve([0, 0.5], [20_000, 4.5])
const KPA_OF_VOLTS = inverse(BRAKE_PRESSURE_VOLTS)
/** As tools read it (identifier 6303): km/h in steps of this. */
export const WHEEL_KMH_PER_COUNT = 0.05625

/** Titles by public lists. */
export const BRAKE_CODES = {
  ...WHEEL_CODES,
  pressure: 'C0044',
  lostEngine: 'U0100',
  lostTransmission: 'U0101',
} as const

type Surroundings = BrakeSurroundings<
  SignalsOf<BrakeSignals>,
  BrakeOutputs,
  BrakeMonitors & { readonly pressure: Monitor }
>

export function createBrakes(surroundings: Surroundings): Brakes {
  const { signals, monitors } = surroundings
  const { readings } = surroundings.sensors
  return createBrakeUnit(surroundings, CHASSIS.wheelM, {
    reset() {
      signals.brakePressureKpa = 0
    },
    perceive() {
      signals.brakePressureKpa = valueAt(KPA_OF_VOLTS, readings.pressureVolts)
    },
    watch() {
      const isCut = readings.pressureVolts < PRESSURE_VOLTS.min || readings.pressureVolts > PRESSURE_VOLTS.max
      monitors.pressure.report(isCut)
      return isCut
    },
  })
}
