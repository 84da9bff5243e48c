/** An attempt played back on the bench: the panels that it was worked at, moved by what was recorded. */
import { useQuery } from '@tanstack/react-query'
import { Navigate, useParams } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { type Attempt, attemptQuery, type RunningAttempt } from '../../api/attempts.ts'
import { Problem } from '../../app/Problem.tsx'
import { SignedIn } from '../../app/SignedIn.tsx'
import { Loaded } from '../../app/Waiting.tsx'
import '../bench.css'
import { Panels } from '../BenchPage.tsx'
import { BenchContext, type Deed } from '../bench.ts'
import { GuidePanel } from '../guide/GuidePanel.tsx'
import { HandsContext, type PanelId, useEmptyHands } from '../hands.ts'
import { useLive } from '../live.ts'
import { NoticeBoard } from '../notices.tsx'
import { createPlayer } from './player.ts'
import { ReplayHead } from './ReplayHead.tsx'
import './replay.css'
import { useReplayedBench } from './use-replayed-bench.ts'

export function ReplayPage() {
  const { attemptId } = useParams({ from: '/attempts/$attemptId/replay' })
  return <SignedIn>{() => <AttemptReplay key={attemptId} attemptId={attemptId} />}</SignedIn>
}

function AttemptReplay({ attemptId }: { attemptId: string }) {
  const query = useQuery({ ...attemptQuery(attemptId), staleTime: Number.POSITIVE_INFINITY })
  return (
    <Loaded query={query}>
      {(attempt) =>
        isShowable(attempt) ? (
          <NoticeBoard>
            <Replay attempt={attempt} />
          </NoticeBoard>
        ) : (
          <Navigate to="/attempts/$attemptId/result" params={{ attemptId }} replace />
        )
      }
    </Loaded>
  )
}

/** Over, and its exercise and its car are still there. */
function isShowable(attempt: Attempt): attempt is RunningAttempt {
  return attempt.status !== 'running' && attempt.endsAt !== null && attempt.exercise !== null && attempt.model !== null
}

function Replay({ attempt }: { attempt: RunningAttempt }) {
  const player = useMemo(() => createPlayer(attempt.id, { hints: attempt.guide?.hints }), [attempt.id, attempt.guide])
  useEffect(() => {
    player.open()
    return player.close
  }, [player])
  const bench = useReplayedBench(attempt, player)
  const hands = useEmptyHands()
  const problem = useLive(player, () => player.get().problem)
  const hasView = useLive(player, ({ view }) => view !== undefined)
  const { turnTo } = hands
  const last = bench.replayed?.last
  // Whoever watches sees the panel that was worked at.
  useEffect(() => {
    const panel = last && panelOf(last)
    if (panel) turnTo(panel)
  }, [last, turnTo])

  if (problem !== undefined && !hasView) return <Problem problem={problem} />
  return (
    <BenchContext value={bench}>
      <ReplayHead player={player} />
      <GuidePanel />
      <HandsContext value={hands}>
        <Panels />
      </HandsContext>
    </BenchContext>
  )
}

const SAFETY: ReadonlySet<string> = new Set([
  'gloves',
  'barrier',
  'takeKeyAway',
  'bringKeyBack',
  'battery12V',
  'serviceDisconnect',
  'lockout',
  'proveTester',
  'precaution',
])

function panelOf(deed: Deed): PanelId {
  switch (deed.kind) {
    case 'measurement':
      return 'meter'
    case 'scope':
      return 'scope'
    case 'diagnostic':
      return 'scan'
    case 'action':
      if (deed.action.kind === 'repair') return 'repair'
      if (deed.action.kind === 'connector') return 'wiring'
      return SAFETY.has(deed.action.kind) ? 'safety' : 'dash'
  }
}
