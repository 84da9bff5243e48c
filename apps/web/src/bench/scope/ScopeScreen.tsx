/** The screen of the oscilloscope: ten by eight divisions, two curves, the trigger, two cursors. */
import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { ScopeTrace } from '../../api/attempts.ts'
import { DIVISIONS, type ScopeKnobs, timesOf, VERTICAL_DIVISIONS } from './knobs.ts'

const HEIGHT_PX = 200
/** Yellow and cyan on black, light and dark alike: what a scope looks like, and what the knobs of a channel wear. */
const COLOURS = ['#ffd84d', '#4fd8ff'] as const
const GRID = '#33454d'
const CURSOR = '#f2f5f6'

export function ScopeScreen({ trace, knobs }: { trace: ScopeTrace | undefined; knobs: ScopeKnobs }) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  /** What is drawn over the curves, as it was set last. */
  const drawn = useRef(knobs)
  drawn.current = knobs

  useEffect(() => {
    const element = place.current
    if (!element) return
    const made = new uPlot(optionsOf(element.clientWidth, drawn), [[], [], []], element)
    plot.current = made
    const resize = new ResizeObserver(() => made.setSize({ width: widthOf(element.clientWidth), height: HEIGHT_PX }))
    resize.observe(element)
    return () => {
      resize.disconnect()
      made.destroy()
    }
  }, [])

  useEffect(() => {
    plot.current?.setData(curvesOf(trace, knobs), true)
  }, [trace, knobs])

  return <div className="scope-screen" ref={place} aria-hidden="true" />
}

const widthOf = (px: number) => Math.max(240, px)

/** In divisions, so that each channel has a scale of its own. */
function curvesOf(trace: ScopeTrace | undefined, { channels }: ScopeKnobs): uPlot.AlignedData {
  if (trace === undefined) return [[], [], []]
  const times = timesOf(trace)
  const curves = [0, 1].map((i) => {
    const { voltsPerDivision, position } = channels[i]
    const volts = trace.channels[i]?.volts
    return volts === undefined ? times.map(() => null) : volts.map((one) => one / voltsPerDivision + position)
  })
  return [times, curves[0], curves[1]]
}

function optionsOf(width: number, drawn: { readonly current: ScopeKnobs }): uPlot.Options {
  const startOf = () => -2 * drawn.current.secondsPerDivision
  const range = (): [number, number] => [startOf(), startOf() + DIVISIONS * drawn.current.secondsPerDivision]
  const half = VERTICAL_DIVISIONS / 2
  const grid = { stroke: GRID, width: 1 }
  const axis = { grid, ticks: { show: false }, values: () => [], size: 6, stroke: GRID }
  const steps = (count: number, from: number, step: number) =>
    Array.from({ length: count + 1 }, (_, i) => from + i * step)
  return {
    width: widthOf(width),
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 6, 0, 0],
    scales: { x: { time: false, range }, y: { range: () => [-half, half] } },
    axes: [
      { ...axis, splits: () => steps(DIVISIONS, startOf(), drawn.current.secondsPerDivision) },
      { ...axis, splits: () => steps(VERTICAL_DIVISIONS, -half, 1) },
    ],
    series: [{}, ...COLOURS.map((stroke) => ({ stroke, width: 1.5, points: { show: false } }))],
    hooks: { draw: [(plot) => drawMarks(plot, drawn.current)] },
  }
}

function drawMarks(plot: uPlot, { channels, trigger, cursorsS }: ScopeKnobs): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.lineWidth = 1
  ctx.setLineDash([5, 4])
  ctx.strokeStyle = CURSOR
  for (const timeS of cursorsS ?? []) {
    const x = plot.valToPos(timeS, 'x', true)
    strokeLine(ctx, [x, bbox.top], [x, bbox.top + bbox.height])
  }
  ctx.setLineDash([2, 4])
  ctx.strokeStyle = COLOURS[trigger.channel]
  const { voltsPerDivision, position } = channels[trigger.channel]
  const y = plot.valToPos(trigger.volts / voltsPerDivision + position, 'y', true)
  if (y >= bbox.top && y <= bbox.top + bbox.height) strokeLine(ctx, [bbox.left, y], [bbox.left + bbox.width, y])
  ctx.restore()
}

type Point = readonly [x: number, y: number]

function strokeLine(ctx: CanvasRenderingContext2D, from: Point, to: Point): void {
  ctx.beginPath()
  ctx.moveTo(...from)
  ctx.lineTo(...to)
  ctx.stroke()
}
