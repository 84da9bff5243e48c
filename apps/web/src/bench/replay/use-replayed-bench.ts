/** Makes the bench that a replay is shown on: what was done until now, and nothing that anybody does to the car. */
import { useLingui } from '@lingui/react/macro'
import { useEffect, useMemo } from 'react'
import { benchCalls, type RunningAttempt, type ScopeSettings } from '../../api/attempts.ts'
import type { Bench, Replayed } from '../bench.ts'
import { useLive } from '../live.ts'
import { useNotices } from '../notices.tsx'
import { deedOf } from '../use-deeds.ts'
import type { Player } from './player.ts'
import { replayedOf } from './replayed.ts'
import type { Track } from './track.ts'

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
  const isPlaying = useLive(player, () => player.get().isPlaying)
  const wanted = useMemo(() => lookBefore(track, toldCount), [track, toldCount])
  const looked = traceCount > 0 ? track.traces[traceCount - 1] : undefined
  const missing = wanted !== undefined && looked?.index !== wanted.index ? wanted.index : undefined
  // While it plays the curves of once a second are enough.
  useEffect(() => {
    if (!isPlaying && missing !== undefined) player.lookAt(missing)
  }, [player, isPlaying, missing])
  const replayed = useMemo<Replayed>(() => {
    const before = lookAt(track, looked?.index)
    const isLike = JSON.stringify(before) === JSON.stringify(wanted?.settings)
    const look = wanted && { settings: wanted.settings, trace: isLike ? looked?.trace : undefined }
    return { last: shown.last, exchanges: shown.exchanges, look }
  }, [track, shown, looked, wanted])

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

/** The last look through the scope that showed something, of so many told records. */
function lookBefore({ told }: Track, toldCount: number): { index: number; settings: ScopeSettings } | undefined {
  const last = told
    .slice(0, toldCount)
    .findLast(({ record }) => record.kind === 'scope' && record.outcome.kind === 'trace')
  return last?.record.kind === 'scope' ? { index: last.index, settings: last.record.settings } : undefined
}

function lookAt({ told }: Track, place: number | undefined): ScopeSettings | undefined {
  const record = told.find(({ index }) => index === place)?.record
  return record?.kind === 'scope' ? record.settings : undefined
}
