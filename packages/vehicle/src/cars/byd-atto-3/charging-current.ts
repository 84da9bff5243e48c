/**
 * What current an AC charge may draw: by the duty of the control pilot (IEC 61851-1) and by the resistor that codes the
 * cable at the proximity pin. Nothing where neither reading makes sense.
 */

/** [up to so many ohms, amperes]: half-way limits as charging controllers have them. Below 75 Ω is a short. */
const CABLES: readonly (readonly [ohmMax: number, amps: number])[] = [
  [75, 0],
  [150, 63],
  [330, 32],
  [1000, 20],
  [2200, 13],
]

export function cableAmpsMax(ohm: number): number {
  return CABLES.find(([ohmMax]) => ohm < ohmMax)?.[1] ?? 0
}

/** 0.6 A for each per cent from 10 to 85 %, 2.5 A above that; 100 % is a station that does not offer energy. */
export function pilotAmpsMax(duty: number): number {
  const percent = 100 * duty
  if (!(percent >= 8 && percent <= 97)) return 0
  if (percent < 10) return 6
  return percent <= 85 ? 0.6 * percent : Math.min(80, 2.5 * (percent - 64))
}
