/** The values read so far, for curves and extremes: the last minutes, one row per round of reading. */

export type Series = {
  add(stationS: number, values: ReadonlyMap<number, number>): void
  /** Station seconds, then one list per identifier; null where a round brought no value. */
  table(dids: readonly number[]): readonly [readonly number[], ...(readonly (number | null)[])[]]
  extremes(did: number): { readonly last?: number; readonly min?: number; readonly max?: number }
}

const ROWS_MAX = 1200

export function createSeries(): Series {
  let rows: { readonly stationS: number; readonly values: ReadonlyMap<number, number> }[] = []
  const extremes = new Map<number, { last: number; min: number; max: number }>()

  return {
    add(stationS, values) {
      // A curve needs a time that grows: a second value at the same station time replaces the first.
      if (rows.at(-1)?.stationS === stationS) rows.pop()
      rows.push({ stationS, values })
      if (rows.length > ROWS_MAX) rows = rows.slice(-ROWS_MAX)
      for (const [did, value] of values) {
        const known = extremes.get(did)
        if (known === undefined) extremes.set(did, { last: value, min: value, max: value })
        else extremes.set(did, { last: value, min: Math.min(known.min, value), max: Math.max(known.max, value) })
      }
    },
    table: (dids) => [
      rows.map(({ stationS }) => stationS),
      ...dids.map((did) => rows.map(({ values }) => values.get(did) ?? null)),
    ],
    extremes: (did) => extremes.get(did) ?? {},
  }
}
