/** Curves of the chosen live data over station time: one small plot a value, so that every one has its own scale. */
import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { DidInfo } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import type { Series } from './series.ts'

const COLOURS = {
  light: ['#1c6f77', '#a86c00', '#8a3ffc', '#b3261e'],
  dark: ['#79b2b7', '#e6b85f', '#c4a3ff', '#ff9d94'],
} as const
const HEIGHT_PX = 96

export function Curves({ infos, series, tick }: { infos: readonly DidInfo[]; series: Series; tick: number }) {
  return (
    <div className="curves">
      {infos.map((info, i) => (
        <Curve key={info.did} info={info} series={series} tick={tick} colourIndex={i} />
      ))}
    </div>
  )
}

/** A flat line stands in the middle, not on the edge of a scale that ends at zero. */
function rangeOf(_: uPlot, min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1]
  const margin = Math.max((max - min) * 0.1, Math.abs(max) * 0.01, 0.1)
  return [min - margin, max + margin]
}

function Curve(props: { info: DidInfo; series: Series; tick: number; colourIndex: number }) {
  const { info, series, tick, colourIndex } = props
  const { words, clock } = useFormats()
  const scheme = useComputedColorScheme('light')
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  const title = `${words(info.name)}${info.unit ? `, ${info.unit}` : ''}`

  useEffect(() => {
    const element = place.current
    if (!element) return
    const colours = COLOURS[scheme]
    const ink = scheme === 'dark' ? '#a3b0b3' : '#55646a'
    const grid = { stroke: scheme === 'dark' ? '#303b40' : '#e2ddd0', width: 1 }
    const font = '11px system-ui, sans-serif'
    const made = new uPlot(
      {
        width: Math.max(200, element.clientWidth),
        height: HEIGHT_PX,
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 8, 0, 0],
        scales: { x: { time: false }, y: { range: rangeOf } },
        axes: [
          {
            stroke: ink,
            grid,
            ticks: grid,
            font,
            size: 30,
            values: (_, ticks) => ticks.map((seconds) => clock(seconds)),
          },
          { stroke: ink, grid, ticks: grid, font, size: 52 },
        ],
        series: [
          {},
          { stroke: colours[colourIndex % colours.length], width: 2, spanGaps: false, points: { show: false } },
        ],
      },
      series.table([info.did]) as uPlot.AlignedData,
      element,
    )
    plot.current = made
    const resize = new ResizeObserver(() =>
      made.setSize({ width: Math.max(200, element.clientWidth), height: HEIGHT_PX }),
    )
    resize.observe(element)
    return () => {
      resize.disconnect()
      made.destroy()
    }
  }, [scheme, colourIndex, info.did, series, clock])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `tick` says that the series has grown.
  useEffect(() => {
    plot.current?.setData(series.table([info.did]) as uPlot.AlignedData)
  }, [tick, series, info.did])

  return (
    <figure>
      <figcaption>{title}</figcaption>
      <div ref={place} aria-hidden="true" />
    </figure>
  )
}
