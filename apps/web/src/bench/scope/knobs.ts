/** What is set at the oscilloscope, and what follows from it: the request to the station, the reading of the cursors. */
import type { ScopeSettings, ScopeTrace } from '../../api/attempts.ts'

export const DIVISIONS = 10
export const VERTICAL_DIVISIONS = 8
export const TIME_BASES_S = [5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3] as const
export const VOLTS_PER_DIVISION = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] as const

export type ChannelKnobs = {
  readonly red: string | null
  readonly black: string | null
  readonly voltsPerDivision: number
  /** Where 0 V is drawn, in divisions from the middle. */
  readonly position: number
}

export type ScopeKnobs = {
  readonly channels: readonly [ChannelKnobs, ChannelKnobs]
  readonly secondsPerDivision: number
  readonly trigger: ScopeSettings['trigger']
  /** Of the two cursors, from the trigger; none while they are away. */
  readonly cursorsS: readonly [number, number] | null
}

export const FIRST_KNOBS: ScopeKnobs = {
  channels: [
    { red: null, black: 'chassis', voltsPerDivision: 2, position: 0 },
    { red: null, black: 'chassis', voltsPerDivision: 2, position: 0 },
  ],
  secondsPerDivision: 5e-4,
  trigger: { channel: 0, edge: 'rising', volts: 1, mode: 'auto' },
  cursorsS: null,
}

/** Undefined while the first channel has no two points. A channel without points is off. */
export function settingsOf({ channels, secondsPerDivision, trigger }: ScopeKnobs): ScopeSettings | undefined {
  const placed = channels.flatMap(({ red, black }) => (red === null || black === null ? [] : [{ red, black }]))
  if (channels[0].red === null || channels[0].black === null) return undefined
  return {
    channels: placed,
    secondsPerDivision,
    trigger: { ...trigger, channel: Math.min(trigger.channel, placed.length - 1) },
  }
}

/** How the scope was set, from what it was asked; what no request tells stays as it is. */
export function knobsOf({ channels, secondsPerDivision, trigger }: ScopeSettings, before: ScopeKnobs): ScopeKnobs {
  const [first, second] = before.channels
  const off = { red: null, black: null }
  return {
    ...before,
    channels: [
      { ...first, ...(channels[0] ?? off) },
      { ...second, ...(channels[1] ?? off) },
    ],
    secondsPerDivision,
    trigger,
  }
}

/** Of each point of a curve, in seconds from the trigger. */
export function timesOf({ startS, pointS, channels }: ScopeTrace): number[] {
  return Array.from(channels[0].volts, (_, i) => startS + i * pointS)
}

export type CursorReading = { readonly seconds: number; readonly volts: readonly (number | null)[] }

/** From the first cursor to the second. */
export function cursorReading(trace: ScopeTrace, [first, second]: readonly [number, number]): CursorReading {
  const at = (volts: readonly number[], timeS: number) => volts[Math.round((timeS - trace.startS) / trace.pointS)]
  return {
    seconds: second - first,
    volts: trace.channels.map(({ volts }) => {
      const [from, to] = [at(volts, first), at(volts, second)]
      return from === undefined || to === undefined ? null : to - from
    }),
  }
}

/** 5e-4 as "500 µs": a number and a unit, as short as it gets. */
export function secondsText(seconds: number, number: (value: number, decimals?: number) => string): string {
  const size = Math.abs(seconds)
  const [factor, unit] = size < 1e-3 ? [1e6, 'µs'] : size < 1 ? [1e3, 'ms'] : [1, 's']
  const value = seconds * factor
  return `${number(value, Number.isInteger(Number(value.toFixed(3))) ? 0 : 2)}\u00a0${unit}`
}
