import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Harness, HarnessConnector, HarnessWire } from '../../api/attempts.ts'
import { type Drawing, layOut, SLOT_PX } from './layout.ts'

const NAME = { kk: '', ru: '', zh: '', en: '' }
const WHOLE = { unplugged: new Set<string>() }

/** A connector `a` for each part, and wires between numbered ends; those of one box with itself are left away. */
function harnessOf(parts: readonly [terminals: number, isGrounds: boolean][], pairs: readonly [number, number][]) {
  const connectors = parts.map(([terminals, isGrounds], i): HarnessConnector => {
    const ids = Array.from({ length: terminals }, (_, t) => `p${i}.t${t}`)
    const terminal = (id: string) => ({ id, name: NAME, cavity: '', hasWireSide: !isGrounds })
    return {
      id: `p${i}.a`,
      part: `p${i}`,
      name: NAME,
      isPlug: !isGrounds,
      isHighVoltage: false,
      terminals: ids.map(terminal),
    }
  })
  const ends = [...connectors.flatMap(({ terminals }) => terminals.map(({ id }) => id)), 'splice.x', 'splice.y']
  const wires = pairs
    .map(([a, b]) => [ends[a % ends.length], ends[b % ends.length]] as const)
    .filter(([from, to]) => from.split('.')[0] !== to.split('.')[0])
    .map(([from, to], i): HarnessWire => {
      return { id: `wire.${i}`, number: i, colour: 'BK', mm2: 1, from, to, isHighVoltage: false }
    })
  return {
    parts: parts.map(([, isGrounds], i) => ({
      id: `p${i}`,
      name: NAME,
      kind: isGrounds ? ('grounds' as const) : ('part' as const),
      symbols: [],
    })),
    connectors,
    wires,
    splices: [],
    systems: [],
  } satisfies Harness
}

const harnesses = fc
  .record({
    parts: fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.boolean()), { minLength: 2, maxLength: 9 }),
    pairs: fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { minLength: 1, maxLength: 40 }),
  })
  .map(({ parts, pairs }) => harnessOf(parts, pairs))

const drawn = (check: (drawing: Drawing, harness: Harness) => void) =>
  fc.assert(
    fc.property(harnesses, (harness) => {
      fc.pre(harness.wires.length > 0)
      check(layOut(harness, harness.wires, WHOLE), harness)
    }),
  )

type Segment = { wire: string; isLevel: boolean; at: number; from: number; to: number }

function segmentsOf({ lines }: Drawing): Segment[] {
  return lines.flatMap(({ wire, points }) =>
    points.slice(1).map(([x, y], i): Segment => {
      const [x0, y0] = points[i]
      const isLevel = y === y0
      assert(isLevel || x === x0, `wire ${wire.number} is slanted`)
      const [a, b] = isLevel ? [x0, x] : [y0, y]
      return { wire: wire.id, isLevel, at: isLevel ? y : x, from: Math.min(a, b), to: Math.max(a, b) }
    }),
  )
}

test('every wire is drawn, and never runs along another', () =>
  drawn((drawing, { wires }) => {
    assert.equal(drawing.lines.length, wires.length)
    const segments = segmentsOf(drawing).filter(({ from, to }) => to > from)
    for (const [i, a] of segments.entries())
      for (const b of segments.slice(i + 1)) {
        if (a.wire === b.wire || a.isLevel !== b.isLevel || a.at !== b.at) continue
        assert(a.to <= b.from || b.to <= a.from, `${a.wire} runs along ${b.wire} at ${a.at}`)
      }
  }))

test('boxes stand apart within the frame, and no wire passes through one', () =>
  drawn(({ boxes, lines, widthPx, heightPx }) => {
    for (const [i, a] of boxes.entries()) {
      assert(a.xPx >= 0 && a.xPx + a.widthPx <= widthPx && a.yPx >= 0 && a.yPx + a.heightPx <= heightPx)
      assert.equal(a.yPx % (SLOT_PX / 2), 0)
      for (const b of boxes.slice(i + 1)) {
        const isBeside = a.xPx + a.widthPx <= b.xPx || b.xPx + b.widthPx <= a.xPx
        assert(isBeside || a.yPx + a.heightPx <= b.yPx || b.yPx + b.heightPx <= a.yPx, `${a.id} lies on ${b.id}`)
      }
      for (const { wire, points } of lines)
        for (const [j, [x, y]] of points.slice(1).entries()) {
          const [x0, y0] = points[j]
          const isOver = Math.max(x, x0) > a.xPx && Math.min(x, x0) < a.xPx + a.widthPx
          const isAt = Math.max(y, y0) > a.yPx && Math.min(y, y0) < a.yPx + a.heightPx
          assert(!isOver || !isAt, `wire ${wire.number} passes through ${a.id}`)
        }
    }
  }))

test('each wire ends at a row of its own terminal', () =>
  drawn(({ boxes, lines }) => {
    for (const { wire, points } of lines)
      for (const [end, [x, y]] of [
        [wire.from, points[0]],
        [wire.to, points[3]],
      ] as const) {
        const isAtRow = boxes.some((box) =>
          box.groups.some(({ side, rows }) => {
            const edgePx = side === 'left' ? box.xPx : box.xPx + box.widthPx
            const row = rows.find((one) => one.end === end)
            if (row === undefined || Math.abs(x - edgePx) > 40) return false
            return y > box.yPx + row.yPx && y < box.yPx + row.yPx + row.heightPx
          }),
        )
        assert(isAtRow, `wire ${wire.number} misses ${end}`)
      }
  }))

test('one harness gives one drawing', () =>
  drawn((drawing, harness) => {
    const again = structuredClone(harness)
    assert.deepEqual(layOut(again, again.wires, WHOLE), drawing)
  }))

test('pulling a plug moves nothing but the ends of its own wires', () =>
  drawn((whole, harness) => {
    const pulled = layOut(harness, harness.wires, { unplugged: new Set(['p0.a']) })
    assert.deepEqual(pulled.boxes, whole.boxes)
    const isGrounds = harness.parts[0].kind === 'grounds'
    for (const [i, { wire, points }] of pulled.lines.entries()) {
      const isOwn = !isGrounds && [wire.from, wire.to].some((end) => end.startsWith('p0.'))
      assert.equal(points.join() !== whole.lines[i].points.join(), isOwn)
    }
  }))

test('the box that was asked for stands in the middle, if it has a wire at all', () => {
  const pairs: [number, number][] = [
    [0, 2],
    [3, 4],
  ]
  const parts = Array.from({ length: 3 }, (): [number, boolean] => [2, false])
  const harness = harnessOf(parts, pairs)
  const fromLeft = (hub: string | undefined) => {
    const { boxes } = layOut(harness, harness.wires, { hub, ...WHOLE })
    return [...boxes].sort((a, b) => a.xPx - b.xPx).map(({ id }) => id)
  }
  assert.deepEqual(fromLeft('p0'), ['p0', 'p1', 'p2'])
  assert.deepEqual(fromLeft(undefined), ['p2', 'p1', 'p0'])
  assert.deepEqual(fromLeft('p9'), fromLeft(undefined))
})
