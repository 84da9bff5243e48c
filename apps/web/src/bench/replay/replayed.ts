/** What of an attempt is shown when it was done until some moment. */
import type { Deed, Exchanged } from '../bench.ts'

/** Live data that is read again and again is one line of the log: of each question the first time. */
export function replayedOf(all: readonly Deed[]): {
  readonly deeds: readonly Deed[]
  readonly exchanges: readonly Exchanged[]
  readonly last: Deed | undefined
} {
  const exchanges = all.filter((deed) => deed.kind === 'diagnostic')
  const read = new Set<string>()
  const deeds = all.filter((deed) => {
    if (deed.kind !== 'diagnostic' || !deed.request.startsWith('22')) return true
    const question = `${deed.ecu} ${deed.request}`
    if (read.has(question)) return false
    read.add(question)
    return true
  })
  return { deeds, exchanges, last: all.at(-1) }
}
