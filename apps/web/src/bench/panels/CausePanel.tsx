/** What I did so far, and the statement that ends the attempt: which component, and what is wrong with it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Select, Textarea } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { type Diagnosis, exchangesQuery, REPORT_CHARACTERS_MAX, type ToolExchange } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { type Deed, useBench } from '../bench.ts'
import { Confirm } from '../Confirm.tsx'
import { useDeedText } from '../deed-text.ts'
import { useExchangeLine } from '../exchange-text.ts'
import { useLive } from '../live.ts'
import { useNotices } from '../notices.tsx'
import { wordsFilter } from '../words-filter.ts'

/** Stands for "nothing is wrong with it" in the list of components: no component has this id. */
const NO_FAULT = '-'

export function CausePanel() {
  return (
    <div className="cause">
      <Statement />
      <h2 className="panel-title">
        <Trans>What I did</Trans>
      </h2>
      <Log />
    </div>
  )
}

function Statement() {
  const { attempt, calls } = useBench()
  const { words, byName } = useFormats()
  const { t } = useLingui()
  const notices = useNotices()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [componentId, setComponentId] = useState<string | null>(null)
  const [mode, setMode] = useState<string | null>(null)
  const [report, setReport] = useReportDraft(attempt.id)
  /** Asked to submit before the cause was whole: the fields say what they lack. */
  const [isTooEarly, setTooEarly] = useState(false)
  const fields = { component: useRef<HTMLInputElement>(null), mode: useRef<HTMLInputElement>(null) }
  const components = useMemo(
    () => [
      { value: NO_FAULT, label: t`No fault: the car is sound` },
      ...byName(attempt.model.components, ({ name }) => words(name)).map(({ id, name }) => ({
        value: id,
        label: words(name),
      })),
    ],
    [attempt.model.components, words, byName, t],
  )
  const isSound = componentId === NO_FAULT
  const component = attempt.model.components.find(({ id }) => id === componentId)
  const isReported = report.trim() !== ''
  const modes = (component?.failureModes ?? []).map(({ id, name }) => ({ value: id, label: words(name) }))

  function whenWhole(goOn: () => void) {
    const isWhole = isSound || (componentId !== null && mode !== null)
    setTooEarly(!isWhole)
    if (isWhole) goOn()
    else if (componentId === null) fields.component.current?.focus()
    else fields.mode.current?.focus()
  }
  async function submit() {
    try {
      const cause: Diagnosis = isSound
        ? { component: null, failureMode: null }
        : { component: componentId, failureMode: mode }
      await calls.stateCause(isReported ? { ...cause, report } : cause)
      setReport('')
      await queries.invalidateQueries({ queryKey: ['attempt', attempt.id] })
      await navigate({ to: '/attempts/$attemptId/result', params: { attemptId: attempt.id } })
    } catch (problem) {
      notices.problem(problem)
    }
  }
  return (
    <div className="statement">
      <h2 className="panel-title">
        <Trans>State the cause</Trans>
      </h2>
      <Select
        label={t`Component`}
        placeholder={t`Search for a component`}
        nothingFoundMessage={t`No component of that name in this car.`}
        searchable
        selectFirstOptionOnChange
        filter={wordsFilter}
        // What is typed takes the place of the component that is there.
        onFocus={(event) => event.currentTarget.select()}
        error={isTooEarly && componentId === null ? t`Choose the component first, or that there is no fault.` : null}
        ref={fields.component}
        allowDeselect={false}
        data={components}
        value={componentId}
        onChange={(id) => {
          setComponentId(id)
          setMode(null)
        }}
        data-testid="cause-component"
      />
      <Select
        label={t`What is wrong with it`}
        placeholder={component ? t`Choose` : t`Choose the component first`}
        disabled={component === undefined}
        error={isTooEarly && component && mode === null ? t`Choose what is wrong with it.` : null}
        ref={fields.mode}
        allowDeselect={false}
        data={modes}
        value={mode}
        onChange={setMode}
        data-testid="cause-mode"
      />
      <Textarea
        label={t`Report to the customer`}
        description={t`Optional. What was measured (value, unit, limit), what was wrong, what was done: so that the customer understands it. The instructor reads it too.`}
        placeholder={t`e.g. Between … and … I measured … V; at most … V is right. The cable lug was loose. Tightened and checked again.`}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={REPORT_CHARACTERS_MAX}
        value={report}
        onChange={(event) => setReport(event.currentTarget.value)}
        data-testid="cause-report"
      />
      <Confirm
        title={<Trans>Submit this cause?</Trans>}
        text={
          <>
            <p>
              <strong>
                {isSound
                  ? t`No fault: the car is sound`
                  : `${component ? words(component.name) : ''}: ${modes.find(({ value }) => value === mode)?.label ?? ''}`}
              </strong>
            </p>
            {!isReported && (
              <p>
                <Trans>You have not written a report to the customer.</Trans>
              </p>
            )}
            <p>
              <Trans>The attempt ends and is assessed. Have you rechecked the car and cleared the codes?</Trans>
            </p>
          </>
        }
        yes={<Trans>Submit</Trans>}
        onYes={submit}
      >
        {(open) => (
          <Button onClick={() => whenWhole(open)} data-testid="submit-diagnosis">
            <Trans>Submit the diagnosis</Trans>
          </Button>
        )}
      </Confirm>
    </div>
  )
}

/** What was written so far outlives loading the page again, in this tab; nobody else sees it before it is submitted. */
function useReportDraft(attemptId: string): [string, (text: string) => void] {
  const key = `luban.report.${attemptId}`
  const [text, setText] = useState(() => {
    try {
      return sessionStorage.getItem(key) ?? ''
    } catch {
      return ''
    }
  })
  useEffect(() => {
    try {
      sessionStorage.setItem(key, text)
    } catch {
      // A full or forbidden storage costs only what would have outlived the page.
    }
  }, [key, text])
  return [text, setText]
}

type Line =
  | { readonly deed: Deed; readonly stationMs: number }
  | { readonly exchange: ToolExchange; readonly stationMs: number }

/** What was done at the bench, and what own tools asked: the last first. */
function Log() {
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
