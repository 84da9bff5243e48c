/** A round gauge of the dashboard: a scale, a filled arc, the figure in the middle. */
import { useFormats } from '../../language/formats.ts'

/** The arc runs from 135° by 270°, as on a car's clock; lengths are in the view box's units. */
const RADIUS = 42
const LENGTH = 2 * Math.PI * RADIUS * 0.75

export function Gauge(props: {
  label: string
  unit: string
  value: number | undefined
  max: number
  decimals: number
  isCharge?: boolean
}) {
  const { number } = useFormats()
  const share = props.value === undefined ? 0 : Math.min(1, Math.max(0, Math.abs(props.value) / props.max))
  const text = props.value === undefined ? '–' : number(Math.abs(props.value), props.decimals)
  return (
    <div className="gauge" role="img" aria-label={`${props.label}: ${text} ${props.unit}`}>
      <svg viewBox="0 0 100 92" aria-hidden="true">
        <g fill="none" strokeWidth="7" transform="rotate(135 50 50)">
          <circle className="gauge-track" cx="50" cy="50" r={RADIUS} strokeDasharray={`${LENGTH} 999`} />
          <circle
            className={props.isCharge ? 'gauge-charge' : 'gauge-arc'}
            cx="50"
            cy="50"
            r={RADIUS}
            // No finer than one sees: each other text moves the arc for a while, sixty pictures a second.
            strokeDasharray={`${(LENGTH * share).toFixed(1)} 999`}
          />
        </g>
        {Array.from({ length: 10 }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the marks of a scale have no other name.
          <path key={i} className="gauge-mark" d="M50 14v4" transform={`rotate(${-135 + i * 30} 50 50)`} />
        ))}
        <text x="50" y="56" className="gauge-figure">
          {text}
        </text>
        <text x="50" y="70" className="gauge-unit">
          {props.unit}
        </text>
        <text x="50" y="88" className="gauge-label">
          {props.label}
        </text>
      </svg>
    </div>
  )
}
