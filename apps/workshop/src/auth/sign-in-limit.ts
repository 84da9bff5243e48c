/**
 * How often someone may fail to sign in. Only failures count, so a class behind one address is not locked out by
 * signing in; a stranger at another address cannot lock a trainee out either, for the count is per name *and* address.
 */

/** Failures allowed in a row, and how long the next try then has to wait. */
export const FAILURES_MAX = 5
const WAIT_MS = 60_000
/** Many names tried from one address. */
const ADDRESS_FAILURES_MAX = 30
/** Bounds the memory that a stranger can make us use. */
const ENTRIES_MAX = 10_000

type Entry = { failures: number; untilMs: number }

export type SignInLimit = {
  /**
   * Milliseconds to wait before the next try; 0: it may be made now, and counts for the name until it has succeeded.
   * So tries that are made at once, while the first is still being looked at, are no more than those in a row.
   */
  begin(who: Who, nowMs: number): number
  /** Counts for the address. */
  failed(who: Who, nowMs: number): void
  succeeded(who: Who): void
}

type Who = { readonly username: string; readonly address: string }

export function createSignInLimit(): SignInLimit {
  const entries = new Map<string, Entry>()
  const nameKey = ({ username, address }: Who) => `${address} ${username.toLowerCase()}`

  function count(key: string, nowMs: number): void {
    const entry = entries.get(key)
    const failures = entry && entry.untilMs > nowMs ? entry.failures + 1 : 1
    entries.delete(key) // To the end: the map's order is the order of forgetting.
    entries.set(key, { failures, untilMs: nowMs + WAIT_MS })
    for (const oldest of entries.keys()) {
      if (entries.size <= ENTRIES_MAX) break
      entries.delete(oldest)
    }
  }

  return {
    begin(who, nowMs) {
      const nameWaitMs = waitOf(entries.get(nameKey(who)), FAILURES_MAX, nowMs)
      const waitMs = Math.max(0, nameWaitMs, waitOf(entries.get(who.address), ADDRESS_FAILURES_MAX, nowMs))
      if (waitMs === 0) count(nameKey(who), nowMs)
      return waitMs
    },
    failed(who, nowMs) {
      count(who.address, nowMs)
    },
    succeeded(who) {
      entries.delete(nameKey(who))
    },
  }
}

function waitOf(entry: Entry | undefined, failuresMax: number, nowMs: number): number {
  return entry && entry.failures >= failuresMax ? entry.untilMs - nowMs : 0
}
