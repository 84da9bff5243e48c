/** The brake control unit (see ../../../ecus/brake-unit.ts): in this car it tells the others the pressure in its brakes. */
import { curve, inverse, valueAt } from '../../../curve.ts'
import { type BrakeSurroundings, type Brakes, createBrakeUnit } from '../../../ecus/brake-unit.ts'
import { WHEEL_CODES } from '../../../ecus/wheel-speeds.ts'
import { CHASSIS } from '../figures.ts'
import type { BrakeSignals, SignalsOf } from './signals.ts'

export const BRAKE_PRESSURE_VOLTS = curve([0, 0.5], [20_000, 4.5])
const KPA_OF_VOLTS = inverse(BRAKE_PRESSURE_VOLTS)
/** As tools read it (identifier 6303): km/h in steps of this. */
export const WHEEL_KMH_PER_COUNT = 0.05625

/** Titles by public lists. */
export const BRAKE_CODES = { ...WHEEL_CODES, lostEngine: 'U0100', lostTransmission: 'U0101' } as const

export function createBrakes(surroundings: BrakeSurroundings<SignalsOf<BrakeSignals>>): Brakes {
  const { signals } = surroundings
  const { readings } = surroundings.sensors
  return createBrakeUnit(surroundings, CHASSIS.wheelM, {
    reset() {
      signals.brakePressureKpa = 0
    },
    perceive() {
      signals.brakePressureKpa = valueAt(KPA_OF_VOLTS, readings.pressureVolts)
    },
    watch: () => false,
  })
}
