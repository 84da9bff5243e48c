/** A reading as a meter shows it: four figures and a unit with its prefix. */
import type { Reading } from '../api/attempts.ts'

export type ReadingParts = { readonly digits: string; readonly unit: string }

const OHM_RANGES = [
  { from: 1e9, unit: 'GΩ' },
  { from: 1e6, unit: 'MΩ' },
  { from: 1e3, unit: 'kΩ' },
  { from: 0, unit: 'Ω' },
] as const

export function readingParts({ value, unit }: Reading): ReadingParts {
  if (value === 'OL') return { digits: 'OL', unit: unit === 'Ω' ? 'MΩ' : unit }
  if (unit === 'Pa') return { digits: fourFigures(value / 100_000), unit: 'bar' }
  if (unit === '°C') return { digits: value.toFixed(1), unit }
  if (unit === 'A') return { digits: value.toFixed(Math.abs(value) < 60 ? 2 : 1), unit } // As fine as the clamp is.
  if (unit !== 'Ω') return { digits: fourFigures(value), unit }
  const range = OHM_RANGES.find(({ from }) => Math.abs(value) >= from) ?? OHM_RANGES[3]
  return { digits: fourFigures(range.from === 0 ? value : value / range.from), unit: range.unit }
}

/** 403.2, 12.61, 0.004: as many decimals as four figures leave, never more than three. */
export function fourFigures(value: number): string {
  const whole = Math.trunc(Math.abs(value))
  const decimals = whole >= 1000 ? 0 : whole >= 100 ? 1 : whole >= 10 ? 2 : 3
  const text = value.toFixed(decimals)
  return Number(text) === 0 ? (0).toFixed(decimals) : text
}
