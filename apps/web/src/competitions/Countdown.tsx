/** What is left until a start that was set ahead, by the workshop's clock. */
import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useFormats } from '../language/formats.ts'
import { type Heard, secondsUntil } from './workshop-clock.ts'

const TICK_MS = 200

export function Countdown({ startsAt, told }: { startsAt: string; told: Heard<{ now: string }> }) {
  const { clock } = useFormats()
  const { t } = useLingui()
  const [atMs, setAtMs] = useState(() => performance.now())
  useEffect(() => {
    const timer = setInterval(() => setAtMs(performance.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  const left = secondsUntil(startsAt, told, Math.max(atMs, told.heardMs))
  return (
    <span className="countdown" role="timer" data-testid="countdown">
      {left === 0 ? t`the stations are opening` : clock(left)}
    </span>
  )
}
