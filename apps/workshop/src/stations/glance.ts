/**
 * What somebody sees who passes by a station: what the person there did last, how often it was refused, what it shows.
 *
 * A question that is asked again and again is a display that refreshes itself, not a person who does something: it
 * counts once, and again only when it has been silent for a while.
 */
import type { ActionOutcome, Measurement, Reading, ScopeSettings } from '@luban/lab'
import type { DoorKind } from './world.ts'

/** The last thing that was done, as plain as the evidence has it: the words belong to whoever shows it. */
export type GlanceDeed =
  | { readonly kind: 'action'; readonly action: unknown; readonly outcome: ActionOutcome }
  | { readonly kind: 'measurement'; readonly measurement: Measurement; readonly reading: Reading | null }
  | { readonly kind: 'scope'; readonly settings: ScopeSettings }
  | { readonly kind: 'diagnostic'; readonly ecu: string; readonly request: string; readonly response: string | null }
  | { readonly kind: 'tool'; readonly door: DoorKind }

/** Times are milliseconds of wall time since the attempt started. */
export type Glance = {
  readonly view: unknown
  readonly pace: number
  readonly isPaused: boolean
  readonly lastDeed: (GlanceDeed & { readonly wallMs: number }) | null
  /** When a tool at a door last said anything. */
  readonly toolAskedMs: number | null
  /** What the station would not do: a sign of somebody who is lost. */
  readonly refusedCount: number
  /** What was lacking for safety. */
  readonly remarkCount: number
}

/** A question that was silent for this long is asked by a person again. */
const POLLING_MS = 60_000
const QUESTIONS_MAX = 256

type Noted = { readonly kind: string; readonly remarks?: readonly string[] }

export type Deeds = ReturnType<typeof createDeeds>

/** Remembers only what a glance tells. */
export function createDeeds() {
  const askedMs = new Map<string, number>()
  let lastDeed: Glance['lastDeed'] = null
  let toolAskedMs: number | null = null
  let refusedCount = 0
  let remarkCount = 0

  return {
    note(deed: GlanceDeed, wallMs: number, outcome: Noted = { kind: 'done' }): void {
      if (outcome.kind === 'refused') refusedCount++
      remarkCount += outcome.remarks?.length ?? 0
      lastDeed = { ...deed, wallMs }
    },
    asked(deed: GlanceDeed & { kind: 'diagnostic' }, wallMs: number): void {
      const question = `${deed.ecu} ${deed.request}`
      const before = askedMs.get(question) ?? Number.NEGATIVE_INFINITY
      if (askedMs.size >= QUESTIONS_MAX) askedMs.clear()
      askedMs.set(question, wallMs)
      if (wallMs - before >= POLLING_MS) lastDeed = { ...deed, wallMs }
    },
    toolAsked(wallMs: number): void {
      toolAskedMs = wallMs
    },
    glance: () => ({ lastDeed, toolAskedMs, refusedCount, remarkCount }),
  }
}
