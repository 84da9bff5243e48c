/**
 * Which box of a wiring diagram stands in which column. The *hub* stands in the middle; what hangs together without it
 * goes to one side as a whole, each box as many columns out as it has wires to the hub. So a wire only ever joins
 * neighbouring columns, or two boxes of one, and never has to pass a box.
 */
import type { Harness, HarnessWire } from '../../api/attempts.ts'

/** A part, one ground point, or a splice. */
export type Place = {
  readonly id: string
  readonly kind: 'part' | 'unit' | 'ground' | 'splice'
  /** Id of the part; undefined for a splice. */
  readonly part: string | undefined
}

export type Columns = {
  readonly hub: string
  readonly places: ReadonlyMap<string, Place>
  /** 0 is the hub's; negative ones are left of it. */
  readonly columnOf: ReadonlyMap<string, number>
}

const partOf = (end: string) => end.slice(0, end.indexOf('.'))

/** Ground points stand apart: they are all over the car. */
export function placeOf(harness: Harness, end: string): Place {
  if (end.startsWith('splice.')) return { id: end, kind: 'splice', part: undefined }
  const part = partOf(end)
  const kind = harness.parts.find(({ id }) => id === part)?.kind ?? 'part'
  return kind === 'grounds' ? { id: end, kind: 'ground', part } : { id: part, kind, part }
}

/** `hub`: the box to put in the middle, if it has a wire; otherwise the one with most wires. */
export function columnsOf(harness: Harness, wires: readonly HarnessWire[], hub: string | undefined): Columns {
  const places = new Map<string, Place>()
  const neighbours = new Map<string, string[]>()
  for (const { from, to } of wires) {
    const [a, b] = [placeOf(harness, from), placeOf(harness, to)]
    places.set(a.id, a).set(b.id, b)
    for (const [one, other] of [
      [a.id, b.id],
      [b.id, a.id],
    ]) {
      neighbours.set(one, [...(neighbours.get(one) ?? []), other])
    }
  }
  const middle = hub !== undefined && places.has(hub) ? hub : mostWired(places, neighbours)
  const columnOf = new Map([[middle, 0]])
  const distanceOf = distancesFrom(middle, neighbours)
  const sizes = { left: 0, right: 0 }
  for (const group of groupsWithout(middle, neighbours)) {
    const side = sizes.right <= sizes.left ? 'right' : 'left'
    for (const id of group) {
      sizes[side] += 2 + (neighbours.get(id)?.length ?? 0)
      columnOf.set(id, (side === 'left' ? -1 : 1) * (distanceOf.get(id) ?? 1))
    }
  }
  return { hub: middle, places, columnOf }
}

function mostWired(places: ReadonlyMap<string, Place>, neighbours: ReadonlyMap<string, readonly string[]>): string {
  let best = ''
  let most = -1
  for (const { id, kind } of places.values()) {
    const count = kind === 'part' || kind === 'unit' ? (neighbours.get(id)?.length ?? 0) : 0
    if (count <= most) continue
    most = count
    best = id
  }
  return best
}

function distancesFrom(start: string, neighbours: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const distanceOf = new Map([[start, 0]])
  for (const [id, distance] of distanceOf) {
    for (const next of neighbours.get(id) ?? []) if (!distanceOf.has(next)) distanceOf.set(next, distance + 1)
  }
  return distanceOf
}

/** What hangs together once the hub is taken away: the largest first, so that both sides become alike. */
function groupsWithout(hub: string, neighbours: ReadonlyMap<string, readonly string[]>): string[][] {
  const seen = new Set([hub])
  const groups: string[][] = []
  for (const start of neighbours.keys()) {
    if (seen.has(start)) continue
    const group = new Set([start])
    for (const id of group) for (const next of neighbours.get(id) ?? []) if (next !== hub) group.add(next)
    for (const id of group) seen.add(id)
    groups.push([...group])
  }
  return groups.sort((a, b) => b.length - a.length)
}
