import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fit, open, pan, reveal, SCALE_MAX, SCALE_MIN, type View, zoom } from './view.ts'

const WINDOW = { widthPx: 400, heightPx: 300 }
const seen = ({ xPx, yPx, scale }: View, x: number, y: number) => [xPx + x * scale, yPx + y * scale]

test('zooming keeps what is under the pointer, and ends at its limits', () => {
  const view = { xPx: 30, yPx: -20, scale: 0.8 }
  const at = [120, 90] as const
  const place = [(at[0] - view.xPx) / view.scale, (at[1] - view.yPx) / view.scale] as const
  for (const factor of [1.2, 0.5, 100, 0.001]) {
    const next = zoom(view, factor, at)
    const [x, y] = seen(next, ...place)
    assert(Math.abs(x - at[0]) < 1e-9 && Math.abs(y - at[1]) < 1e-9)
    assert(next.scale >= SCALE_MIN && next.scale <= SCALE_MAX)
  }
})

test('a drawing that fits is shown whole; of a large one the hub, readable', () => {
  const small = fit({ widthPx: 300, heightPx: 200 }, WINDOW)
  assert.deepEqual(small, { xPx: 50, yPx: 50, scale: 1 })
  const hub = { xPx: 1000, yPx: 0, widthPx: 200, heightPx: 3000 }
  const view = open({ widthPx: 2200, heightPx: 3000 }, WINDOW, hub)
  assert(view.scale > 0.5)
  assert.equal(seen(view, 1100, 0)[0], WINDOW.widthPx / 2)
  assert.equal(open({ widthPx: 300, heightPx: 200 }, WINDOW, hub).scale, 1)
})

test('a place that is reached by the keyboard comes into view, and what is seen already does not move', () => {
  const view = { xPx: 0, yPx: 0, scale: 1 }
  const far = { xPx: 900, yPx: -500, widthPx: 50, heightPx: 20 }
  const [x, y] = seen(reveal(view, WINDOW, far), far.xPx, far.yPx)
  assert(x >= 0 && x + 50 <= WINDOW.widthPx && y >= 0 && y + 20 <= WINDOW.heightPx)
  assert.deepEqual(reveal(view, WINDOW, { xPx: 100, yPx: 100, widthPx: 50, heightPx: 20 }), view)
  assert.deepEqual(pan(view, 3, -4), { xPx: 3, yPx: -4, scale: 1 })
})
