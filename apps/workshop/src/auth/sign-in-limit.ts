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
  /** Milliseconds to wait before the next try; 0 when it may be made now. */
  waitMs(who: Who, nowMs: number): number
  failed(who: Who, nowMs: number): void
  succeeded(who: Who): void
}

type Who = { readonly username: string; readonly address: string }

export function createSignInLimit(): SignInLimit {
  const entries = new Map<string, Entry>()
  const keysOf = ({ username, address }: Who) =>
    [
      [`${address} ${username.toLowerCase()}`, FAILURES_MAX],
      [address, ADDRESS_FAILURES_MAX],
    ] as const

  return {
    waitMs(who, nowMs) {
      return Math.max(0, ...keysOf(who).map(([key, max]) => waitOf(entries.get(key), max, nowMs)))
    },
    failed(who, nowMs) {
      for (const [key] of keysOf(who)) {
        const entry = entries.get(key)
        const failures = entry && entry.untilMs > nowMs ? entry.failures + 1 : 1
        entries.delete(key) // To the end: the map's order is the order of forgetting.
        entries.set(key, { failures, untilMs: nowMs + WAIT_MS })
      }
      for (const oldest of entries.keys()) {
        if (entries.size <= ENTRIES_MAX) break
        entries.delete(oldest)
      }
    },
    succeeded(who) {
      entries.delete(keysOf(who)[0][0])
    },
  }
}

function waitOf(entry: Entry | undefined, failuresMax: number, nowMs: number): number {
  return entry && entry.failures >= failuresMax ? entry.untilMs - nowMs : 0
}
