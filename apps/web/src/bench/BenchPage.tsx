/** The bench: one attempt at one car, with the dashboard, the scan tool, the meter, the safety steps and the repairs. */
import { useLingui } from '@lingui/react/macro'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Navigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { attemptQuery, isRunning, type RunningAttempt } from '../api/attempts.ts'
import { Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { ActingDialog, useActing } from '../real/acting.tsx'
import { RealCarPanel } from '../real/RealCarPanel.tsx'
import './bench.css'
import { BenchHead } from './BenchHead.tsx'
import { BenchContext, useBench } from './bench.ts'
import { DiagramPanel } from './diagram/DiagramPanel.tsx'
import { GuidePanel } from './guide/GuidePanel.tsx'
import { HandsContext, type PanelId, useEmptyHands, useHands } from './hands.ts'
import { createLive, useLive } from './live.ts'
import { NoticeBoard } from './notices.tsx'
import { CausePanel } from './panels/CausePanel.tsx'
import { DashPanel } from './panels/DashPanel.tsx'
import { MeterPanel } from './panels/MeterPanel.tsx'
import { RepairPanel } from './panels/RepairPanel.tsx'
import { SafetyPanel } from './panels/SafetyPanel.tsx'
import { WhileLive } from './replay/WhileLive.tsx'
import { Stopped } from './Stopped.tsx'
import { ScanPanel } from './scan/ScanPanel.tsx'
import { ScopePanel } from './scope/ScopePanel.tsx'
import { useDeeds } from './use-deeds.ts'

export function BenchPage() {
  const { attemptId } = useParams({ from: '/attempts/$attemptId' })
  return <SignedIn>{() => <AttemptBench key={attemptId} attemptId={attemptId} />}</SignedIn>
}

function AttemptBench({ attemptId }: { attemptId: string }) {
  const query = useQuery({ ...attemptQuery(attemptId), staleTime: Number.POSITIVE_INFINITY })
  return (
    <Loaded query={query}>
      {(attempt) =>
        isRunning(attempt) && attempt.isMine ? (
          <NoticeBoard>
            <RunningBench attempt={attempt} />
          </NoticeBoard>
        ) : (
          <Navigate to="/attempts/$attemptId/result" params={{ attemptId }} replace />
        )
      }
    </Loaded>
  )
}

function RunningBench({ attempt }: { attempt: RunningAttempt }) {
  const live = useMemo(() => createLive(attempt.id), [attempt.id])
  const { words } = useFormats()
  const queries = useQueryClient()
  useEffect(() => {
    live.open()
    return live.close
  }, [live])
  const acting = useActing()
  const bench = useDeeds(attempt, live, acting.ask)
  const hands = useEmptyHands()
  const hazard = useLive(live, ({ hazard }) => hazard)
  const ended = useLive(live, ({ ended }) => ended)
  const refusal = useLive(live, ({ refusal }) => refusal)
  useEffect(() => {
    document.title = `${words(attempt.exercise.title)} · Luban`
  })
  useEffect(() => {
    // The assessment takes a moment after the end: the result page asks again.
    if (ended && ended.status !== 'stopped') void queries.invalidateQueries({ queryKey: ['attempt', attempt.id] })
  }, [ended, queries, attempt.id])

  if (hazard || ended?.status === 'stopped') return <Stopped attempt={attempt} hazard={hazard} reason={ended?.reason} />
  if (refusal) return <Problem problem={refusal} />
  return (
    <BenchContext value={bench}>
      <BenchHead />
      <GuidePanel />
      <HandsContext value={hands}>
        <Panels />
      </HandsContext>
      {attempt.model.isReal && <ActingDialog acting={acting} nameOf={(id) => ecuName(attempt, id, words)} />}
    </BenchContext>
  )
}

function ecuName({ model }: RunningAttempt, id: string, words: ReturnType<typeof useFormats>['words']): string {
  const ecu = model.ecus.find((one) => one.id === id)
  return ecu ? words(ecu.name) : id
}

const PANELS: readonly PanelId[] = ['dash', 'safety', 'scan', 'meter', 'wiring', 'scope', 'repair', 'cause']
/** Panels that each width always shows; the others take turns. */
const ALWAYS: { readonly [layout in Layout]: readonly PanelId[] } = {
  phone: [],
  tablet: ['dash', 'safety'],
  desktop: ['dash', 'safety', 'scan'],
}
/** Nobody's probes or hands of ours are at a real car. */
const REAL_PANELS: readonly PanelId[] = ['dash', 'scan', 'cause']
type Layout = 'phone' | 'tablet' | 'desktop'

function useLayout(): Layout {
  const isWide = useMediaQuery('(min-width: 1200px)', true, { getInitialValueInEffect: false })
  const isMiddle = useMediaQuery('(min-width: 760px)', true, { getInitialValueInEffect: false })
  return isWide ? 'desktop' : isMiddle ? 'tablet' : 'phone'
}

export function Panels() {
  const layout = useLayout()
  const { attempt, replayed } = useBench()
  const { isReal = false } = attempt.model
  const panels = isReal ? REAL_PANELS : PANELS
  const always = ALWAYS[layout]
  const inTurn = panels.filter((panel) => !always.includes(panel))
  const { panel: chosen, turnTo } = useHands()
  const shown = chosen && inTurn.includes(chosen) ? chosen : inTurn[0]
  const names = usePanelNames()
  const { t } = useLingui()
  const contents: { readonly [panel in PanelId]: ReactNode } = {
    dash: <WhileLive>{isReal ? <RealCarPanel /> : <DashPanel />}</WhileLive>,
    safety: (
      <WhileLive>
        <SafetyPanel />
      </WhileLive>
    ),
    scan: <ScanPanel />,
    meter: (
      <WhileLive>
        <MeterPanel />
      </WhileLive>
    ),
    wiring: <OnceShown isShown={shown === 'wiring'}>{() => <DiagramPanel />}</OnceShown>,
    scope: (
      <WhileLive>
        <ScopePanel />
      </WhileLive>
    ),
    repair: (
      <WhileLive>
        <RepairPanel />
      </WhileLive>
    ),
    cause: (
      <WhileLive>
        <CausePanel />
      </WhileLive>
    ),
  }

  return (
    <div className="bench" data-layout={layout}>
      <div className="bench-tabs" role="tablist" aria-label={t`Parts of the bench`}>
        {inTurn.map((panel) => (
          <button
            key={panel}
            type="button"
            role="tab"
            id={`tab-${panel}`}
            aria-selected={panel === shown}
            aria-controls={`panel-${panel}`}
            tabIndex={panel === shown ? 0 : -1}
            data-testid={`bench-tab-${panel}`}
            onClick={() => turnTo(panel)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
              if (step === 0) return
              const next = inTurn[(inTurn.indexOf(panel) + step + inTurn.length) % inTurn.length]
              turnTo(next)
              document.getElementById(`tab-${next}`)?.focus()
            }}
          >
            {names[panel]}
          </button>
        ))}
      </div>
      {panels.map((panel) => {
        const isTab = inTurn.includes(panel)
        return (
          <section
            key={panel}
            id={`panel-${panel}`}
            className={`panel panel-${panel}`}
            data-turn={isTab || undefined}
            hidden={isTab && panel !== shown}
            // A replay has nothing to press: its panels are scrolled by keyboard themselves.
            {...(replayed && { tabIndex: 0 })}
            {...(isTab ? { role: 'tabpanel', 'aria-labelledby': `tab-${panel}` } : { 'aria-label': names[panel] })}
          >
            {contents[panel]}
          </section>
        )
      })}
    </div>
  )
}

/** What is dear to draw waits until it is asked for, and stays from then on. */
function OnceShown({ isShown, children }: { isShown: boolean; children: () => ReactNode }) {
  const [wasShown, setWasShown] = useState(isShown)
  if (isShown && !wasShown) setWasShown(true)
  return wasShown || isShown ? children() : null
}

function usePanelNames(): { readonly [panel in PanelId]: string } {
  const { t } = useLingui()
  return {
    dash: t`Car`,
    safety: t`Safety`,
    scan: t`Scan tool`,
    meter: t`Meter`,
    wiring: t`Wiring`,
    scope: t`Oscilloscope`,
    repair: t`Repairs`,
    cause: t`Log and cause`,
  }
}
