/**
 * The brake control unit (see ../../../ecus/brake-unit.ts): in this car it tells what the driver's foot asks, and how much of that
 * the friction brakes leave to recuperation. Without supply the foot brakes by friction alone.
 */
import { clamp, inverse, valueAt } from '../../../curve.ts'
import {
  type BrakeMonitors,
  type BrakeOutputs,
  type BrakeSurroundings,
  type Brakes,
  createBrakeUnit,
} from '../../../ecus/brake-unit.ts'
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { REFERENCE_VOLTS } from '../../../ecus/thermistor.ts'
import { WHEEL_CODES } from '../../../ecus/wheel-speeds.ts'
import { BRAKE_NM_MAX, CHASSIS } from '../figures.ts'
import { BRAKE_PRESSURE_SHARE } from '../sensor-curves.ts'
import type { BrakeSignals, SignalsOf } from './signals.ts'

/** Below it the sensor's wire is cut or shorted. */
const PRESSURE_VOLTS_MIN = 0.25
const FORCE_OF_SHARE = inverse(BRAKE_PRESSURE_SHARE)

/** Titles by public lists. It is the hybrid control unit that speaks in the transmission's name. */
export const BRAKE_CODES = {
  ...WHEEL_CODES,
  pressure: 'C0044',
  lostEngine: 'U0100',
  lostTransmission: 'U0293',
} as const

export type BlendingOutputs = BrakeOutputs & {
  /** Of the full force of the pedal, what the friction brakes leave out. */
  setRecuperated(share: number): void
}
type Surroundings = BrakeSurroundings<
  SignalsOf<BrakeSignals>,
  BlendingOutputs,
  BrakeMonitors & { readonly pressure: Monitor }
>

export function createBrakes(surroundings: Surroundings): Brakes {
  const { outputs, signals, monitors } = surroundings
  const { readings } = surroundings.sensors

  const isPressureSound = () => readings.pressureVolts > PRESSURE_VOLTS_MIN

  return createBrakeUnit(surroundings, CHASSIS.wheelM, {
    reset() {
      outputs.setRecuperated(0)
      signals.brakeRequestNm = 0
    },
    /** Who cannot tell how hard the foot presses asks for no recuperation. */
    perceive() {
      const force = isPressureSound() ? valueAt(FORCE_OF_SHARE, readings.pressureVolts / REFERENCE_VOLTS) : 0
      signals.brakeRequestNm = force < 0.01 ? 0 : force * BRAKE_NM_MAX
      outputs.setRecuperated(clamp(signals.recuperatedNm, 0, signals.brakeRequestNm) / BRAKE_NM_MAX)
    },
    watch() {
      monitors.pressure.report(!isPressureSound())
      return !isPressureSound()
    },
  })
}
