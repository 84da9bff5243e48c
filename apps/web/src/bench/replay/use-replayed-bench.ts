/** Makes the bench that a replay is shown on: what was done until now, and nothing that anybody does to the car. */
import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { benchCalls, type RunningAttempt } from '../../api/attempts.ts'
import type { Bench, Replayed } from '../bench.ts'
import { useLive } from '../live.ts'
import { useNotices } from '../notices.tsx'
import { deedOf } from '../use-deeds.ts'
import type { Player } from './player.ts'
import { replayedOf } from './replayed.ts'

export function useReplayedBench(attempt: RunningAttempt, player: Player): Bench {
  const notices = useNotices()
  const { t } = useLingui()
  const toldCount = useLive(player, () => player.get().toldCount)
  const traceCount = useLive(player, () => player.get().traceCount)
  const { track } = player.get()
  const calls = useMemo(() => benchCalls(attempt.id), [attempt.id])
  const shown = useMemo(
    () => replayedOf(track.told.slice(0, toldCount).flatMap(({ record }) => deedOf(record))),
    [track, toldCount],
  )
  const looked = traceCount > 0 ? track.traces[traceCount - 1] : undefined
  const replayed = useMemo<Replayed>(() => {
    const settings = track.told.find(({ index }) => index === looked?.index)?.record
    const look = looked && settings?.kind === 'scope' ? { settings: settings.settings, trace: looked.trace } : undefined
    return { last: shown.last, exchanges: shown.exchanges, look }
  }, [track, shown, looked])

  return useMemo(() => {
    async function refuse(): Promise<undefined> {
      notices.tell(t`This is a replay: the car only shows what was done.`)
      return undefined
    }
    return {
      attempt,
      live: player,
      calls,
      deeds: shown.deeds,
      replayed,
      act: refuse,
      look: async () => player.get().view,
      measure: refuse,
      lookThroughScope: refuse,
      diagnose: async () => (await refuse()) ?? null,
    }
  }, [attempt, player, calls, shown, replayed, notices, t])
}
