/**
 * Station time against wall time: how many steps are due now, and which station time belongs to which wall time.
 *
 * The mapping is a list of segments, straight lines that meet; each change is a new one, and goes into the evidence
 * log, so that a replay finds every step's wall time again. Protocol timers do not use it: they stay on wall time.
 * Catching up is bounded: after the host was asleep (a laptop's lid, a full machine) the station goes on from where it
 * stood, and the time that was lost shows as a segment of its own. A burst of steps would be a car that jumps.
 */
import { assert } from '@luban/stdx'

/** From `wallMs` on, station time runs `pace` times as fast as wall time, starting at `stationMs`. */
export type PaceSegment = { readonly wallMs: number; readonly stationMs: number; readonly pace: number }

export type PaceClock = {
  readonly pace: number
  /** Changes the speed from now on, 0 to stand still. */
  setPace(pace: number, wallMs: number): void
  /** How many steps the host has to make now. It must make them: they count as made. */
  dueSteps(wallMs: number): number
  stationMsAt(wallMs: number): number
}

/** A lag of more wall time than this is dropped instead of caught up, unless a host chooses otherwise. */
export const CATCH_UP_MS = 250

export type PaceOptions = {
  readonly stepMs: number
  readonly wallMs: number
  /** Of a station that goes on from there: a whole number of steps. */
  readonly stationMs?: number
  readonly pace?: number
  readonly catchUpMs?: number
  /** Called for the first segment and at each change, to be logged. */
  onSegment(segment: PaceSegment): void
}

export function createPaceClock({
  stepMs,
  wallMs,
  stationMs = 0,
  pace = 1,
  catchUpMs = CATCH_UP_MS,
  onSegment,
}: PaceOptions): PaceClock {
  assert(stepMs > 0 && catchUpMs > 0 && pace >= 0)
  let segment: PaceSegment = { wallMs, stationMs, pace }
  let stepsMade = Math.round(stationMs / stepMs)
  onSegment(segment)

  function begin(next: PaceSegment): void {
    segment = next
    clock.pace = next.pace
    onSegment(next)
  }

  const clock: PaceClock & { pace: number } = {
    pace,
    setPace(next, nowMs) {
      assert(next >= 0 && Number.isFinite(next))
      if (next !== segment.pace) begin({ wallMs: nowMs, stationMs: stationMsOn(segment, nowMs), pace: next })
    },
    dueSteps(nowMs) {
      // The margin keeps 0.3 / 0.1 = 2.9999… from losing a step that is due.
      const due = Math.floor(stationMsOn(segment, nowMs) / stepMs + 1e-9) - stepsMade
      const dueMax = Math.max(1, Math.floor((catchUpMs * segment.pace) / stepMs))
      if (due <= dueMax) {
        stepsMade += Math.max(0, due)
        return Math.max(0, due)
      }
      stepsMade += dueMax
      begin({ wallMs: nowMs, stationMs: stepsMade * stepMs, pace: segment.pace })
      return dueMax
    },
    stationMsAt: (nowMs) => stationMsOn(segment, nowMs),
  }
  return clock
}

/** The station time that belongs to a wall time, from a recorded list of segments in their order. */
export function stationMsAt(segments: readonly PaceSegment[], wallMs: number): number {
  const segment = segments.findLast((candidate) => candidate.wallMs <= wallMs) ?? segments[0]
  assert(segment !== undefined, 'a recording has at least one pace segment')
  return stationMsOn(segment, wallMs)
}

/**
 * The wall time at which a station time is reached: the inverse. Where the station stood still, or time was dropped,
 * the moment at which it goes on. Past the end of a last segment that stands still there is none: its start.
 */
export function wallMsAt(segments: readonly PaceSegment[], stationMs: number): number {
  for (let i = 0; i < segments.length; i++) {
    const { wallMs, stationMs: fromMs, pace } = segments[i]
    const untilMs = segments[i + 1]?.stationMs ?? Infinity
    if (pace > 0 && stationMs < untilMs) return wallMs + Math.max(0, stationMs - fromMs) / pace
  }
  return segments[segments.length - 1]?.wallMs ?? 0
}

function stationMsOn(segment: PaceSegment, wallMs: number): number {
  // A clock that is asked about the past of its segment stands still: steps are never taken back.
  return segment.stationMs + Math.max(0, wallMs - segment.wallMs) * segment.pace
}
