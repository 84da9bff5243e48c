/** The part of a drawing that is seen: how far it is moved and how large it is, by wheel, fingers, keys or button. */

/** A place (x, y) of the drawing is seen at `xPx + x * scale`, `yPx + y * scale`. */
export type View = { readonly xPx: number; readonly yPx: number; readonly scale: number }
export type Size = { readonly widthPx: number; readonly heightPx: number }

export const SCALE_MIN = 0.2
export const SCALE_MAX = 2.5
const MARGIN_PX = 12
/** Names are still read. */
const SCALE_FIRST_MIN = 0.62

/** The place under (xPx, yPx) stays there. */
export function zoom(view: View, factor: number, [xPx, yPx]: readonly [number, number]): View {
  const scale = Math.min(SCALE_MAX, Math.max(SCALE_MIN, view.scale * factor))
  const grown = scale / view.scale
  return { xPx: xPx - (xPx - view.xPx) * grown, yPx: yPx - (yPx - view.yPx) * grown, scale }
}

export const pan = (view: View, dxPx: number, dyPx: number): View => ({
  ...view,
  xPx: view.xPx + dxPx,
  yPx: view.yPx + dyPx,
})

/** All of it, in the middle. */
export function fit(drawing: Size, window: Size): View {
  const scale = Math.min(
    1,
    Math.max(
      SCALE_MIN,
      Math.min(
        (window.widthPx - 2 * MARGIN_PX) / Math.max(1, drawing.widthPx),
        (window.heightPx - 2 * MARGIN_PX) / Math.max(1, drawing.heightPx),
      ),
    ),
  )
  return {
    xPx: (window.widthPx - drawing.widthPx * scale) / 2,
    yPx: (window.heightPx - drawing.heightPx * scale) / 2,
    scale,
  }
}

/** What is shown first: all of it where it can be read, otherwise its hub. */
export function open(drawing: Size, window: Size, hub: { readonly xPx: number; readonly yPx: number } & Size): View {
  const whole = fit(drawing, window)
  if (whole.scale >= SCALE_FIRST_MIN) return whole
  const scale = SCALE_FIRST_MIN
  const middlePx = hub.xPx + hub.widthPx / 2
  return {
    xPx: window.widthPx / 2 - middlePx * scale,
    yPx: Math.max(MARGIN_PX - hub.yPx * scale, window.heightPx - MARGIN_PX - drawing.heightPx * scale),
    scale,
  }
}

/** Moved no further than it takes to see this place. */
export function reveal(view: View, window: Size, place: { readonly xPx: number; readonly yPx: number } & Size): View {
  const left = view.xPx + place.xPx * view.scale
  const top = view.yPx + place.yPx * view.scale
  const right = left + place.widthPx * view.scale
  const bottom = top + place.heightPx * view.scale
  const by = (first: number, last: number, size: number) =>
    first < MARGIN_PX ? MARGIN_PX - first : last > size - MARGIN_PX ? size - MARGIN_PX - last : 0
  return pan(view, by(left, right, window.widthPx), by(top, bottom, window.heightPx))
}
