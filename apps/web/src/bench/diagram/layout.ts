/**
 * Where everything of a wiring diagram is drawn: the same wires give the same drawing, to the pixel.
 *
 * Boxes stand in columns (see ./columns.ts) and have a row for each terminal, on the side of the box at the other end of
 * its wires; a row is as many slots high as it has wires. A wire leaves its slot level, changes its height on a track
 * of its own between the columns, and arrives level. Slots of odd columns stand half a slot lower, so two wires from
 * opposite sides never share a line.
 */
import type { Harness, HarnessWire } from '../../api/attempts.ts'
import { type Columns, columnsOf, type Place, placeOf } from './columns.ts'

export type Side = 'left' | 'right'

export type Row = {
  /** A terminal, `pump.plus`, or a splice. */
  readonly end: string
  readonly yPx: number
  readonly heightPx: number
}
/** The rows of one connector on one side of its box; a splice has none. */
export type Group = {
  readonly connector: string | undefined
  readonly side: Side
  readonly yPx: number
  readonly rows: readonly Row[]
}
export type Box = Place & {
  readonly xPx: number
  readonly yPx: number
  readonly widthPx: number
  readonly heightPx: number
  readonly groups: readonly Group[]
}
export type Line = {
  readonly wire: HarnessWire
  /** From its first end to its second. */
  readonly points: readonly (readonly [xPx: number, yPx: number])[]
  /** Where its number stands, at each end: the middle of the text. */
  readonly labels: readonly (readonly [xPx: number, yPx: number])[]
}
export type Drawing = {
  readonly widthPx: number
  readonly heightPx: number
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

export const SLOT_PX = 20
/** The wires' half of a plug, and how far it stands off when it is pulled. */
export const PIN_PX = 16
export const PULLED_PX = 14
const HEADER_PX = 2 * SLOT_PX
const LABEL_PX = 66
const TRACK_PX = 9
const WIDTH_PX = { part: 220, unit: 220, ground: 130, splice: 120 } as const
const HUB_WIDTH_PX = 380
const BETWEEN_BOXES_PX = SLOT_PX

/** A row before it has a height: with the wires that end in it. */
type Slots = { end: string; wires: HarnessWire[] }
type Draft = {
  place: Place
  column: number
  groups: { connector: string | undefined; side: Side; rows: Slots[] }[]
  yPx: number
  heightPx: number
}

/** `wires` are those to draw; `unplugged` the connectors that were pulled. */
export function layOut(
  harness: Harness,
  wires: readonly HarnessWire[],
  { hub, unplugged }: { hub?: string | undefined; unplugged: ReadonlySet<string> },
): Drawing {
  const columns = columnsOf(harness, wires, hub)
  const drafts = draftsOf(harness, wires, columns)
  const slotYs = stack(drafts)
  const tracks = tracksOf(harness, wires, columns, slotYs)
  const xs = columnXs(drafts, tracks)
  const plugs = new Map(
    harness.connectors.flatMap(({ id, terminals }) => terminals.map((terminal) => [terminal.id, { id, terminal }])),
  )
  /** Where a wire leaves its end, on the outside of the plug's half. */
  function reach(end: string): number {
    const plug = plugs.get(end)
    if (!plug?.terminal.hasWireSide) return 0
    return PIN_PX + (unplugged.has(plug.id) ? PULLED_PX : 0)
  }
  const boxes = drafts.map((draft): Box => finish(draft, xs))
  const lines = wires.map((wire) => lineOf(wire, { harness, columns, slotYs, tracks, xs, reach }))
  const heightPx = Math.max(0, ...boxes.map((box) => box.yPx + box.heightPx))
  return { widthPx: xs.widthPx, heightPx, boxes, lines }
}

/** On which side of its box a wire leaves it. Within one column it goes outwards. */
function sideOf(column: number, otherColumn: number): Side {
  if (column === otherColumn) return column < 0 ? 'left' : 'right'
  return otherColumn < column ? 'left' : 'right'
}

const slotKey = (wire: HarnessWire, end: string) => `${wire.id} ${end}`
const otherEnd = ({ from, to }: HarnessWire, end: string) => (from === end ? to : from)

function draftsOf(harness: Harness, wires: readonly HarnessWire[], columns: Columns): Draft[] {
  const connectorOf = new Map(
    harness.connectors.flatMap(({ id, terminals }) =>
      terminals.map((terminal, i) => [terminal.id, { id, rank: i }] as const),
    ),
  )
  const drafts = new Map<string, Draft>()
  for (const place of columns.places.values()) {
    const column = columns.columnOf.get(place.id) ?? 0
    drafts.set(place.id, { place, column, groups: [], yPx: 0, heightPx: 0 })
  }
  for (const wire of wires) {
    for (const end of [wire.from, wire.to]) {
      const draft = drafts.get(placeOf(harness, end).id)
      const other = columns.columnOf.get(placeOf(harness, otherEnd(wire, end)).id) ?? 0
      if (draft) addSlot(draft, { wire, end, side: sideOf(draft.column, other), connector: connectorOf.get(end)?.id })
    }
  }
  const rankOf = (end: string) => connectorOf.get(end)?.rank ?? 0
  for (const { groups } of drafts.values()) for (const { rows } of groups) rows.sort(byRank(rankOf))
  return [...drafts.values()]
}

const byRank = (rankOf: (end: string) => number) => (a: Slots, b: Slots) => rankOf(a.end) - rankOf(b.end)

function addSlot(
  { groups }: Draft,
  { wire, end, side, connector }: { wire: HarnessWire; end: string; side: Side; connector: string | undefined },
): void {
  let group = groups.find((one) => one.side === side && one.connector === connector)
  if (group === undefined) {
    group = { connector, side, rows: [] }
    groups.push(group)
  }
  const row = group.rows.find((one) => one.end === end)
  if (row === undefined) group.rows.push({ end, wires: [wire] })
  else row.wires.push(wire)
}

/** Gives every box its height and its place in its column, from the hub outwards; returns the height of each slot. */
function stack(drafts: readonly Draft[]): Map<string, number> {
  const slotYs = new Map<string, number>()
  const order = [...new Set(drafts.map(({ column }) => column))].sort((a, b) => Math.abs(a) - Math.abs(b) || b - a)
  for (const column of order) {
    const boxes = drafts.filter((draft) => draft.column === column)
    for (const box of boxes) {
      if (column === 0) gatherByNeighbour(box)
      else sortByPeers(box, slotYs)
      measure(box)
    }
    settle(boxes, slotYs)
    for (const box of boxes) noteSlots(box, slotYs)
  }
  return raise(drafts, slotYs)
}

/** In the hub, terminals that lead to one box stand together. */
function gatherByNeighbour({ groups }: Draft): void {
  for (const group of groups) {
    const rankOf = new Map<string, number>()
    const neighbourOf = ({ end, wires }: Slots) => {
      const other = otherEnd(wires[0], end)
      return other.startsWith('splice.') ? other : other.slice(0, other.indexOf('.'))
    }
    group.rows.forEach((row, i) => {
      const neighbour = neighbourOf(row)
      if (!rankOf.has(neighbour)) rankOf.set(neighbour, i)
    })
    group.rows.sort((a, b) => (rankOf.get(neighbourOf(a)) ?? 0) - (rankOf.get(neighbourOf(b)) ?? 0))
  }
}

/** The mean height of what a row leads to; what is not placed yet is last. */
function peerY({ end, wires }: Slots, slotYs: ReadonlyMap<string, number>): number {
  const known = wires.flatMap((wire) => slotYs.get(slotKey(wire, otherEnd(wire, end))) ?? [])
  return known.length === 0 ? LAST_PX : known.reduce((sum, y) => sum + y, 0) / known.length
}

const LAST_PX = 1e9

/** Rows stand in the order of what they lead to: fewer wires cross. */
function sortByPeers({ groups }: Draft, slotYs: ReadonlyMap<string, number>): void {
  for (const { rows } of groups) {
    for (const { end, wires } of rows) {
      const heightOf = (wire: HarnessWire) => slotYs.get(slotKey(wire, otherEnd(wire, end))) ?? LAST_PX
      wires.sort((a, b) => heightOf(a) - heightOf(b))
    }
    rows.sort((a, b) => peerY(a, slotYs) - peerY(b, slotYs))
  }
  groups.sort((a, b) => peerY(a.rows[0], slotYs) - peerY(b.rows[0], slotYs))
}

const hasHeader = ({ kind }: Place) => kind === 'part' || kind === 'unit'
const headerPx = (place: Place) => (hasHeader(place) ? HEADER_PX : 0)
const groupHeaderPx = (place: Place) => (hasHeader(place) ? SLOT_PX : 0)
const rowPx = ({ wires }: Slots) => wires.length * SLOT_PX

function measure(draft: Draft): void {
  const { place, groups } = draft
  const sidePx = (side: Side) =>
    groups
      .filter((group) => group.side === side)
      .reduce((sum, { rows }) => sum + groupHeaderPx(place) + rows.reduce((px, row) => px + rowPx(row), 0), 0)
  draft.heightPx = headerPx(place) + Math.max(sidePx('left'), sidePx('right')) + (hasHeader(place) ? SLOT_PX / 2 : 0)
  draft.heightPx = Math.ceil(draft.heightPx / SLOT_PX) * SLOT_PX
}

/** Boxes of a column as near to what they lead to as they fit, and as a whole neither too high nor too low. */
function settle(boxes: readonly Draft[], slotYs: ReadonlyMap<string, number>): void {
  const parityPx = boxes[0].column % 2 === 0 ? 0 : SLOT_PX / 2
  const wishes = boxes.map((box) => ({ box, yPx: wishOf(box, slotYs) })).sort((a, b) => a.yPx - b.yPx)
  let cursorPx = Number.NEGATIVE_INFINITY
  let driftPx = 0
  for (const { box, yPx } of wishes) {
    box.yPx = Math.max(snap(yPx), cursorPx)
    cursorPx = box.yPx + box.heightPx + BETWEEN_BOXES_PX
    driftPx += box.yPx - yPx
  }
  const shiftPx = snap(driftPx / boxes.length)
  for (const box of boxes) box.yPx += parityPx - shiftPx
}

const snap = (px: number) => Math.round(px / SLOT_PX) * SLOT_PX

function wishOf(box: Draft, slotYs: ReadonlyMap<string, number>): number {
  let sumPx = 0
  let count = 0
  forEachSlot(box, (wire, end, atPx) => {
    const peerPx = slotYs.get(slotKey(wire, otherEnd(wire, end)))
    if (peerPx === undefined) return
    sumPx += peerPx - atPx
    count++
  })
  return count === 0 ? 0 : sumPx / count
}

/** `atPx`: the height of a slot below the upper edge of its box. */
function forEachSlot(box: Draft, visit: (wire: HarnessWire, end: string, atPx: number) => void): void {
  const bottomPx = { left: headerPx(box.place), right: headerPx(box.place) }
  for (const { side, rows } of box.groups) {
    bottomPx[side] += groupHeaderPx(box.place)
    for (const { end, wires } of rows) {
      for (const wire of wires) {
        visit(wire, end, bottomPx[side] + SLOT_PX / 2)
        bottomPx[side] += SLOT_PX
      }
    }
  }
}

function noteSlots(box: Draft, slotYs: Map<string, number>): void {
  forEachSlot(box, (wire, end, atPx) => slotYs.set(slotKey(wire, end), box.yPx + atPx))
}

/** The highest box touches the upper edge of the drawing. */
function raise(drafts: readonly Draft[], slotYs: Map<string, number>): Map<string, number> {
  const topPx = Math.min(...drafts.map(({ yPx }) => yPx))
  for (const draft of drafts) draft.yPx -= topPx
  return new Map([...slotYs].map(([key, yPx]) => [key, yPx - topPx]))
}

/** Gap n lies right of column n. */
type Tracks = { readonly gapOf: ReadonlyMap<string, number>; readonly trackOf: ReadonlyMap<string, number> }
type Heights = ReadonlyMap<string, number>

function gapOfWire(a: number, b: number): number {
  return a === b && a < 0 ? a - 1 : Math.min(a, b)
}

/** Each wire has a track in its gap: the first that is free over its height. */
function tracksOf(harness: Harness, wires: readonly HarnessWire[], columns: Columns, slotYs: Heights): Tracks {
  const gapOf = new Map<string, number>()
  const trackOf = new Map<string, number>()
  const gaps = new Map<number, { id: string; topPx: number; bottomPx: number }[]>()
  const columnAt = (end: string) => columns.columnOf.get(placeOf(harness, end).id) ?? 0
  for (const wire of wires) {
    const gap = gapOfWire(columnAt(wire.from), columnAt(wire.to))
    const ys = [wire.from, wire.to].map((end) => slotYs.get(slotKey(wire, end)) ?? 0)
    gapOf.set(wire.id, gap)
    const spans = gaps.get(gap) ?? []
    gaps.set(gap, [...spans, { id: wire.id, topPx: Math.min(...ys), bottomPx: Math.max(...ys) }])
  }
  for (const spans of gaps.values()) {
    const bottoms: number[] = []
    for (const { id, topPx, bottomPx } of spans.sort((a, b) => a.topPx - b.topPx)) {
      let track = bottoms.findIndex((bottom) => bottom < topPx)
      if (track < 0) track = bottoms.length
      bottoms[track] = bottomPx
      trackOf.set(id, track)
    }
  }
  return { gapOf, trackOf }
}

type Xs = { readonly leftPx: ReadonlyMap<number, number>; readonly boxPx: ReadonlyMap<number, number>; widthPx: number }

const widthOf = ({ place, groups }: Draft) =>
  hasHeader(place) && groups.some(({ side }) => side === 'left') && groups.some(({ side }) => side === 'right')
    ? HUB_WIDTH_PX
    : WIDTH_PX[place.kind]

/** Left edges of the columns, from left to right, with as much between them as their tracks need. */
function columnXs(drafts: readonly Draft[], { gapOf, trackOf }: Tracks): Xs {
  const columns = drafts.map(({ column }) => column)
  const first = Math.min(...columns)
  const last = Math.max(...columns)
  const tracksIn = (gap: number) =>
    [...gapOf].reduce((most, [id, at]) => (at === gap ? Math.max(most, (trackOf.get(id) ?? 0) + 1) : most), 0)
  const gapPx = (gap: number) => {
    const count = tracksIn(gap)
    return count === 0 ? 0 : 2 * (LABEL_PX + PIN_PX + PULLED_PX) + count * TRACK_PX
  }
  const leftPx = new Map<number, number>()
  const boxPx = new Map<number, number>()
  let xPx = gapPx(first - 1)
  for (let column = first; column <= last; column++) {
    leftPx.set(column, xPx)
    boxPx.set(column, Math.max(...drafts.filter((draft) => draft.column === column).map(widthOf)))
    xPx += (boxPx.get(column) ?? 0) + gapPx(column)
  }
  return { leftPx, boxPx, widthPx: xPx }
}

function finish(draft: Draft, { leftPx, boxPx }: Xs): Box {
  const { place, column, groups, yPx, heightPx } = draft
  const bottomPx = { left: headerPx(place), right: headerPx(place) }
  const placed = groups.map(({ connector, side, rows }): Group => {
    const topPx = bottomPx[side]
    let rowTopPx = topPx + groupHeaderPx(place)
    const placedRows = rows.map((row): Row => {
      const one = { end: row.end, yPx: rowTopPx, heightPx: rowPx(row) }
      rowTopPx += one.heightPx
      return one
    })
    bottomPx[side] = rowTopPx
    return { connector, side, yPx: topPx, rows: placedRows }
  })
  return {
    ...place,
    xPx: leftPx.get(column) ?? 0,
    yPx,
    // All boxes of a column are as wide: then their edges are one line.
    widthPx: boxPx.get(column) ?? 0,
    heightPx,
    groups: placed,
  }
}

type Drawn = {
  harness: Harness
  columns: Columns
  slotYs: Heights
  tracks: Tracks
  xs: Xs
  reach: (end: string) => number
}

function lineOf(wire: HarnessWire, { harness, columns, slotYs, tracks, xs, reach }: Drawn): Line {
  const columnAt = (end: string) => columns.columnOf.get(placeOf(harness, end).id) ?? 0
  const gap = tracks.gapOf.get(wire.id) ?? 0
  const track = tracks.trackOf.get(wire.id) ?? 0
  const gapLeftPx = (xs.leftPx.get(gap) ?? 0) + (xs.boxPx.get(gap) ?? 0)
  const trackPx = gapLeftPx + LABEL_PX + PIN_PX + PULLED_PX + (track + 0.5) * TRACK_PX
  const ends = [wire.from, wire.to].map((end) => {
    const column = columnAt(end)
    const direction = column <= gap ? 1 : -1
    const edgePx = (xs.leftPx.get(column) ?? 0) + (direction === 1 ? (xs.boxPx.get(column) ?? 0) : 0)
    const yPx = slotYs.get(slotKey(wire, end)) ?? 0
    return {
      point: [edgePx + direction * reach(end), yPx] as const,
      label: [edgePx + direction * (PIN_PX + PULLED_PX + LABEL_PX / 2), yPx] as const,
    }
  })
  const [from, to] = ends
  return {
    wire,
    points: [from.point, [trackPx, from.point[1]], [trackPx, to.point[1]], to.point],
    labels: ends.map(({ label }) => label),
  }
}
