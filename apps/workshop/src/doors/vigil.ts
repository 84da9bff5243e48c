/**
 * Keeps a thread's loop turning for tools that ask without pause, as one that scans or flashes does: to be woken costs such a
 * question more than its answer. Whoever takes time between two questions never finds the thread awake for its sake.
 *
 * While others want the processor nobody is kept awake: who sleeps is let in first, who was awake has had his share and waits.
 */

export type Vigil = {
  /** A tool has been answered: what it asked came at `askedMs`, the answer before at `lastMs`, by `performance.now()`. */
  answered(askedMs: number, lastMs: number): void
}

/** Whoever asks again within this asks without pause: some time of a scan tool's own and of a network between. */
const QUICK_MS = 0.5
/** A look that comes so late has had to wait for the processor: where that adds up, the vigil rests. */
const LATE_MS = 2
const LATE_MS_MAX = 8
const JUDGED_MS = 50
const REST_MS = 250

export function createVigil(): Vigil {
  /** 0: asleep between two questions, as usual. */
  let untilMs = 0
  let lookedMs = 0
  let awakeMs = 0
  let lateMs = 0
  let restsUntilMs = 0

  function look(): void {
    const nowMs = performance.now()
    judge(nowMs)
    if (nowMs < untilMs && nowMs > restsUntilMs) setImmediate(look)
    else untilMs = 0
  }

  function judge(nowMs: number): void {
    const sinceMs = nowMs - lookedMs
    lookedMs = nowMs
    awakeMs += sinceMs
    if (sinceMs > LATE_MS) lateMs += sinceMs
    if (lateMs > LATE_MS_MAX) restsUntilMs = nowMs + REST_MS
    if (awakeMs > JUDGED_MS || nowMs < restsUntilMs) awakeMs = lateMs = 0
  }

  return {
    answered(askedMs, lastMs) {
      if (askedMs - lastMs >= QUICK_MS || askedMs < restsUntilMs) return
      const nowMs = performance.now()
      if (untilMs === 0) {
        lookedMs = nowMs
        setImmediate(look)
      }
      untilMs = nowMs + QUICK_MS
    },
  }
}
