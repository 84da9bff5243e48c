/**
 * The clock of the workshop on this page: what the server said when it was asked, and what has passed since. This device's
 * own clock may be wrong by minutes, and a countdown by it would be as well.
 */

/** A reply with what the workshop's clock said in it, and when it came by a clock that nobody sets. */
export type Heard<Reply> = Reply & { readonly heardMs: number }
type Told = Heard<{ readonly now: string }>

export const heard = <Reply extends object>(reply: Reply): Heard<Reply> => ({ ...reply, heardMs: performance.now() })

export const workshopNowMs = ({ now, heardMs }: Told, atMs: number = performance.now()): number =>
  Date.parse(now) + atMs - heardMs

/** Whole seconds, so that 0 is shown only when the time has come. */
export const secondsUntil = (iso: string, told: Told, atMs?: number): number =>
  Math.max(0, Math.ceil((Date.parse(iso) - workshopNowMs(told, atMs)) / 1000))

const AHEAD_MS_MAX = 30 * 86_400_000

/** What a field for day and time holds, of this device's zone, as the server takes it; undefined where it would refuse. */
export function startOf(local: string, told: Told, atMs?: number): string | undefined {
  const aheadMs = Date.parse(local) - workshopNowMs(told, atMs)
  return aheadMs > 0 && aheadMs <= AHEAD_MS_MAX ? new Date(local).toISOString() : undefined
}
