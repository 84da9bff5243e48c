/**
 * An attempt as it can be played back on the bench's own panels: what was seen, ten times a second of wall time, and what
 * was done, told anew by a fresh station that the evidence is driven through (replay.ts).
 *
 * The evidence keeps a view once a second, and no curve of a scope: both follow from the station. Events come in the order
 * of wall time, for that is how the trainee lived it; a whole view comes every so often, so that a jump needs few changes.
 * Nothing of it tells the fault: it holds what the trainee was shown, and what the trainee did.
 */
import { assert } from '@luban/stdx'
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'
import { createGuide, type Guide, type GuideProgress } from './guidance.ts'
import { type PaceSegment, stationMsAt } from './pace.ts'
import { createPlayer, type Difference, type ReplayStation } from './replay.ts'
import type { EcuAddress } from './responses.ts'
import type { ScopeTrace } from './station.ts'

/** What people did, or what happened to them. Frames are far more, and told as exchanges elsewhere. */
const TOLD_KINDS = ['action', 'measurement', 'scope', 'diagnostic', 'hazard', 'diagnosis', 'message', 'closed'] as const
export type ToldRecord = Extract<EvidenceRecord, { kind: (typeof TOLD_KINDS)[number] }>

export type TrackView = Readonly<Record<string, unknown>>
type Moment = { readonly wallMs: number; readonly stationMs: number }

export type TrackEvent =
  | (Moment & { readonly kind: 'view'; readonly pace: number; readonly view: TrackView })
  /** What is other than in the view before; nothing of it went away. */
  | (Moment & { readonly kind: 'change'; readonly pace: number; readonly change: TrackView })
  /** What the scope showed at the record of that place. */
  | (Moment & { readonly kind: 'trace'; readonly index: number; readonly trace: ScopeTrace })
  | (Moment & { readonly kind: 'told'; readonly index: number; readonly record: ToldRecord })
  /** Of a guided attempt: how far it had come, after each change. */
  | (Moment & { readonly kind: 'guide'; readonly progress: GuideProgress })
  /** The last: whether the station came to the states that were recorded, and where not. */
  | (Moment & { readonly kind: 'end'; readonly statesCompared: number; readonly difference: Difference | null })

export type ReplayTrack = {
  /** In the order of the evidence, from its first record. `index`: the place in it. */
  play(record: EvidenceRecord, index: number): void
  end(): void
  /** All that was wanted is told: `end` may come. */
  readonly isDone: boolean
}

export type ReplayTrackOptions = {
  /** `segmentsOf` the whole evidence. */
  readonly segments: readonly PaceSegment[]
  /** Whose answers a guided attempt is led by. */
  readonly ecus?: readonly EcuAddress[]
  /** The curve of the scope at this place is all that is wanted: of a running scope not each look is told with the rest. */
  readonly lookAt?: number | undefined
  emit(event: TrackEvent): void
}

/** As often as a bench is shown its car. */
const VIEW_EVERY_MS = 100
/** So many changes at most lie between two whole views. */
const CHANGES_MAX = 100
/**
 * A running scope looks more often than anybody can tell apart, and each look costs as much as seconds of the car. After
 * other settings, or at another place, a curve is another: that look is always told.
 */
const LOOK_EVERY_MS = 1000
const LOOKS_MAX = 300
const LOOK_STEPS = 1_000_000

export function createReplayTrack<Action, View extends object>(
  replayed: ReplayStation<Action, View>,
  { segments, ecus = [], lookAt, emit: emitAny }: ReplayTrackOptions,
): ReplayTrack {
  const { station, senders, secondBus } = replayed
  const emit = lookAt === undefined ? emitAny : (event: TrackEvent) => event.kind === 'trace' && emitAny(event)
  const views = createViews(emit)
  let difference: Difference | null = null
  let isBroken = false
  let statesCompared = 0
  let last: Moment = { wallMs: 0, stationMs: 0 }
  let lookedMs = Number.NEGATIVE_INFINITY
  let lookCount = 0
  let settingsText = ''
  let isDone = false
  let guide: Guide | undefined

  function seeGuided(record: EvidenceRecord, index: number): void {
    if (record.kind === 'opened' && record.guide !== undefined) guide = createGuide(record.guide, ecus)
    const isNew = guide?.see(record, index) === true || record.kind === 'opened'
    if (guide === undefined || !isNew) return
    const { wallMs, stationMs } = record
    emit({ kind: 'guide', wallMs, stationMs, progress: guide.progress })
  }

  function show(wallMs: number): void {
    last = { wallMs, stationMs: stationMsAt(segments, wallMs) }
    views.show(last, paceAt(segments, wallMs), station.view() as TrackView)
  }

  function isWanted({ settings, wallMs }: EvidenceOf<'scope'>, index: number): boolean {
    if (lookAt !== undefined) return index === lookAt
    const text = JSON.stringify(settings)
    const isOther = text !== settingsText
    if (!isOther && (wallMs - lookedMs < LOOK_EVERY_MS || lookCount >= LOOKS_MAX)) return false
    settingsText = text
    lookedMs = wallMs
    if (!isOther) lookCount++
    return true
  }

  const player = createPlayer(replayed, segments, {
    equal(found) {
      if (found.what === 'stateHash') statesCompared++
      if (found.recorded !== found.replayed) difference ??= found
    },
    passed(wallMs) {
      if (lookAt === undefined && views.isDue(wallMs)) show(wallMs)
    },
    looked(record, index) {
      const { settings, wallMs, stationMs } = record
      if (!isWanted(record, index)) return
      const outcome = station.beginScope?.(settings)
      if (outcome?.kind !== 'capture') return
      while (!outcome.capture.advance(LOOK_STEPS));
      emit({ kind: 'trace', wallMs, stationMs, index, trace: rounded(outcome.capture.trace()) })
    },
  })

  return {
    play(record, index) {
      seeGuided(record, index)
      // What the station's own units sent, they send again.
      if (record.kind === 'frame') {
        const its = record.channel === undefined ? senders : secondBus?.senders
        if (its?.has(record.sender) === true) return
      }
      if (isBroken || isDone) return
      try {
        player.play(record, index)
      } catch (error) {
        // Evidence from another version may hold what this station does not know: what was shown until then stays.
        isBroken = true
        difference ??= { index, tick: record.tick, what: 'failure', recorded: record.kind, replayed: String(error) }
      }
      if (lookAt !== undefined) {
        isDone = index >= lookAt || isBroken
        return
      }
      if (record.kind === 'action') show(Math.max(last.wallMs, record.wallMs)) // It is seen at once.
      // Behind what the station did until then.
      if (isTold(record)) emit({ kind: 'told', wallMs: record.wallMs, stationMs: record.stationMs, index, record })
      if (record.wallMs > last.wallMs) last = { wallMs: record.wallMs, stationMs: record.stationMs }
    },
    end() {
      player.close()
      emitAny({ kind: 'end', ...last, statesCompared, difference })
    },
    get isDone() {
      return isDone
    },
  }
}

/** Who prepared the car was no trainee. */
const EXERCISE = 'exercise'

function isTold(record: EvidenceRecord): record is ToldRecord {
  if (record.kind === 'action' && record.by === EXERCISE) return false
  return (TOLD_KINDS as readonly string[]).includes(record.kind)
}

function createViews(emit: (event: TrackEvent) => void) {
  let shown: TrackView | undefined
  let texts = new Map<string, string>()
  let dueMs = 0
  let changeCount = 0
  let pace = -1

  return {
    isDue: (wallMs: number) => wallMs >= dueMs,
    show(at: Moment, paceNow: number, view: TrackView): void {
      dueMs = at.wallMs + VIEW_EVERY_MS
      const now = new Map(Object.entries(view).map(([key, value]) => [key, JSON.stringify(value) ?? '']))
      const isWhole =
        shown === undefined || changeCount >= CHANGES_MAX || [...texts.keys()].some((key) => !now.has(key))
      const changed = [...now].filter(([key, text]) => texts.get(key) !== text).map(([key]) => key)
      if (isWhole) emit({ kind: 'view', ...at, pace: paceNow, view })
      else if (changed.length > 0 || paceNow !== pace) {
        const change = Object.fromEntries(changed.map((key) => [key, view[key]]))
        emit({ kind: 'change', ...at, pace: paceNow, change })
      } else return
      changeCount = isWhole ? 0 : changeCount + 1
      shown = view
      texts = now
      pace = paceNow
    },
  }
}

function paceAt(segments: readonly PaceSegment[], wallMs: number): number {
  const segment = segments.findLast((one) => one.wallMs <= wallMs) ?? segments[0]
  assert(segment !== undefined, 'a recording has at least one pace segment')
  return segment.pace
}

/** A tenth of a millivolt is less than any line of a screen. */
function rounded(trace: ScopeTrace): ScopeTrace {
  const round = (volts: number) => Math.round(volts * 1e4) / 1e4
  return { ...trace, channels: trace.channels.map((one) => ({ ...one, volts: Array.from(one.volts, round) })) }
}
