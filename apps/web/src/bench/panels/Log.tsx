/** What was done at the bench, and what own tools asked meanwhile: the last first. */
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { exchangesQuery, type ToolExchange } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { type Deed, useBench } from '../bench.ts'
import { useDeedText } from '../deed-text.ts'
import { useExchangeLine } from '../exchange-text.ts'
import { useLive } from '../live.ts'

type Line =
  | { readonly deed: Deed; readonly stationMs: number }
  | { readonly exchange: ToolExchange; readonly stationMs: number }

export function Log() {
  const { deeds, attempt } = useBench()
  const { clock } = useFormats()
  const deedText = useDeedText(attempt.model)
  const exchangeLine = useExchangeLine(attempt.model)
  const [exchanges, frame] = useToolExchanges()
  const lines: Line[] = [
    ...deeds.map((deed) => ({ deed, stationMs: deed.stationMs })),
    ...exchanges.map((exchange) => ({ exchange, stationMs: exchange.stationMs })),
  ].sort((one, other) => one.stationMs - other.stationMs)
  return (
    <div ref={frame}>
      {lines.length === 0 ? (
        <p className="panel-hint">
          <Trans>
            Nothing yet. Every action, measurement and request appears here with its station time, also what your own
            tool asks.
          </Trans>
        </p>
      ) : (
        <ol className="log" data-testid="log">
          {lines.toReversed().map((line, i) => {
            const deed = 'deed' in line ? line.deed : undefined
            const asked = 'exchange' in line ? line.exchange : deed?.kind === 'diagnostic' ? deed : undefined
            return (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: a log line has its place and nothing else.
                key={lines.length - i}
                data-kind={deed?.kind ?? 'exchange'}
                data-refused={(deed?.kind === 'action' && deed.outcome.kind === 'refused') || undefined}
              >
                <time>{clock(line.stationMs / 1000)}</time>
                <span>
                  {'deed' in line ? deedText(line.deed) : exchangeLine(line.exchange)}
                  {asked && (
                    <code>
                      {asked.request} → {asked.response ?? '…'}
                    </code>
                  )}
                </span>
              </li>
            )
          })}
        </ol>
      )}
    </div>
  )
}

/** How often the log asks what own tools did meanwhile, as long as somebody looks at it. */
const ASK_AGAIN_MS = 5000

/** Of own tools alone: what the bench asked, it knows itself. Asked for while the element of the second part is in sight. */
function useToolExchanges(): [readonly ToolExchange[], RefObject<HTMLDivElement | null>] {
  const { attempt, live } = useBench()
  const frame = useRef<HTMLDivElement>(null)
  const [isShown, setShown] = useState(false)
  const isPluggedIn = useLive(live, ({ toolCount }) => toolCount > 0)
  useEffect(() => {
    const watcher = new IntersectionObserver((entries) => setShown(entries.some((entry) => entry.isIntersecting)))
    if (frame.current) watcher.observe(frame.current)
    return () => watcher.disconnect()
  }, [])
  const { data, refetch } = useQuery({
    ...exchangesQuery(attempt.id),
    enabled: isShown,
    refetchInterval: isPluggedIn ? ASK_AGAIN_MS : false,
  })
  // A tool that has just gone may have asked something since the last look.
  useEffect(() => {
    if (!isPluggedIn && frame.current?.getClientRects().length) void refetch()
  }, [isPluggedIn, refetch])
  const groups = data?.groups
  return [useMemo(() => (groups ?? []).filter(({ door }) => door !== 'bench'), [groups]), frame]
}
