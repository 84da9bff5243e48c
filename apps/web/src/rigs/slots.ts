/** Bookings as a calendar has them: day by day in this browser's time, who is there now, who comes next. */
import type { Booking } from '../api/rigs.ts'

const QUARTER_MS = 15 * 60_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** The server takes no start later than this. */
export const BOOKING_AHEAD_DAYS = 14

/** "From now on" was a little ago when it arrives. */
const LATE_MS = 5 * MINUTE_MS

type Span = Pick<Booking, 'startsAt' | 'endsAt'>

export function currentAndNext<B extends Span>(bookings: readonly B[], nowMs: number): { now?: B; next?: B } {
  const now = bookings.find((one) => Date.parse(one.startsAt) <= nowMs && nowMs < Date.parse(one.endsAt))
  const next = bookings.find((one) => Date.parse(one.startsAt) > nowMs)
  return { ...(now && { now }), ...(next && { next }) }
}

/** By the day on which each starts, in the order given. */
export function byDay<B extends Span>(bookings: readonly B[]): { readonly day: string; readonly bookings: B[] }[] {
  const days = Map.groupBy(bookings, ({ startsAt }) => dayOf(new Date(startsAt)))
  return [...days].map(([day, all]) => ({ day, bookings: all }))
}

/** The next quarter of an hour, as the fields for day and time take it. */
export function nextQuarter(nowMs: number): { day: string; time: string } {
  const at = new Date(Math.ceil(nowMs / QUARTER_MS) * QUARTER_MS)
  return { day: dayOf(at), time: `${two(at.getHours())}:${two(at.getMinutes())}` }
}

/** 0: today. On the last day a booking begins no later than at the time of day that it is now. */
export const dayAhead = (nowMs: number, days: number): string => dayOf(new Date(nowMs + days * DAY_MS))

export type SlotProblem = 'past' | 'tooFar'

/** Undefined where the server takes it; a quarter of an hour that has just begun still counts as now. */
export function problemOfStart(startsAt: string, nowMs: number): SlotProblem | undefined {
  const aheadMs = Date.parse(startsAt) - nowMs
  if (aheadMs < -LATE_MS) return 'past'
  return aheadMs > BOOKING_AHEAD_DAYS * DAY_MS ? 'tooFar' : undefined
}

/** Undefined while day or time is not entered whole. */
export function spanOf(day: string, time: string, minutes: number): Span | undefined {
  const startMs = Date.parse(`${day}T${time}`)
  if (Number.isNaN(startMs)) return undefined
  const iso = (ms: number) => new Date(ms).toISOString()
  return { startsAt: iso(startMs), endsAt: iso(startMs + minutes * MINUTE_MS) }
}

function dayOf(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

const two = (value: number) => String(value).padStart(2, '0')
