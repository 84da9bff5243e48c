/** A window on something larger: moved by dragging, wheel or arrow keys, made larger by wheel, two fingers, + and −. */
import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import { fit, open, pan, reveal, type Size, type View, zoom } from './view.ts'

type Hub = { readonly xPx: number; readonly yPx: number } & Size

/** Fingers that rest less far apart than a tap trembles do not drag. */
const DRAG_PX = 5
const KEY_PAN_PX = 60
const KEY_ZOOM = 1.25

/** Shown anew, from its hub, whenever `drawing` is another one. */
export function Viewport({ drawing, hub, children }: { drawing: Size; hub: Hub; children: ReactNode }) {
  const { t } = useLingui()
  const frame = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { change, sizeOf } = useMovedContent(frame, content, drawing, hub)
  useDragging(frame, change)
  useWheel(frame, change)

  const atMiddle = (factor: number) => {
    const { widthPx, heightPx } = sizeOf()
    change((view) => zoom(view, factor, [widthPx / 2, heightPx / 2]))
  }
  return (
    <div className="wd-frame">
      <section
        ref={frame}
        className="wd-window"
        aria-label={t`Wiring diagram: arrow keys move it, plus and minus make it larger or smaller`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever moves it by keys has to be in it.
        tabIndex={0}
        onKeyDown={(event) => {
          const moved = KEYS[event.key]
          if (!moved || event.target !== event.currentTarget) return
          event.preventDefault()
          if ('zoom' in moved) atMiddle(moved.zoom)
          else change((view) => pan(view, moved.xPx, moved.yPx))
        }}
        onFocus={({ target }) => {
          if (target === frame.current || !target.matches(':focus-visible')) return
          change((view) => reveal(view, sizeOf(), placeOf(target, content.current, view)))
        }}
      >
        <div ref={content} className="wd-content">
          {children}
        </div>
      </section>
      <div className="wd-zoom">
        <button type="button" aria-label={t`Larger`} onClick={() => atMiddle(KEY_ZOOM)}>
          +
        </button>
        <button type="button" aria-label={t`Smaller`} onClick={() => atMiddle(1 / KEY_ZOOM)}>
          −
        </button>
        <button type="button" data-testid="wiring-fit" onClick={() => change(() => fit(drawing, sizeOf()))}>
          <Trans>All</Trans>
        </button>
      </div>
    </div>
  )
}

const KEYS: Readonly<Record<string, { xPx: number; yPx: number } | { zoom: number }>> = {
  ArrowLeft: { xPx: KEY_PAN_PX, yPx: 0 },
  ArrowRight: { xPx: -KEY_PAN_PX, yPx: 0 },
  ArrowUp: { xPx: 0, yPx: KEY_PAN_PX },
  ArrowDown: { xPx: 0, yPx: -KEY_PAN_PX },
  '+': { zoom: KEY_ZOOM },
  '=': { zoom: KEY_ZOOM },
  '-': { zoom: 1 / KEY_ZOOM },
}

type Change = (next: (view: View) => View) => void

/** The view is no state of React: sixty changes a second would draw every wire again. */
function useMovedContent(
  frame: RefObject<HTMLDivElement | null>,
  content: RefObject<HTMLDivElement | null>,
  drawing: Size,
  hub: Hub,
) {
  const view = useRef<View>({ xPx: 0, yPx: 0, scale: 1 })
  const sizeOf = useCallback(
    (): Size => ({ widthPx: frame.current?.clientWidth ?? 0, heightPx: frame.current?.clientHeight ?? 0 }),
    [frame],
  )
  const change: Change = useCallback(
    (next) => {
      view.current = next(view.current)
      const { xPx, yPx, scale } = view.current
      if (content.current) content.current.style.transform = `translate(${xPx}px, ${yPx}px) scale(${scale})`
    },
    [content],
  )
  useLayoutEffect(() => {
    change(() => open(drawing, sizeOf(), hub))
  }, [drawing, hub, change, sizeOf])
  // What is in the middle stays there when the window becomes another; a hidden one has no size.
  useEffect(() => {
    const element = frame.current
    if (!element) return
    let { widthPx, heightPx } = sizeOf()
    const observer = new ResizeObserver(() => {
      const size = sizeOf()
      if (size.widthPx === 0) return
      const [dxPx, dyPx] = [(size.widthPx - widthPx) / 2, (size.heightPx - heightPx) / 2]
      change((view) => pan(view, dxPx, dyPx))
      ;({ widthPx, heightPx } = size)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame, change, sizeOf])
  return { change, sizeOf }
}

/** In the drawing's own measure. */
function placeOf(target: Element, content: Element | null, { scale }: View): Hub {
  const place = target.getBoundingClientRect()
  const origin = content?.getBoundingClientRect() ?? place
  return {
    xPx: (place.left - origin.left) / scale,
    yPx: (place.top - origin.top) / scale,
    widthPx: place.width / scale,
    heightPx: place.height / scale,
  }
}

/** One pointer moves it, two make it larger. A drag that began on a button presses no button. */
function useDragging(frame: RefObject<HTMLDivElement | null>, change: Change): void {
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const pointers = new Map<number, { xPx: number; yPx: number }>()
    let movedPx = 0
    const at = (event: PointerEvent) => {
      const { left, top } = element.getBoundingClientRect()
      return { xPx: event.clientX - left, yPx: event.clientY - top }
    }
    const stop = new AbortController()
    const listen = { signal: stop.signal }
    element.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return
        if (pointers.size === 0) movedPx = 0
        pointers.set(event.pointerId, at(event))
      },
      listen,
    )
    // On the whole page: a finger may leave the window of the drawing.
    addEventListener(
      'pointermove',
      (event) => {
        const before = pointers.get(event.pointerId)
        if (!before) return
        const now = at(event)
        movedPx += Math.hypot(now.xPx - before.xPx, now.yPx - before.yPx)
        pointers.set(event.pointerId, now)
        if (movedPx < DRAG_PX) return
        const others = [...pointers].filter(([id]) => id !== event.pointerId)
        if (others.length === 0) change((view) => pan(view, now.xPx - before.xPx, now.yPx - before.yPx))
        for (const [, other] of others.slice(0, 1)) {
          const apart = (one: typeof now) => Math.max(1, Math.hypot(one.xPx - other.xPx, one.yPx - other.yPx))
          change((view) => zoom(view, apart(now) / apart(before), [other.xPx, other.yPx]))
        }
      },
      listen,
    )
    const release = (event: PointerEvent) => void pointers.delete(event.pointerId)
    addEventListener('pointerup', release, listen)
    addEventListener('pointercancel', release, listen)
    element.addEventListener(
      'click',
      (event) => {
        // A key presses a button without moving anything.
        if (movedPx < DRAG_PX || event.detail === 0) return
        event.stopPropagation()
        event.preventDefault()
      },
      { ...listen, capture: true },
    )
    return () => stop.abort()
  }, [frame, change])
}

function useWheel(frame: RefObject<HTMLDivElement | null>, change: Change): void {
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const turn = (event: WheelEvent) => {
      event.preventDefault()
      const { left, top } = element.getBoundingClientRect()
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY
      change((view) => zoom(view, 2 ** (-lines / 300), [event.clientX - left, event.clientY - top]))
    }
    // React's own listeners are passive: the page would scroll too.
    element.addEventListener('wheel', turn, { passive: false })
    return () => element.removeEventListener('wheel', turn)
  }, [frame, change])
}
