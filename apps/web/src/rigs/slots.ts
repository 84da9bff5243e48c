/** Bookings as a calendar has them: day by day in this browser's time, who is there now, who comes next. */
import type { Booking } from '../api/rigs.ts'

const QUARTER_MS = 15 * 60_000
const MINUTE_MS = 60_000

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
