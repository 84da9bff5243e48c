/**
 * Where a spark is best and where it knocks, as straight lines over charge and speed: the physics burns by them, and a
 * control unit's maps come from them. No state. Slopes are teaching values of the usual size (Heywood).
 */
import { CYLINDER_COUNT, type EngineFigures, REFERENCE_AIR_KG_PER_M3 } from './figures.ts'

/** Air in a cylinder over what would fill it at 25 °C and 100 kPa. */
export function relativeCharge({ displacementM3 }: EngineFigures, cylinderAirKg: number): number {
  return cylinderAirKg / (REFERENCE_AIR_KG_PER_M3 * (displacementM3 / CYLINDER_COUNT))
}

/** Advance of the greatest torque in degrees before top dead centre, without regard to knock. */
export function bestAdvanceDeg(charge: number, rpm: number): number {
  return Math.max(5, 38 - 18 * Math.min(1.2, charge) + 2.2 * (rpm / 1000 - 2))
}

/** The greatest advance that does not knock on petrol of octane 95, intake air of 40 °C and coolant of 90 °C. */
export function knockAdvanceDeg(charge: number, rpm: number): number {
  return 42 - 20 * charge + 2.5 * (rpm / 1000 - 2)
}

/** What other petrol and other temperatures leave of it. */
export function knockShiftDeg(intakeDegC: number, coolantDegC: number, octane: number): number {
  return 1.2 * (octane - 95) - 0.2 * (intakeDegC - 40) - 0.12 * (coolantDegC - 90)
}
