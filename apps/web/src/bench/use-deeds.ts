/** Makes the shared bench of an attempt: every deed goes to the station, into the log, and its refusal to the person. */
import { useEffect, useMemo, useState } from 'react'
import {
  type ActionOutcome,
  benchCalls,
  type EvidenceRecord,
  type Reading,
  type RunningAttempt,
} from '../api/attempts.ts'
import { ApiProblem } from '../api/client.ts'
import { createTurns } from '../app/in-turn.ts'
import type { Acting } from '../real/acting.tsx'
import type { Bench, Deed } from './bench.ts'
import { type Live, whenSeen } from './live.ts'
import { useNotices } from './notices.tsx'
import { isShown } from './shown.ts'

/** Who did what the exercise itself does before the trainee comes. */
const EXERCISE = 'exercise'
/** The log shows this many deeds; the whole record is the evidence file. */
const DEEDS_MAX = 500

export function useDeeds(attempt: RunningAttempt, live: Live, confirmActing: Acting['ask']): Bench {
  const notices = useNotices()
  const [deeds, setDeeds] = useState<readonly Deed[]>(() => readKept(attempt.id))
  useEffect(() => keep(attempt.id, deeds), [attempt.id, deeds])
  const inTurn = useMemo(createTurns, [])
  const calls = useMemo(() => benchCalls(attempt.id), [attempt.id])

  return useMemo(() => {
    const note = (deed: Deed) => setDeeds((list) => [...list, deed].slice(-DEEDS_MAX))
    function tell(outcome: Exclude<ActionOutcome, { kind: 'done' }>): void {
      if (outcome.kind === 'hazard') live.reportHazard(outcome.hazard)
      else notices.refused(outcome.reason)
    }
    /** The server says which requests act on a real car: those are sent again with the person's yes. */
    async function diagnose(ecu: string, request: string): Promise<string | null> {
      try {
        return await calls.diagnose(ecu, request)
      } catch (problem) {
        const isActing = problem instanceof ApiProblem && problem.code === 'CONFIRMATION_NEEDED'
        if (!isActing || !(await confirmActing({ ecu, request }))) throw problem
        return await calls.diagnose(ecu, request, true)
      }
    }
    return {
      attempt,
      live,
      calls,
      deeds,
      async act(action) {
        try {
          const outcome = await inTurn(async () => {
            const outcome = await calls.act(action)
            if (outcome.kind === 'done') await whenSeen(live, (view) => isShown(view, action))
            return outcome
          })
          if (action.kind !== 'pedal') note({ kind: 'action', stationMs: live.get().stationMs, action, outcome })
          if (outcome.kind !== 'done') tell(outcome)
          return outcome
        } catch (problem) {
          notices.problem(problem)
          return undefined
        }
      },
      look: () => inTurn(async () => live.get().view),
      async measure(what) {
        try {
          const outcome = await inTurn(() => calls.measure(what))
          const reading: Reading | undefined = outcome.kind === 'reading' ? outcome.reading : undefined
          note({ kind: 'measurement', stationMs: live.get().stationMs, ...what, reading })
          if (outcome.kind !== 'reading') tell(outcome)
          return reading
        } catch (problem) {
          notices.problem(problem)
          return undefined
        }
      },
      async lookThroughScope(settings, isNoted) {
        try {
          const outcome = await inTurn(() => calls.lookThroughScope(settings))
          if (isNoted) note({ kind: 'scope', stationMs: live.get().stationMs, settings })
          if (outcome.kind === 'trace') return outcome.trace
          tell(outcome)
        } catch (problem) {
          notices.problem(problem)
        }
        return undefined
      },
      async diagnose(ecu, request, isNoted = true) {
        const response = await diagnose(ecu, request)
        if (isNoted) note({ kind: 'diagnostic', stationMs: live.get().stationMs, ecu, request, response })
        return response
      },
    }
  }, [attempt, live, calls, inTurn, deeds, notices, confirmActing])
}

/** Kept in this tab, so that the log goes on after loading the page again; the evidence itself is sealed until the end. */
function keep(attemptId: string, deeds: readonly Deed[]): void {
  try {
    sessionStorage.setItem(`luban.deeds.${attemptId}`, JSON.stringify(deeds))
  } catch {
    // A full or forbidden storage costs only the older lines of the log.
  }
}

function readKept(attemptId: string): readonly Deed[] {
  try {
    return JSON.parse(sessionStorage.getItem(`luban.deeds.${attemptId}`) ?? '[]')
  } catch {
    return []
  }
}

/** A deed as its evidence tells it. */
export function deedOf(record: EvidenceRecord): Deed[] {
  const { kind, stationMs } = record
  if (kind === 'action' && record.by !== EXERCISE && record.action.kind !== 'pedal')
    return [{ kind, stationMs, action: record.action, outcome: record.outcome }]
  if (kind === 'measurement') {
    const reading = record.outcome.kind === 'reading' ? record.outcome.reading : undefined
    return [{ kind, stationMs, ...record.measurement, reading }]
  }
  if (kind === 'scope') return [{ kind, stationMs, settings: record.settings }]
  if (kind === 'diagnostic')
    return [{ kind, stationMs, ecu: record.ecu, request: record.request, response: record.response }]
  return []
}
