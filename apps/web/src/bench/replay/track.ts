/**
 * The track of an attempt, as the server tells it line by line while it rebuilds the car: what was seen, and what was done.
 *
 * Each change makes a whole view that shares what stayed the same, so that a jump to any moment is one search.
 * Times are milliseconds of wall time since the attempt began.
 */
import type { CarView, EvidenceOf, Guide, GuideProgress, ScopeTrace } from '../../api/attempts.ts'

export type ToldRecord = EvidenceOf<
  'action' | 'measurement' | 'scope' | 'diagnostic' | 'hazard' | 'diagnosis' | 'message' | 'closed'
>
export type Told = { readonly wallMs: number; readonly index: number; readonly record: ToldRecord }
export type Seen = {
  readonly wallMs: number
  readonly stationMs: number
  readonly pace: number
  readonly view: CarView
}
export type Looked = { readonly wallMs: number; readonly index: number; readonly trace: ScopeTrace }

type Moment = { readonly wallMs: number; readonly stationMs: number }
type TrackLine =
  | (Moment & { readonly kind: 'view'; readonly pace: number; readonly view: CarView })
  | (Moment & { readonly kind: 'change'; readonly pace: number; readonly change: Partial<CarView> })
  | (Moment & { readonly kind: 'trace'; readonly index: number; readonly trace: ScopeTrace })
  | (Moment & { readonly kind: 'told'; readonly index: number; readonly record: ToldRecord })
  | (Moment & { readonly kind: 'guide'; readonly progress: GuideProgress })
  | (Moment & { readonly kind: 'end'; readonly difference: { readonly tick: number } | null })

export type Track = {
  readonly told: readonly Told[]
  readonly traces: readonly Looked[]
  /** As far as it has come. */
  readonly endMs: number
  /** It has come to its end. */
  readonly isWhole: boolean
  /** Where the rebuilt car was first another than the recorded one, in seconds of station time; undefined where nowhere. */
  readonly differsAtStep: number | undefined
  /** The last view at that moment, or the first of all; undefined before any has come. */
  seenAt(wallMs: number): Seen | undefined
  /** Of a guided attempt: how far it had come by then, or at its beginning; undefined of any other. */
  guideAt(wallMs: number): Guide | undefined
  /** When the station's own time was that. */
  wallMsAt(stationMs: number): number
  /** What the scope showed at a look that the file has no curve of. */
  addTrace(trace: Looked): void
  /** A piece of the file, cut anywhere. */
  push(text: string): void
}

/** `hints`: of a guided attempt, the exercise's own that were opened. */
export function createTrack(hints: Guide['hints'] = {}): Track {
  const seen: Seen[] = []
  const told: Told[] = []
  const traces: Looked[] = []
  const guides: { wallMs: number; guide: Guide }[] = []
  let rest = ''
  let endMs = 0
  let isWhole = false
  let differsAtStep: number | undefined

  function take(line: TrackLine): void {
    const { wallMs, stationMs } = line
    endMs = Math.max(endMs, wallMs)
    if (line.kind === 'view') seen.push({ wallMs, stationMs, pace: line.pace, view: line.view })
    else if (line.kind === 'change') {
      const before = seen.at(-1)
      if (before) seen.push({ wallMs, stationMs, pace: line.pace, view: { ...before.view, ...line.change } })
    } else if (line.kind === 'trace') addTrace(line)
    else if (line.kind === 'told') told.push(line)
    else if (line.kind === 'guide') guides.push({ wallMs, guide: { ...line.progress, hints } })
    else if (line.kind === 'end') {
      isWhole = true
      differsAtStep = line.difference?.tick
    }
  }

  /** One that was asked for comes after later ones. */
  function addTrace(trace: Looked): void {
    if (traces.some(({ index }) => index === trace.index)) return
    traces.splice(countUntil(traces, trace.wallMs), 0, trace)
  }

  return {
    told,
    traces,
    get endMs() {
      return endMs
    },
    get isWhole() {
      return isWhole
    },
    get differsAtStep() {
      return differsAtStep
    },
    seenAt: (wallMs) => seen[Math.max(0, countUntil(seen, wallMs) - 1)],
    guideAt: (wallMs) => guides[Math.max(0, countUntil(guides, wallMs) - 1)]?.guide,
    wallMsAt(stationMs) {
      const before = seen.findLast((one) => one.stationMs <= stationMs)
      if (before === undefined) return 0
      return before.pace > 0 ? before.wallMs + (stationMs - before.stationMs) / before.pace : before.wallMs
    },
    addTrace,
    push(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') take(JSON.parse(line))
    },
  }
}

/** How many are not after that moment; they are in the order of time. */
export function countUntil(list: readonly { readonly wallMs: number }[], wallMs: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle].wallMs <= wallMs) low = middle + 1
    else high = middle
  }
  return low
}
